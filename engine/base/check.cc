// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/check.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace millrace::check_internal {

void Die(const char* file, int line, std::string_view condition,
         std::string_view a, std::string_view b) {
  std::string text = "check failed: ";
  text.append(condition);
  if (!a.empty() || !b.empty()) {
    text.append(" (").append(a).append(" and ").append(b).append(")");
  }
  // One call, so that lines of two dying threads do not mix.
  std::fprintf(stderr, "%s:%d: %s\n", file, line, text.c_str());
  std::fflush(stderr);
  std::abort();
}

std::string Print(bool value) { return value ? "true" : "false"; }

std::string Print(char value) {
  std::string text("character ");
  return text.append(std::to_string(static_cast<unsigned char>(value)));
}

std::string Print(long long value) { return std::to_string(value); }

std::string Print(unsigned long long value) { return std::to_string(value); }

std::string Print(double value) {
  char text[40];
  std::snprintf(text, sizeof(text), "%.17g", value);
  return text;
}

std::string Print(std::string_view value) {
  std::string text("\"");
  return text.append(value).append("\"");
}

std::string Print(const void* value) {
  char text[40];
  std::snprintf(text, sizeof(text), "%p", value);
  return text;
}

}  // namespace millrace::check_internal
