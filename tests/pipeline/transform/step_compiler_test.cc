// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/step_compiler.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kCatalogue = R"({
  "resourceTypes": [{"name": "Things", "keyName": "No"}],
  "mappingTypes": [
    {"name": "Put", "resourceTypes": ["Things"], "creates": true,
     "enoughToCreate": ["c", "B"],
     "fields": [
       {"name": "No", "type": "integer", "role": "key"},
       {"name": "A", "parents": [{"parentFieldName": "b"}]},
       {"name": "B", "parents": [{"parentFieldName": "C",
                                  "limitedToParentValues": ["1"]}]},
       {"name": "C", "type": "choice", "required": true, "list": "Kinds"},
       {"name": "P", "type": "phone", "countryField": "Land"},
       {"name": "Land", "type": "country"},
       {"name": "Best", "type": "yesNo", "role": "isBest"},
       {"name": "Keep", "type": "yesNo", "role": "doNotUpdateBest"},
       {"name": "D", "pattern": "[a-z]+", "maxLength": 9}],
     "effects": [{"effect": "setFields", "parts": ["A", "B", "C", "D",
       {"field": "P", "part": "Given", "asGiven": true}]},
       {"effect": "putItem", "collection": "Phones", "key": "1",
        "parts": ["P"], "rule": "best", "keeps": "phone", "sameBy": ["P"],
        "bestField": "Best"}]}],
  "lists": [{"name": "Kinds", "entries": [
    {"id": "1", "name": "One"}, {"id": "2", "name": "Twin"},
    {"id": "3", "name": "twin"}, {"id": "4", "name": "1"},
    {"id": "5", "name": "Gone", "retired": true}]}]
})";

class StepCompilerTest : public ::testing::Test {
 protected:
  StepCompilerTest()
      : catalogue_(*ParseCatalogue(kCatalogue)),
        type_(catalogue_.mapping_types[0]) {}

  BoundField Bound(std::string_view name, int column = 0) const {
    BoundField bound;
    bound.field = FindField(type_, name);
    bound.type = &type_;
    bound.name = bound.field->name;
    bound.column = column;
    return bound;
  }
  BoundField Constant(std::string_view name, std::string value) const {
    BoundField bound = Bound(name, kNoColumn);
    bound.static_value = std::move(value);
    return bound;
  }

  PlanMapping Compile(const std::vector<BoundField>& bound) {
    PlanMapping mapping;
    StepCompiler compiler(catalogue_, type_, {});
    MILLRACE_EXPECT_OK(compiler.Compile(bound, &slot_count_, &mapping));
    return mapping;
  }
  static std::vector<std::string> Names(const PlanMapping& mapping) {
    std::vector<std::string> names;
    for (const PlanStep& step : mapping.steps) {
      names.push_back(mapping.fields[step.field_index].name);
    }
    return names;
  }
  static const PlanStep& StepOf(const PlanMapping& mapping,
                                std::string_view name) {
    for (const PlanStep& step : mapping.steps) {
      if (mapping.fields[step.field_index].name == name) return step;
    }
    ADD_FAILURE() << name;
    return mapping.steps.front();
  }

  const Catalogue catalogue_;
  const MappingType& type_;
  size_t slot_count_ = 10;
};

TEST_F(StepCompilerTest, WhatAStepDependsOnComesBefore) {
  const PlanMapping mapping = Compile({Bound("A"), Bound("B"), Bound("C"),
                                       Bound("P"), Bound("Land"), Bound("D")});
  EXPECT_THAT(Names(mapping), ElementsAre("C", "Land", "D", "B", "P", "A"));
  EXPECT_EQ(StepOf(mapping, "P").country_slot, StepOf(mapping, "Land").slot);
  const PlanStep& b = StepOf(mapping, "B");
  ASSERT_EQ(b.parents.size(), 1);
  EXPECT_EQ(b.parents[0].slot, StepOf(mapping, "C").slot);
  EXPECT_THAT(b.parents[0].limited_to, ElementsAre("1"));
  EXPECT_EQ(mapping.fields[b.field_index].parent_name, "C");
  // A slot each, one more for the phone as given.
  EXPECT_EQ(slot_count_, 17);
  EXPECT_NE(StepOf(mapping, "P").given_slot, kNoSlot);
  EXPECT_EQ(StepOf(mapping, "A").given_slot, kNoSlot);
}

