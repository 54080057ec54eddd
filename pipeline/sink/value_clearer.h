// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ValueClearer: takes out of a record's content what cells clear: scalars,
// parts of items, and items that have nothing left or lose what tells them
// apart (a phone without its number). Best items are kept as the best rules
// say (contract f.12, m.8).
//
// Threading: one thread at a time.

#ifndef MILLRACE_PIPELINE_SINK_VALUE_CLEARER_H_
#define MILLRACE_PIPELINE_SINK_VALUE_CLEARER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "millrace/outcome.h"
#include "pipeline/batch/mapping_plan.h"

namespace millrace {

// A value of a draft that clears its field: there, and empty.
inline bool IsCleared(std::string_view value) {
  return value.data() != nullptr && value.empty();
}

class ValueClearer {
 public:
  using Values = std::vector<std::string_view>;  // by slot

  // Removes from the scalars what the mapping's values clear.
  void ClearScalars(const PlanMapping& mapping, const Values& values,
                    std::string* scalars);

  // The same for the item with this key, once what the row gives is put.
  // Returns kProcessed, or the code that keeps a best item back.
  Code ClearItem(const PlanMapping& mapping, const ItemTarget& target,
                 std::string_view item_key, const Values& values,
                 std::string* items);

  // Values removed since Reset().
  size_t cleared() const { return cleared_; }
  void Reset() { cleared_ = 0; }

 private:
  // Owned by one thread.
  size_t cleared_ = 0;
  std::string next_;
  std::string parts_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_VALUE_CLEARER_H_
