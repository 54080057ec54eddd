// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Lets one executor at a time claim a job. Claims live in the writing process
// only: there is one.
//
// Threading: every method may be called from any thread.
// Ownership: claims must be gone before what gave them out is.

#ifndef MILLRACE_ENGINE_STORAGE_JOB_CLAIMS_H_
#define MILLRACE_ENGINE_STORAGE_JOB_CLAIMS_H_

#include <memory>
#include <set>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"

#include "engine/base/mutex.h"
#include "millrace/job_state.h"
#include "millrace/store.h"

namespace millrace {

class JobClaims {
 public:
  // kFailedPrecondition: somebody has it.
  absl::StatusOr<std::unique_ptr<JobClaim>> Claim(JobId id)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  class HeldClaim;

  void Release(JobId id) ABSL_LOCKS_EXCLUDED(mutex_);

  Mutex mutex_;
  std::set<JobId> claimed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_JOB_CLAIMS_H_
