// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/key_ring.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/http_client.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace::server {
namespace {

class KeyRingTest : public ::testing::Test {
 protected:
  NewAccessKey Make(int mode = 1, const std::vector<std::string>& types = {}) {
    auto made = CreateAccessKey(File(), "name", mode, types, absl::Now());
    EXPECT_THAT(made, IsOk());
    return *std::move(made);
  }
  std::filesystem::path File() const { return folder_ / "keys.json"; }
  AccessVerdict Check(const std::string& password) {
    caller_ = {};
    return ring_.Check(BasicCredentials("default", password), &caller_);
  }

  TempDir folder_;
  KeyRing ring_{File()};
  Caller caller_;
};

TEST_F(KeyRingTest, WithoutAFileNobodyGetsIn) {
  EXPECT_EQ(Check("a|1"), AccessVerdict::kUnauthorized);
  EXPECT_EQ(ring_.key_count(), 0u);
}

TEST_F(KeyRingTest, KnowsItsKeysAndTheirModes) {
  const NewAccessKey made = Make(1, {"Contacts"});
  EXPECT_EQ(Check(made.secret + "|1"), AccessVerdict::kGranted);
  EXPECT_EQ(caller_.owner, made.key.id);
  EXPECT_FALSE(caller_.sees_all);
  EXPECT_TRUE(caller_.MayImport("contacts"));
  EXPECT_FALSE(caller_.MayImport("Contributions"));
  EXPECT_TRUE(caller_.MaySee(made.key.id));
  EXPECT_FALSE(caller_.MaySee("other"));
  EXPECT_EQ(Check(made.secret + "|0"), AccessVerdict::kForbidden);
  EXPECT_EQ(Check(made.key.id + "-wrong|1"), AccessVerdict::kUnauthorized);
  // Wrong twice is still wrong, right is still right.
  EXPECT_EQ(Check(made.key.id + "-wrong|1"), AccessVerdict::kUnauthorized);
  EXPECT_EQ(Check(made.secret + "|1"), AccessVerdict::kGranted);
}

TEST_F(KeyRingTest, ReadsTheFileAgainWhenItChanges) {
  const NewAccessKey first = Make();
  EXPECT_EQ(Check(first.secret + "|1"), AccessVerdict::kGranted);
  const NewAccessKey second = Make();
  EXPECT_EQ(Check(second.secret + "|1"), AccessVerdict::kGranted);
  EXPECT_EQ(ring_.key_count(), 2u);
  MILLRACE_EXPECT_OK(RevokeAccessKey(File(), first.key.id, absl::Now()));
  EXPECT_EQ(Check(first.secret + "|1"), AccessVerdict::kUnauthorized);
  EXPECT_EQ(Check(second.secret + "|1"), AccessVerdict::kGranted);
  EXPECT_EQ(ring_.key_count(), 1u);
}

TEST_F(KeyRingTest, AFileThatCannotBeReadLetsNobodyIn) {
  const NewAccessKey made = Make();
  EXPECT_EQ(Check(made.secret + "|1"), AccessVerdict::kGranted);
  folder_.Write("keys.json", "{");
  EXPECT_EQ(Check(made.secret + "|1"), AccessVerdict::kUnauthorized);
}

}  // namespace
}  // namespace millrace::server
