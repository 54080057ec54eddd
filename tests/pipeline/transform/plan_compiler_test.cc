// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/plan_compiler.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/pipeline/sink/plan_bench.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kCatalogue = R"({
  "resourceTypes": [
    {"name": "People", "singular": "Person", "keyName": "Id",
     "keyType": "text", "keyAssignedBy": "upload",
     "onMappingFailure": "reject",
     "matchRules": [{"name": "Name", "fields": ["Name"]}]},
    {"name": "Things", "keyName": "No"}],
  "mappingTypes": [
    {"name": "Put", "resourceTypes": ["People"], "creates": true,
     "fields": [{"name": "Id", "role": "key"}, {"name": "Name"}]},
    {"name": "Make", "resourceTypes": ["Things"], "creates": true,
     "fields": [{"name": "No", "type": "integer", "role": "key"},
       {"name": "Name"}, {"name": "Age", "type": "decimal"}]},
    {"name": "Limit", "resourceTypes": ["People", "Things"], "creates": true,
     "fields": [{"name": "Nick"}, {"name": "Does", "type": "choice",
       "role": "action", "values": [{"id": "Create"}, {"id": "Update"}]}]},
    {"name": "Bind", "resourceTypes": ["People", "Things"],
     "fields": [{"name": "Ref"}],
     "effects": [{"effect": "bindIdentity", "collection": "Refs", "key": "1",
                  "parts": ["Ref"]}]},
    {"name": "Note", "resourceTypes": ["People", "Things"],
     "fields": [{"name": "Text", "validator": "mine"}]}]
})";

class PlanCompilerTest : public ::testing::Test {
 protected:
  PlanCompilerTest() : catalogue_(*ParseCatalogue(kCatalogue)) {}

  MappingPlan Plan(std::string_view type,
                   const std::vector<std::string>& columns,
                   std::string_view mappings) {
    return PlanBench(catalogue_, MakeSpec(type, columns, mappings)).plan();
  }

  const Catalogue catalogue_;
};

constexpr std::string_view kPut = R"({"name": "Put"})";
constexpr std::string_view kMake = R"({"name": "Make"})";

TEST_F(PlanCompilerTest, DescribesTheJob) {
  JobSpec spec = MakeSpec("people", {"Name", "Id", "Other"}, kPut);
  spec.columns_to_include = {"OTHER", "name"};
  spec.duplicate_policy = DuplicatePolicy::kRejectLater;
  const MappingPlan plan = PlanBench(catalogue_, spec).plan();
  EXPECT_EQ(plan.type_singular, "Person");
  EXPECT_EQ(plan.key_name, "Id");
  EXPECT_FALSE(plan.is_key_integer);
  EXPECT_EQ(plan.key_assigner, KeyAssigner::kUpload);
  EXPECT_EQ(plan.on_mapping_failure, MappingFailure::kReject);
  EXPECT_EQ(plan.duplicate_policy, DuplicatePolicy::kRejectLater);
  EXPECT_EQ(plan.column_count, 3);
  EXPECT_TRUE(plan.has_key);
  EXPECT_EQ(plan.key_column, 1);
  EXPECT_EQ(plan.creating_mapping, 0);
  EXPECT_THAT(plan.requested_columns, ElementsAre(2, 0));
  ASSERT_EQ(plan.mappings.size(), 1);
  EXPECT_EQ(plan.mappings[0].steps.size(), 1) << "the key has no step";
}

TEST_F(PlanCompilerTest, ChoosesTheWayThroughTheSink) {
  // Keys alone: runs can be merged by key range.
  EXPECT_TRUE(Plan("People", {"Id", "Name"}, kPut).is_keyed_only);
  EXPECT_TRUE(Plan("Things", {"No", "Name"}, kMake).is_keyed_only);
  // An external id that is bound may be another row's.
  EXPECT_FALSE(Plan("Things", {"No", "Name", "Ref"},
                    R"({"name": "Make"}, {"name": "Bind"})")
                   .is_keyed_only);
  // Match rules find only where the upload gives no key.
  EXPECT_TRUE(Plan("People", {"Id", "Name"}, kPut).finders.empty());
}

TEST_F(PlanCompilerTest, RejectsEarlyOnlyWhereTheRowAloneDecides) {
  EXPECT_TRUE(Plan("People", {"Id", "Name"}, kPut).rejects_early);
  EXPECT_FALSE(Plan("Things", {"No", "Name"}, kMake).rejects_early);
  EXPECT_FALSE(Plan("People", {"Id", "Name", "Nick", "Does"},
                    R"({"name": "Limit"}, {"name": "Put"})")
                   .rejects_early);
  EXPECT_FALSE(Plan("People", {"Id", "Name", "Ref"},
                    R"({"name": "Put"}, {"name": "Bind"})")
                   .rejects_early);
  EXPECT_FALSE(Plan("People", {"Id", "Name", "Ref"},
                    R"({"name": "Bind"}, {"name": "Put"})")
                   .rejects_early);
  for (const MappingPlan& plan : {Plan("People", {"Id", "Name"}, kPut),
                                  Plan("Things", {"No", "Name"}, kMake)}) {
    EXPECT_NE(plan.rejects_early, plan.may_reject_late);
  }
}

