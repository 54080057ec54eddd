// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The words of a job spec's JSON that stand for enumerators, for reading and
// writing alike. Constants.

#ifndef MILLRACE_PIPELINE_SPEC_JOB_SPEC_NAMES_H_
#define MILLRACE_PIPELINE_SPEC_JOB_SPEC_NAMES_H_

#include "millrace/job_spec.h"
#include "pipeline/spec/json_object.h"

namespace millrace {

inline constexpr char kActionType[] = "loadMappedFile";

inline constexpr EnumName<ColumnDelimiter> kDelimiterNames[] = {
    {ColumnDelimiter::kCsv, "Csv"},
    {ColumnDelimiter::kTab, "Tab"},
    {ColumnDelimiter::kPipe, "Pipe"},
    {ColumnDelimiter::kNdjson, "Ndjson"},
};

inline constexpr EnumName<DuplicatePolicy> kDuplicatePolicyNames[] = {
    {DuplicatePolicy::kUpdate, "update"},
    {DuplicatePolicy::kIgnoreLater, "ignore-later"},
    {DuplicatePolicy::kRejectLater, "reject-later"},
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_JOB_SPEC_NAMES_H_
