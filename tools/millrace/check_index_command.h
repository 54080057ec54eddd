// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// millrace check-index: whether records are found by all that they should be
// found by; makes the index anew.

#ifndef MILLRACE_TOOLS_MILLRACE_CHECK_INDEX_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_CHECK_INDEX_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeCheckIndexCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_CHECK_INDEX_COMMAND_H_
