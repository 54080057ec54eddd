// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Checks the shape of e-mail addresses. The rule is a plain one on purpose, so
// that counts can be compared with those of any tool that has a regular
// expression: ^[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}$
//
// Threading: pure function.

#ifndef MILLRACE_PIPELINE_TRANSFORM_EMAIL_VALIDATOR_H_
#define MILLRACE_PIPELINE_TRANSFORM_EMAIL_VALIDATOR_H_

#include <cstddef>
#include <string_view>

namespace millrace {

// The longest address that fits a mail path (RFC 5321, 4.5.3.1.3, less the
// angle brackets).
inline constexpr size_t kEmailBytesMax = 254;

// Returns whether `value` is an e-mail address.
// REQUIRES: value is trimmed.
bool IsEmail(std::string_view value);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_EMAIL_VALIDATOR_H_
