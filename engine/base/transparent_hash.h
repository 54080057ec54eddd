// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Lets maps that are keyed by std::string be asked with a std::string_view,
// without making a string for it.
//
//   StringMap<int> numbers;
//   auto it = numbers.find(std::string_view("one"));
//
// The hash differs from process to process: never store it, nor anything whose
// order depends on it (iterate such a map only where order does not matter).
//
// Threading: as the standard containers.

#ifndef MILLRACE_ENGINE_BASE_TRANSPARENT_HASH_H_
#define MILLRACE_ENGINE_BASE_TRANSPARENT_HASH_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

#include "engine/base/absl_view.h"

namespace millrace {

struct TransparentStringHash {
  using is_transparent = void;

  size_t operator()(std::string_view text) const {
    return absl::Hash<absl::string_view>{}(AbslView(text));
  }
};

struct TransparentStringEqual {
  using is_transparent = void;

  bool operator()(std::string_view a, std::string_view b) const {
    return a == b;
  }
};

template <typename Value>
using StringMap = absl::flat_hash_map<std::string, Value, TransparentStringHash,
                                      TransparentStringEqual>;

using StringSet = absl::flat_hash_set<std::string, TransparentStringHash,
                                      TransparentStringEqual>;

}  // namespace millrace

#endif  // MILLRACE_ENGINE_BASE_TRANSPARENT_HASH_H_
