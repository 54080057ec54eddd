// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// FlagSet: the flags and arguments of one subcommand, bound to variables, and
// its help text. Ours and not absl::flags, whose flags are global to the
// program, keep only the last of a repeated flag and end it with 1 on an
// unknown one.
//
//   FlagSet flags;
//   flags.AddText("store", "DIR", "folder of the store", &store);
//   absl::Status status = flags.Parse({"--store", "crm.db"});
//
// Accepts --name value and --name=value anywhere, "--" before what only looks
// like flags, and "-" and negative numbers as arguments.
//
// Threading: one thread. The variables must outlive the set.

#ifndef MILLRACE_TOOLS_MILLRACE_FLAGS_H_
#define MILLRACE_TOOLS_MILLRACE_FLAGS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace millrace::tool {

class FlagSet {
 public:
  // The last of a flag given twice would win silently: only AddList's may be.
  void AddSwitch(std::string name, std::string help, bool* to);
  void AddText(std::string name, std::string value_name, std::string help,
               std::string* to);
  void AddList(std::string name, std::string value_name, std::string help,
               std::vector<std::string>* to);
  void AddInteger(std::string name, std::string value_name, std::string help,
                  int64_t min, int64_t max, std::optional<int64_t>* to);
  // One of the words, ignoring case; *to gets the word as listed here.
  void AddChoice(std::string name, std::vector<std::string> words,
                 std::string help, std::string* to);

  // Takes the last added flag from an environment variable when it is absent.
  void WithEnvironment(std::string variable);

  // Arguments in their order. Missing ones stay empty unless required.
  enum class Need { kRequired, kOptional };
  void AddArgument(std::string name, Need need, std::string* to);

  // kInvalidArgument says what is wrong. "--help" and "-h" set help_wanted()
  // and leave the rest unchecked.
  absl::Status Parse(const std::vector<std::string>& words);
  bool help_wanted() const { return help_wanted_; }

  // One flag a paragraph, in the order they were added.
  std::string HelpText() const;

 private:
  struct Flag {
    std::string name;
    std::string value_name;  // empty: a switch
    std::string help;
    std::string variable;
    bool is_repeatable = false;
    bool is_given = false;
    std::function<absl::Status(const std::string& value)> set;
  };
  struct Argument {
    std::string name;
    Need need;
    std::string* to;
  };

  Flag& Add(std::string name, std::string value_name, std::string help);
  Flag* Find(std::string_view name);
  absl::Status ParseFlag(const std::vector<std::string>& words, size_t* at);
  absl::Status TakeArguments(const std::vector<std::string>& given);
  absl::Status TakeEnvironment();

  std::vector<Flag> flags_;
  std::vector<Argument> arguments_;
  bool help_wanted_ = false;
};

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_FLAGS_H_
