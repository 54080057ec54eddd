// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Command: one subcommand of `millrace`. main.cc makes it, lets it declare
// its flags, parses them into it, and runs it.
//
// Threading: one thread.

#ifndef MILLRACE_TOOLS_MILLRACE_COMMAND_H_
#define MILLRACE_TOOLS_MILLRACE_COMMAND_H_

#include <string>
#include <vector>

#include "tools/millrace/exit_code.h"
#include "tools/millrace/flags.h"

namespace millrace::tool {

// What --help shows around the flags.
struct CommandText {
  std::string name = {};
  std::string summary = {};              // one line, for the list of commands
  std::vector<std::string> usages = {};  // after "millrace NAME"
  std::string about = {};                // paragraphs, at most 80 columns
  std::vector<std::string> examples = {};
  std::string exit_codes = kPlainExitCodes;
};

class Command {
 public:
  virtual ~Command() = default;
  virtual CommandText Text() const = 0;
  virtual void DeclareFlags(FlagSet* flags) = 0;
  // After the flags are parsed.
  virtual ExitCode Run() = 0;
};

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_COMMAND_H_
