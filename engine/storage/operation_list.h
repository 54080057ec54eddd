// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Gathers the puts and deletes of one family in memory, in any order, and
// gives them back in the order of their keys, as files of sorted keys want
// them. The last operation on a key stands.
//
// Threading: belongs to one thread at a time.

#ifndef MILLRACE_ENGINE_STORAGE_OPERATION_LIST_H_
#define MILLRACE_ENGINE_STORAGE_OPERATION_LIST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/arena.h"

namespace millrace {

class OperationList {
 public:
  // A put, or a delete of what may be stored under the key.
  struct Operation {
    std::string_view key;
    std::string_view value;
    bool is_delete = false;
  };

  void Put(std::string_view key, std::string_view value);
  void Delete(std::string_view key);
  // Forgets what came for keys in [begin, end) and deletes what is stored.
  void DeleteRange(std::string_view begin, std::string_view end);

  // REQUIRES: nothing is added afterwards.
  void Sort();

  // In the order of their keys once sorted, one a key.
  const std::vector<Operation>& operations() const { return operations_; }
  // Ranges whose stored keys go before any operation.
  const std::vector<std::pair<std::string, std::string>>& deleted_ranges()
      const {
    return deleted_ranges_;
  }

  bool empty() const { return operations_.empty() && deleted_ranges_.empty(); }
  // Bytes of the keys and values that were put.
  size_t put_bytes() const { return put_bytes_; }

 private:
  Arena arena_;
  std::vector<Operation> operations_;
  std::vector<std::pair<std::string, std::string>> deleted_ranges_;
  size_t put_bytes_ = 0;
  bool is_sorted_ = false;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_OPERATION_LIST_H_
