// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/record_merger.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "tests/pipeline/sink/plan_bench.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

class Owners : public OtherRecords {
 public:
  absl::StatusOr<std::string> OwnerOf(NameId, std::string_view value) override {
    if (value == "fail") return absl::UnavailableError("disk");
    const auto found = owners.find(std::string(value));
    return found == owners.end() ? std::string() : found->second;
  }
  absl::StatusOr<bool> HasRecord(ResourceTypeId,
                                 std::string_view key_bytes) override {
    return keys.contains(std::string(key_bytes));
  }
  std::map<std::string, std::string> owners;
  std::set<std::string> keys;
};

// What a row makes of a record, told by the record's text and the codes.
class RecordMergerTest : public ::testing::Test {
 protected:
  // The last column is the key's, which a job without a creating mapping
  // must have; it is blank in all rows here.
  static PlanBench Bench(std::vector<std::string> columns,
                         std::string_view mappings) {
    columns.push_back("VanID");
    return {columns, mappings};
  }

  // Merges the row into the record as it is, which becomes what comes out.
  std::vector<Code> Merge(PlanBench& bench, std::string_view row) {
    const auto drafts = bench.Transform(std::string(row) + ",");
    EXPECT_EQ(drafts->rows[0].verdict, Verdict::kDraft);
    RecordMerger merger(bench.plan(), &owners_);
    status_ = merger.Apply(drafts->rows[0], key_, scalars_, items_,
                           drafts->OutcomesOf(0));
    scalars_ = merger.scalars();
    items_ = merger.items();
    edits_ = merger.edits();
    std::vector<Code> codes;
    for (size_t m = 0; m < drafts->mapping_count; ++m) {
      codes.push_back(drafts->OutcomesOf(0)[m].code);
    }
    return codes;
  }

  void Clear() {
    scalars_.clear();
    items_.clear();
  }
  void PutPhone(PlanBench& bench, std::string_view number, bool is_best) {
    RecordBuilder builder;
    builder.SetPart(bench.Name("Phones"), "H", bench.Name("Phone"), number);
    builder.SetPart(bench.Name("Phones"), "H", bench.Name("PhoneAsGiven"),
                    "as it was");
    builder.SetPart(bench.Name("Phones"), "H", bench.Name("PhoneOptInStatusID"),
                    "3");
    if (is_best) {
      builder.SetPart(bench.Name("Phones"), "H", bench.Name("IsBest"), "1");
    }
    const std::string bytes = builder.Encode({});
    const auto view = RecordView::Parse(bytes);
    scalars_ = view->scalars();
    items_ = view->items();
  }
  std::string Text(const PlanBench& bench) const {
    return ContentText(bench, scalars_, items_);
  }

  Owners owners_;
  std::string key_ = PrimaryKey(5).Encode();
  std::string scalars_;
  std::string items_;
  std::vector<IdentityEdit> edits_;
  absl::Status status_;
};

constexpr std::string_view kPhones = R"({"name": "Phones",
  "fieldValueMappings": [
    {"fieldName": "Phone", "columnName": "P"},
    {"fieldName": "PhoneTypeID", "staticValue": "H"},
    {"fieldName": "IsBest", "columnName": "B"},
    {"fieldName": "PhoneOptInStatusID", "columnName": "O"}]})";

constexpr char kOld[] = "+12025550123";
constexpr char kNew[] = "+12025550199";
constexpr char kRest[] =
    " Phones/H/PhoneAsGiven=202-555-0199 Phones/H/PhoneOptInStatusID=1";

TEST_F(RecordMergerTest, BestPhoneRules) {
  PlanBench bench = Bench({"P", "B", "O"}, kPhones);
  for (const std::string is_best : {"", "N", "Y"}) {
    SCOPED_TRACE("IsBest '" + is_best + "'");
    const std::string flag = is_best == "Y" ? "Phones/H/IsBest=1 " : "";
    const std::string other = "202-555-0199," + is_best + ",1";
    const std::string same = "(202) 555-0123," + is_best + ",1";
    // No number of that type.
    Clear();
    EXPECT_EQ(Merge(bench, other), std::vector{Code::kProcessed});
    EXPECT_EQ(Text(bench), flag + "Phones/H/Phone=" + kNew + kRest);
    // The same number: refreshed; what was given stays as it was.
    for (const bool was_best : {false, true}) {
      PutPhone(bench, kOld, was_best);
      EXPECT_EQ(Merge(bench, same), std::vector{Code::kProcessed});
      EXPECT_EQ(Text(bench),
                (was_best || is_best == "Y" ? "Phones/H/IsBest=1 " : "") +
                    std::string("Phones/H/Phone=") + kOld +
                    " Phones/H/PhoneAsGiven=as it was"
                    " Phones/H/PhoneOptInStatusID=1");
    }
    // Another one, not flagged best: replaced, with nothing of the old.
    PutPhone(bench, kOld, false);
    EXPECT_EQ(Merge(bench, other), std::vector{Code::kProcessed});
    EXPECT_EQ(Text(bench), flag + "Phones/H/Phone=" + kNew + kRest);
    // Another one, flagged best: kept, unless this one is flagged as well.
    PutPhone(bench, kOld, true);
    const std::string before = Text(bench);
    const auto codes = Merge(bench, other);
    if (is_best == "Y") {
      EXPECT_EQ(codes, std::vector{Code::kProcessed});
      EXPECT_EQ(Text(bench), flag + "Phones/H/Phone=" + kNew + kRest);
    } else {
      EXPECT_EQ(codes, std::vector{Code::kKeptBestPhone});
      EXPECT_EQ(Text(bench), before);
    }
  }
}