TEST_F(PlanCompilerTest, SlotsOfMappingsLieOneBehindTheOther) {
  const MappingPlan plan = Plan("Things", {"No", "Name", "Age", "Nick", "Ref"},
                                R"({"name": "Make"}, {"name": "Limit"},
                                   {"name": "Bind"})");
  Slot next = 0;
  for (const PlanMapping& mapping : plan.mappings) {
    EXPECT_EQ(mapping.first_slot, next);
    for (const PlanStep& step : mapping.steps) {
      EXPECT_GE(step.slot, mapping.first_slot);
      EXPECT_LT(step.slot, mapping.first_slot + mapping.slot_count);
    }
    next = static_cast<Slot>(next + mapping.slot_count);
  }
  EXPECT_EQ(plan.slot_count, next);
}

TEST_F(PlanCompilerTest, BuiltInFindersInTheirOrder) {
  PlanBench bench({"FirstName", "LastName", "Email", "External_1ID"},
                  R"({"name": "CreateOrUpdateContact"})");
  const MappingPlan& plan = bench.plan();
  ASSERT_EQ(plan.finders.size(), 3);
  EXPECT_FALSE(plan.finders[0].is_match);
  EXPECT_EQ(bench.NameOf(plan.finders[0].kind), "ExternalIDs/1");
  EXPECT_TRUE(plan.finders[1].is_match);
  EXPECT_EQ(bench.NameOf(plan.finders[1].kind), "Match/Contacts/NameAndEmail");
  EXPECT_EQ(bench.NameOf(plan.finders[2].kind), "Match/Contacts/Email");
  EXPECT_FALSE(plan.is_keyed_only);
  // A rule that lacks an ingredient finds nothing, but is indexed.
  PlanBench without({"FirstName", "DOB", "CellPhone", "ZipOrPostal"},
                    R"({"name": "CreateOrUpdateContact"})");
  EXPECT_TRUE(without.plan().finders.empty());
  EXPECT_EQ(without.plan().match_rules.size(), 5);
}

TEST_F(PlanCompilerTest, ValidatorsMustBeRegistered) {
  const JobSpec spec = MakeSpec("Things", {"No", "Name", "Text"},
                                R"({"name": "Make"}, {"name": "Note"})");
  const NameResolver names = [](const std::string&) { return NameId{1}; };
  EXPECT_THAT(CompilePlan(spec, catalogue_, ResourceTypeId{1}, names, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("validator not registered: mine")));
}

TEST_F(PlanCompilerTest, ConstantsThatNoRowCanUse) {
  const JobSpec spec = MakeSpec("Things", {"No", "Name"}, R"({"name": "Make",
    "fieldValueMappings": [{"fieldName": "Name", "columnName": "Name"},
                           {"fieldName": "age", "staticValue": "old"}]})");
  const MappingPlan plan = PlanBench(catalogue_, spec).plan();
  const auto defects = CheckConstants(spec, plan);
  ASSERT_EQ(defects.size(), 1);
  EXPECT_EQ(defects[0].path,
            "actions[0].mappingTypes[0].fieldValueMappings[1].staticValue");
  EXPECT_EQ(defects[0].text, "Invalid number");
}

TEST_F(PlanCompilerTest, IndexPlanHasEveryRule) {
  const MappingPlan plan =
      IndexPlan(BuiltInCatalogue().resource_types[0], ResourceTypeId{4},
                [](const std::string&) { return NameId{7}; });
  EXPECT_EQ(plan.type, ResourceTypeId{4});
  ASSERT_EQ(plan.match_rules.size(), 5);
  EXPECT_TRUE(plan.match_rules[3].ingredients[2].starts_with_digit);
  EXPECT_EQ(plan.match_rules[3].ingredients[2].drop_from.front(), "#");
  EXPECT_EQ(plan.match_rules[0].ingredients.size(), 3);
  EXPECT_EQ(plan.match_rules[0].ingredients[0].collection, NameId{0});
  EXPECT_EQ(plan.match_rules[0].ingredients[2].collection, NameId{7});
}

TEST_F(PlanCompilerTest, ReferencesAreResolvedByName) {
  PlanBench bench(BuiltInCatalogue(),
                  MakeSpec("Contributions",
                           {"VanID", "DesignationID", "DateReceived", "Amount",
                            "StatusID", "PaymentTypeID"},
                           R"({"name": "CreateOrUpdateContribution"})"));
  MappingPlan plan = bench.plan();
  ASSERT_EQ(plan.references.size(), 1);
  EXPECT_EQ(plan.references[0].type_name, "Contacts");
  EXPECT_TRUE(plan.references[0].is_key_integer);
  ResolveReferences(
      [](const std::string& name) {
        return ResourceTypeId{name == "Contacts" ? uint8_t{9} : uint8_t{0}};
      },
      &plan);
  EXPECT_EQ(plan.references[0].type, ResourceTypeId{9});
  ASSERT_EQ(plan.mappings[0].references.size(), 1);
  const ReferenceTarget& target = plan.mappings[0].references[0];
  EXPECT_EQ(plan.mappings[0].fields[target.field_index].name, "VanID");
  EXPECT_EQ(plan.mappings[0].fields[target.field_index].reference_singular,
            "Contact");
  EXPECT_FALSE(plan.is_keyed_only);
}

}  // namespace
}  // namespace millrace
