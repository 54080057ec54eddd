// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace codes`: the one table of what may become of a row.

#ifndef MILLRACE_TOOLS_MILLRACE_CODES_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_CODES_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeCodesCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_CODES_COMMAND_H_
