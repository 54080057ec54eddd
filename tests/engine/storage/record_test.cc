// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/record.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::HasSubstr;

constexpr NameId kFirst{1};
constexpr NameId kLast{2};
constexpr NameId kPhones{300};
constexpr NameId kNumber{301};

TEST(RecordTest, PrimaryKeysShowAsPeopleWriteThem) {
  EXPECT_EQ(PrimaryKey(int64_t{0}).ToString(), "0");
  EXPECT_EQ(PrimaryKey(int64_t{-12}).ToString(), "-12");
  EXPECT_EQ(PrimaryKey(std::numeric_limits<int64_t>::min()).ToString(),
            "-9223372036854775808");
  EXPECT_EQ(PrimaryKey(std::string("A-7")).ToString(), "A-7");
}

TEST(RecordTest, KeyBytesSortAsKeys) {
  const int64_t numbers[] = {
      std::numeric_limits<int64_t>::min(), -300, -1, 0, 1, 255, 256,
      std::numeric_limits<int64_t>::max()};
  std::string previous;
  for (const int64_t number : numbers) {
    const std::string bytes = PrimaryKey(number).Encode();
    EXPECT_EQ(bytes.size(), 8u);
    EXPECT_LT(previous, bytes);
    EXPECT_THAT(PrimaryKey::Decode(bytes, true),
                IsOkAndHolds(PrimaryKey(number)));
    previous = bytes;
  }
  EXPECT_EQ(PrimaryKey(std::string("key")).Encode(), "key");
}

