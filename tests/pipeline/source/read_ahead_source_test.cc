// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/read_ahead_source.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/mutex.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

constexpr size_t kKib = 1024;

// Gives so many bytes, in pieces, and then ends or breaks off.
class CountingSource final : public ByteSource {
 public:
  CountingSource(size_t bytes, absl::Status end, std::vector<size_t> pieces)
      : bytes_(bytes), end_(std::move(end)), pieces_(std::move(pieces)) {}

  absl::StatusOr<size_t> Read(char* to, size_t bytes_max) override {
    MutexLock lock(mutex_);
    if (given_ == bytes_) {
      ++reads_at_end_;
      if (!end_.ok()) return end_;
      return size_t{0};
    }
    const size_t piece = pieces_[turn_++ % pieces_.size()];
    const size_t count = std::min({bytes_max, piece, bytes_ - given_});
    for (size_t i = 0; i < count; ++i) to[i] = ByteAt(given_ + i);
    given_ += count;
    return count;
  }
  std::optional<uint64_t> size_bytes() const override { return 77; }
  uint64_t file_bytes_read() const override {
    MutexLock lock(mutex_);
    return given_ / 2;
  }
  std::string_view member_name() const override { return "people.csv"; }

  static char ByteAt(size_t at) { return static_cast<char>(at * 7 + at / 256); }
  size_t given() const {
    MutexLock lock(mutex_);
    return given_;
  }
  int reads_at_end() const {
    MutexLock lock(mutex_);
    return reads_at_end_;
  }

 private:
  const size_t bytes_;
  const absl::Status end_;
  const std::vector<size_t> pieces_;
  mutable Mutex mutex_;
  size_t turn_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t given_ ABSL_GUARDED_BY(mutex_) = 0;
  int reads_at_end_ ABSL_GUARDED_BY(mutex_) = 0;
};

// All bytes, and what came behind them.
std::pair<std::string, absl::Status> ReadAll(ByteSource* source, size_t most) {
  std::string text;
  std::string room(most, '\0');
  for (;;) {
    const auto count = source->Read(room.data(), most);
    if (!count.ok()) return {text, count.status()};
    if (*count == 0) return {text, absl::OkStatus()};
    EXPECT_LE(*count, most);
    text.append(room, 0, *count);
  }
}

std::string Expected(size_t bytes) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text += CountingSource::ByteAt(i);
  return text;
}

TEST(ReadAheadTest, GivesTheSameBytesInTheSameOrder) {
  for (const size_t bytes :
       {size_t{0}, size_t{1}, 256 * kKib, 256 * kKib + 1, 5000 * kKib + 3}) {
    const auto source = ReadAhead(
        std::make_unique<CountingSource>(bytes, absl::OkStatus(),
                                         std::vector<size_t>{1000, 70000, 3}),
        nullptr);
    const auto [text, status] = ReadAll(source.get(), 100000);
    MILLRACE_EXPECT_OK(status);
    EXPECT_TRUE(text == Expected(bytes)) << bytes;
    EXPECT_EQ(source->file_bytes_read(), bytes / 2);
    // The end stays.
    char byte = 0;
    EXPECT_THAT(source->Read(&byte, 1), IsOkAndHolds(0));
  }
}

TEST(ReadAheadTest, AnErrorComesBehindTheBytesBeforeIt) {
  const absl::Status broken = absl::DataLossError("broken");
  const auto source =
      ReadAhead(std::make_unique<CountingSource>(700 * kKib, broken,
                                                 std::vector<size_t>{999}),
                nullptr);
  const auto [text, status] = ReadAll(source.get(), 4096);
  EXPECT_EQ(status, broken);
  EXPECT_TRUE(text == Expected(700 * kKib));
  char byte = 0;
  EXPECT_EQ(source->Read(&byte, 1).status(), broken) << "it stays";
}

TEST(ReadAheadTest, SkipsAsTheSourceWould) {
  const auto source =
      ReadAhead(std::make_unique<CountingSource>(900 * kKib, absl::OkStatus(),
                                                 std::vector<size_t>{50000}),
                nullptr);
  MILLRACE_ASSERT_OK(source->Skip(600 * kKib + 5));
  char byte = 0;
  ASSERT_THAT(source->Read(&byte, 1), IsOkAndHolds(1));
  EXPECT_EQ(byte, CountingSource::ByteAt(600 * kKib + 5));
  MILLRACE_ASSERT_OK(source->Skip(600 * kKib));
  EXPECT_THAT(source->Read(&byte, 1), IsOkAndHolds(0));
}

TEST(ReadAheadTest, IsAheadByABoundedAmount) {
  auto counting = std::make_unique<CountingSource>(
      100000 * kKib, absl::OkStatus(), std::vector<size_t>{64 * kKib});
  const CountingSource& source = *counting;
  const auto ahead = ReadAhead(std::move(counting), nullptr);
  EXPECT_EQ(source.given(), 0u) << "nothing is read before it is wanted";
  size_t read = 0;
  std::string room(kKib, '\0');
  while (read < 3000 * kKib) {
    const auto count = ahead->Read(room.data(), room.size());
    ASSERT_TRUE(count.ok());
    read += *count;
    ASSERT_LE(source.given(), read + 2048 * kKib);
  }
  // Left off in the middle: the thread ends with the source.
}

TEST(ReadAheadTest, SaysWhatTheSourceSays) {
  auto counting = std::make_unique<CountingSource>(10, absl::OkStatus(),
                                                   std::vector<size_t>{10});
  StageClock clock;
  const auto ahead = ReadAhead(std::move(counting), &clock);
  EXPECT_EQ(ahead->size_bytes(), 77u);
  EXPECT_EQ(ahead->member_name(), "people.csv");
  EXPECT_EQ(ahead->file_bytes_read(), 0u);
  MILLRACE_EXPECT_OK(ReadAll(ahead.get(), 10).second);
  EXPECT_GT(clock.Times(1, true)[Stage::kInflate].busy, absl::ZeroDuration());
}

}  // namespace
}  // namespace millrace
