// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/progress_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "tools/millrace/failure.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

constexpr std::chrono::seconds kPlainInterval(5);
constexpr size_t kBarColumns = 20;
// Clears the rest of the line, then goes back to its start.
constexpr char kClear[] = "\r\x1b[K";

std::string BarText(double share) {
  auto full = static_cast<size_t>(share * kBarColumns);
  return "[" + std::string(full, '#') + std::string(kBarColumns - full, '.') +
         "] ";
}

// A line that wraps could not be drawn over.
size_t TerminalColumns() {
  winsize size = {};
  bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0;
  return is_known && size.ws_col > 1 ? size.ws_col : 80;
}

}  // namespace

ProgressLine::Form ProgressLine::FormFor(const std::string& word) {
  if (word == "bar") return Form::kBar;
  if (word == "plain") return Form::kPlain;
  if (word == "off") return Form::kOff;
  return ::isatty(STDERR_FILENO) != 0 ? Form::kBar : Form::kPlain;
}

void ProgressLine::Start(uint64_t rows_before) {
  rows_before_ = rows_before;
  start_ = Clock::now();
  shown_.reset();
  first_share_.reset();
}

double ProgressLine::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

// By what is committed: reading runs ahead of it by up to the run budget.
std::string ProgressLine::TimeLeft(double share) {
  Clock::time_point now = Clock::now();
  if (!first_share_) {
    first_share_ = share;
    first_share_time_ = now;
  }
  double elapsed =
      std::chrono::duration<double>(now - first_share_time_).count();
  double gained = share - *first_share_;
  if (elapsed < 1 || gained <= 0) return "";
  return ", " + DurationText(elapsed * (1 - share) / gained) + " left";
}

std::string ProgressLine::LineFor(const ImportProgress& progress) {
  std::string line;
  std::string end;
  uint64_t stored = progress.rows_committed;
  uint64_t read = std::max(progress.rows_read, stored);
  if (progress.source_bytes_total > 0) {
    double share = static_cast<double>(progress.source_bytes_read) /
                   static_cast<double>(progress.source_bytes_total);
    share = std::clamp(share, 0.0, 1.0);
    if (form_ == Form::kBar) line = BarText(share);
    line += std::to_string(static_cast<int>(share * 100)) + "%, ";
    double stored_share = read == 0 ? 0
                                    : share * static_cast<double>(stored) /
                                          static_cast<double>(read);
    end = TimeLeft(stored_share);
  }
  uint64_t done = stored > rows_before_ ? stored : read;
  double rate = static_cast<double>(done - std::min(done, rows_before_)) /
                std::max(seconds(), 0.001);
  line += CountText(read, "row") + ", " + GroupedText(stored) + " stored, " +
          GroupedText(static_cast<uint64_t>(rate)) + " rows/s";
  if (progress.rows_rejected > 0) {
    line += ", " + GroupedText(progress.rows_rejected) + " rejected";
  }
  return line + end;
}

void ProgressLine::Show(const ImportProgress& progress) {
  if (form_ == Form::kOff) return;
  if (form_ == Form::kBar) {
    std::string line = LineFor(progress);
    line.resize(std::min(line.size(), TerminalColumns() - 1));
    std::string text = kClear + line;
    std::fwrite(text.data(), 1, text.size(), stderr);
    is_drawn_ = true;
    return;
  }
  Clock::time_point now = Clock::now();
  if (now - shown_.value_or(start_) < kPlainInterval) return;
  shown_ = now;
  Say("job " + std::to_string(static_cast<int32_t>(progress.job)) + ": " +
      LineFor(progress));
}

void ProgressLine::Stop() {
  if (!is_drawn_) return;
  std::fputs(kClear, stderr);
  is_drawn_ = false;
}

}  // namespace millrace::tool