TEST_F(RecordMergerTest, DoNotUpdateBest) {
  PlanBench bench = Bench({"FirstName", "Phone", "DoNotUpdateBest"},
                          R"({"name": "CreateOrUpdateContact"})");
  for (const std::string keeps : {"", "Y", "true", "1", "yes"}) {
    PutPhone(bench, kOld, true);
    EXPECT_EQ(Merge(bench, "Ada,202-555-0199," + keeps + ""),
              std::vector{Code::kKeptBestPhone});
    EXPECT_EQ(Text(bench), std::string("FirstName=Ada Phones/H/IsBest=1 "
                                       "Phones/H/Phone=") +
                               kOld +
                               " Phones/H/PhoneAsGiven=as it was"
                               " Phones/H/PhoneOptInStatusID=3");
  }
  for (const std::string replaces : {"N", "no", "FALSE", "0"}) {
    PutPhone(bench, kOld, true);
    EXPECT_EQ(Merge(bench, "Ada,202-555-0199," + replaces + ""),
              std::vector{Code::kProcessed});
    // The flag goes with the number that had it.
    EXPECT_EQ(Text(bench), std::string("FirstName=Ada Phones/H/Phone=") + kNew +
                               " Phones/H/PhoneAsGiven=202-555-0199");
  }
}

TEST_F(RecordMergerTest, BestEmailIsOneOfItsType) {
  PlanBench bench =
      Bench({"E", "T", "B"}, R"({"name": "Email", "fieldValueMappings": [
    {"fieldName": "Email", "columnName": "E"},
    {"fieldName": "EmailTypeId", "columnName": "T"},
    {"fieldName": "IsBest", "columnName": "B"}]})");
  EXPECT_EQ(Merge(bench, "a@example.org,,Y"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench), "Emails/1/Email=a@example.org Emails/1/IsBest=1");
  EXPECT_EQ(Merge(bench, "b@example.org,Personal,"),
            std::vector{Code::kKeptBestEmail});
  EXPECT_EQ(Merge(bench, "b@example.org,2,"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench),
            "Emails/1/Email=a@example.org Emails/1/IsBest=1 "
            "Emails/2/Email=b@example.org");
}

TEST_F(RecordMergerTest, AddressIsSameWhenEveryPartGivenEquals) {
  PlanBench bench = Bench({"A", "C", "B"},
                          R"({"name": "MailingAddress", "fieldValueMappings": [
    {"fieldName": "MailingAddress", "columnName": "A"},
    {"fieldName": "MailingCity", "columnName": "C"},
    {"fieldName": "IsBest", "columnName": "B"}]})");
  EXPECT_EQ(Merge(bench, "1 Main St,Rome,Y"), std::vector{Code::kProcessed});
  const std::string before = Text(bench);
  EXPECT_EQ(Merge(bench, ",Rome,"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench), before);
  EXPECT_EQ(Merge(bench, "1 Main St,Oslo,"),
            std::vector{Code::kKeptBestAddress});
  EXPECT_EQ(Text(bench), before);
  // Replacing sets the parts given; the others stay.
  EXPECT_EQ(Merge(bench, ",Oslo,Y"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench),
            "Addresses/Mailing/AddressLine1=1 Main St "
            "Addresses/Mailing/City=Oslo Addresses/Mailing/IsBest=1");
}

constexpr std::string_view kBind = R"(
  {"name": "ApplyExternalID", "fieldValueMappings": [
    {"fieldName": "ExternalID", "columnName": "X"},
    {"fieldName": "ExternalIDTypeID", "staticValue": "1"}]})";

