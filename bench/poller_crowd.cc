// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "bench/poller_crowd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "engine/base/check.h"

namespace millrace::bench {
namespace {

int64_t NowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int Connect(uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  MILLRACE_CHECK(fd >= 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  MILLRACE_CHECK(::connect(fd, reinterpret_cast<sockaddr*>(&address),
                           sizeof(address)) == 0);
  return fd;
}

// Whether header and body are all there.
bool IsWhole(const std::string& answer) {
  const size_t end = answer.find("\r\n\r\n");
  const size_t length = answer.find("Content-Length: ");
  if (end == std::string::npos || length == std::string::npos) return false;
  return answer.size() >=
         end + 4 +
             static_cast<size_t>(std::atoll(answer.c_str() + length + 16));
}

double At(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  return sorted[static_cast<size_t>(part *
                                    static_cast<double>(sorted.size() - 1))];
}

}  // namespace

PollerCrowd::PollerCrowd(uint16_t port, std::string target, size_t client_count,
                         int interval_ms)
    : port_(port),
      request_("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
      interval_ns_(int64_t{interval_ms} * 1'000'000),
      clients_(client_count) {
  const int64_t now = NowNs();
  for (size_t i = 0; i < clients_.size(); ++i) {
    clients_[i].socket = Connect(port_);
    clients_[i].due_ns = now + interval_ns_ * static_cast<int64_t>(i) /
                                   static_cast<int64_t>(clients_.size());
  }
  thread_ = std::thread([this] { Run(); });
}

void PollerCrowd::Ask(Client* client, int64_t now_ns) {
  client->asked_ns = now_ns;
  client->answer.clear();
  if (::send(client->socket, request_.data(), request_.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request_.size())) {
    client->answer = "closed";
  }
}

void PollerCrowd::Take(Client* client) {
  char piece[16384];
  const ssize_t got =
      ::recv(client->socket, piece, sizeof(piece), MSG_DONTWAIT);
  if (got > 0) {
    client->answer.append(piece, static_cast<size_t>(got));
    if (!IsWhole(client->answer)) return;
  }
  if (got > 0 && client->answer.starts_with("HTTP/1.1 200")) {
    times_ms_.push_back(static_cast<double>(NowNs() - client->asked_ns) / 1e6);
  } else {
    ++failures_;
    ::close(client->socket);
    client->socket = Connect(port_);
  }
  client->due_ns = client->asked_ns + interval_ns_;
  client->asked_ns = 0;
}

void PollerCrowd::Run() {
  std::vector<pollfd> waiting(clients_.size());
  while (!stopping_.load()) {
    int64_t now = NowNs();
    for (size_t i = 0; i < clients_.size(); ++i) {
      Client& client = clients_[i];
      if (client.asked_ns == 0 && client.due_ns <= now) Ask(&client, now);
      waiting[i] = {.fd = client.asked_ns == 0 ? -1 : client.socket,
                    .events = POLLIN,
                    .revents = 0};
    }
    ::poll(waiting.data(), waiting.size(), 1);
    for (size_t i = 0; i < clients_.size(); ++i) {
      if (waiting[i].revents != 0) Take(&clients_[i]);
    }
  }
}

PollerTimes PollerCrowd::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  for (Client& client : clients_) {
    if (client.socket >= 0) ::close(client.socket);
    client.socket = -1;
  }
  std::sort(times_ms_.begin(), times_ms_.end());
  return {.answers = times_ms_.size(),
          .failures = failures_,
          .median_ms = At(times_ms_, 0.5),
          .p99_ms = At(times_ms_, 0.99),
          .longest_ms = At(times_ms_, 1)};
}

}  // namespace millrace::bench
