// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/transform/row_transformer.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/coding.h"
#include "millrace/record.h"
#include "tests/pipeline/sink/plan_bench.h"

namespace millrace {
namespace {

constexpr std::string_view kCatalogue = R"({
  "resourceTypes": [
    {"name": "People", "keyName": "Id", "keyType": "text",
     "keyAssignedBy": "upload"},
    {"name": "Things", "keyName": "No", "keyType": "integer",
     "keyAssignedBy": "store"},
    {"name": "Strict", "keyName": "Num", "keyType": "integer",
     "keyAssignedBy": "upload", "onMappingFailure": "reject"}],
  "mappingTypes": [
    {"name": "Put", "resourceTypes": ["People"], "creates": true,
     "fields": [
      {"name": "Id", "role": "key"}, {"name": "Name", "maxLength": 5},
      {"name": "Nick"}]},
    {"name": "PutThing", "resourceTypes": ["Things"], "creates": true,
     "fields": [
      {"name": "No", "type": "integer", "role": "key"},
      {"name": "Name", "maxLength": 5}, {"name": "Nick"},
      {"name": "Ref", "role": "externalId"},
      {"name": "Does", "type": "choice", "role": "action",
       "values": [{"id": "Create"}, {"id": "Update"}]}],
     "effects": [{"effect": "setFields", "parts": ["Name", "Nick"]},
       {"effect": "bindIdentity", "collection": "Refs", "key": "1",
        "parts": ["Ref"]}]},
    {"name": "PutStrict", "resourceTypes": ["Strict"], "creates": true,
     "fields": [{"name": "Num", "type": "integer", "role": "key"},
                {"name": "Name", "maxLength": 5}]},
    {"name": "Visit", "resourceTypes": ["People", "Things"], "fields": [
      {"name": "Kind", "type": "choice", "required": true, "values": [
        {"id": "1", "name": "Walk"}, {"id": "2", "name": "Call"}]},
      {"name": "Day", "type": "date", "required": true},
      {"name": "By", "type": "integer"},
      {"name": "How", "type": "choice", "values": [
         {"id": "a", "name": "Fast", "parents": [
           {"parentFieldName": "Kind", "allowedParentValues": ["1"]}]},
         {"id": "b", "name": "Slow"}],
       "parents": [{"parentFieldName": "By"}]},
      {"name": "Stage", "parents": [{"parentFieldName": "Kind",
        "limitedToParentValues": ["2"]}]}]},
    {"name": "Code", "resourceTypes": ["People"], "fields": [
      {"name": "CodeId", "type": "choice", "required": true,
       "values": [{"id": "7", "name": "Seven"}]},
      {"name": "Note"}]}]
})";

class RowTransformerTest : public ::testing::Test {
 protected:
  void Plan(std::string_view type, const std::vector<std::string>& columns,
            std::string_view mappings) {
    const auto catalogue = ParseCatalogue(kCatalogue);
    ASSERT_TRUE(catalogue.ok()) << catalogue.status();
    spec_ = MakeSpec(type, columns, mappings);
    bench_ = std::make_unique<PlanBench>(*catalogue, spec_);
  }

  // The outcome of a mapping: the code's name and the field, or "" if it is
  // for the sink to say.
  std::string Outcome(std::string_view row, size_t mapping = 0) {
    drafts_ = bench_->Transform(row);
    const millrace::Outcome outcome = drafts_->OutcomesOf(0)[mapping];
    if (outcome.code == Code::kNone) return "";
    std::string text(EntryOf(outcome.code).name);
    if (outcome.field_index != kNoIndex) {
      text += " " +
              bench_->plan().mappings[mapping].fields[outcome.field_index].name;
    }
    return text;
  }

  const RowDraft& Row(size_t index = 0) const { return drafts_->rows[index]; }

  // What the draft sets, "Name=Ada Nick=A".
  std::string Scalars(size_t mapping = 0) const {
    RowDraftReader reader(Row().draft_view());
    while (reader.NextMapping()) {
      if (reader.index() == mapping) {
        return ContentText(*bench_, reader.scalars(), {});
      }
    }
    return "none";
  }

