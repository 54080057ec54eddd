// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/upload_spool.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace::server {
namespace {

using ::testing::HasSubstr;

class UploadSpoolTest : public ::testing::Test {
 protected:
  UploadSpoolTest() {
    std::filesystem::create_directories(folder_ / "spool");
    std::filesystem::create_directories(folder_ / "uploads");
    folder_.Write("in/a.csv", "a,b\n");
    shelf_ = std::make_unique<UploadShelf>(folder_ / "uploads", 1000);
    RemoteSource remote;
    remote.check = [](std::string_view url) {
      return url.starts_with("https://") ? absl::OkStatus()
                                         : absl::InvalidArgumentError("scheme");
    };
    remote.fetch = [this](const std::string& url,
                          const std::filesystem::path& to, std::stop_token) {
      fetched_ = url;
      if (!remote_status_.ok()) return remote_status_;
      folder_.Write(to.lexically_relative(folder_.path()).native(), "remote");
      return absl::OkStatus();
    };
    spool_ = std::make_unique<UploadSpool>(
        folder_ / "spool", 1000, AllowedFiles({(folder_ / "in").native()}),
        remote, *shelf_);
  }
  std::string Shelve(const std::string& owner, const std::string& bytes,
                     std::optional<uint64_t> length = {}) {
    auto piece = shelf_->Begin(owner, length, "", absl::Now());
    EXPECT_THAT(piece, IsOk());
    EXPECT_THAT((*piece)->Append(bytes), IsOk());
    const auto upload = (*piece)->Finish();
    EXPECT_THAT(upload, IsOk());
    return "upload:" + upload->id;
  }
  std::string FileUrl(const char* name) const {
    return "file://" + (folder_ / name).native();
  }

  TempDir folder_;
  std::string fetched_;
  absl::Status remote_status_;
  std::unique_ptr<UploadShelf> shelf_;
  std::unique_ptr<UploadSpool> spool_;
};

TEST_F(UploadSpoolTest, ChecksAddresses) {
  MILLRACE_EXPECT_OK(spool_->Check("https://a.example/x.zip", "me", false));
  MILLRACE_EXPECT_OK(spool_->Check(FileUrl("in/a.csv"), "me", false));
  for (const std::string& url :
       {std::string(), std::string("ftp://a"), FileUrl("out/a.csv"),
        std::string("upload:nothing")}) {
    EXPECT_THAT(spool_->Check(url, "me", false),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << url;
  }
}

TEST_F(UploadSpoolTest, DirectUploadsAreTheirOwners) {
  const std::string url = Shelve("me", "bytes");
  MILLRACE_EXPECT_OK(spool_->Check(url, "me", false));
  MILLRACE_EXPECT_OK(spool_->Check(url, "", true));
  EXPECT_THAT(spool_->Check(url, "you", false),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(
      spool_->Check(Shelve("me", "by", 5), "me", false),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not whole")));
}

TEST_F(UploadSpoolTest, TakesDirectUploadsAtOnce) {
  const std::filesystem::path path = spool_->NewPath();
  MILLRACE_ASSERT_OK(spool_->TakeDirect(Shelve("me", "bytes"), path));
  EXPECT_EQ(ReadFile(path), "bytes");
  MILLRACE_EXPECT_OK(spool_->TakeDirect("https://a.example", path));
}

TEST_F(UploadSpoolTest, CopiesFiles) {
  const std::filesystem::path path = spool_->NewPath();
  MILLRACE_ASSERT_OK(spool_->Fetch(FileUrl("in/a.csv"), path, {}));
  EXPECT_EQ(ReadFile(path), "a,b\n");
  // What is there already is not fetched again.
  folder_.Write("in/a.csv", "changed");
  MILLRACE_ASSERT_OK(spool_->Fetch(FileUrl("in/a.csv"), path, {}));
  EXPECT_EQ(ReadFile(path), "a,b\n");
}

TEST_F(UploadSpoolTest, CopiesNoFileThatIsTooLarge) {
  folder_.Write("in/large.csv", std::string(1001, 'x'));
  const std::filesystem::path path = spool_->NewPath();
  EXPECT_THAT(spool_->Fetch(FileUrl("in/large.csv"), path, {}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(spool_->Fetch(FileUrl("in/none.csv"), path, {}),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "spool"));
}

TEST_F(UploadSpoolTest, FetchesFromElsewhere) {
  const std::filesystem::path path = spool_->NewPath();
  MILLRACE_ASSERT_OK(spool_->Fetch("https://u:p@a.example/?s=1", path, {}));
  EXPECT_EQ(fetched_, "https://u:p@a.example/?s=1");
  EXPECT_EQ(ReadFile(path), "remote");
  remote_status_ = absl::UnavailableError("refused");
  EXPECT_THAT(spool_->Fetch("https://a.example", spool_->NewPath(), {}),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(UploadSpoolTest, AFileIsFoundWhereverTheFolderWas) {
  EXPECT_EQ(spool_->PathOf("/elsewhere/spool/12.upload"),
            folder_ / "spool" / "12.upload");
}

TEST_F(UploadSpoolTest, RemovesWhatIsNobodys) {
  folder_.Write("spool/1.upload", "");
  folder_.Write("spool/1.upload.part", "");
  folder_.Write("spool/2.upload", "");
  folder_.Write("spool/3.upload.part", "");
  spool_->RemoveAllBut({"1.upload"});
  EXPECT_TRUE(std::filesystem::exists(folder_ / "spool/1.upload"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "spool/1.upload.part"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "spool/2.upload"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "spool/3.upload.part"));
}

TEST(WithoutCredentialsTest, LeavesNothingSecret) {
  EXPECT_EQ(WithoutCredentials("https://u:p@a.example/x.zip?sig=1#f"),
            "https://a.example/x.zip");
  EXPECT_EQ(WithoutCredentials("sftp://u@a.example/x.zip"),
            "sftp://a.example/x.zip");
  EXPECT_EQ(WithoutCredentials("https://u:p@ss@a.example?x"),
            "https://a.example");
  EXPECT_EQ(WithoutCredentials("https:///u:p@a.example/x.zip"),
            "https:///a.example/x.zip");
  EXPECT_EQ(WithoutCredentials("https:/u:p@a.example/x.zip"),
            "https:/a.example/x.zip");
  EXPECT_EQ(WithoutCredentials("file:///data/a@b.csv"), "file:///data/a@b.csv");
  EXPECT_EQ(WithoutCredentials("https://a.example/a@b"),
            "https://a.example/a@b");
  EXPECT_EQ(WithoutCredentials("upload:12"), "upload:12");
  EXPECT_EQ(WithoutCredentials(""), "");
}

}  // namespace
}  // namespace millrace::server
