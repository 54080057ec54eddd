// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/operation_list.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/check.h"

namespace millrace {

void OperationList::Put(std::string_view key, std::string_view value) {
  MILLRACE_DCHECK(!is_sorted_);
  operations_.push_back({.key = arena_.Copy(key),
                         .value = arena_.Copy(value),
                         .is_delete = false});
  put_bytes_ += key.size() + value.size();
}

void OperationList::Delete(std::string_view key) {
  MILLRACE_DCHECK(!is_sorted_);
  operations_.push_back(
      {.key = arena_.Copy(key), .value = {}, .is_delete = true});
}

void OperationList::DeleteRange(std::string_view begin, std::string_view end) {
  MILLRACE_DCHECK(!is_sorted_);
  std::erase_if(operations_, [&](const Operation& operation) {
    return operation.key >= begin && operation.key < end;
  });
  deleted_ranges_.emplace_back(begin, end);
}

void OperationList::Sort() {
  if (is_sorted_) return;
  is_sorted_ = true;
  const auto by_key = [](const Operation& a, const Operation& b) {
    return a.key < b.key;
  };
  // Keys often come in order: outcome blocks, fresh records.
  if (!std::is_sorted(operations_.begin(), operations_.end(), by_key)) {
    std::stable_sort(operations_.begin(), operations_.end(), by_key);
  }
  // Equal keys stand side by side in the order of their coming: keep the last.
  size_t kept = 0;
  for (size_t i = 0; i < operations_.size(); ++i) {
    const bool is_last = i + 1 == operations_.size() ||
                         operations_[i + 1].key != operations_[i].key;
    if (is_last) operations_[kept++] = operations_[i];
  }
  operations_.resize(kept);
}

}  // namespace millrace
