// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/field_binding.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kCatalogue[] = R"({
  "resourceTypes": [
    {"name": "People", "keyName": "Id"},
    {"name": "PeopleTags", "recordsOf": "People", "keyName": "Id"}],
  "mappingTypes": [
    {"name": "Put", "resourceTypes": ["People"], "creates": true, "fields": [
      {"name": "Id", "type": "integer", "role": "key"},
      {"name": "First"}, {"name": "Last"},
      {"name": "Ref_<n>No", "role": "externalId", "list": "RefTypes"},
      {"name": "Card", "role": "externalId"},
      {"name": "Hidden", "byName": false},
      {"name": "Fixed", "column": false},
      {"name": "Phone"}]},
    {"name": "Phones", "resourceTypes": ["People"], "fields": [
      {"name": "Phone"}, {"name": "Kind"}]},
    {"name": "Tag", "resourceTypes": ["PeopleTags", "People"], "fields": [
      {"name": "Code"}, {"name": "CF<n>"}]}],
  "lists": [{"name": "RefTypes", "entries": [
    {"id": "1"}, {"id": "2"}, {"id": "3", "retired": true}]}]
})";

class FieldBindingTest : public ::testing::Test {
 protected:
  FieldBindingTest() : catalogue_(*ParseCatalogue(kCatalogue)) {
    spec_.resource_type = "People";
  }

  void Bind() {
    binding_ = BindFields(spec_, catalogue_,
                          *catalogue_.FindResourceType(spec_.resource_type));
  }

  static std::string Line(const BoundField& one) {
    return one.name + "=" +
           (one.column >= 0 ? std::to_string(one.column)
                            : "'" + one.static_value.value_or("?") + "'");
  }
  static std::vector<std::string> Lines(const std::vector<BoundField>& bound) {
    std::vector<std::string> lines;
    for (const BoundField& one : bound) lines.push_back(Line(one));
    return lines;
  }

  const Catalogue catalogue_;
  JobSpec spec_;
  JobBinding binding_;
};

FieldValueMapping Column(std::string field, std::string column) {
  return {.field_name = std::move(field), .column_name = std::move(column)};
}
FieldValueMapping Constant(std::string field, std::string value) {
  return {.field_name = std::move(field), .static_value = std::move(value)};
}

TEST_F(FieldBindingTest, BindsByNameInTheFieldsOrder) {
  spec_.file.columns = {"PHONE", "other", "last", "First", "Hidden", "Fixed"};
  spec_.mapping_types = {{.name = "put"}};
  Bind();
  ASSERT_THAT(binding_.mappings, SizeIs(1));
  EXPECT_THAT(Lines(binding_.mappings[0]),
              ElementsAre("First=3", "Last=2", "Phone=0"));
  const BoundField& first = binding_.mappings[0][0];
  EXPECT_EQ(first.type, catalogue_.FindMappingType("Put"));
  EXPECT_EQ(first.field, FindField(*first.type, "First"));
  EXPECT_EQ(first.explicit_mapping, nullptr);
  EXPECT_EQ(first.static_value, std::nullopt);
  EXPECT_EQ(binding_.key, std::nullopt);
  EXPECT_THAT(binding_.external_ids, IsEmpty());
}

TEST_F(FieldBindingTest, ExplicitColumnsAreBoundByNameNowhere) {
  spec_.file.columns = {"First", "Phone", "Code", "Kind"};
  spec_.mapping_types = {
      {.name = "Put",
       .field_value_mappings = {Column("Last", "first"),
                                Constant("Hidden", "x")}},
      {.name = "Phones"},
      {.name = "Tag", .field_value_mappings = {Column("Code", "PHONE")}}};
  Bind();
  EXPECT_THAT(Lines(binding_.mappings[0]), ElementsAre("Last=0", "Hidden='x'"));
  EXPECT_THAT(Lines(binding_.mappings[1]), ElementsAre("Kind=3"));
  EXPECT_THAT(Lines(binding_.mappings[2]), ElementsAre("Code=1"));
  EXPECT_EQ(binding_.mappings[0][0].explicit_mapping,
            &spec_.mapping_types[0].field_value_mappings[0]);
}

TEST_F(FieldBindingTest, OneColumnMayServeSeveralMappings) {
  spec_.file.columns = {"Phone"};
  spec_.mapping_types = {{.name = "Put"}, {.name = "Phones"}};
  Bind();
  EXPECT_THAT(Lines(binding_.mappings[0]), ElementsAre("Phone=0"));
  EXPECT_THAT(Lines(binding_.mappings[1]), ElementsAre("Phone=0"));
}

TEST_F(FieldBindingTest, BindsInstancesOfPatterns) {
  spec_.file.columns = {"cf30", "CF2", "CF", "CF002", "x"};
  spec_.mapping_types = {
      {.name = "Tag",
       .field_value_mappings = {Constant("CF9", "nine"), Column("cf5", "x"),
                                Column("Code", "CF")}}};
  Bind();
  EXPECT_THAT(Lines(binding_.mappings[0]),
              ElementsAre("Code=2", "CF9='nine'", "CF30=0", "CF2=1", "CF5=4"));
  EXPECT_EQ(binding_.mappings[0][2].pattern_value, "30");
}

