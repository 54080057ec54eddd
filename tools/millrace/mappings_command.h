// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace mappings`: shows mapping types, their fields and values.

#ifndef MILLRACE_TOOLS_MILLRACE_MAPPINGS_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_MAPPINGS_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeMappingsCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_MAPPINGS_COMMAND_H_
