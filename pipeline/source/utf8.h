// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Tells whether bytes are UTF-8: no overlong forms, no surrogates, nothing
// above U+10FFFF. A NUL byte is valid here.
//
// Threading: a pure function, safe from any thread.

#ifndef MILLRACE_PIPELINE_SOURCE_UTF8_H_
#define MILLRACE_PIPELINE_SOURCE_UTF8_H_

#include <string_view>

namespace millrace {

bool IsUtf8(std::string_view bytes);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_UTF8_H_
