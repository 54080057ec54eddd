// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/allowed_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace::server {
namespace {

class AllowedFilesTest : public ::testing::Test {
 protected:
  AllowedFilesTest() {
    folder_.Write("in/a.csv", "inside");
    folder_.Write("in/deep/b c.csv", "deep");
    folder_.Write("out/secret.csv", "outside");
  }
  // The file's bytes; empty if it is refused.
  std::string Read(const std::string& url) const {
    const absl::StatusOr<FileDescriptor> file = Files().Open(url);
    if (!file.ok()) return "";
    char bytes[64];
    const ssize_t got = ::read(file->get(), bytes, sizeof(bytes));
    return got > 0 ? std::string(bytes, static_cast<size_t>(got)) : "";
  }
  AllowedFiles Files() const { return AllowedFiles({Path("in")}); }
  std::string Path(const char* name) const { return (folder_ / name).native(); }

  TempDir folder_;
};

TEST_F(AllowedFilesTest, OpensWhatIsBelow) {
  EXPECT_EQ(Read("file://" + Path("in/a.csv")), "inside");
  EXPECT_EQ(Read("file://localhost" + Path("in/a.csv")), "inside");
  EXPECT_EQ(Read("file:" + Path("in/a.csv")), "inside");
  EXPECT_EQ(Read("file://" + Path("in/deep/b%20c.csv")), "deep");
}

TEST_F(AllowedFilesTest, RefusesWhatIsNot) {
  for (const std::string& url :
       {"file://" + Path("out/secret.csv"),
        "file://" + Path("in/../out/secret.csv"),
        "file://" + Path("in/%2e%2e/out/secret.csv"),
        "file://" + Path("in/./a.csv"), "file://" + Path("in"),
        "file://" + Path("in-other/a.csv"), std::string("file:a.csv"),
        "file://host.example" + Path("in/a.csv"),
        "file://" + Path("in/a.csv") + "%00", std::string("/in/a.csv"),
        std::string("file:///etc/passwd"), std::string("file:")}) {
    EXPECT_THAT(Files().Check(url),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << url;
    EXPECT_EQ(Read(url), "") << url;
  }
}

TEST_F(AllowedFilesTest, FollowsNoLinksBelowTheFolder) {
  ASSERT_EQ(
      ::symlink(Path("out/secret.csv").c_str(), Path("in/link.csv").c_str()),
      0);
  ASSERT_EQ(::symlink(Path("out").c_str(), Path("in/folder").c_str()), 0);
  EXPECT_THAT(Files().Open("file://" + Path("in/link.csv")),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Files().Open("file://" + Path("in/folder/secret.csv")),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(AllowedFilesTest, TheFolderItselfMayBeALink) {
  ASSERT_EQ(::symlink(Path("in").c_str(), Path("alias").c_str()), 0);
  const AllowedFiles files({Path("alias")});
  EXPECT_THAT(files.Open("file://" + Path("in/a.csv")), IsOk());
}

TEST_F(AllowedFilesTest, OpensPlainFilesOnly) {
  ASSERT_EQ(::mkfifo(Path("in/pipe").c_str(), 0600), 0);
  for (const char* name : {"in/pipe", "in/deep", "in/none.csv", "in/none/a.csv",
                           "in/a.csv/a.csv"}) {
    EXPECT_THAT(Files().Open("file://" + Path(name)),
                StatusIs(absl::StatusCode::kUnavailable))
        << name;
  }
}

TEST_F(AllowedFilesTest, WithoutFoldersNothingIsAllowed) {
  EXPECT_THAT(AllowedFiles({}).Check("file://" + Path("in/a.csv")),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace millrace::server