  JobSpec spec_;
  std::unique_ptr<PlanBench> bench_;
  std::unique_ptr<DraftBatch> drafts_;
};

TEST_F(RowTransformerTest, TrimsAndUnescapesCells) {
  Plan("People", {"Id", "Name", "Nick"}, R"({"name": "Put"})");
  EXPECT_EQ(Outcome(" p1 ,\t Ada ,\" \"\"A\"\" \"\n"), "");
  EXPECT_EQ(Row().key_view(), "p1");
  EXPECT_EQ(Scalars(), "Name=Ada Nick=\"A\"");
  EXPECT_EQ(Row().verdict, Verdict::kDraft);
}

TEST_F(RowTransformerTest, BlankCellsAndMappings) {
  Plan("People", {"Id", "Name", "Nick"}, R"({"name": "Put"})");
  EXPECT_EQ(Outcome("p1, \t ,A\n"), "");
  EXPECT_EQ(Scalars(), "Nick=A");
  // The key does not count.
  EXPECT_EQ(Outcome("p1, ,\" \"\n"), "NO_DATA_TO_APPLY");
  EXPECT_TRUE(Row().enough_to_create) << "the upload's own key is enough";
  EXPECT_EQ(Scalars(), "none");
}

TEST_F(RowTransformerTest, FirstDefectInTheCataloguesOrder) {
  Plan("People", {"Id", "Day", "Kind", "By"}, R"({"name": "Visit"})");
  EXPECT_EQ(Outcome("p1,,,\n"), "NO_DATA_TO_APPLY");
  EXPECT_EQ(Outcome("p1,2024-01-01,,\n"), "MISSING_REQUIRED Kind");
  EXPECT_EQ(Outcome("p1,,1,\n"), "MISSING_REQUIRED Day");
  EXPECT_EQ(Outcome("p1,nonsense,,x\n"), "MISSING_REQUIRED Kind");
  EXPECT_EQ(Outcome("p1,nonsense,9,x\n"), "INVALID_VALUE Kind");
  EXPECT_EQ(Outcome("p1,nonsense,1,x\n"), "INVALID_DATE Day");
  EXPECT_EQ(Outcome("p1,2024-01-01,1,x\n"), "INVALID_NUMBER By");
  EXPECT_EQ(Outcome("p1,2024-01-01,walk,007\n"), "");
  EXPECT_EQ(Scalars(), "By=7 Day=2024-01-01 Kind=1");
}

TEST_F(RowTransformerTest, TooLongText) {
  Plan("People", {"Id", "Name"}, R"({"name": "Put"})");
  EXPECT_EQ(Outcome("p1,\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\n"), "");
  EXPECT_EQ(Outcome("p1,123456\n"), "VALUE_TOO_LONG Name");
}

TEST_F(RowTransformerTest, Parents) {
  Plan("People", {"Id", "Day", "Kind", "By", "How", "Stage"},
       R"({"name": "Visit"})");
  // By is what How hangs on.
  EXPECT_EQ(Outcome("p1,2024-01-01,1,,b,\n"), "PARENT_REQUIRED How");
  EXPECT_EQ(Outcome("p1,2024-01-01,1,3,b,\n"), "");
  // A parent that is not valid: its own message, and none for the child.
  EXPECT_EQ(Outcome("p1,2024-01-01,1,x,b,\n"), "INVALID_NUMBER By");
  // A choice limited to values of its parent.
  EXPECT_EQ(Outcome("p1,2024-01-01,1,3,fast,\n"), "");
  EXPECT_EQ(Outcome("p1,2024-01-01,2,3,fast,\n"), "INVALID_VALUE How");
  // A field limited to values of its parent.
  EXPECT_EQ(Outcome("p1,2024-01-01,2,,,x\n"), "");
  EXPECT_EQ(Outcome("p1,2024-01-01,1,,,x\n"), "INVALID_VALUE Stage");
}

