// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// PollerCrowd: many clients of a service on this machine, each on a connection
// of its own, which ask the same thing every so often, as the known clients
// poll a job. Measures how long each answer takes.
//
// Threading: a thread of its own between construction and Stop().

#ifndef MILLRACE_BENCH_POLLER_CROWD_H_
#define MILLRACE_BENCH_POLLER_CROWD_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace millrace::bench {

struct PollerTimes {
  size_t answers = 0;
  size_t failures = 0;  // any status but 200, or a connection that ended
  double median_ms = 0;
  double p99_ms = 0;
  double longest_ms = 0;
};

class PollerCrowd {
 public:
  // The clients begin one after the other within the first interval.
  PollerCrowd(uint16_t port, std::string target, size_t client_count,
              int interval_ms);
  ~PollerCrowd() { Stop(); }
  PollerCrowd(const PollerCrowd&) = delete;
  PollerCrowd& operator=(const PollerCrowd&) = delete;

  // Of all answers so far.
  PollerTimes Stop();

 private:
  struct Client {
    int socket = -1;
    int64_t due_ns = 0;
    int64_t asked_ns = 0;  // 0: not waiting for an answer
    std::string answer = {};
  };

  void Run();
  void Ask(Client* client, int64_t now_ns);
  void Take(Client* client);

  const uint16_t port_;
  const std::string request_;
  const int64_t interval_ns_;
  std::vector<Client> clients_;
  std::vector<double> times_ms_;
  size_t failures_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace millrace::bench

#endif  // MILLRACE_BENCH_POLLER_CROWD_H_
