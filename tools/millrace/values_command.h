// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace values`: shows and changes the store's lists of values.

#ifndef MILLRACE_TOOLS_MILLRACE_VALUES_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_VALUES_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeValuesCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_VALUES_COMMAND_H_