TEST_F(StepCompilerTest, ParentThatIsNotBoundHasNoSlot) {
  const PlanMapping mapping = Compile({Bound("A")});
  ASSERT_EQ(mapping.steps[0].parents.size(), 1);
  EXPECT_EQ(mapping.steps[0].parents[0].slot, kNoSlot);
}

TEST_F(StepCompilerTest, KeysHaveNoStepAndControlsTakeNoPart) {
  const PlanMapping mapping =
      Compile({Bound("No"), Bound("Best"), Bound("Keep")});
  EXPECT_THAT(Names(mapping), ElementsAre("Best", "Keep"));
  EXPECT_FALSE(mapping.has_columns);
  EXPECT_FALSE(mapping.steps[0].takes_part);
  EXPECT_EQ(mapping.do_not_update_best_slot, StepOf(mapping, "Keep").slot);
  EXPECT_THAT(mapping.value_slots, ElementsAre(StepOf(mapping, "Keep").slot));
}

TEST_F(StepCompilerTest, AppliesWhenBlank) {
  EXPECT_TRUE(Compile({Constant("C", "1"), Bound("D")}).applies_when_blank);
  EXPECT_FALSE(Compile({Bound("C"), Bound("D")}).applies_when_blank);
  EXPECT_FALSE(Compile({Constant("D", "x")}).applies_when_blank)
      << "no required field at all";
}

TEST_F(StepCompilerTest, EnoughToCreateByName) {
  const PlanMapping mapping = Compile({Bound("A"), Bound("B"), Bound("C")});
  std::vector<std::string> enough;
  for (const size_t index : mapping.enough_to_create) {
    enough.push_back(mapping.fields[mapping.steps[index].field_index].name);
  }
  EXPECT_THAT(enough, ElementsAre("C", "B"));
}

TEST_F(StepCompilerTest, ChoicesByIdThenByUniqueName) {
  const PlanMapping mapping = Compile({Bound("C")});
  const ChoiceTable& table = *mapping.steps[0].choices;
  EXPECT_EQ(table.entries.size(), 4);
  const auto id = [&](std::string_view text) -> std::string {
    const auto found = table.by_text.find(text);
    return found == table.by_text.end() ? "none"
                                        : table.entries[found->second].id;
  };
  EXPECT_EQ(id("one"), "1");
  EXPECT_EQ(id("1"), "1") << "ids win over names";
  EXPECT_EQ(id("twin"), "none") << "not unique";
  EXPECT_EQ(id("3"), "3");
  EXPECT_EQ(id("gone"), "none");
  EXPECT_EQ(id("5"), "none");
}

TEST_F(StepCompilerTest, LimitsAndConstants) {
  FieldValueMapping given;
  given.values = {{" a ", "b "}, {"a", "later"}};
  BoundField bound = Bound("D");
  bound.explicit_mapping = &given;
  const PlanMapping mapping = Compile({bound, Constant("A", " x\t")});
  const PlanStep& d = StepOf(mapping, "D");
  EXPECT_EQ(d.length_max, 9);
  ASSERT_EQ(d.validators.size(), 1);
  EXPECT_FALSE(d.validators[0]->Check("A1", nullptr));
  EXPECT_TRUE(d.validators[0]->Check("abc", nullptr));
  ASSERT_NE(d.value_map, nullptr);
  EXPECT_EQ(d.value_map->at("a"), "b");
  EXPECT_EQ(StepOf(mapping, "A").constant, "x");
  EXPECT_EQ(StepOf(mapping, "A").length_max, kFieldScalarsMaxDefault);
}

TEST_F(StepCompilerTest, NamesCompareWithoutCase) {
  EXPECT_TRUE(EqualNames("External_1ID", "external_1id"));
  EXPECT_FALSE(EqualNames("a", "ab"));
  EXPECT_FALSE(EqualNames("[", "{"));
}

}  // namespace
}  // namespace millrace
