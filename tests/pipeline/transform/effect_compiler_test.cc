// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/effect_compiler.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/pipeline/sink/plan_bench.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kCatalogue = R"({
  "resourceTypes": [{"name": "Things", "keyName": "No"}],
  "mappingTypes": [
    {"name": "Plain", "resourceTypes": ["Things"], "creates": true,
     "fields": [{"name": "No", "type": "integer", "role": "key"},
       {"name": "A"}, {"name": "B"}, {"name": "CF<n>"},
       {"name": "Keep", "type": "yesNo", "role": "doNotUpdateBest"}]},
    {"name": "Items", "resourceTypes": ["Things"], "fields": [
       {"name": "Number"}, {"name": "Kind", "type": "choice",
         "values": [{"id": "x"}, {"id": "y"}]},
       {"name": "Extra"}, {"name": "Best", "type": "yesNo", "role": "isBest"},
       {"name": "Field<n>"}],
     "effects": [
       {"effect": "putItem", "collection": "Phones", "keyField": "Kind",
        "keyDefault": "x", "rule": "best", "keeps": "email",
        "sameBy": ["Number"], "bestField": "Best",
        "parts": ["Extra", "Number",
          {"part": "Given", "field": "Number", "asGiven": true}]},
       {"effect": "putItem", "collection": "Custom", "key": "f<n>",
        "parts": [{"part": "Value", "field": "Field<n>"}]}]},
    {"name": "Ids", "resourceTypes": ["Things"], "fields": [
       {"name": "Id"}, {"name": "Of", "type": "choice",
         "values": [{"id": "1"}, {"id": "2"}]},
       {"name": "Ref<n>", "role": "externalId"}],
     "effects": [
       {"effect": "bindIdentity", "collection": "Ids", "keyField": "Of",
        "keyDefault": "1",
        "parts": [{"part": "Value", "field": "Id"}]},
       {"effect": "bindIdentity", "collection": "Refs", "key": "<n>",
        "parts": [{"part": "Value", "field": "Ref<n>"}]}]}]
})";

PlanBench Bench(const std::vector<std::string>& columns,
                std::string_view mappings) {
  return {*ParseCatalogue(kCatalogue), MakeSpec("Things", columns, mappings)};
}

TEST(EffectCompilerTest, WithoutEffectsEveryValueIsAScalar) {
  PlanBench bench =
      Bench({"No", "B", "A", "CF12", "cf7", "Keep"}, R"({"name": "Plain"})");
  std::vector<std::string> names;
  NameId last{0};
  for (const ScalarTarget& target : bench.plan().mappings[0].scalars) {
    names.push_back(bench.NameOf(target.name));
    EXPECT_GT(target.name, last) << "in ascending order";
    last = target.name;
  }
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("A", "B", "CF12", "CF7"));
}

TEST(EffectCompilerTest, ItemsOfACollection) {
  PlanBench bench =
      Bench({"No", "Number", "Kind", "Extra", "Best"}, R"({"name": "Items"})");
  const PlanMapping& mapping = bench.plan().mappings[0];
  ASSERT_EQ(mapping.items.size(), 1);
  const ItemTarget& item = mapping.items[0];
  EXPECT_EQ(bench.NameOf(item.collection), "Phones");
  EXPECT_EQ(item.key, "x") << "the default of the key's field";
  ASSERT_EQ(item.key_slots.size(), 1);
  EXPECT_NE(item.key_slots.front(), kNoSlot);
  EXPECT_EQ(item.rule, ItemRule::kBest);
  EXPECT_EQ(item.kept_code, Code::kKeptBestEmail);
  EXPECT_TRUE(item.has_same_by);
  EXPECT_EQ(bench.NameOf(item.best_part), "IsBest");
  EXPECT_NE(item.best_slot, kNoSlot);
  ASSERT_EQ(item.parts.size(), 3);
  for (const PartTarget& part : item.parts) {
    const std::string name = bench.NameOf(part.name);
    EXPECT_EQ(part.tells_apart, name == "Number") << name;
    EXPECT_EQ(part.as_given, name == "Given") << name;
    EXPECT_NE(part.slot, kNoSlot) << name;
  }
  // Key, best flag and the three parts, each once.
  EXPECT_EQ(mapping.value_slots.size(), 5);
}

TEST(EffectCompilerTest, NoItemWithoutWhatTellsItApart) {
  PlanBench bench = Bench({"No", "Extra", "Kind"}, R"({"name": "Items"})");
  EXPECT_TRUE(bench.plan().mappings[0].items.empty());
}

TEST(EffectCompilerTest, PatternedFieldsMakeAnItemEach) {
  PlanBench bench = Bench({"No", "Field2", "Field10"}, R"({"name": "Items"})");
  std::vector<std::string> keys;
  for (const ItemTarget& item : bench.plan().mappings[0].items) {
    keys.push_back(item.key);
    EXPECT_EQ(item.parts.size(), 1);
  }
  EXPECT_THAT(keys, ElementsAre("f10", "f2"));
}

TEST(EffectCompilerTest, IdentitiesOfAField) {
  PlanBench bench = Bench({"No", "Id", "Of"}, R"({"name": "Ids"})");
  const auto& identities = bench.plan().mappings[0].identities;
  ASSERT_EQ(identities.size(), 1);
  EXPECT_EQ(bench.NameOf(identities[0].collection), "Ids");
  ASSERT_EQ(identities[0].kinds.size(), 2);
  EXPECT_EQ(bench.NameOf(identities[0].kinds.at("2")), "Ids/2");
  EXPECT_EQ(identities[0].field_index, 0);
}

TEST(EffectCompilerTest, IdentitiesOfAPattern) {
  PlanBench bench = Bench({"No", "Ref3", "Ref1"}, R"({"name": "Ids"})");
  const MappingPlan& plan = bench.plan();
  std::vector<std::string> kinds;
  for (const IdentityTarget& target : plan.mappings[0].identities) {
    ASSERT_EQ(target.kinds.size(), 1);
    kinds.push_back(bench.NameOf(target.kinds.begin()->second));
  }
  EXPECT_THAT(kinds, ::testing::UnorderedElementsAre("Refs/1", "Refs/3"));
  // The row's own finders are in upload order.
  ASSERT_EQ(plan.finders.size(), 2);
  EXPECT_EQ(bench.NameOf(plan.finders[0].kind), "Refs/3");
  EXPECT_EQ(bench.NameOf(plan.finders[1].kind), "Refs/1");
}

}  // namespace
}  // namespace millrace
