// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ProgressLine: a running job on standard error: one line with a bar, drawn
// over and over on a terminal, or a plain line every few seconds.
//
// Threading: one thread at a time, that which runs the job.

#ifndef MILLRACE_TOOLS_MILLRACE_PROGRESS_LINE_H_
#define MILLRACE_TOOLS_MILLRACE_PROGRESS_LINE_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "millrace/import_options.h"

namespace millrace::tool {

class ProgressLine {
 public:
  enum class Form { kBar, kPlain, kOff };

  // "auto", "bar", "plain" or "off"; auto is a bar if standard error is a
  // terminal, else plain.
  static Form FormFor(const std::string& word);

  explicit ProgressLine(Form form) : form_(form) {}

  // Before a job runs; rows_before were read before an interruption.
  void Start(uint64_t rows_before);
  void Show(const ImportProgress& progress);
  // After it: takes the bar off the terminal.
  void Stop();

  // Since Start.
  double seconds() const;

 private:
  using Clock = std::chrono::steady_clock;

  std::string LineFor(const ImportProgress& progress);
  std::string TimeLeft(double share);

  Form form_;
  uint64_t rows_before_ = 0;
  Clock::time_point start_ = {};
  std::optional<Clock::time_point> shown_ = {};  // the last plain line
  // The first share known, from which the time left is reckoned.
  std::optional<double> first_share_ = {};
  Clock::time_point first_share_time_ = {};
  bool is_drawn_ = false;
};

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_PROGRESS_LINE_H_
