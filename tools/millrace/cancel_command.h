// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace cancel`: settles a job by what it has imported.

#ifndef MILLRACE_TOOLS_MILLRACE_CANCEL_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_CANCEL_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeCancelCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_CANCEL_COMMAND_H_
