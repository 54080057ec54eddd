// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/upload_shelf.h"

#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tools/server/secret.h"

namespace millrace::server {
namespace {

class UploadShelfTest : public ::testing::Test {
 protected:
  absl::StatusOr<ShelvedUpload> Put(const std::string& bytes,
                                    std::optional<uint64_t> length = {},
                                    const std::string& sha256 = "") {
    auto piece = shelf_.Begin("me", length, sha256, absl::Now());
    if (!piece.ok()) return piece.status();
    if (absl::Status status = (*piece)->Append(bytes); !status.ok()) {
      return status;
    }
    return (*piece)->Finish();
  }
  absl::StatusOr<ShelvedUpload> Add(const std::string& id, uint64_t offset,
                                    const std::string& bytes) {
    auto piece = shelf_.Continue(id, offset);
    if (!piece.ok()) return piece.status();
    if (absl::Status status = (*piece)->Append(bytes); !status.ok()) {
      return status;
    }
    return (*piece)->Finish();
  }

  TempDir folder_;
  UploadShelf shelf_{folder_.path(), 100};
};

TEST_F(UploadShelfTest, AWholeUploadInOnePiece) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const ShelvedUpload upload, Put("a,b\n"));
  EXPECT_TRUE(upload.is_whole);
  EXPECT_EQ(upload.bytes, 4u);
  EXPECT_EQ(upload.sha256, DigestOf("a,b\n"));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const ShelvedUpload found,
                                shelf_.Find(upload.id));
  EXPECT_TRUE(found.is_whole);
  EXPECT_EQ(found.owner, "me");
  EXPECT_EQ(found.length, 4u);
  MILLRACE_ASSERT_OK(shelf_.LinkTo(upload.id, folder_ / "job"));
  MILLRACE_ASSERT_OK(shelf_.Remove(upload.id));
  EXPECT_EQ(ReadFile(folder_ / "job"), "a,b\n");
  EXPECT_THAT(shelf_.Find(upload.id), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(UploadShelfTest, GoesOnWhereAPieceEnded) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const ShelvedUpload begun,
                                Put("abc", 9, DigestOf("abcdefghi")));
  EXPECT_FALSE(begun.is_whole);
  EXPECT_THAT(shelf_.LinkTo(begun.id, folder_ / "job"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Add(begun.id, 2, "x"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const ShelvedUpload more,
                                Add(begun.id, 3, "def"));
  EXPECT_EQ(more.bytes, 6u);
  {
    // A client that goes away: what came stays.
    auto piece = shelf_.Continue(begun.id, 6);
    MILLRACE_ASSERT_OK(piece);
    MILLRACE_ASSERT_OK((*piece)->Append("g"));
  }
  MILLRACE_ASSERT_OK_AND_ASSIGN(const ShelvedUpload kept,
                                shelf_.Find(begun.id));
  EXPECT_EQ(kept.bytes, 7u);
  MILLRACE_ASSERT_OK_AND_ASSIGN(const ShelvedUpload whole,
                                Add(begun.id, 7, "hi"));
  EXPECT_TRUE(whole.is_whole);
  EXPECT_THAT(Add(begun.id, 9, ""),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(UploadShelfTest, AnotherDigestDropsTheUpload) {
  EXPECT_THAT(Put("abc", 3, DigestOf("abd")),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(UploadShelfTest, HasLimits) {
  EXPECT_THAT(Put(std::string(101, 'x')),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Put("", 101), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(Put("abcd", 3), StatusIs(absl::StatusCode::kOutOfRange));
  MILLRACE_EXPECT_OK(Put(std::string(100, 'x')));
}

TEST_F(UploadShelfTest, OneWriterAtATime) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const ShelvedUpload begun, Put("abc", 9));
  auto piece = shelf_.Continue(begun.id, 3);
  MILLRACE_ASSERT_OK(piece);
  EXPECT_THAT(shelf_.Continue(begun.id, 3),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  piece->reset();
  MILLRACE_EXPECT_OK(shelf_.Continue(begun.id, 3));
}

TEST_F(UploadShelfTest, NamesThatAreNoIdsFindNothing) {
  folder_.Write("x.json", "{}");
  folder_.Write("x.bytes", "");
  for (const char* id :
       {"", "x", "../keys", "..%2fkeys", "ABCDEFABCDEFABCDEFABCDEFABCDEFAB"}) {
    EXPECT_THAT(shelf_.Find(id), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(shelf_.Remove(id), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(shelf_.Continue(id, 0), StatusIs(absl::StatusCode::kNotFound));
  }
}

TEST_F(UploadShelfTest, SweepsWhatIsOld) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const ShelvedUpload upload, Put("abc"));
  shelf_.RemoveOlderThan(absl::Now() - absl::Hours(1));
  MILLRACE_EXPECT_OK(shelf_.Find(upload.id));
  shelf_.RemoveOlderThan(absl::Now() + absl::Hours(1));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace millrace::server
