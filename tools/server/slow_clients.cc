// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/slow_clients.h"

namespace millrace::server {

void SlowClients::Opened(uint64_t connection, int socket, absl::Time now) {
  MutexLock lock(mutex_);
  connections_[connection] = {.socket = socket, .since = now};
}

void SlowClients::HeaderCame(uint64_t connection, absl::Time now) {
  MutexLock lock(mutex_);
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  found->second.owed = Owed::kBody;
  found->second.since = now;
  found->second.body_bytes = 0;
}

void SlowClients::BodyBytesCame(uint64_t connection, uint64_t bytes) {
  MutexLock lock(mutex_);
  const auto found = connections_.find(connection);
  if (found != connections_.end()) found->second.body_bytes += bytes;
}

void SlowClients::BodyCame(uint64_t connection) {
  MutexLock lock(mutex_);
  const auto found = connections_.find(connection);
  if (found != connections_.end()) found->second.owed = Owed::kNothing;
}

void SlowClients::Answered(uint64_t connection, absl::Time now) {
  MutexLock lock(mutex_);
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  found->second.owed = Owed::kHeader;
  found->second.since = now;
}

void SlowClients::Closed(uint64_t connection) {
  MutexLock lock(mutex_);
  connections_.erase(connection);
}

bool SlowClients::IsSlow(const Connection& connection, absl::Time now) const {
  switch (connection.owed) {
    case Owed::kHeader:
      return now - connection.since > limits_.header_time;
    case Owed::kBody:
      return now - connection.since >
             limits_.body_time + absl::Seconds(connection.body_bytes /
                                               limits_.body_bytes_per_second);
    case Owed::kNothing:
      break;
  }
  return false;
}

void SlowClients::CutSlow(absl::Time now,
                          const std::function<void(int socket)>& cut) {
  MutexLock lock(mutex_);
  for (auto& [id, connection] : connections_) {
    if (!IsSlow(connection, now)) continue;
    cut(connection.socket);
    connection.owed = Owed::kNothing;  // once is enough
  }
}

size_t SlowClients::open_count() const {
  MutexLock lock(mutex_);
  return connections_.size();
}

}  // namespace millrace::server
