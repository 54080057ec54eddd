// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Text for people: numbers, sizes, durations, times, aligned tables, wrapped
// paragraphs and near misses. Pure functions, safe from any thread.

#ifndef MILLRACE_TOOLS_MILLRACE_TEXT_H_
#define MILLRACE_TOOLS_MILLRACE_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace millrace::tool {

// 1234567 as "1,234,567".
std::string GroupedText(uint64_t number);

// "1 row", "2 rows", "1,234 rows".
std::string CountText(uint64_t count, std::string_view singular);

// In the unit that fits, of 1,000 bytes a KB (contract l.7): "81.2 MB".
std::string BytesText(uint64_t bytes);

// "0.42 s", "12 s", "3 min 20 s", "2 h 5 min".
std::string DurationText(double seconds);

// UTC, "2026-05-01 08:45:50Z"; "-" for a time that never was.
std::string TimeText(absl::Time time);

// Digits with a sign if allowed by min; nothing for anything else, and for
// numbers outside.
std::optional<int64_t> ParseInteger(std::string_view text, int64_t min,
                                    int64_t max);

// Equal but for the case of ASCII letters.
bool EqualsIgnoringCase(std::string_view one, std::string_view other);

// The name nearest to text, if near enough to be meant; else empty.
std::string NearestName(std::string_view text,
                        const std::vector<std::string>& names);

// " (did you mean NAME?)", or nothing.
std::string DidYouMean(std::string_view text,
                       const std::vector<std::string>& names);

// "A, B and C".
std::string ListText(const std::vector<std::string>& names);

// A word of a command line, quoted for a shell where it must be.
std::string ShellText(std::string_view word);

// Breaks at spaces so that no line is longer than 80 columns; every line but
// the first starts with indent spaces. The first is taken to start at column
// used. Ends with a line feed.
std::string WrappedText(std::string_view text, size_t indent, size_t used);

// Rows of cells, printed with every column as wide as its widest cell.
class TextTable {
 public:
  // Columns in right_aligned (0-based) are numbers.
  explicit TextTable(std::vector<size_t> right_aligned = {}, size_t indent = 0)
      : right_aligned_(std::move(right_aligned)), indent_(indent) {}

  // Control characters in cells are shown as '?': a terminal may obey them.
  void AddRow(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  std::string ToString() const;

 private:
  std::vector<size_t> right_aligned_;
  size_t indent_ = 0;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_TEXT_H_
