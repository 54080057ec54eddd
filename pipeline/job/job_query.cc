// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/job_query.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

#include "engine/base/status_macros.h"
#include "pipeline/job/job_position.h"

namespace millrace {
namespace {

// Jobs read at once: a spec may be large, a hundred of them are not.
constexpr int32_t kJobsAtOnce = 128;

// Rejects turn a status into its sibling; a query does not ask for that.
JobStatus WithoutErrors(JobStatus status) {
  switch (status) {
    case JobStatus::kInProgressWithErrors:
      return JobStatus::kInProgress;
    case JobStatus::kCompletedWithErrors:
      return JobStatus::kCompleted;
    default:
      return status;
  }
}

// Gathers what belongs to the page while the jobs go by.
class PageBuilder {
 public:
  PageBuilder(const StoreView& view, const JobQuery& query)
      : view_(view), query_(query) {}

  absl::Status Add(JobRecord job) {
    if (!IsMeant(query_, job)) return absl::OkStatus();
    const size_t place = page_.count++;
    if (place < query_.skip || page_.jobs.size() >= query_.count_max) {
      return absl::OkStatus();
    }
    MILLRACE_ASSIGN_OR_RETURN(JobReport one, ReportJob(view_, std::move(job)));
    page_.jobs.push_back(std::move(one));
    return absl::OkStatus();
  }

  JobPage Take() { return std::move(page_); }

 private:
  const StoreView& view_;
  const JobQuery& query_;
  JobPage page_;
};

}  // namespace

bool IsMeant(const JobQuery& query, const JobRecord& job) {
  if (query.owner.has_value() && job.owner != *query.owner) return false;
  if (!query.statuses.empty() &&
      std::none_of(query.statuses.begin(), query.statuses.end(),
                   [&job](JobStatus status) {
                     return WithoutErrors(status) == WithoutErrors(job.status);
                   })) {
    return false;
  }
  return query.text.empty() ||
         absl::StrContains(absl::AsciiStrToLower(job.description),
                           absl::AsciiStrToLower(query.text));
}

absl::StatusOr<JobPage> QueryJobs(const StoreView& view,
                                  const JobQuery& query) {
  PageBuilder page(view, query);
  // Ids are given out one by one, so blocks of them are blocks of jobs.
  MILLRACE_ASSIGN_OR_RETURN(const int64_t next_id,
                            view.Counter(StoreCounter::kJobId));
  const int64_t block_count = (next_id + kJobsAtOnce - 1) / kJobsAtOnce;
  for (int64_t i = 0; i < block_count; ++i) {
    const int64_t block = query.newest_first ? block_count - 1 - i : i;
    const int64_t first = block * kJobsAtOnce;
    const int64_t last = std::min(first + kJobsAtOnce, next_id) - 1;
    MILLRACE_ASSIGN_OR_RETURN(
        std::vector<JobRecord> jobs,
        view.ListJobs(JobId{static_cast<int32_t>(first)}, kJobsAtOnce));
    // Where ids are missing the block reaches into the next one.
    while (!jobs.empty() && static_cast<int32_t>(jobs.back().id) > last) {
      jobs.pop_back();
    }
    if (query.newest_first) std::reverse(jobs.begin(), jobs.end());
    for (JobRecord& job : jobs) {
      MILLRACE_RETURN_IF_ERROR(page.Add(std::move(job)));
    }
  }
  return page.Take();
}

}  // namespace millrace
