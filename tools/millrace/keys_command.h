// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace keys`: makes, lists and revokes the access keys of the service.
//
// Threading: one thread.

#ifndef MILLRACE_TOOLS_MILLRACE_KEYS_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_KEYS_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeKeysCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_KEYS_COMMAND_H_
