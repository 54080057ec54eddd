// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/state_folder.h"

#include <sys/stat.h>

#include <string>

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace::server {
namespace {

TEST(StateFolderTest, IsForItsOwnerOnly) {
  const TempDir temp;
  const StateFolder folder{temp / "a" / "state"};
  MILLRACE_ASSERT_OK(folder.Make());
  MILLRACE_ASSERT_OK(folder.Make());
  for (const auto& path : {folder.path, folder.spool(), folder.uploads(),
                           folder.results(), folder.webhooks()}) {
    struct stat found = {};
    ASSERT_EQ(::stat(path.c_str(), &found), 0) << path;
    EXPECT_EQ(found.st_mode & 0777, 0700u) << path;
  }
}

TEST(StateFolderTest, KeepsItsLinkKey) {
  const TempDir temp;
  const StateFolder folder{temp / "state"};
  MILLRACE_ASSERT_OK(folder.Make());
  MILLRACE_ASSERT_OK_AND_ASSIGN(const std::string key, folder.LinkKey());
  EXPECT_EQ(key.size(), 64u);
  EXPECT_THAT(folder.LinkKey(), IsOkAndHolds(key));
}

TEST(StateFolderTest, SaysWhereTheServiceIs) {
  const TempDir temp;
  const StateFolder folder{temp / "state"};
  MILLRACE_ASSERT_OK(folder.Make());
  EXPECT_THAT(ReadRunningService(folder),
              StatusIs(absl::StatusCode::kNotFound));
  MILLRACE_ASSERT_OK(
      WriteRunningService(folder, {"http://127.0.0.1:80", "token"}));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const RunningService running,
                                ReadRunningService(folder));
  EXPECT_EQ(running.address, "http://127.0.0.1:80");
  EXPECT_EQ(running.token, "token");
}

}  // namespace
}  // namespace millrace::server