TEST_F(RecordMergerTest, BindsAnExternalId) {
  PlanBench bench = Bench({"X"}, kBind);
  EXPECT_EQ(Merge(bench, "E1"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench), "ExternalIDs/1/ExternalID=E1");
  ASSERT_EQ(edits_.size(), 1);
  EXPECT_EQ(edits_[0].value, "E1");
  EXPECT_TRUE(edits_[0].is_bound);
  // Again: nothing to do.
  owners_.owners["E1"] = key_;
  EXPECT_EQ(Merge(bench, "E1"), std::vector{Code::kProcessed});
  EXPECT_TRUE(edits_.empty());
  // Another one takes its place.
  EXPECT_EQ(Merge(bench, "E2"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench), "ExternalIDs/1/ExternalID=E2");
  ASSERT_EQ(edits_.size(), 2);
  EXPECT_EQ(edits_[0].value, "E1");
  EXPECT_FALSE(edits_[0].is_bound);
  EXPECT_EQ(edits_[1].value, "E2");
}

TEST_F(RecordMergerTest, AnotherOnesExternalIdFailsTheWholeMapping) {
  PlanBench bench = Bench({"FirstName", "External_1ID", "P", "X"},
                          R"({"name": "CreateOrUpdateContact"},
    {"name": "Phones", "fieldValueMappings": [
      {"fieldName": "Phone", "columnName": "P"},
      {"fieldName": "PhoneTypeID", "staticValue": "W"}]},)" +
                              std::string(kBind));
  owners_.owners["taken"] = PrimaryKey(9).Encode();
  EXPECT_EQ(Merge(bench, "Ada,taken,202-555-0123,E7"),
            (std::vector{Code::kExternalIdInUse, Code::kProcessed,
                         Code::kProcessed}));
  EXPECT_EQ(Text(bench),
            std::string("ExternalIDs/1/ExternalID=E7 Phones/W/Phone=") + kOld +
                " Phones/W/PhoneAsGiven=202-555-0123");
  ASSERT_EQ(edits_.size(), 1);
  EXPECT_EQ(edits_[0].value, "E7");
  // The same row's own binding is nobody else's.
  Clear();
  EXPECT_EQ(
      Merge(bench, "Ada,E8,,E8"),
      (std::vector{Code::kProcessed, Code::kNoDataToApply, Code::kProcessed}));
  EXPECT_EQ(edits_.size(), 1);
}

