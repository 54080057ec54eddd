// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ConstantChecker: judges a constant, or a value translation's target, against
// its field as far as that needs no validator of values: choices, whole
// numbers, yes or no. The other types are judged when the plan is compiled.
//
// Threading: belongs to one thread.
// Ownership: borrows the catalogue, which must stay as it is.

#ifndef MILLRACE_PIPELINE_SPEC_CONSTANT_CHECKER_H_
#define MILLRACE_PIPELINE_SPEC_CONSTANT_CHECKER_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/transparent_hash.h"
#include "millrace/catalogue.h"

namespace millrace {

struct ConstantDefect {
  std::string text = {};
  std::string hint = {};
};

class ConstantChecker {
 public:
  explicit ConstantChecker(const Catalogue& catalogue)
      : catalogue_(catalogue) {}

  // What is wrong with `text` as the field's value. Blank text is nothing
  // wrong.
  std::optional<ConstantDefect> Check(const Field& field,
                                      std::string_view text);

  // The choice that `text` names: by id, else by a name that only one choice
  // has, in any case (contract l.26); null: none. A retired one is found by
  // its id alone.
  const Choice* FindChoice(const Field& field, std::string_view text);

  // What tells one constant of the field from another: the id of its choice,
  // or the text itself.
  std::string IdOf(const Field& field, std::string_view text);

 private:
  // What a list's choices are found by. A name of several choices is null.
  struct ChoiceIndex {
    StringMap<const Choice*> by_id;
    StringMap<const Choice*> by_name;
  };

  const ChoiceIndex& IndexOf(const Field& field);
  std::optional<ConstantDefect> CheckChoice(const Field& field,
                                            std::string_view text);

  const Catalogue& catalogue_;
  std::map<const std::vector<Choice>*, ChoiceIndex> indexes_;
};

// `text` without spaces and tabs at its ends.
std::string_view Trimmed(std::string_view text);

// "1 (Personal), 2 (Work)", at most as many as anybody reads.
std::string ChoicesHint(const std::vector<Choice>& choices);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_CONSTANT_CHECKER_H_
