// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The command `millrace`: finds the subcommand, parses its flags, runs it.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/millrace/cancel_command.h"
#include "tools/millrace/catalogue_command.h"
#include "tools/millrace/check_index_command.h"
#include "tools/millrace/codes_command.h"
#include "tools/millrace/command.h"
#include "tools/millrace/compact_command.h"
#include "tools/millrace/erase_command.h"
#include "tools/millrace/exit_code.h"
#include "tools/millrace/export_command.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/flags.h"
#include "tools/millrace/get_command.h"
#include "tools/millrace/inspect_command.h"
#include "tools/millrace/jobs_command.h"
#include "tools/millrace/keys_command.h"
#include "tools/millrace/load_command.h"
#include "tools/millrace/mappings_command.h"
#include "tools/millrace/results_command.h"
#include "tools/millrace/resume_command.h"
#include "tools/millrace/serve_command.h"
#include "tools/millrace/status_command.h"
#include "tools/millrace/suggest_command.h"
#include "tools/millrace/text.h"
#include "tools/millrace/values_command.h"
#include "tools/millrace/version_command.h"

namespace millrace::tool {
namespace {

using CommandList = std::vector<std::unique_ptr<Command>>;

CommandList AllCommands() {
  CommandList commands;
  commands.push_back(MakeLoadCommand());
  commands.push_back(MakeResumeCommand());
  commands.push_back(MakeCancelCommand());
  commands.push_back(MakeJobsCommand());
  commands.push_back(MakeStatusCommand());
  commands.push_back(MakeResultsCommand());
  commands.push_back(MakeCodesCommand());
  commands.push_back(MakeGetCommand());
  commands.push_back(MakeExportCommand());
  commands.push_back(MakeEraseCommand());
  commands.push_back(MakeSuggestCommand());
  commands.push_back(MakeMappingsCommand());
  commands.push_back(MakeValuesCommand());
  commands.push_back(MakeInspectCommand());
  commands.push_back(MakeCompactCommand());
  commands.push_back(MakeCheckIndexCommand());
  commands.push_back(MakeCatalogueCommand());
  commands.push_back(MakeServeCommand());
  commands.push_back(MakeKeysCommand());
  commands.push_back(MakeVersionCommand());
  return commands;
}

std::string ProgramHelp(const CommandList& commands) {
  TextTable table({}, 2);
  for (const auto& command : commands) {
    CommandText text = command->Text();
    table.AddRow({text.name, text.summary});
  }
  return "Usage: millrace COMMAND [flags]\n\n"
         "Imports uploads, plain or zipped, into a store of records and says "
         "what became\nof every row.\n\nCommands:\n" +
         table.ToString() + "\nmillrace COMMAND --help says more about each.\n";
}

std::string CommandHelp(const CommandText& text, const FlagSet& flags) {
  const std::string start = "millrace " + text.name;
  std::string help;
  for (const std::string& usage : text.usages) {
    help += help.empty() ? "Usage: " : "       ";
    help += WrappedText(start + (usage.empty() ? "" : " ") + usage, 11, 7);
  }
  help += "\n" + WrappedText(text.about, 0, 0);
  help += "\nFlags:\n" + flags.HelpText();
  if (!text.examples.empty()) help += "\nExamples:\n";
  for (const std::string& example : text.examples) {
    help += "  " + example + '\n';
  }
  return help + "\nExit codes:\n" + text.exit_codes;
}

ExitCode RunCommand(Command& command, const std::vector<std::string>& words) {
  FlagSet flags;
  command.DeclareFlags(&flags);
  absl::Status status = flags.Parse(words);
  CommandText text = command.Text();
  if (flags.help_wanted()) return Print(CommandHelp(text, flags));
  if (status.ok()) return command.Run();
  return Fail(ExitCode::kUsage, text.name, status,
              "millrace " + text.name + " --help says how it is used");
}

ExitCode Main(std::vector<std::string> words) {
  CommandList commands = AllCommands();
  if (words.empty()) {
    return Fail(ExitCode::kUsage, "no command is given",
                "millrace --help lists them");
  }
  std::string name = words.front();
  words.erase(words.begin());
  if (name == "--version") name = "version";
  if (name == "help" && !words.empty()) {
    name = words.front();
    words = {"--help"};
  }
  if (name == "--help" || name == "-h" || name == "help") {
    return Print(ProgramHelp(commands));
  }
  std::vector<std::string> names;
  for (const auto& command : commands) {
    names.push_back(command->Text().name);
    if (names.back() == name) return RunCommand(*command, words);
  }
  return Fail(ExitCode::kUsage,
              "unknown command " + name + DidYouMean(name, names),
              "millrace --help lists them");
}

}  // namespace
}  // namespace millrace::tool

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  return static_cast<int>(millrace::tool::Main(std::move(words)));
}
