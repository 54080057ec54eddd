// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RowTransformer: turns a parsed batch into drafts: maps cells to fields,
// checks and normalises them, works out what each mapping will write and how
// the row's record can be found. Looks at nothing but the row itself.
//
// Threading: one thread at a time; a worker has its own.

#ifndef MILLRACE_PIPELINE_TRANSFORM_ROW_TRANSFORMER_H_
#define MILLRACE_PIPELINE_TRANSFORM_ROW_TRANSFORMER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/arena.h"
#include "pipeline/batch/draft_batch.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/match_key.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/transform/field_check.h"

namespace millrace {

class RowTransformer {
 public:
  // The plan must outlive the transformer.
  explicit RowTransformer(const MappingPlan& plan);

  // REQUIRES: batch was parsed with the plan's column count; drafts is clear.
  void Transform(const RowBatch& batch, DraftBatch* drafts);

 private:
  // The first defect of a mapping, in the catalogue's field order.
  struct Defect {
    Code code = Code::kProcessed;
    uint8_t field_index = kNoIndex;
  };

  void PrepareConstants();
  void FindPlainSteps();
  void TransformRow(const RowBatch& batch, size_t row_index, DraftBatch* out);
  bool ReadKey(RowDraft* row, DraftBatch* out);
  std::string_view CellOf(int column);
  void ReadMapping(const PlanMapping& mapping, Outcome* outcome);
  bool HasData(const PlanMapping& mapping);
  void CheckOneOf(const PlanMapping& mapping, Defect* first);
  Defect ReadStep(const std::vector<PlanStep>& steps, const PlanStep& step);
  Defect ReadPlainStep(const PlanStep& step);
  // Not judged: a parent was given but is not valid.
  Defect CheckParents(const std::vector<PlanStep>& steps, const PlanStep& step,
                      bool* is_judged);
  bool IsBroken(const std::vector<PlanStep>& steps, Slot slot);
  std::string_view ValueOf(Slot slot) const;
  std::string_view StepText(const PlanStep& step);
  void ReadControls(const PlanMapping& mapping, RowDraft* row);
  bool IsEnoughToCreate(const RowDraft& row);
  bool RejectEarly(RowDraft* row, const Outcome* outcomes) const;
  void KeepRequested(size_t row_index, DraftBatch* out);
  void EncodeFinders();
  size_t MappingBytesMax(const PlanMapping& mapping) const;
  char* EncodeMapping(size_t mapping_index, char* part, char* to) const;
  void Encode(RowDraft* row, const Outcome* outcomes, DraftBatch* out);

  // Constant after construction.
  const MappingPlan& plan_;
  Arena constants_;
  // By slot: whether its step has a cell and a check, and nothing else to it.
  std::vector<uint8_t> is_plain_;

  // Owned by one thread; the current row's.
  FieldCheck check_;
  MatchKeySet match_keys_;
  Arena scratch_;
  const RowBatch* batch_ = nullptr;
  const Cell* cells_ = nullptr;
  std::vector<std::string_view> values_;    // by slot, valid ones only
  std::vector<std::string_view> constant_;  // normal forms of constants
  std::string draft_;
  std::string part_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_TRANSFORM_ROW_TRANSFORMER_H_