TEST_F(RecordMergerTest, TroubleWithTheStoreIsAnError) {
  PlanBench bench = Bench({"X"}, kBind);
  Merge(bench, "fail");
  EXPECT_THAT(status_, StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(RecordMergerTest, BlankNeverErasesAndFailedStoresNothing) {
  PlanBench bench = Bench({"FirstName", "LastName", "Email"},
                          R"({"name": "CreateOrUpdateContact"})");
  Merge(bench, "Ada,Lovelace,ada@example.org");
  const std::string before = Text(bench);
  EXPECT_EQ(Merge(bench, " ,Byron,"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench),
            "Emails/1/Email=ada@example.org FirstName=Ada LastName=Byron");
  EXPECT_EQ(Merge(bench, "Ada,Lovelace,nonsense"),
            std::vector{Code::kInvalidEmail});
  EXPECT_EQ(Text(bench),
            "Emails/1/Email=ada@example.org FirstName=Ada LastName=Byron");
  EXPECT_EQ(Merge(bench, ",,"), std::vector{Code::kNoDataToApply});
}

TEST_F(RecordMergerTest, OnceIsAlreadyApplied) {
  Catalogue catalogue = BuiltInCatalogue();
  for (ValueList& list : catalogue.lists) {
    if (list.name == "ActivistCodes") {
      list.entries = {{.id = "7", .name = "Volunteer"}, {.id = "8"}};
    }
  }
  PlanBench bench(catalogue, MakeSpec("Contacts", {"A", "U", "VanID"}, R"(
    {"name": "ActivistCode", "fieldValueMappings": [
      {"fieldName": "ActivistCodeID", "columnName": "A"},
      {"fieldName": "CanvassedBy", "columnName": "U"}]})"));
  EXPECT_EQ(Merge(bench, "volunteer,"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench), "ActivistCodes/7");
  EXPECT_EQ(Merge(bench, "7,12"), std::vector{Code::kAlreadyApplied});
  EXPECT_EQ(Text(bench), "ActivistCodes/7");
  EXPECT_EQ(Merge(bench, "8,12"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench), "ActivistCodes/7 ActivistCodes/8/CanvassedBy=12");
}

TEST_F(RecordMergerTest, LaterMappingsSeeEarlierOnes) {
  const std::string phones(kPhones);
  PlanBench bench = Bench({"P", "B", "O", "P2"},
                          phones + R"(, {"name": "CreateOrUpdateContact",
    "fieldValueMappings": [{"fieldName": "Phone", "columnName": "P2"}]})");
  EXPECT_EQ(Merge(bench, "202-555-0123,Y,,202-555-0199"),
            (std::vector{Code::kProcessed, Code::kKeptBestPhone}));
}

TEST_F(RecordMergerTest, AKeyOfSeveralFieldsTellsItemsApart) {
  PlanBench bench = Bench({"E", "N", "T"}, R"({"name": "Jobs",
    "fieldValueMappings": [{"fieldName": "EmployerName", "columnName": "N"},
                           {"fieldName": "JobTitle", "columnName": "T"}]})");
  EXPECT_EQ(Merge(bench, ",a/b\\c,Clerk"), std::vector{Code::kProcessed});
  EXPECT_EQ(Merge(bench, ",a/b\\c,Cook"), std::vector{Code::kProcessed});
  EXPECT_EQ(Merge(bench, ",a,Clerk"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench),
            "Jobs//a/EmployerName=a Jobs//a/JobTitle=Clerk "
            "Jobs//a\\/b\\\\c/EmployerName=a/b\\c "
            "Jobs//a\\/b\\\\c/JobTitle=Cook");
  EXPECT_EQ(Merge(bench, ",,Clerk"), std::vector{Code::kMissingRequired});
  EXPECT_EQ(Merge(bench, ",,"), std::vector{Code::kNoDataToApply});
}

TEST_F(RecordMergerTest, SkippingTheSubscriptionLeavesIt) {
  PlanBench bench = Bench({"E", "S"}, R"({"name": "CreateOrUpdateContact",
    "fieldValueMappings": [
      {"fieldName": "Email", "columnName": "E"},
      {"fieldName": "SkipEmailSubscriptionUpdate", "columnName": "S"}]})");
  const std::string subscribed = " Emails/1/EmailSubscriptionStatusId=2";
  const auto put = [&](bool is_subscribed) {
    RecordBuilder builder;
    builder.SetPart(bench.Name("Emails"), "1", bench.Name("Email"), "a@b.org");
    if (is_subscribed) {
      builder.SetPart(bench.Name("Emails"), "1",
                      bench.Name("EmailSubscriptionStatusId"), "2");
    }
    const std::string bytes = builder.Encode({});
    items_ = RecordView::Parse(bytes)->items();
  };
  for (const std::string skips : {"Y", "N", ""}) {
    put(true);
    EXPECT_EQ(Merge(bench, "new@b.org," + skips),
              std::vector{Code::kProcessed});
    EXPECT_EQ(Text(bench),
              "Emails/1/Email=new@b.org" + (skips == "Y" ? subscribed : ""));
    put(false);
    Merge(bench, "new@b.org," + skips);
    EXPECT_EQ(Text(bench), "Emails/1/Email=new@b.org");
    put(true);
    Merge(bench, "a@b.org," + skips);
    EXPECT_EQ(Text(bench), "Emails/1/Email=a@b.org" + subscribed);
  }
}

TEST_F(RecordMergerTest, NamesOnlyRecordsThatAreThere) {
  Catalogue catalogue = BuiltInCatalogue();
  for (ValueList& list : catalogue.lists) {
    if (list.name == "RelationshipTypes") list.entries = {{.id = "1"}};
  }
  PlanBench bench(catalogue, MakeSpec("Contacts", {"R", "VanID"}, R"(
    {"name": "Relationships", "fieldValueMappings": [
      {"fieldName": "RelationshipTypeID", "staticValue": "1"},
      {"fieldName": "RelatedVanID", "columnName": "R"}]})"));
  owners_.keys.insert(PrimaryKey(7).Encode());
  EXPECT_EQ(Merge(bench, "8"), std::vector{Code::kNamedNotFound});
  EXPECT_EQ(Text(bench), "");
  EXPECT_EQ(Merge(bench, "07"), std::vector{Code::kProcessed});
  EXPECT_EQ(Text(bench),
            "Relationships/1/7/RelatedVanID=7 "
            "Relationships/1/7/RelationshipTypeID=1");
  EXPECT_EQ(Merge(bench, "7"), std::vector{Code::kAlreadyApplied});
}

TEST(NamedKeyTest, HasTheFormOfTheTypesKeys) {
  EXPECT_EQ(NamedKey({.is_key_integer = true}, "-7"), PrimaryKey(-7).Encode());
  EXPECT_EQ(NamedKey({.is_key_integer = true}, "7x"), "");
  EXPECT_EQ(NamedKey({.is_key_integer = true}, "9223372036854775808"), "");
  EXPECT_EQ(NamedKey({.is_key_integer = false}, "7x"), "7x");
  EXPECT_EQ(NamedKey({.is_key_integer = false}, std::string(256, 'k')), "");
}

}  // namespace
}  // namespace millrace