TEST_F(RowTransformerTest, ValueMaps) {
  Plan("People", {"Id", "Day", "K"}, R"({"name": "Visit",
    "fieldValueMappings": [{"fieldName": "Kind", "columnName": "K",
      "values": [{"sourceValue": " on foot ", "targetValue": " Walk"},
                 {"sourceValue": "none", "targetValue": ""}]}]})");
  EXPECT_EQ(Outcome("p1,2024-01-01, on foot\n"), "");
  EXPECT_EQ(Scalars(), "Day=2024-01-01 Kind=1");
  // Unknown source values pass through.
  EXPECT_EQ(Outcome("p1,2024-01-01,call\n"), "");
  EXPECT_EQ(Outcome("p1,2024-01-01,On Foot\n"), "INVALID_VALUE Kind");
  EXPECT_EQ(Outcome("p1,2024-01-01,none\n"), "MISSING_REQUIRED Kind");
}

TEST_F(RowTransformerTest, ConstantsApplyWhenTheRequiredOnesAreAllConstant) {
  Plan("People", {"Id", "Note"}, R"({"name": "Code", "fieldValueMappings": [
    {"fieldName": "CodeId", "staticValue": " seven "}]})");
  EXPECT_EQ(Outcome("p1,\n"), "");
  EXPECT_EQ(Scalars(), "CodeId=7");
  EXPECT_EQ(Outcome("p1,x\n"), "");
  EXPECT_EQ(Scalars(), "CodeId=7 Note=x");
  Plan("People", {"Id", "Day"}, R"({"name": "Visit", "fieldValueMappings": [
    {"fieldName": "Kind", "staticValue": "1"}]})");
  EXPECT_EQ(Outcome("p1,\n"), "NO_DATA_TO_APPLY");
}

TEST_F(RowTransformerTest, MappingOfConstantsAloneAppliesToEveryRow) {
  Plan("Things", {"No"}, R"({"name": "PutThing", "fieldValueMappings": [
    {"fieldName": "Nick", "staticValue": "N"}]})");
  EXPECT_EQ(Outcome("\"\"\n"), "");
  EXPECT_EQ(Scalars(), "Nick=N");
  EXPECT_TRUE(Row().enough_to_create);
}

TEST_F(RowTransformerTest, ConstantsBesideColumnsAreNotEnoughToCreate) {
  Plan("Things", {"No", "Name"}, R"({"name": "PutThing", "fieldValueMappings": [
    {"fieldName": "Nick", "staticValue": "N"}]})");
  EXPECT_EQ(Outcome(",\n"), "NO_DATA_TO_APPLY");
  EXPECT_FALSE(Row().enough_to_create);
  EXPECT_EQ(Outcome(",Ada\n"), "");
  EXPECT_TRUE(Row().enough_to_create);
  EXPECT_EQ(Outcome(",much too long\n"), "VALUE_TOO_LONG Name");
  EXPECT_TRUE(Row().enough_to_create) << "invalid is another matter";
}

TEST_F(RowTransformerTest, Keys) {
  const auto reject = [this](std::string_view row) {
    drafts_ = bench_->Transform(row);
    return Row().verdict == Verdict::kRejected ? Row().reject_code
                                               : Code::kNone;
  };
  Plan("People", {"Name", "Id"}, R"({"name": "Put"})");
  EXPECT_EQ(reject("Ada, \n"), Code::kKeyBlank);
  EXPECT_EQ(Row().reject_column, 1);
  EXPECT_EQ(reject("Ada," + std::string(256, 'k') + "\n"), Code::kKeyMalformed);
  EXPECT_EQ(reject("Ada," + std::string(255, 'k') + "\n"), Code::kNone);
  EXPECT_EQ(Row().key_view(), std::string(255, 'k'));
  Plan("Things", {"No", "Name"}, R"({"name": "PutThing"})");
  EXPECT_EQ(reject(",Ada\n"), Code::kNone);
  EXPECT_EQ(Row().key, nullptr);
  EXPECT_EQ(reject("1.5,Ada\n"), Code::kKeyMalformed);
  EXPECT_EQ(reject("9223372036854775808,Ada\n"), Code::kKeyMalformed);
  EXPECT_EQ(reject(" -9223372036854775808,Ada\n"), Code::kNone);
  EXPECT_EQ(Row().key_view(), PrimaryKey(INT64_MIN).Encode());
}

