// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/idempotency_ledger.h"

#include "tools/server/secret.h"

namespace millrace::server {
namespace {

constexpr size_t kDigestDigits = 64;
constexpr absl::Duration kForgetInterval = absl::Minutes(10);

}  // namespace

std::string IdempotencyLedger::StoredKey(std::string_view key,
                                         std::string_view request) {
  return DigestOf(request) + std::string(key);
}

void IdempotencyLedger::Forget(absl::Time now) {
  if (now - forgotten_ < kForgetInterval) return;
  forgotten_ = now;
  std::erase_if(entries_, [&](const auto& entry) {
    return entry.second.job != JobId{0} && now - entry.second.created > kept_;
  });
}

void IdempotencyLedger::Add(const JobRecord& job, absl::Time now) {
  if (job.idempotency_key.size() <= kDigestDigits ||
      now - job.created > kept_) {
    return;
  }
  MutexLock lock(mutex_);
  entries_[{job.owner, job.idempotency_key.substr(kDigestDigits)}] = {
      .digest = job.idempotency_key.substr(0, kDigestDigits),
      .job = job.id,
      .created = job.created};
}

IdempotencyLedger::Verdict IdempotencyLedger::Take(const std::string& owner,
                                                   std::string_view key,
                                                   std::string_view request,
                                                   absl::Time now, JobId* job) {
  std::string digest = DigestOf(request);
  MutexLock lock(mutex_);
  Forget(now);
  const auto [entry, is_new] =
      entries_.try_emplace(Place{owner, std::string(key)});
  const bool is_old = !is_new && entry->second.job != JobId{0} &&
                      now - entry->second.created > kept_;
  if (is_new || is_old) {
    entry->second = {.digest = std::move(digest), .created = now};
    return Verdict::kNew;
  }
  if (entry->second.digest != digest) return Verdict::kMismatch;
  if (entry->second.job == JobId{0}) return Verdict::kBusy;
  *job = entry->second.job;
  return Verdict::kRepeated;
}

void IdempotencyLedger::Release(const std::string& owner,
                                std::string_view key) {
  MutexLock lock(mutex_);
  const auto found = entries_.find(Place{owner, std::string(key)});
  if (found != entries_.end() && found->second.job == JobId{0}) {
    entries_.erase(found);
  }
}

}  // namespace millrace::server
