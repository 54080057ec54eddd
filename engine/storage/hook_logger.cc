// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/hook_logger.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <string_view>

#include "rocksdb/env.h"

#include "millrace/store_options.h"

namespace millrace {
namespace {

constexpr int kLineBytesMax = 1024;

LogLevel LevelOf(rocksdb::InfoLogLevel level) {
  switch (level) {
    case rocksdb::DEBUG_LEVEL:
      return LogLevel::kDebug;
    case rocksdb::WARN_LEVEL:
      return LogLevel::kWarning;
    case rocksdb::ERROR_LEVEL:
    case rocksdb::FATAL_LEVEL:
      return LogLevel::kError;
    default:
      return LogLevel::kInfo;
  }
}

}  // namespace

void HookLogger::Logv(rocksdb::InfoLogLevel level, const char* format,
                      va_list arguments) {
  if (!hook_ || level < GetInfoLogLevel()) return;
  char line[kLineBytesMax];
  const int bytes = std::vsnprintf(line, sizeof(line), format, arguments);
  if (bytes <= 0) return;
  std::string_view text(
      line, static_cast<size_t>(std::min(bytes, kLineBytesMax - 1)));
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  hook_(LevelOf(level), text);
}

}  // namespace millrace
