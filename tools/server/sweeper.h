// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Sweeper: removes what has had its time: result files whose links have
// expired, direct uploads that no job took, outcomes past their retention
// (contract m.16) with the list of files that were made of them.
//
// Threading: a thread of its own between Start() and Stop().

#ifndef MILLRACE_TOOLS_SERVER_SWEEPER_H_
#define MILLRACE_TOOLS_SERVER_SWEEPER_H_

#include <filesystem>
#include <functional>
#include <stop_token>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "engine/base/mutex.h"
#include "millrace/store.h"
#include "tools/server/upload_shelf.h"

namespace millrace::server {

struct SweeperOptions {
  std::filesystem::path results = {};
  absl::Duration results_last = absl::Hours(24);
  absl::Duration uploads_last = absl::Hours(24);
  absl::Duration outcomes_last = absl::InfiniteDuration();
  absl::Duration interval = absl::Minutes(5);
};

class Sweeper {
 public:
  // Store and shelf must outlive it. trouble: gets what could not be done.
  Sweeper(SweeperOptions options, Store& store, UploadShelf& shelf,
          std::function<void(const absl::Status&)> trouble);
  ~Sweeper() { Stop(); }
  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

  void Start();
  void Stop();

  // One round, for tests: as if it were `now`.
  absl::Status Sweep(absl::Time now);

 private:
  void Work(const std::stop_token& stop);
  void SweepResults(absl::Time now);
  absl::Status SweepOutcomes(absl::Time now);

  const SweeperOptions options_;
  Store& store_;
  UploadShelf& shelf_;
  const std::function<void(const absl::Status&)> trouble_;
  JobId first_kept_ = JobId{1};  // before it all is swept

  Mutex mutex_;
  CondVar stopped_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::jthread thread_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_SWEEPER_H_
