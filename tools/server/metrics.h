// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Metrics: counts what the service does and prints it in the text form that
// Prometheus reads.
//
// Threading: safe from any thread.

#ifndef MILLRACE_TOOLS_SERVER_METRICS_H_
#define MILLRACE_TOOLS_SERVER_METRICS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"

#include "engine/base/mutex.h"

namespace millrace::server {

class Metrics {
 public:
  void CountRequest(std::string_view route, int status,
                    absl::Duration duration);
  void CountJob(std::string_view end);  // a word for how it settled
  void CountRows(uint64_t rows);        // read, of settled jobs
  void CountFetch(bool worked, uint64_t bytes);

  // What is asked at the moment of printing.
  struct Gauges {
    uint64_t connections = 0;
    uint64_t jobs_waiting = 0;
    uint64_t jobs_fetching = 0;
    uint64_t jobs_running = 0;
    uint64_t jobs_paused = 0;
    uint64_t store_bytes = 0;
  };
  std::string ToText(const Gauges& gauges) const;

 private:
  // Upper bounds of a request's seconds; above the last one is a bucket too.
  static constexpr std::array<double, 8> kBounds = {0.001, 0.005, 0.02, 0.1,
                                                    0.5,   2,     10,   60};
  struct Durations {
    std::array<uint64_t, kBounds.size() + 1> counts = {};
    double sum = 0;
  };

  mutable Mutex mutex_;
  std::map<std::pair<std::string, int>, uint64_t> requests_
      ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Durations, std::less<>> durations_
      ABSL_GUARDED_BY(mutex_);
  std::map<std::string, uint64_t, std::less<>> jobs_ ABSL_GUARDED_BY(mutex_);
  uint64_t rows_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t fetches_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t failed_fetches_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t fetched_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_METRICS_H_
