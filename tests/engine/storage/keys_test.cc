// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/keys.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace millrace {
namespace {

constexpr ResourceTypeId kType{7};

TEST(KeysTest, PrefixEndIsBehindAllThatStartsWithIt) {
  EXPECT_EQ(PrefixEnd("ab"), "ac");
  EXPECT_EQ(PrefixEnd(std::string("a\0", 2)), "a\1");
  EXPECT_EQ(PrefixEnd("a\xff"), "b");
  EXPECT_EQ(PrefixEnd("a\x7f"), "a\x80");
  EXPECT_EQ(PrefixEnd("\xff\xff"), "");
  EXPECT_EQ(PrefixEnd(""), "");
}

TEST(KeysTest, RecordKeysSortByTypeThenKey) {
  std::vector<std::string> keys;
  for (const int type : {1, 2, 128, 255}) {
    for (const int64_t number : {-5, 0, 5, 500}) {
      keys.push_back(RecordKey(static_cast<ResourceTypeId>(type),
                               PrimaryKey(number).Encode()));
    }
  }
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  EXPECT_EQ(RecordKeyBytes(RecordKey(kType, "key")), "key");
}

TEST(KeysTest, IdentityKeysAreReadBack) {
  std::mt19937 random(1);
  for (int i = 0; i < 1000; ++i) {
    const NameId kind{1 + static_cast<uint32_t>(random() % 100000)};
    std::string value;
    for (auto bytes = random() % 200; bytes > 0; --bytes) {
      value.push_back(static_cast<char>(random()));
    }
    const bool is_match = random() % 2 == 0;
    const auto form = is_match ? IdentityForm::kMatch : IdentityForm::kUnique;
    std::string key;
    AppendIdentityKey(&key, kType, kind, form, value);
    const size_t filter_bytes = key.size();
    if (is_match) key.append("record");

    IdentityKeyParts parts;
    ASSERT_TRUE(ParseIdentityKey(key, &parts));
    EXPECT_EQ(parts.type, kType);
    EXPECT_EQ(parts.kind, kind);
    EXPECT_EQ(parts.form, form);
    EXPECT_EQ(parts.value, value);
    EXPECT_EQ(parts.key_bytes, is_match ? "record" : "");
    EXPECT_EQ(IdentityFilterBytes(key), filter_bytes);
    for (size_t size = 0; size < filter_bytes; ++size) {
      EXPECT_FALSE(
          ParseIdentityKey(std::string_view(key).substr(0, size), &parts));
    }
  }
}

TEST(KeysTest, RefusesWhatIsNoIdentityKey) {
  IdentityKeyParts parts;
  std::string unique;
  AppendIdentityKey(&unique, kType, NameId{3}, IdentityForm::kUnique, "v");
  EXPECT_FALSE(ParseIdentityKey(unique + "more", &parts));
  std::string match;
  AppendIdentityKey(&match, kType, NameId{3}, IdentityForm::kMatch, "v");
  EXPECT_FALSE(ParseIdentityKey(match, &parts)) << "no record";
  EXPECT_FALSE(ParseIdentityKey(JobRowKey(JobId{1}, "key"), &parts));
  EXPECT_FALSE(ParseIdentityKey(std::string("\7\0\0\0", 4), &parts));
  EXPECT_FALSE(ParseIdentityKey(std::string("\7\3\2\1v", 5), &parts));
}

TEST(KeysTest, FilterPrefixObeysTheRulesOfTransforms) {
  // For the filter to be right, prefixes must sort as their keys do, and a
  // prefix must be its own.
  std::mt19937 random(2);
  std::vector<std::string> keys = {"", std::string(1, '\0'), "\7", "\7\xff"};
  for (int i = 0; i < 500; ++i) {
    std::string key;
    std::string value(random() % 3, static_cast<char>('a' + random() % 3));
    AppendIdentityKey(&key, ResourceTypeId{static_cast<uint8_t>(random() % 3)},
                      NameId{1 + static_cast<uint32_t>(random() % 200)},
                      IdentityForm{static_cast<uint8_t>(random() % 2)}, value);
    key.append(random() % 3, 'k');
    keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end());
  std::string previous;
  for (const std::string& key : keys) {
    const std::string prefix = key.substr(0, IdentityFilterBytes(key));
    EXPECT_LE(previous, prefix);
    EXPECT_EQ(IdentityFilterBytes(prefix), prefix.size());
    previous = prefix;
  }
}

TEST(KeysTest, JobsAndOutcomesSortByNumber) {
  EXPECT_LT(JobKey(JobId{9}), JobKey(JobId{10}));
  EXPECT_LT(JobKey(JobId{255}), JobKey(JobId{256}));
  EXPECT_LT(OutcomeKey(JobId{1}, ~uint64_t{0}), OutcomeKey(JobId{2}, 0));
  EXPECT_LT(OutcomeKey(JobId{1}, 255), OutcomeKey(JobId{1}, 256));
  EXPECT_LT(OutcomeKey(JobId{1}, ~uint64_t{0}),
            PrefixEnd(OutcomesPrefix(JobId{1})));
  EXPECT_LE(PrefixEnd(OutcomesPrefix(JobId{1})), OutcomeKey(JobId{2}, 0));
}

TEST(KeysTest, JobAndOutcomeKeysAreReadBack) {
  JobId job{0};
  uint64_t sequence = 0;
  EXPECT_TRUE(ParseJobKey(JobKey(JobId{2147483647}), &job));
  EXPECT_EQ(job, JobId{2147483647});
  EXPECT_TRUE(ParseOutcomeKey(OutcomeKey(JobId{5}, 77), &job, &sequence));
  EXPECT_EQ(job, JobId{5});
  EXPECT_EQ(sequence, 77u);
  EXPECT_FALSE(ParseJobKey(OutcomeKey(JobId{5}, 77), &job));
  EXPECT_FALSE(ParseOutcomeKey(JobKey(JobId{5}), &job, &sequence));
  EXPECT_FALSE(ParseJobKey(std::string(8, '\xff'), &job)) << "not positive";
}

TEST(KeysTest, JobRowsOfOneJobLieTogether) {
  const std::string begin = JobRowsPrefix(JobId{3});
  EXPECT_GT(JobRowKey(JobId{3}, std::string(255, '\xff')), begin);
  EXPECT_LT(JobRowKey(JobId{3}, std::string(255, '\xff')), PrefixEnd(begin));
  EXPECT_GE(JobRowKey(JobId{4}, ""), PrefixEnd(begin));
  EXPECT_LT(JobRowKey(JobId{2}, "\xff"), begin);
  // Apart from all identities, whose type is never 0.
  EXPECT_LT(JobRowKey(JobId{2147483647}, "\xff"),
            IdentityTypePrefix(ResourceTypeId{1}));
}

TEST(KeysTest, NumericIdsOfListsSortByNumber) {
  const std::vector<std::string> ids = {
      "0", "7", "12", "123", "99999999999999", "00", "012", "7a", "A", "a"};
  std::vector<std::string> keys;
  for (const std::string& id : ids) keys.push_back(ListEntryKey("Codes", id));
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  for (size_t i = 0; i < ids.size(); ++i) {
    std::string_view id;
    ASSERT_TRUE(ParseListEntryKey(keys[i], ListPrefix("Codes"), &id));
    EXPECT_EQ(id, ids[i]);
  }
}

TEST(KeysTest, OneListIsNoPrefixOfAnother) {
  const std::string prefix = ListPrefix("Code");
  EXPECT_NE(ListEntryKey("Codes", "1").substr(0, prefix.size()), prefix);
  std::string_view id;
  EXPECT_FALSE(ParseListEntryKey(ListEntryKey("Codes", "1"), prefix, &id));
  EXPECT_FALSE(ParseListEntryKey(prefix, prefix, &id));
  EXPECT_FALSE(ParseListEntryKey(prefix + "\x03id", prefix, &id));
  EXPECT_FALSE(ParseListEntryKey(prefix + "\x01\x05id", prefix, &id));
}

TEST(KeysTest, KeysOfTheDefaultFamilyAreDistinct) {
  std::vector<std::string> keys = {
      std::string(kFormatKey),
      std::string(kMatchIndexVersionKey),
      NextKeyKey(ResourceTypeId{1}),
      NextKeyKey(ResourceTypeId{2}),
      CounterKey(StoreCounter::kJobId),
      CounterKey(StoreCounter::kUploadFileId),
      NameKey(NameId{1}),
      NameKey(NameId{256}),
      TypeKey(ResourceTypeId{1}),
      CatalogueKey("hash"),
      ListEntryKey("list", "1"),
  };
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::unique(keys.begin(), keys.end()), keys.end());
}

}  // namespace
}  // namespace millrace