TEST(RecordTest, RefusesMalformedKeys) {
  using absl::StatusCode;
  EXPECT_THAT(PrimaryKey::Decode("1234567", true),
              StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(PrimaryKey::Decode("123456789", true),
              StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(PrimaryKey::Decode("", false), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(PrimaryKey::Decode(std::string(256, 'k'), false),
              StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(PrimaryKey::Decode(std::string("a\0b", 3), false),
              StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(PrimaryKey::Decode(std::string(255, 'k'), false), IsOk());
}

TEST(RecordTest, ReadsBackWhatWasBuilt) {
  RecordBuilder builder;
  builder.Set(kLast, "Lovelace");
  builder.Set(kFirst, "Ada");
  builder.SetPart(kPhones, "H", kNumber, "+14135550928");
  builder.SetPart(kPhones, "C", kNumber, "+14135550929");
  builder.PutItem(NameId{400}, "7");
  const std::string bytes = builder.Encode({.created_job = JobId{3},
                                            .changed_job = JobId{2147483647},
                                            .changed_row = 1ull << 40});
  MILLRACE_ASSERT_OK_AND_ASSIGN(const RecordView view,
                                RecordView::Parse(bytes));
  EXPECT_EQ(view.stamp().created_job, JobId{3});
  EXPECT_EQ(view.stamp().changed_job, JobId{2147483647});
  EXPECT_EQ(view.stamp().changed_row, 1ull << 40);
  EXPECT_EQ(view.Find(kFirst), "Ada");
  EXPECT_EQ(view.Find(kLast), "Lovelace");
  EXPECT_EQ(view.Find(NameId{3}), "");
  EXPECT_EQ(view.FindPart(kPhones, "H", kNumber), "+14135550928");
  EXPECT_EQ(view.FindPart(kPhones, "C", kNumber), "+14135550929");
  EXPECT_EQ(view.FindPart(kPhones, "D", kNumber), "");
  EXPECT_EQ(view.FindPart(kPhones, "H", kPhones), "");
  EXPECT_EQ(view.FindPart(kNumber, "H", kNumber), "");

  std::vector<std::string> items;
  for (ItemCursor item(view.items()); item.Next();) {
    items.emplace_back(item.key());
  }
  EXPECT_THAT(items, ::testing::ElementsAre("C", "H", "7"));
}

TEST(RecordTest, EmptyValuesRemove) {
  RecordBuilder builder;
  builder.Set(kFirst, "Ada");
  builder.Set(kFirst, "");
  builder.SetPart(kPhones, "H", kNumber, "1");
  builder.SetPart(kPhones, "H", kNumber, "");
  builder.SetPart(kPhones, "C", kNumber, "");
  builder.PutItem(kPhones, "W");
  builder.RemoveItem(kPhones, "W");
  EXPECT_EQ(builder.Encode({}), RecordBuilder().Encode({}));
}

TEST(RecordTest, PutItemLeavesPartsAlone) {
  RecordBuilder builder;
  builder.SetPart(kPhones, "H", kNumber, "1");
  const std::string bytes = builder.Encode({});
  builder.PutItem(kPhones, "H");
  EXPECT_EQ(builder.Encode({}), bytes);
}

// A random record with few names, so that merges collide.
RecordBuilder RandomRecord(std::mt19937* random) {
  const auto pick = [&](uint32_t count) {
    return static_cast<uint32_t>((*random)() % count);
  };
  const auto value = [&] {
    return std::string(1 + pick(3) * 70, static_cast<char>('a' + pick(2)));
  };
  RecordBuilder builder;
  for (uint32_t i = pick(6); i > 0; --i) {
    builder.Set(NameId{1 + pick(300)}, value());
    builder.Set(NameId{1 + pick(4)}, value());
  }
  for (uint32_t i = pick(4); i > 0; --i) {
    builder.SetPart(NameId{1 + pick(2)}, std::string(pick(3), 'k'),
                    NameId{1 + pick(3)}, value());
    builder.PutItem(NameId{1 + pick(200)}, "");
  }
  return builder;
}

TEST(RecordTest, BuilderTakesRecordsApartAndBack) {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    const RecordBuilder builder = RandomRecord(&random);
    const std::string bytes = builder.Encode({.changed_row = 5});
    MILLRACE_ASSERT_OK_AND_ASSIGN(const RecordView view,
                                  RecordView::Parse(bytes));
    EXPECT_EQ(RecordBuilder(view).Encode(view.stamp()), bytes);
    std::string again;
    AppendRecord(&again, view.stamp(), view.scalars(), view.items());
    EXPECT_EQ(again, bytes);
  }
}

TEST(RecordTest, MergesScalarsAsTheBuilderDoes) {
  std::mt19937 random(2);
  for (int i = 0; i < 5000; ++i) {
    const RecordBuilder base = RandomRecord(&random);
    const RecordBuilder patch = RandomRecord(&random);
    const std::string base_bytes = base.Encode({});
    const std::string patch_bytes = patch.Encode({});
    MILLRACE_ASSERT_OK_AND_ASSIGN(const auto base_view,
                                  RecordView::Parse(base_bytes));
    MILLRACE_ASSERT_OK_AND_ASSIGN(const auto patch_view,
                                  RecordView::Parse(patch_bytes));
    RecordBuilder expected(base_view);
    for (const auto& [name, value] : patch.scalars()) expected.Set(name, value);

    std::string merged = "kept";
    const bool differs =
        MergeScalars(base_view.scalars(), patch_view.scalars(), &merged);
    std::string record;
    AppendRecord(&record, {}, std::string_view(merged).substr(4),
                 base_view.items());
    EXPECT_EQ(record, expected.Encode({}));
    EXPECT_EQ(merged.substr(0, 4), "kept");
    EXPECT_EQ(differs, expected.scalars() != base.scalars());
  }
}

TEST(RecordTest, EveryTruncationOfTheHeadIsRefused) {
  RecordBuilder builder;
  builder.Set(kFirst, "Ada");
  const std::string bytes = builder.Encode({.changed_row = 300});
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(RecordView::Parse(std::string_view(bytes).substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss))
        << size;
  }
}

TEST(RecordTest, RefusesMalformedBytes) {
  const std::map<std::string, std::string> malformed = {
      {"version", std::string("\2\0\0\0\0", 5)},
      {"negative job", std::string("\1\x80\x80\x80\x80\x08\0\0\0", 9)},
      {"name 0", std::string("\1\0\0\0\3\0\1a", 8)},
      {"empty value", std::string("\1\0\0\0\2\1\0", 7)},
      {"names descend", std::string("\1\0\0\0\6\2\1a\1\1a", 11)},
      {"name twice", std::string("\1\0\0\0\6\1\1a\1\1b", 11)},
      {"value too long", std::string("\1\0\0\0\3\1\2a", 8)},
      {"needless varint", std::string("\1\x80\0\0\0\0", 6)},
      {"item name 0", std::string("\1\0\0\0\0\0\1k\0", 9)},
      {"item cut", std::string("\1\0\0\0\0\1\1k", 8)},
      {"item parts", std::string("\1\0\0\0\0\1\1k\2\1\0", 11)},
      {"item twice", std::string("\1\0\0\0\0\1\1k\0\1\1k\0", 13)},
      {"items descend", std::string("\1\0\0\0\0\1\1k\0\1\1j\0", 13)},
      {"collections", std::string("\1\0\0\0\0\2\1k\0\1\1k\0", 13)},
  };
  for (const auto& [what, bytes] : malformed) {
    EXPECT_THAT(RecordView::Parse(bytes),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("record")))
        << what;
  }
}

TEST(RecordTest, RandomChangesParseOrAreRefused) {
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = RandomRecord(&random).Encode({.changed_row = 9});
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    const auto view = RecordView::Parse(bytes);
    if (!view.ok()) continue;
    // What parses is whole: nothing is lost by taking it apart.
    EXPECT_EQ(RecordBuilder(*view).Encode(view->stamp()), bytes);
  }
}

}  // namespace
}  // namespace millrace
