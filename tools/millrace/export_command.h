// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace export`: writes the records of a resource type to a file.

#ifndef MILLRACE_TOOLS_MILLRACE_EXPORT_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_EXPORT_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeExportCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_EXPORT_COMMAND_H_
