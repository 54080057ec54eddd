// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// DefectList: what is found wrong with a document, in the order in which it is
// found, never more than kSpecDefectCountMax.
//
// Threading: belongs to one thread.

#ifndef MILLRACE_PIPELINE_SPEC_DEFECT_LIST_H_
#define MILLRACE_PIPELINE_SPEC_DEFECT_LIST_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "millrace/job_spec.h"

namespace millrace {

class DefectList {
 public:
  DefectList() = default;
  // Starts with defects found before. What is added about a member that they
  // name, or about anything below it, would only repeat them and is dropped.
  explicit DefectList(std::vector<SpecDefect> earlier);

  void Add(std::string path, std::string text, std::string hint = {});

  // Returns whether an earlier defect lies at, above or below `path`, so that
  // what was read there may not be what was meant.
  bool IsUnsure(std::string_view path) const;

  bool empty() const { return defects_.empty(); }

  // The defects; over the limit, a last one says so.
  std::vector<SpecDefect> Take() &&;

 private:
  bool IsCoveredByEarlier(std::string_view path) const;

  std::vector<SpecDefect> defects_;
  size_t earlier_count_ = 0;
  bool is_cut_ = false;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_DEFECT_LIST_H_
