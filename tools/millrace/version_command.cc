// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/version_command.h"

#include <string>

#include "millrace/version.h"
#include "tools/millrace/failure.h"

namespace millrace::tool {
namespace {

class VersionCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "version",
        .summary = "say which version this is",
        .usages = {""},
        .about = "Prints the version and the format of the stores it writes.",
        .examples = {"millrace version"},
    };
  }

  void DeclareFlags(FlagSet*) override {}

  ExitCode Run() override {
    return Print(std::string("millrace ") + MILLRACE_VERSION +
                 ", store format " + std::to_string(kStoreFormatVersion) +
                 "\n");
  }
};

}  // namespace

std::unique_ptr<Command> MakeVersionCommand() {
  return std::make_unique<VersionCommand>();
}

}  // namespace millrace::tool
