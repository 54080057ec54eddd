// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/access_key.h"

#include <sys/stat.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class AccessKeyTest : public ::testing::Test {
 protected:
  std::filesystem::path File() const { return folder_ / "keys.json"; }
  NewAccessKey Make(const std::string& name, int mode = 1,
                    const std::vector<std::string>& types = {}) {
    auto made = CreateAccessKey(File(), name, mode, types, now_);
    EXPECT_THAT(made, IsOk());
    return *std::move(made);
  }

  TempDir folder_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
};

TEST_F(AccessKeyTest, ReadsBackWhatItMade) {
  const NewAccessKey one = Make("Parsons");
  const NewAccessKey two = Make("Do\"nors", 0, {"Contacts", "Contributions"});
  MILLRACE_ASSERT_OK_AND_ASSIGN(const std::vector<AccessKey> keys,
                                ReadAccessKeys(File()));
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].name, "Parsons");
  EXPECT_EQ(keys[0].mode, 1);
  EXPECT_THAT(keys[0].resource_types, IsEmpty());
  EXPECT_EQ(keys[0].created, now_);
  EXPECT_EQ(keys[1].name, "Do\"nors");
  EXPECT_EQ(keys[1].mode, 0);
  EXPECT_THAT(keys[1].resource_types, ElementsAre("Contacts", "Contributions"));
  EXPECT_TRUE(IsSecretOf(keys[0], one.secret));
  EXPECT_FALSE(IsSecretOf(keys[0], two.secret));
  EXPECT_EQ(AccessKeyId(one.secret), keys[0].id);
}

TEST_F(AccessKeyTest, KeepsNoSecretAndLetsNobodyElseRead) {
  const NewAccessKey made = Make("Parsons");
  EXPECT_THAT(ReadFile(File()), Not(HasSubstr(made.secret)));
  // Nor a part of it beside the id.
  EXPECT_THAT(ReadFile(File()), Not(HasSubstr(made.secret.substr(9))));
  struct stat found = {};
  ASSERT_EQ(::stat(File().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
}

TEST_F(AccessKeyTest, RevokedKeysStayInTheFile) {
  const NewAccessKey made = Make("Parsons");
  MILLRACE_EXPECT_OK(
      RevokeAccessKey(File(), made.key.id, now_ + absl::Hours(1)));
  // The first moment counts.
  MILLRACE_EXPECT_OK(
      RevokeAccessKey(File(), made.key.id, now_ + absl::Hours(2)));
  MILLRACE_ASSERT_OK_AND_ASSIGN(const std::vector<AccessKey> keys,
                                ReadAccessKeys(File()));
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_EQ(keys[0].revoked, now_ + absl::Hours(1));
  EXPECT_THAT(RevokeAccessKey(File(), "nobody", now_),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(AccessKeyTest, AFileThatIsNoneOfOursIsRefused) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const std::vector<AccessKey> none,
                                ReadAccessKeys(File()));
  EXPECT_THAT(none, IsEmpty());
  for (const char* text :
       {"", "{}", "[]", "{\"keys\":[{\"id\":\"a\"}]}",
        "{\"keys\":[{\"id\":\"a\",\"salt\":\"b\",\"hash\":\"c\","
        "\"mode\":2}]}"}) {
    folder_.Write("keys.json", text);
    EXPECT_THAT(ReadAccessKeys(File()), StatusIs(absl::StatusCode::kDataLoss))
        << text;
  }
}

}  // namespace
}  // namespace millrace::server
