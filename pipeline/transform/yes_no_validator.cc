// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/yes_no_validator.h"

#include <cstddef>

namespace millrace {
namespace {

// Whether `value` is `word`, which is of lower-case letters, in any case.
bool IsWord(std::string_view value, std::string_view word) {
  if (value.size() != word.size()) return false;
  for (size_t i = 0; i < value.size(); ++i) {
    if ((value[i] | 0x20) != word[i]) return false;
  }
  return true;
}

}  // namespace

int ParseYesNo(std::string_view value) {
  switch (value.size()) {
    case 1:
      if (value[0] == '1' || IsWord(value, "y")) return 1;
      return value[0] == '0' || IsWord(value, "n") ? 0 : -1;
    case 2:
      return IsWord(value, "no") ? 0 : -1;
    case 3:
      return IsWord(value, "yes") ? 1 : -1;
    case 4:
      return IsWord(value, "true") ? 1 : -1;
    case 5:
      return IsWord(value, "false") ? 0 : -1;
    default:
      return -1;
  }
}

}  // namespace millrace
