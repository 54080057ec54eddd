// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Interrupt: turns SIGINT and SIGTERM into a stop request while it lives. The
// second signal ends the process at once with exit code 130, which loses
// nothing that is committed.
//
// Threading: at most one at a time, made and destroyed on the main thread. A
// thread of its own makes the stop request: a signal's handler may not.

#ifndef MILLRACE_TOOLS_MILLRACE_INTERRUPT_H_
#define MILLRACE_TOOLS_MILLRACE_INTERRUPT_H_

#include <csignal>
#include <stop_token>
#include <thread>

namespace millrace::tool {

class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const { return source_.get_token(); }
  // As soon as the signal is there, a moment before the stop request.
  static bool WasSignalled();
  bool is_requested() const { return source_.stop_requested(); }

 private:
  void Watch();

  std::stop_source source_;
  int pipe_[2] = {-1, -1};
  struct sigaction before_int_ = {};
  struct sigaction before_term_ = {};
  std::thread watcher_;
};

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_INTERRUPT_H_
