// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Bridges std::string_view, which all our signatures use, and
// absl::string_view, which some builds of Abseil keep as a type of its own
// (Debian's does). Where both are one type the two functions do nothing.
//
//   absl::StrCat("name: ", AbslView(name))
//
// Threading: pure functions, safe from any thread.
// Ownership: the result borrows the bytes of the argument.

#ifndef MILLRACE_ENGINE_BASE_ABSL_VIEW_H_
#define MILLRACE_ENGINE_BASE_ABSL_VIEW_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace millrace {

// Returns `text` as the view type that Abseil's functions take.
constexpr absl::string_view AbslView(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

// Returns `text` as the view type that our own functions take.
constexpr std::string_view StdView(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

}  // namespace millrace

#endif  // MILLRACE_ENGINE_BASE_ABSL_VIEW_H_
