// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace resume`: goes on with jobs that were interrupted.

#ifndef MILLRACE_TOOLS_MILLRACE_RESUME_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_RESUME_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeResumeCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_RESUME_COMMAND_H_
