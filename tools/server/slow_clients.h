// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// SlowClients: knows since when each connection owes us bytes, and which ones
// have taken too long: a header that does not end, a body that trickles. An
// idle time-out does not see those, since every byte starts it anew.
//
// Threading: safe from any thread. The time is the caller's.

#ifndef MILLRACE_TOOLS_SERVER_SLOW_CLIENTS_H_
#define MILLRACE_TOOLS_SERVER_SLOW_CLIENTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>

#include "absl/time/time.h"

#include "engine/base/mutex.h"

namespace millrace::server {

struct SlowLimits {
  // From the connection's opening or its last answer to a header's end.
  absl::Duration header_time = absl::Seconds(20);
  // A body may take this long, and longer by its bytes at this rate.
  absl::Duration body_time = absl::Seconds(20);
  uint64_t body_bytes_per_second = 4096;
};

class SlowClients {
 public:
  explicit SlowClients(SlowLimits limits) : limits_(limits) {}

  void Opened(uint64_t connection, int socket, absl::Time now);
  void HeaderCame(uint64_t connection, absl::Time now);
  void BodyBytesCame(uint64_t connection, uint64_t bytes);
  // Nothing is owed while we make and send an answer.
  void BodyCame(uint64_t connection);
  void Answered(uint64_t connection, absl::Time now);
  // Before the socket is closed: nobody touches it afterwards.
  void Closed(uint64_t connection);

  // Calls `cut` for the socket of each connection that is too slow, under the
  // lock, so that the socket is still theirs.
  void CutSlow(absl::Time now, const std::function<void(int socket)>& cut);

  size_t open_count() const;

 private:
  enum class Owed : uint8_t { kHeader, kBody, kNothing };
  struct Connection {
    int socket = -1;
    Owed owed = Owed::kHeader;
    absl::Time since = absl::InfinitePast();
    uint64_t body_bytes = 0;
  };

  bool IsSlow(const Connection& connection, absl::Time now) const;

  const SlowLimits limits_;
  mutable Mutex mutex_;
  std::map<uint64_t, Connection> connections_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_SLOW_CLIENTS_H_
