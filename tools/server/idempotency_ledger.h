// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// IdempotencyLedger: which job a client's Idempotency-Key has made already.
// The durable part is the job itself, which is stored with its key in the same
// write, so that no crash can part the two; this is the index over recent jobs,
// built again at start-up.
//
// Threading: safe from any thread.

#ifndef MILLRACE_TOOLS_SERVER_IDEMPOTENCY_LEDGER_H_
#define MILLRACE_TOOLS_SERVER_IDEMPOTENCY_LEDGER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"

#include "engine/base/mutex.h"
#include "millrace/job_state.h"

namespace millrace::server {

// Longer keys are refused.
inline constexpr size_t kIdempotencyKeyBytesMax = 255;

class IdempotencyLedger {
 public:
  explicit IdempotencyLedger(absl::Duration kept) : kept_(kept) {}

  // What a job is stored with: the digest of its request before the key.
  static std::string StoredKey(std::string_view key, std::string_view request);

  // Takes note of a stored job; one without a key, or too old, is left out.
  void Add(const JobRecord& job, absl::Time now);

  enum class Verdict : uint8_t {
    kNew,       // and now held for this caller, who must Release it
    kRepeated,  // *job is the one it made
    kMismatch,  // made by another request
    kBusy,      // another request with it is under way
  };
  Verdict Take(const std::string& owner, std::string_view key,
               std::string_view request, absl::Time now, JobId* job);
  // After Add, or when no job was made.
  void Release(const std::string& owner, std::string_view key);

 private:
  struct Entry {
    std::string digest = {};
    JobId job = JobId{0};  // 0: under way
    absl::Time created = absl::InfinitePast();
  };
  using Place = std::pair<std::string, std::string>;  // owner, key

  void Forget(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const absl::Duration kept_;
  Mutex mutex_;
  std::map<Place, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  absl::Time forgotten_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_IDEMPOTENCY_LEDGER_H_
