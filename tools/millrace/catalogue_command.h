// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace catalogue`: checks a catalogue, or prints the built-in one.

#ifndef MILLRACE_TOOLS_MILLRACE_CATALOGUE_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_CATALOGUE_COMMAND_H_

#include <memory>

#include "tools/millrace/command.h"

namespace millrace::tool {

std::unique_ptr<Command> MakeCatalogueCommand();

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_CATALOGUE_COMMAND_H_
