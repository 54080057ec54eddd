// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Validator: a check of a user's own for one field's values, used by a
// catalogue's field with "validator": NAME once it is registered under that
// name (ImportOptions::validators).

#ifndef MILLRACE_VALIDATOR_H_
#define MILLRACE_VALIDATOR_H_

#include <string>
#include <string_view>

namespace millrace {

// Threading: Check is called from several threads at once.
class Validator {
 public:
  virtual ~Validator() = default;

  // value is valid UTF-8, trimmed and not blank. False: the row's mapping
  // fails with "Invalid value for <Field>". True: *normalised, which comes in
  // empty, holds what to store; left empty, the value is stored as it is.
  virtual bool Check(std::string_view value, std::string* normalised) const = 0;
};

}  // namespace millrace

#endif  // MILLRACE_VALIDATOR_H_
