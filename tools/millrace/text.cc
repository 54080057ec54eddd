// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/text.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <system_error>
#include <utility>

namespace millrace::tool {
namespace {

constexpr size_t kLineColumns = 80;

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Columns on a terminal, as far as one a character goes.
size_t WidthOf(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// Edits that turn one name into the other: a letter more, less or another,
// or two neighbours swapped.
size_t Distance(std::string_view one, std::string_view other) {
  std::vector<size_t> two_before;
  std::vector<size_t> before;
  std::vector<size_t> row(other.size() + 1);
  for (size_t j = 0; j <= other.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= one.size(); ++i) {
    two_before = std::exchange(before, row);
    row[0] = i;
    for (size_t j = 1; j <= other.size(); ++j) {
      char a = Lower(one[i - 1]);
      char b = Lower(other[j - 1]);
      row[j] = std::min(
          {before[j] + 1, row[j - 1] + 1, before[j - 1] + (a == b ? 0 : 1)});
      bool is_swapped =
          i > 1 && j > 1 && a == Lower(other[j - 2]) && b == Lower(one[i - 2]);
      if (is_swapped) row[j] = std::min(row[j], two_before[j - 2] + 1);
    }
  }
  return row[other.size()];
}

std::string Fixed(double number, int digits) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", digits, number);
  return text;
}

}  // namespace

std::string GroupedText(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string CountText(uint64_t count, std::string_view singular) {
  std::string text = GroupedText(count) + " " + std::string(singular);
  if (count == 1) return text;
  if (text.ends_with('y')) {
    text.pop_back();
    return text + "ies";
  }
  return text + "s";
}

std::string BytesText(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"KB", "MB", "GB", "TB"};
  if (bytes < 1000) return CountText(bytes, "byte");
  double size = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  for (; size >= 999.95 && unit + 1 < std::size(kUnits); ++unit) size /= 1000;
  return Fixed(size, 1) + " " + kUnits[unit];
}

std::string DurationText(double seconds) {
  if (seconds < 10) return Fixed(seconds, 2) + " s";
  auto whole = static_cast<uint64_t>(seconds + 0.5);
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) {
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) +
           " s";
  }
  return GroupedText(whole / 3600) + " h " + std::to_string(whole / 60 % 60) +
         " min";
}

std::string TimeText(absl::Time time) {
  if (time == absl::InfinitePast() || time == absl::InfiniteFuture()) {
    return "-";
  }
  return absl::FormatTime("%Y-%m-%d %H:%M:%SZ", time, absl::UTCTimeZone());
}

std::optional<int64_t> ParseInteger(std::string_view text, int64_t min,
                                    int64_t max) {
  int64_t number = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  if (number < min || number > max) return {};
  return number;
}

bool EqualsIgnoringCase(std::string_view one, std::string_view other) {
  return one.size() == other.size() &&
         std::equal(one.begin(), one.end(), other.begin(),
                    [](char a, char b) { return Lower(a) == Lower(b); });
}

std::string NearestName(std::string_view text,
                        const std::vector<std::string>& names) {
  const std::string* nearest = nullptr;
  // A third of the letters may differ: more is another word.
  size_t distance_max = std::max<size_t>(1, text.size() / 3);
  for (const std::string& name : names) {
    size_t distance = Distance(text, name);
    if (distance > distance_max) continue;
    if (nearest == nullptr || distance < distance_max) nearest = &name;
    distance_max = distance;
  }
  return nearest == nullptr ? std::string() : *nearest;
}

std::string DidYouMean(std::string_view text,
                       const std::vector<std::string>& names) {
  std::string nearest = NearestName(text, names);
  if (nearest.empty()) return nearest;
  return " (did you mean " + nearest + "?)";
}

std::string ListText(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

std::string ShellText(std::string_view word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
      "-_./:=+,@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == word.npos) {
    return std::string(word);
  }
  std::string quoted = "'";
  for (char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string WrappedText(std::string_view text, size_t indent, size_t used) {
  std::string wrapped;
  size_t column = used;
  bool at_start = true;
  while (!text.empty()) {
    size_t end = text.find(' ');
    std::string_view word = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (word.empty()) continue;
    size_t width = WidthOf(word);
    if (!at_start && column + 1 + width > kLineColumns) {
      wrapped += '\n';
      wrapped.append(indent, ' ');
      column = indent;
      at_start = true;
    }
    if (!at_start) {
      wrapped += ' ';
      ++column;
    }
    wrapped += word;
    column += width;
    at_start = false;
  }
  return wrapped + '\n';
}

void TextTable::AddRow(std::vector<std::string> cells) {
  for (std::string& cell : cells) {
    for (char& c : cell) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    }
  }
  rows_.push_back(std::move(cells));
}

std::string TextTable::ToString() const {
  std::vector<size_t> widths;
  for (const auto& row : rows_) {
    if (widths.size() < row.size()) widths.resize(row.size());
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], WidthOf(row[i]));
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line(indent_, ' ');
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line += "  ";
      size_t padding = widths[i] - WidthOf(row[i]);
      bool is_right = std::find(right_aligned_.begin(), right_aligned_.end(),
                                i) != right_aligned_.end();
      if (is_right) line.append(padding, ' ');
      line += row[i];
      if (!is_right) line.append(padding, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace millrace::tool
