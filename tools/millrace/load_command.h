// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace load`: imports an upload into a store.

#ifndef MILLRACE_TOOLS_MILLRACE_LOAD_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_LOAD_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeLoadCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_LOAD_COMMAND_H_
