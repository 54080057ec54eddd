// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/job_claims.h"

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "engine/base/mutex.h"
#include "millrace/job_state.h"
#include "millrace/store.h"

namespace millrace {

class JobClaims::HeldClaim : public JobClaim {
 public:
  HeldClaim(JobClaims* claims, JobId id) : claims_(claims), id_(id) {}
  ~HeldClaim() override { claims_->Release(id_); }

 private:
  JobClaims* const claims_;
  const JobId id_;
};

absl::StatusOr<std::unique_ptr<JobClaim>> JobClaims::Claim(JobId id) {
  MutexLock lock(mutex_);
  if (!claimed_.insert(id).second) {
    return absl::FailedPreconditionError(absl::StrCat(
        "job is being executed already: ", static_cast<int32_t>(id)));
  }
  return std::make_unique<HeldClaim>(this, id);
}

void JobClaims::Release(JobId id) {
  MutexLock lock(mutex_);
  claimed_.erase(id);
}

}  // namespace millrace
