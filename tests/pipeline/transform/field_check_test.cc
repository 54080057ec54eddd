// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/field_check.h"

#include <memory>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace millrace {
namespace {

class FieldCheckTest : public ::testing::Test {
 protected:
  // The normal form, or the code's name.
  std::string Check(const PlanStep& step, std::string_view value,
                    std::string_view country = {}) {
    std::string_view normal = "untouched";
    const Code code = check_.Check(step, value, country, &arena_, &normal);
    if (code != Code::kProcessed) return std::string(EntryOf(code).name);
    return std::string(normal);
  }
  static PlanStep Step(FieldType type) {
    PlanStep step;
    step.type = type;
    step.length_max = 5;
    return step;
  }

  FieldCheck check_;
  Arena arena_;
};

TEST_F(FieldCheckTest, EveryTypeHasItsNormalFormAndItsCode) {
  EXPECT_EQ(Check(Step(FieldType::kText), "abcde"), "abcde");
  EXPECT_EQ(Check(Step(FieldType::kText), "abcdef"), "VALUE_TOO_LONG");
  EXPECT_EQ(Check(Step(FieldType::kInteger), "007"), "7");
  EXPECT_EQ(Check(Step(FieldType::kInteger), "7.0"), "INVALID_NUMBER");
  EXPECT_EQ(Check(Step(FieldType::kDate), "2024-02-29"), "2024-02-29");
  EXPECT_EQ(Check(Step(FieldType::kDate), "2023-02-29"), "INVALID_DATE");
  EXPECT_EQ(Check(Step(FieldType::kDateTime), "x"), "INVALID_DATE");
  EXPECT_EQ(Check(Step(FieldType::kEmail), "a@example.org"), "a@example.org");
  EXPECT_EQ(Check(Step(FieldType::kEmail), "a@"), "INVALID_EMAIL");
  EXPECT_EQ(Check(Step(FieldType::kPhone), "202-555-0123"), "+12025550123");
  EXPECT_EQ(Check(Step(FieldType::kPhone), "12"), "INVALID_PHONE");
  EXPECT_EQ(Check(Step(FieldType::kPostalCode), "98101", "US"), "98101");
  EXPECT_EQ(Check(Step(FieldType::kPostalCode), "x", "US"), "INVALID_VALUE");
  EXPECT_EQ(Check(Step(FieldType::kCountry), "us"), "US");
  EXPECT_EQ(Check(Step(FieldType::kCountry), "XX"), "INVALID_COUNTRY");
  EXPECT_EQ(Check(Step(FieldType::kState), "wa", "US"), "WA");
  EXPECT_EQ(Check(Step(FieldType::kState), "ZZ", "US"), "INVALID_VALUE");
  EXPECT_EQ(Check(Step(FieldType::kYesNo), "TRUE"), "1");
  EXPECT_EQ(Check(Step(FieldType::kYesNo), "n"), "0");
  EXPECT_EQ(Check(Step(FieldType::kYesNo), "2"), "INVALID_VALUE");
}

TEST_F(FieldCheckTest, Ranges) {
  PlanStep number = Step(FieldType::kDecimal);
  number.scale = 2;
  number.min = "-0.5";
  number.max = "100";
  EXPECT_EQ(Check(number, "-0.50"), Check(number, "-.5"));
  EXPECT_EQ(Check(number, "100.00"), Check(number, "100"));
  EXPECT_EQ(Check(number, "-0.51"), "INVALID_NUMBER");
  EXPECT_EQ(Check(number, "100.01"), "INVALID_NUMBER");
  EXPECT_EQ(Check(number, "1.234"), "INVALID_NUMBER");
  PlanStep date = Step(FieldType::kDate);
  date.min = "2000-01-01";
  date.max = "2000-12-31";
  EXPECT_EQ(Check(date, "2000-01-01"), "2000-01-01");
  EXPECT_EQ(Check(date, "1999-12-31"), "INVALID_DATE");
  EXPECT_EQ(Check(date, "2001-01-01"), "INVALID_DATE");
}

TEST_F(FieldCheckTest, LongInputIsRefusedNotCopied) {
  const std::string digits(5000, '1');
  for (const FieldType type :
       {FieldType::kInteger, FieldType::kDecimal, FieldType::kDate,
        FieldType::kDateTime, FieldType::kPhone, FieldType::kCountry,
        FieldType::kState}) {
    for (const bool is_shape : {false, true}) {
      PlanStep step = Step(type);
      step.is_shape_check = is_shape;
      step.scale = 60;
      EXPECT_EQ(Check(step, digits).substr(0, 7), "INVALID");
      EXPECT_EQ(Check(step, "0." + digits).substr(0, 7), "INVALID");
      Check(step, digits.substr(0, 60));
      Check(step, "0." + digits.substr(0, 60));
      Check(step, "+1" + digits.substr(0, 62));
    }
  }
}

TEST_F(FieldCheckTest, ChoicesByIdAndName) {
  auto table = std::make_shared<ChoiceTable>();
  table->entries = {{.id = "H"}, {.id = "C"}};
  table->by_text = {{"h", 0}, {"home", 0}, {"c", 1}};
  PlanStep step = Step(FieldType::kChoice);
  step.choices = table;
  EXPECT_EQ(Check(step, "HOME"), "H");
  EXPECT_EQ(Check(step, "c"), "C");
  EXPECT_EQ(Check(step, "cell"), "INVALID_VALUE");
}

class Reversed : public Validator {
 public:
  bool Check(std::string_view value, std::string* normalised) const override {
    EXPECT_TRUE(normalised->empty());
    if (value == "bad") return false;
    if (value != "keep") normalised->assign(value.rbegin(), value.rend());
    return true;
  }
};

TEST_F(FieldCheckTest, CustomValidatorsComeAfterTheType) {
  PlanStep step = Step(FieldType::kText);
  step.validators = {std::make_shared<Reversed>()};
  EXPECT_EQ(Check(step, "abc"), "cba");
  EXPECT_EQ(Check(step, "keep"), "keep");
  EXPECT_EQ(Check(step, "bad"), "INVALID_VALUE");
  EXPECT_EQ(Check(step, "too long"), "VALUE_TOO_LONG");
  // The second gets what the first made of it.
  step.validators.push_back(std::make_shared<Reversed>());
  EXPECT_EQ(Check(step, "abc"), "abc");
}

TEST_F(FieldCheckTest, FixedConstants) {
  PlanStep step = Step(FieldType::kText);
  EXPECT_FALSE(IsFixedConstant(step)) << "blank";
  step.constant = "x";
  EXPECT_TRUE(IsFixedConstant(step));
  step.column = 2;
  EXPECT_FALSE(IsFixedConstant(step));
  step.column = kNoColumn;
  step.country_slot = 1;
  EXPECT_FALSE(IsFixedConstant(step));
  step.country_slot = kNoSlot;
  step.parents.push_back({});
  EXPECT_FALSE(IsFixedConstant(step));
}

}  // namespace
}  // namespace millrace
