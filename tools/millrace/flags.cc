// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/flags.h"

#include <cstdlib>
#include <utility>

#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

absl::Status UsageError(const std::string& text) {
  return absl::InvalidArgumentError(text);
}

// "-" is a name for standard input, "-5" a key.
bool LooksLikeFlag(std::string_view word) {
  return word.size() > 1 && word[0] == '-' &&
         !(word[1] >= '0' && word[1] <= '9');
}

}  // namespace

FlagSet::Flag& FlagSet::Add(std::string name, std::string value_name,
                            std::string help) {
  Flag& flag = flags_.emplace_back();
  flag.name = std::move(name);
  flag.value_name = std::move(value_name);
  flag.help = std::move(help);
  return flag;
}

void FlagSet::AddSwitch(std::string name, std::string help, bool* to) {
  Add(std::move(name), "", std::move(help)).set = [to](const std::string&) {
    *to = true;
    return absl::OkStatus();
  };
}

void FlagSet::AddText(std::string name, std::string value_name,
                      std::string help, std::string* to) {
  Add(std::move(name), std::move(value_name), std::move(help)).set =
      [to](const std::string& value) {
        *to = value;
        return absl::OkStatus();
      };
}

void FlagSet::AddList(std::string name, std::string value_name,
                      std::string help, std::vector<std::string>* to) {
  Flag& flag = Add(std::move(name), std::move(value_name), std::move(help));
  flag.is_repeatable = true;
  flag.set = [to](const std::string& value) {
    to->push_back(value);
    return absl::OkStatus();
  };
}

void FlagSet::AddInteger(std::string name, std::string value_name,
                         std::string help, int64_t min, int64_t max,
                         std::optional<int64_t>* to) {
  Add(std::move(name), std::move(value_name), std::move(help)).set =
      [to, min, max](const std::string& value) {
        *to = ParseInteger(value, min, max);
        if (to->has_value()) return absl::OkStatus();
        return UsageError("takes a whole number from " + std::to_string(min) +
                          " to " + std::to_string(max) + ", not \"" + value +
                          "\"");
      };
}

void FlagSet::AddChoice(std::string name, std::vector<std::string> words,
                        std::string help, std::string* to) {
  std::string value_name;
  for (const std::string& word : words) {
    value_name += (value_name.empty() ? "" : "|") + word;
  }
  Flag& flag = Add(std::move(name), std::move(value_name), std::move(help));
  flag.set = [to, words = std::move(words)](const std::string& value) {
    for (const std::string& word : words) {
      if (!EqualsIgnoringCase(word, value)) continue;
      *to = word;
      return absl::OkStatus();
    }
    return UsageError("takes one of " + ListText(words) + ", not \"" + value +
                      "\"" + DidYouMean(value, words));
  };
}

void FlagSet::WithEnvironment(std::string variable) {
  flags_.back().variable = std::move(variable);
}

void FlagSet::AddArgument(std::string name, Need need, std::string* to) {
  arguments_.push_back({std::move(name), need, to});
}

FlagSet::Flag* FlagSet::Find(std::string_view name) {
  for (Flag& flag : flags_) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

absl::Status FlagSet::Parse(const std::vector<std::string>& words) {
  std::vector<std::string> arguments;
  for (Flag& flag : flags_) flag.is_given = false;
  for (const std::string& word : words) {
    if (word == "--") break;
    if (word == "--help" || word == "-h") help_wanted_ = true;
  }
  if (help_wanted_) return absl::OkStatus();
  bool only_arguments = false;
  for (size_t at = 0; at < words.size(); ++at) {
    if (only_arguments || !LooksLikeFlag(words[at])) {
      arguments.push_back(words[at]);
    } else if (words[at] == "--") {
      only_arguments = true;
    } else if (absl::Status status = ParseFlag(words, &at); !status.ok()) {
      return status;
    }
  }
  absl::Status status = TakeArguments(arguments);
  return status.ok() ? TakeEnvironment() : status;
}

// On return *at stands on the last word that belongs to the flag.
absl::Status FlagSet::ParseFlag(const std::vector<std::string>& words,
                                size_t* at) {
  std::string word = words[*at];
  std::optional<std::string> value;
  if (size_t equals = word.find('='); equals != word.npos) {
    value = word.substr(equals + 1);
    word.resize(equals);
  }
  Flag* flag = word.starts_with("--") ? Find(word.substr(2)) : nullptr;
  if (flag == nullptr) {
    std::vector<std::string> names = {"--help"};
    for (const Flag& known : flags_) names.push_back("--" + known.name);
    return UsageError("unknown flag " + word + DidYouMean(word, names));
  }
  if (flag->is_given && !flag->is_repeatable) {
    return UsageError("flag " + word + " is given twice");
  }
  flag->is_given = true;
  if (flag->value_name.empty()) {
    if (value) return UsageError("flag " + word + " takes no value");
    return flag->set("");
  }
  if (!value) {
    // A value that starts with "--" must be given as --name=--value.
    if (*at + 1 == words.size() || words[*at + 1].starts_with("--")) {
      return UsageError("flag " + word + " needs a value: " + word + " " +
                        flag->value_name);
    }
    value = words[++*at];
  }
  if (value->empty()) return UsageError("flag " + word + " has an empty value");
  absl::Status status = flag->set(*value);
  if (status.ok()) return status;
  return UsageError("flag " + word + " " + std::string(status.message()));
}

absl::Status FlagSet::TakeArguments(const std::vector<std::string>& given) {
  for (size_t i = 0; i < given.size(); ++i) {
    if (i >= arguments_.size()) {
      return UsageError("surplus argument \"" + given[i] + "\"");
    }
    if (given[i].empty()) {
      return UsageError("argument " + arguments_[i].name + " is empty");
    }
    *arguments_[i].to = given[i];
  }
  for (size_t i = given.size(); i < arguments_.size(); ++i) {
    if (arguments_[i].need == Need::kRequired) {
      return UsageError("argument " + arguments_[i].name + " is missing");
    }
  }
  return absl::OkStatus();
}

absl::Status FlagSet::TakeEnvironment() {
  for (Flag& flag : flags_) {
    if (flag.is_given || flag.variable.empty()) continue;
    // Nothing else runs yet that could change the environment.
    const char* value =
        std::getenv(flag.variable.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr || *value == '\0') continue;
    absl::Status status = flag.set(value);
    if (status.ok()) continue;
    return UsageError("variable " + flag.variable + " " +
                      std::string(status.message()));
  }
  return absl::OkStatus();
}

std::string FlagSet::HelpText() const {
  constexpr size_t kHelpColumn = 24;
  std::string text;
  for (const Flag& flag : flags_) {
    std::string line = "  --" + flag.name;
    if (!flag.value_name.empty()) line += " " + flag.value_name;
    if (line.size() + 2 > kHelpColumn) {
      text += line + '\n';
      line.clear();
    }
    line.resize(kHelpColumn, ' ');
    std::string help = flag.help;
    if (!flag.variable.empty()) help += " (variable " + flag.variable + ")";
    text += line + WrappedText(help, kHelpColumn, kHelpColumn);
  }
  std::string line = "  --help";
  line.resize(kHelpColumn, ' ');
  return text + line + "this text\n";
}

}  // namespace millrace::tool