TEST_F(RowTransformerTest, ExternalIdsFindAndActionsLimit) {
  Plan("Things", {"No", "Ref", "Does", "Name"}, R"({"name": "PutThing"})");
  Outcome(",R1,update,Ada\n");
  EXPECT_EQ(Row().action, RowAction::kUpdate);
  RowDraftReader reader(Row().draft_view());
  ASSERT_TRUE(reader.NextFinder());
  EXPECT_EQ(reader.index(), 0);
  EXPECT_EQ(reader.value(), "R1");
  EXPECT_FALSE(reader.NextFinder());
  Outcome(",,create,Ada\n");
  EXPECT_EQ(Row().action, RowAction::kCreate);
  EXPECT_FALSE(RowDraftReader(Row().draft_view()).NextFinder());
  Outcome(",R1,,\n");
  EXPECT_EQ(Row().action, RowAction::kCreateOrUpdate);
  // An external id that gets bound is data.
  EXPECT_EQ(Outcome(",R1,,\n"), "");
  EXPECT_EQ(Outcome(",,create,\n"), "NO_DATA_TO_APPLY");
}

TEST_F(RowTransformerTest, DefectsOfARowComeInTheirOrder) {
  Plan("Strict", {"Num", "Name"}, R"({"name": "PutStrict"})");
  drafts_ = bench_->Transform(std::string("x,y,z\0\xff\n", 8) +
                              "x,\xff,z\n\"x\"y,z,1\nx,y,z\nx,y\n\n1,Ada\n"
                              "2,too long\n");
  const std::vector<Code> codes = {Code::kNulByte,        Code::kNotUtf8,
                                   Code::kMisplacedQuote, Code::kColumnCount,
                                   Code::kKeyMalformed,   Code::kNone,
                                   Code::kNone,           Code::kValueTooLong};
  ASSERT_EQ(drafts_->rows.size(), codes.size());
  for (size_t i = 0; i < codes.size(); ++i) {
    EXPECT_EQ(Row(i).reject_code, codes[i]) << i;
  }
  EXPECT_EQ(Row(5).verdict, Verdict::kBlank);
  EXPECT_EQ(drafts_->raws[3].byte_offset, 23);
  EXPECT_EQ(
      std::string_view(drafts_->raws[3].text, drafts_->raws[3].text_bytes),
      "x,y,z\n");
}

TEST_F(RowTransformerTest, RejectsEarlyWhereNothingElseCanHappen) {
  Plan("Strict", {"Num", "Name"}, R"({"name": "PutStrict"})");
  ASSERT_TRUE(bench_->plan().rejects_early);
  drafts_ = bench_->Transform("1,Ada\n2,too long\r\n");
  EXPECT_EQ(Row(0).verdict, Verdict::kDraft);
  EXPECT_EQ(Row(1).verdict, Verdict::kRejected);
  EXPECT_EQ(Row(1).reject_code, Code::kValueTooLong);
  EXPECT_EQ(Row(1).reject_mapping, 0);
  EXPECT_EQ(Row(1).reject_column, 1);
  ASSERT_EQ(drafts_->raws.size(), 2);
  EXPECT_EQ(drafts_->raws[1].text_bytes, 12);
}

TEST_F(RowTransformerTest, KeepsRequestedCellsAsTheyAre) {
  const auto catalogue = ParseCatalogue(kCatalogue);
  spec_ = MakeSpec("People", {"Id", "Name", "Nick"}, R"({"name": "Put"})");
  spec_.columns_to_include = {"nick", "ID"};
  bench_ = std::make_unique<PlanBench>(*catalogue, spec_);
  drafts_ = bench_->Transform("p1,Ada,\" \"\"A\"\" \"\n\n");
  std::string_view cells = drafts_->requested[0];
  std::string_view cell;
  ASSERT_TRUE(ReadLengthPrefixed(&cells, &cell));
  EXPECT_EQ(cell, " \"A\" ");
  ASSERT_TRUE(ReadLengthPrefixed(&cells, &cell));
  EXPECT_EQ(cell, "p1");
  EXPECT_TRUE(cells.empty());
}

}  // namespace
}  // namespace millrace
