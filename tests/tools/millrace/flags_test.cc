// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/flags.h"

#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace millrace::tool {
namespace {

class FlagsTest : public ::testing::Test {
 protected:
  FlagsTest() {
    flags_.AddText("store", "DIR", "folder", &store_);
    flags_.AddList("mapping", "NAME", "mapping", &mappings_);
    flags_.AddInteger("workers", "N", "threads", 0, 8, &workers_);
    flags_.AddChoice("format", {"csv", "ndjson"}, "form", &format_);
    flags_.AddSwitch("json", "as JSON", &json_);
    flags_.AddArgument("KEY", FlagSet::Need::kRequired, &key_);
    flags_.AddArgument("FIELD", FlagSet::Need::kOptional, &field_);
  }

  std::string Error(const std::vector<std::string>& words) {
    const absl::Status status = flags_.Parse(words);
    return std::string(status.message());
  }

  FlagSet flags_;
  std::string store_;
  std::vector<std::string> mappings_;
  std::optional<int64_t> workers_;
  std::string format_;
  bool json_ = false;
  std::string key_;
  std::string field_;
};

TEST_F(FlagsTest, TakesBothSpellingsAnywhere) {
  ASSERT_TRUE(
      flags_
          .Parse({"7", "--store", "a b", "--mapping=One", "--json", "--mapping",
                  "Two", "--workers=3", "--format", "NDJSON", "Name"})
          .ok());
  EXPECT_EQ(key_, "7");
  EXPECT_EQ(field_, "Name");
  EXPECT_EQ(store_, "a b");
  EXPECT_EQ(mappings_, (std::vector<std::string>{"One", "Two"}));
  EXPECT_EQ(workers_, 3);
  EXPECT_EQ(format_, "ndjson");
  EXPECT_TRUE(json_);
}

TEST_F(FlagsTest, TakesDashAndNumbersAndWhatFollowsTwoDashesAsArguments) {
  ASSERT_TRUE(flags_.Parse({"-5", "-"}).ok());
  EXPECT_EQ(key_, "-5");
  EXPECT_EQ(field_, "-");
  ASSERT_TRUE(flags_.Parse({"--", "--store", "--help"}).ok());
  EXPECT_EQ(key_, "--store");
  EXPECT_EQ(field_, "--help");
  EXPECT_FALSE(flags_.help_wanted());
}

TEST_F(FlagsTest, TakesEmptyCellsOfAValueButNotAnEmptyValue) {
  EXPECT_EQ(Error({"7", "--store="}), "flag --store has an empty value");
  ASSERT_TRUE(flags_.Parse({"7", "--store=a=b"}).ok());
  EXPECT_EQ(store_, "a=b");
}

TEST_F(FlagsTest, SaysWhatIsWrong) {
  EXPECT_EQ(Error({"7", "--stor", "x"}),
            "unknown flag --stor (did you mean --store?)");
  EXPECT_EQ(Error({"7", "-s"}), "unknown flag -s");
  EXPECT_EQ(Error({"7", "--store"}), "flag --store needs a value: --store DIR");
  EXPECT_EQ(Error({"7", "--store", "--json"}),
            "flag --store needs a value: --store DIR");
  EXPECT_EQ(Error({"7", "--json=yes"}), "flag --json takes no value");
  EXPECT_EQ(Error({"7", "8", "9"}), "surplus argument \"9\"");
  EXPECT_EQ(Error({}), "argument KEY is missing");
  EXPECT_EQ(Error({""}), "argument KEY is empty");
}

TEST_F(FlagsTest, SaysWhatAValueMayBe) {
  EXPECT_EQ(Error({"7", "--workers", "nine"}),
            "flag --workers takes a whole number from 0 to 8, not \"nine\"");
  EXPECT_EQ(Error({"7", "--workers=9"}),
            "flag --workers takes a whole number from 0 to 8, not \"9\"");
}

TEST_F(FlagsTest, SaysWhichWordIsMeant) {
  EXPECT_EQ(Error({"7", "--format", "xml"}),
            "flag --format takes one of csv and ndjson, not \"xml\"");
  EXPECT_EQ(Error({"7", "--format=ndjsn"}),
            "flag --format takes one of csv and ndjson, not \"ndjsn\" (did you "
            "mean ndjson?)");
}

TEST_F(FlagsTest, RefusesAFlagGivenTwice) {
  EXPECT_EQ(Error({"7", "--store", "a", "--store", "b"}),
            "flag --store is given twice");
}

TEST_F(FlagsTest, HelpLeavesTheRestUnchecked) {
  ASSERT_TRUE(flags_.Parse({"--nonsense", "--help"}).ok());
  EXPECT_TRUE(flags_.help_wanted());
}

TEST_F(FlagsTest, HelpTextFitsTheTerminal) {
  std::string long_text;
  for (int i = 0; i < 40; ++i) long_text += "word ";
  std::string value;
  flags_.AddText("a-flag-with-a-long-name", "VALUE", long_text, &value);
  flags_.WithEnvironment("MILLRACE_TEST");
  const std::string help = flags_.HelpText();
  EXPECT_NE(help.find("--a-flag-with-a-long-name VALUE\n"), help.npos);
  EXPECT_NE(help.find("MILLRACE_TEST)\n"), help.npos);
  size_t start = 0;
  for (size_t end; (end = help.find('\n', start)) != help.npos;
       start = end + 1) {
    EXPECT_LE(end - start, 80u);
  }
}

}  // namespace
}  // namespace millrace::tool
