// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks phone numbers and writes them in E.164 form ("+14135550928").
//
// Numbers of the North American plan are judged by hand, by libphonenumber's
// rules and a table of area codes that is newer than the distribution's
// library; all others, and the rare spellings of North American ones (letters,
// unusual separators), go through libphonenumber, which costs some 20 us a
// number, so the last answers are kept in a small cache.
//
// Threading: a PhoneValidator belongs to one thread. Its answers do not depend
// on what it was asked before.

#ifndef MILLRACE_PIPELINE_TRANSFORM_PHONE_VALIDATOR_H_
#define MILLRACE_PIPELINE_TRANSFORM_PHONE_VALIDATOR_H_

#include <cstddef>
#include <memory>
#include <string_view>

namespace millrace {

// A plus sign and at most 15 digits by E.164; libphonenumber knows a few
// numbers that are longer (German ones), but none over 22 bytes.
inline constexpr size_t kPhoneBytesMax = 24;

class PhoneValidator {
 public:
  PhoneValidator();
  ~PhoneValidator();
  PhoneValidator(PhoneValidator&&) noexcept;
  PhoneValidator& operator=(PhoneValidator&&) noexcept;

  // Writes the E.164 form of `value` to `out` and returns its length, or
  // returns 0 if `value` is no number in use. `country` (ISO alpha-2, upper
  // case, blank for US) says how a number without a plus sign is dialled; a
  // plus sign overrides it. An extension ("x12") is accepted and dropped.
  // REQUIRES: value is trimmed; out has kPhoneBytesMax bytes.
  size_t Normalise(std::string_view value, std::string_view country, char* out);

 private:
  class Library;  // libphonenumber and the cache of its answers

  // owned by one thread
  std::unique_ptr<Library> library_;
};

// The cheaper check of a number's shape alone, by the rule that tools without
// a phone library use: spaces and ().-+ are lost; then a US, CA or blank
// `country` takes 1?[2-9]dd[2-9]dddddd, any other 7 to 15 digits. Result and
// requirements as for PhoneValidator::Normalise.
size_t NormalisePhoneShape(std::string_view value, std::string_view country,
                           char* out);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_PHONE_VALIDATOR_H_
