// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle's values: what a cell must be for a field, and what is stored and
// compared of it (contract l.26, l.35, m.8, m.13). Regular expressions and
// libraries, however slow; shares no code with the pipeline.
//
// Threading: pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_VALUES_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_VALUES_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/outcome.h"
#include "millrace/validator.h"

namespace millrace::reference {

using Validators = std::map<std::string, std::shared_ptr<const Validator>>;

// Without spaces and tabs at both ends; what is empty then is blank.
std::string Trim(const std::string& text);

// Equal but for the case of ASCII letters.
bool EqualsNoCase(const std::string& a, const std::string& b);
std::string LowerCase(const std::string& text);

// Unicode scalar values.
size_t CountScalars(const std::string& text);

// Case folded, accents dropped, runs of white space as one space, none at the
// ends; the first `take` characters unless 0.
std::string Fold(const std::string& text, size_t take);

// The stored form of a value, or why it is none.
struct Checked {
  Code code = Code::kNone;
  std::string value = {};
};

// Checks a trimmed, non-blank value against a field's type. `country` is what
// the field's country field holds, blank for the default; choices are those
// of a choice field.
Checked CheckValue(const Field& field, const std::string& value,
                   const std::string& country,
                   const std::vector<Choice>& choices,
                   const Validators& validators);

// Where a choice's text is found in the list: by id, else by unique name.
const Choice* FindChoice(const std::vector<Choice>& choices,
                         const std::string& text);

// One check each; nothing when the text is none.
std::optional<std::string> CheckInteger(const std::string& text);
std::optional<std::string> CheckDecimal(const std::string& text, int scale);
std::optional<std::string> CheckDate(const std::string& text);
std::optional<std::string> CheckDateTime(const std::string& text);
std::optional<std::string> CheckPhone(const std::string& text,
                                      const std::string& country,
                                      bool is_shape_check);
std::optional<std::string> CheckState(const std::string& text,
                                      const std::string& country,
                                      bool is_shape_check);
std::optional<std::string> CheckCountry(const std::string& text,
                                        bool is_shape_check);
std::optional<std::string> CheckYesNo(const std::string& text);
bool IsEmailAddress(const std::string& text);
bool IsPostal(const std::string& text, const std::string& country);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_VALUES_H_
