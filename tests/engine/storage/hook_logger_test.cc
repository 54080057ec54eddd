// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/hook_logger.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"

#include "millrace/store_options.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(HookLoggerTest, HandsLinesToTheHook) {
  std::vector<std::pair<LogLevel, std::string>> lines;
  HookLogger logger([&](LogLevel level, std::string_view line) {
    lines.emplace_back(level, line);
  });
  rocksdb::Debug(&logger, "debug");
  rocksdb::Info(&logger, "info");
  rocksdb::Header(&logger, "header");
  rocksdb::Warn(&logger, "warning %d\n", 7);
  rocksdb::Error(&logger, "error");
  EXPECT_THAT(lines, ElementsAre(Pair(LogLevel::kWarning, "warning 7"),
                                 Pair(LogLevel::kError, "error")));
  lines.clear();
  logger.SetInfoLogLevel(rocksdb::DEBUG_LEVEL);
  rocksdb::Debug(&logger, "debug");
  rocksdb::Info(&logger, "info");
  EXPECT_THAT(lines, ElementsAre(Pair(LogLevel::kDebug, "debug"),
                                 Pair(LogLevel::kInfo, "info")));
}

TEST(HookLoggerTest, CutsLongLines) {
  std::string seen;
  HookLogger logger([&](LogLevel, std::string_view line) { seen = line; });
  rocksdb::Error(&logger, "%s", std::string(5000, 'x').c_str());
  EXPECT_EQ(seen, std::string(1023, 'x'));
}

TEST(HookLoggerTest, DropsAllWithoutAHook) {
  HookLogger logger({});
  rocksdb::Error(&logger, "error");
}

}  // namespace
}  // namespace millrace
