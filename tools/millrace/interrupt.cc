// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "tools/millrace/exit_code.h"
#include "tools/millrace/failure.h"

namespace millrace::tool {
namespace {

// What a handler can reach is static: the one exception to no globals.
std::atomic<int> handler_fd = -1;
std::atomic<int> signal_count = 0;
static_assert(std::atomic<int>::is_always_lock_free);

constexpr char kStop = 's';
constexpr char kQuit = 'q';

void OnSignal(int) {
  if (signal_count.fetch_add(1) > 0) {
    ::_exit(static_cast<int>(ExitCode::kInterrupted));
  }
  int saved_errno = errno;
  // A full pipe already holds a request.
  [[maybe_unused]] ssize_t written = ::write(handler_fd.load(), &kStop, 1);
  errno = saved_errno;
}

}  // namespace

Interrupt::Interrupt() {
  if (::pipe2(pipe_, O_CLOEXEC) != 0) {
    // The signals then end the process as they do by default: safe as well.
    Say("no pipe for signals: an interrupt ends the command at once");
    return;
  }
  handler_fd = pipe_[1];
  signal_count = 0;
  watcher_ = std::thread([this] { Watch(); });
  struct sigaction action = {};
  action.sa_handler = OnSignal;
  sigemptyset(&action.sa_mask);
  // No SA_RESTART: a read that waits for a slow pipe ends with EINTR.
  ::sigaction(SIGINT, &action, &before_int_);
  ::sigaction(SIGTERM, &action, &before_term_);
}

Interrupt::~Interrupt() {
  if (!watcher_.joinable()) return;
  ::sigaction(SIGINT, &before_int_, nullptr);
  ::sigaction(SIGTERM, &before_term_, nullptr);
  handler_fd = -1;
  ssize_t written = 0;
  do {
    written = ::write(pipe_[1], &kQuit, 1);
  } while (written < 0 && errno == EINTR);
  watcher_.join();
  ::close(pipe_[0]);
  ::close(pipe_[1]);
}

bool Interrupt::WasSignalled() { return signal_count.load() > 0; }

void Interrupt::Watch() {
  for (;;) {
    char what = kQuit;
    ssize_t got = ::read(pipe_[0], &what, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got != 1 || what == kQuit) return;
    Say("interrupted: committing what is whole (again to end at once)");
    source_.request_stop();
  }
}

}  // namespace millrace::tool
