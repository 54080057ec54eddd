// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/results/part_writer.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "engine/io/posix_file_system.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

class PartWriterTest : public ::testing::Test {
 protected:
  PartWriter Writer(uint64_t bytes_max, FileSystem* files = PosixFileSystem()) {
    return {*files, directory_.path(), "results-7",
            "csv",  "head\r\n",        bytes_max};
  }
  std::string Part(int number) const {
    return ReadFile(directory_ /
                    ("results-7-" + std::to_string(number) + ".csv"));
  }
  size_t FileCount() const {
    size_t count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(directory_.path())) {
      count += entry.is_regular_file() ? 1 : 0;
    }
    return count;
  }

  const TempDir directory_;
};

TEST_F(PartWriterTest, NoRowsNoFileUnlessWanted) {
  PartWriter without = Writer(100);
  MILLRACE_ASSERT_OK(without.Close(false));
  EXPECT_TRUE(without.files().empty());
  EXPECT_EQ(FileCount(), 0);
  PartWriter with = Writer(100);
  MILLRACE_ASSERT_OK(with.Close(true));
  ASSERT_EQ(with.files().size(), 1);
  EXPECT_EQ(with.files()[0].rows, 0);
  EXPECT_EQ(with.files()[0].bytes, 6);
  EXPECT_EQ(Part(1), "head\r\n");
}

TEST_F(PartWriterTest, FillsAPartToTheLastByte) {
  // The header and three rows of four bytes are exactly the limit.
  PartWriter writer = Writer(18);
  for (const char* row : {"a1\r\n", "a2\r\n", "a3\r\n", "b1\r\n"}) {
    MILLRACE_ASSERT_OK(writer.Append(row));
  }
  MILLRACE_ASSERT_OK(writer.Close(true));
  ASSERT_EQ(writer.files().size(), 2);
  EXPECT_EQ(Part(1), "head\r\na1\r\na2\r\na3\r\n");
  EXPECT_EQ(Part(2), "head\r\nb1\r\n");
  EXPECT_EQ(writer.files()[0].bytes, 18);
  EXPECT_EQ(writer.files()[0].rows, 3);
  EXPECT_EQ(writer.files()[1].rows, 1);
  EXPECT_EQ(writer.files()[1].path, (directory_ / "results-7-2.csv").string());
}

TEST_F(PartWriterTest, OneByteLessTakesOneRowLess) {
  PartWriter writer = Writer(17);
  for (const char* row : {"a1\r\n", "a2\r\n", "a3\r\n"}) {
    MILLRACE_ASSERT_OK(writer.Append(row));
  }
  MILLRACE_ASSERT_OK(writer.Close(false));
  EXPECT_EQ(Part(1), "head\r\na1\r\na2\r\n");
  EXPECT_EQ(Part(2), "head\r\na3\r\n");
}

TEST_F(PartWriterTest, RowOverTheLimitGetsAPartOfItsOwn) {
  PartWriter writer = Writer(20);
  const std::string large(50, 'x');
  for (const std::string& row :
       {std::string("a\r\n"), large, large, std::string("b\r\n")}) {
    MILLRACE_ASSERT_OK(writer.Append(row));
  }
  MILLRACE_ASSERT_OK(writer.Close(false));
  ASSERT_EQ(writer.files().size(), 4);
  EXPECT_EQ(Part(2), "head\r\n" + large);
  EXPECT_EQ(Part(3), "head\r\n" + large);
  EXPECT_EQ(Part(4), "head\r\nb\r\n");
}

TEST_F(PartWriterTest, FilesAppearWholeOrNotAtAll) {
  for (int nth = 1;; ++nth) {
    SCOPED_TRACE(nth);
    std::filesystem::remove_all(directory_ / "results-7-1.csv");
    FaultFileSystem faulty(*PosixFileSystem());
    faulty.FailNth(nth, Fault::kError);
    absl::Status status;
    {
      PartWriter writer = Writer(1000, &faulty);
      status = writer.Append("row\r\n");
      if (status.ok()) status = writer.Close(false);
    }
    EXPECT_EQ(status.ok(), !faulty.has_fired());
    if (std::filesystem::exists(directory_ / "results-7-1.csv")) {
      EXPECT_EQ(Part(1), "head\r\nrow\r\n");
    }
    if (!faulty.has_fired()) break;
  }
}

}  // namespace
}  // namespace millrace
