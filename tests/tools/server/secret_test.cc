// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/secret.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::server {
namespace {

using ::testing::MatchesRegex;

TEST(SecretTest, DigestsAsTheStandardsSay) {
  EXPECT_EQ(DigestOf("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(KeyedDigestOf("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(SecretTest, DigestsPiecesAsTheWhole) {
  Digest digest;
  digest.Add("a");
  digest.Add("");
  digest.Add("bc");
  EXPECT_EQ(digest.Take(), DigestOf("abc"));
}

TEST(SecretTest, SlowHashDependsOnSecretAndSalt) {
  const std::string hash = SlowHashOf("secret", "salt");
  EXPECT_EQ(hash.size(), 64u);
  EXPECT_EQ(SlowHashOf("secret", "salt"), hash);
  EXPECT_NE(SlowHashOf("secreT", "salt"), hash);
  EXPECT_NE(SlowHashOf("secret", "salT"), hash);
}

TEST(SecretTest, RandomNamesDiffer) {
  std::set<std::string> names;
  for (int i = 0; i < 1000; ++i) names.insert(RandomHex(8));
  EXPECT_EQ(names.size(), 1000u);
  EXPECT_EQ(names.begin()->size(), 16u);
  EXPECT_THAT(RandomGuid(), MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-"
                                         "[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(SecretTest, ComparesWholeTexts) {
  EXPECT_TRUE(EqualInConstantTime("", ""));
  EXPECT_TRUE(EqualInConstantTime("abc", "abc"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abd"));
  EXPECT_FALSE(EqualInConstantTime("abc", "abcd"));
  EXPECT_FALSE(EqualInConstantTime("abc", ""));
}

}  // namespace
}  // namespace millrace::server
