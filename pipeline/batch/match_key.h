// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Match keys: what a record or a row is found by under a match rule. Text is
// compared without regard to case, accents and runs of spaces (contract
// m.13). A rule over a collection gives one key for every combination; parts
// of one collection are always those of one item.

#ifndef MILLRACE_PIPELINE_BATCH_MATCH_KEY_H_
#define MILLRACE_PIPELINE_BATCH_MATCH_KEY_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/batch/mapping_plan.h"

namespace millrace {

// The Unicode version of the folding; stored beside the index.
std::string_view FoldingVersion();

// Appends value folded: Unicode case folding, no accents, runs of white space
// as one space, none at the ends; at most `take` characters unless 0.
void AppendFolded(std::string_view value, size_t take, std::string* to);

// Collects the values of a rule's ingredients and gives the keys. Reused from
// row to row; allocates only while it grows. A rule that lacks a value costs
// no folding.
class MatchKeySet {
 public:
  // Keys of a record's content under the rule.
  void OfRecord(const PlanMatchRule& rule, std::string_view scalars,
                std::string_view items);
  // Keys of a row's creating mapping; values[slot] is empty where it has none.
  void OfRow(const PlanMatchRule& rule,
             const std::vector<std::string_view>& values);

  // Distinct, ascending.
  const std::vector<std::string>& keys() const { return keys_; }

 private:
  void Clear(const PlanMatchRule& rule);
  bool CollectScalar(size_t ingredient, NameId name, std::string_view scalars);
  bool CollectItems(const PlanMatchRule& rule, size_t leader,
                    std::string_view items);
  bool CollectSlots(const PlanMatchRule& rule, size_t leader,
                    const std::vector<std::string_view>& values);
  // Takes what one item has for every ingredient of the leader's group.
  bool TakeItem();
  void Combine(const PlanMatchRule& rule);
  bool AppendKey(const PlanMatchRule& rule, std::string* key);
  bool NextChoice(size_t count);
  std::string& AddKey();

  // By ingredient. The leader of an ingredient is the first one of its
  // collection; whoever leads itself is a scalar or such a first one.
  std::vector<size_t> leaders_;
  std::vector<std::vector<std::string_view>> found_;  // alike in one group
  std::vector<size_t> choices_;                       // of leaders, into found_

  std::vector<std::pair<size_t, std::string_view>> item_;  // being collected
  std::string part_;
  std::vector<std::string> keys_;
  std::vector<std::string> spare_;  // earlier keys, for their memory
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_MATCH_KEY_H_
