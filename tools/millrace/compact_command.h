// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// millrace compact: pays off what a store owes to compaction.

#ifndef MILLRACE_TOOLS_MILLRACE_COMPACT_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_COMPACT_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeCompactCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_COMPACT_COMMAND_H_
