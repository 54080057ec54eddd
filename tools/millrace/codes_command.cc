// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/codes_command.h"

#include <string>

#include "millrace/outcome.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/json_writer.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class CodesCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "codes",
        .summary = "list what may become of a row",
        .usages = {"[--json]"},
        .about =
            "Lists the codes of outcomes and rejects: number and name, which "
            "never change, severity, the text that result and reject files "
            "show, what to do about it, and the section of the contract. "
            "done: stored, or nothing to store; kept back: deliberately not "
            "stored; failed: that mapping stored nothing; rejected: the row is "
            "not imported.",
        .examples = {"millrace codes", "millrace codes --json"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    flags->AddSwitch("json", "print the table as JSON", &is_json_);
  }

  ExitCode Run() override { return is_json_ ? PrintJson() : PrintTable(); }

 private:
  static ExitCode PrintTable();
  static ExitCode PrintJson();

  bool is_json_ = false;
};

ExitCode CodesCommand::PrintTable() {
  TextTable table({0});
  table.AddRow({"NUMBER", "NAME", "SEVERITY", "TEXT", "ADVICE", "SECTION"});
  for (const CodeEntry& entry : CodeTable()) {
    table.AddRow(
        {std::to_string(static_cast<int>(entry.code)), std::string(entry.name),
         std::string(SeverityName(entry.severity)), std::string(entry.text),
         std::string(entry.advice), std::string(entry.section)});
  }
  return Print(table.ToString());
}

ExitCode CodesCommand::PrintJson() {
  JsonWriter json(JsonWriter::Form::kIndented);
  json.BeginArray();
  for (const CodeEntry& entry : CodeTable()) {
    json.BeginObject();
    json.Key("number");
    json.Integer(static_cast<int>(entry.code));
    json.Key("name");
    json.Text(entry.name);
    json.Key("severity");
    json.Text(SeverityName(entry.severity));
    json.Key("text");
    json.Text(entry.text);
    json.Key("advice");
    json.Text(entry.advice);
    json.Key("section");
    json.Text(entry.section);
    json.EndObject();
  }
  json.EndArray();
  return Print(json.text() + "\n");
}

}  // namespace

std::unique_ptr<Command> MakeCodesCommand() {
  return std::make_unique<CodesCommand>();
}

}  // namespace millrace::tool