TEST_F(FieldBindingTest, BindsTheRowsKeyWhateverTheMappings) {
  spec_.file.columns = {"Phone", "ID"};
  spec_.mapping_types = {{.name = "Phones"}};
  Bind();
  ASSERT_TRUE(binding_.key.has_value());
  EXPECT_EQ(Line(*binding_.key), "Id=1");
  ASSERT_NE(binding_.key->field, nullptr);
  EXPECT_EQ(binding_.key->field->role, FieldRole::kKey);
  EXPECT_THAT(Lines(binding_.mappings[0]), ElementsAre("Phone=0"));

  spec_.mapping_types = {{.name = "Put"}};
  Bind();
  EXPECT_THAT(Lines(binding_.mappings[0]), ElementsAre("Id=1", "Phone=0"));
}

TEST_F(FieldBindingTest, AnExplicitKeyWins) {
  spec_.file.columns = {"Id", "Number"};
  spec_.mapping_types = {
      {.name = "Phones"},
      {.name = "Put", .field_value_mappings = {Column("id", "Number")}}};
  Bind();
  EXPECT_EQ(Line(*binding_.key), "Id=1");
  EXPECT_NE(binding_.key->explicit_mapping, nullptr);

  spec_.mapping_types[1].field_value_mappings = {Constant("Id", "7")};
  Bind();
  EXPECT_EQ(Line(*binding_.key), "Id='7'");

  // A key column that serves something else explicitly is no key.
  spec_.mapping_types[1].field_value_mappings = {Column("First", "Id")};
  Bind();
  EXPECT_EQ(binding_.key, std::nullopt);
}

TEST_F(FieldBindingTest, BindsExternalIdsInUploadOrder) {
  spec_.file.columns = {"Ref_2No", "Phone",   "card",   "REF_01NO",
                        "Ref_1No", "Ref_3No", "Ref_4No"};
  spec_.mapping_types = {{.name = "Phones"}};
  Bind();
  EXPECT_THAT(Lines(binding_.external_ids),
              ElementsAre("Ref_2No=0", "Card=2", "Ref_1No=3"));
  EXPECT_EQ(binding_.external_ids[0].type, catalogue_.FindMappingType("Put"));
  EXPECT_EQ(binding_.external_ids[2].pattern_value, "1");
}

TEST_F(FieldBindingTest, ExplicitExternalIdsWin) {
  spec_.file.columns = {"Ref_1No", "Number", "Card"};
  spec_.mapping_types = {
      {.name = "Put", .field_value_mappings = {Column("Ref_1No", "Number")}},
      {.name = "Phones", .field_value_mappings = {Column("Phone", "Card")}}};
  Bind();
  EXPECT_THAT(Lines(binding_.external_ids), ElementsAre("Ref_1No=1"));
  EXPECT_THAT(Lines(binding_.mappings[0]), ElementsAre("Ref_1No=1"));
}

TEST_F(FieldBindingTest, KnowsTheRowOfTypesThatWriteOthersRecords) {
  spec_.resource_type = "PeopleTags";
  spec_.file.columns = {"id", "Code", "Ref_1No", "Card"};
  spec_.mapping_types = {{.name = "Tag"}};
  Bind();
  EXPECT_EQ(Line(*binding_.key), "Id=0");
  EXPECT_THAT(Lines(binding_.external_ids), ElementsAre("Ref_1No=2", "Card=3"));
  EXPECT_THAT(Lines(binding_.mappings[0]), ElementsAre("Code=1"));
}

TEST_F(FieldBindingTest, TakesAKeyThatNoMappingTypeHas) {
  const auto catalogue = ParseCatalogue(R"({
    "resourceTypes": [{"name": "Things", "keyName": "No", "keyType": "text"}],
    "mappingTypes": [{"name": "Put", "resourceTypes": ["Things"],
                      "fields": [{"name": "A"}]}]})");
  MILLRACE_ASSERT_OK(catalogue);
  spec_.file.columns = {"A", "no"};
  spec_.mapping_types = {{.name = "Put"}};
  const JobBinding binding =
      BindFields(spec_, *catalogue, catalogue->resource_types[0]);
  ASSERT_TRUE(binding.key.has_value());
  EXPECT_EQ(binding.key->column, 1);
  EXPECT_EQ(binding.key->name, "No");
  EXPECT_EQ(binding.key->field, nullptr);
}

TEST_F(FieldBindingTest, LeavesDefectsUnbound) {
  spec_.file.columns = {"First"};
  spec_.mapping_types = {
      {.name = "Nothing", .field_value_mappings = {Constant("A", "b")}},
      {.name = "Put",
       .field_value_mappings = {Column("Last", "absent"),
                                Constant("Q1", "x"),
                                {.field_name = "Phone"},
                                Constant("Phone", "again")}}};
  Bind();
  EXPECT_THAT(binding_.mappings[0], IsEmpty());
  EXPECT_THAT(Lines(binding_.mappings[1]),
              ElementsAre("First=0", "Last='?'", "Phone='?'"));
}

}  // namespace
}  // namespace millrace
