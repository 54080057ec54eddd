// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/upload_history.h"

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

#include "engine/base/checksum.h"
#include "millrace/limits.h"

namespace millrace {
namespace {

TEST(UploadHistoryTest, IsTheHashOfTheLastBytes) {
  std::mt19937_64 random(6);
  UploadHistory history;
  std::string all;
  EXPECT_EQ(history.Fingerprint(), Checksum64(""));
  for (int round = 0; round < 300; ++round) {
    const size_t sizes[] = {0,
                            1,
                            100,
                            30000,
                            kFingerprintBytes,
                            kFingerprintBytes + 1,
                            3 * kFingerprintBytes};
    const std::string piece(round < 100 ? random() % 50 : sizes[random() % 7],
                            static_cast<char>(random()));
    history.Append(piece);
    all += piece;
    const size_t bytes = std::min(all.size(), kFingerprintBytes);
    ASSERT_EQ(history.Fingerprint(),
              Checksum64(std::string_view(all).substr(all.size() - bytes)));
    all.erase(0, all.size() - bytes);
  }
  history.Clear();
  EXPECT_EQ(history.Fingerprint(), Checksum64(""));
}

}  // namespace
}  // namespace millrace
