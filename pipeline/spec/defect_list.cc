// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/defect_list.h"

#include <utility>

#include "millrace/limits.h"
#include "pipeline/spec/member_path.h"

namespace millrace {

DefectList::DefectList(std::vector<SpecDefect> earlier)
    : defects_(std::move(earlier)), earlier_count_(defects_.size()) {}

void DefectList::Add(std::string path, std::string text, std::string hint) {
  if (IsCoveredByEarlier(path)) return;
  if (defects_.size() >= kSpecDefectCountMax) {
    is_cut_ = true;
    return;
  }
  defects_.push_back({.path = std::move(path),
                      .text = std::move(text),
                      .hint = std::move(hint)});
}

bool DefectList::IsUnsure(std::string_view path) const {
  if (IsCoveredByEarlier(path)) return true;
  for (size_t i = 0; i < earlier_count_; ++i) {
    if (IsAtOrBelow(defects_[i].path, path)) return true;
  }
  return false;
}

bool DefectList::IsCoveredByEarlier(std::string_view path) const {
  for (size_t i = 0; i < earlier_count_; ++i) {
    const std::string& earlier = defects_[i].path;
    if (!earlier.empty() && IsAtOrBelow(path, earlier)) return true;
  }
  return false;
}

std::vector<SpecDefect> DefectList::Take() && {
  const bool says_so = defects_.size() > kSpecDefectCountMax;
  if (is_cut_ && !says_so) {
    defects_.push_back({.text = "more defects than are listed"});
  }
  return std::move(defects_);
}

}  // namespace millrace
