// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/built_in_catalogue.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "pipeline/batch/field_binding.h"
#include "tests/pipeline/spec/edited_json.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const MappingType& TypeOf(std::string_view name) {
  const MappingType* type = BuiltInCatalogue().FindMappingType(name);
  EXPECT_NE(type, nullptr) << name;
  return *type;
}

std::vector<std::string> NamesOf(const MappingType& type) {
  std::vector<std::string> names;
  for (const Field& field : type.fields) names.push_back(field.name);
  return names;
}

std::vector<std::string> RequiredOf(const MappingType& type) {
  std::vector<std::string> names;
  for (const Field& field : type.fields) {
    if (field.is_required) names.push_back(field.name);
  }
  return names;
}

std::vector<std::string> IdsOf(const MappingType& type, std::string_view name) {
  std::vector<std::string> ids;
  for (const Choice& choice :
       BuiltInCatalogue().ChoicesOf(*FindField(type, name))) {
    ids.push_back(choice.id);
  }
  return ids;
}

TEST(BuiltInCatalogueTest, IsTheTextThatTheBuildEmbeds) {
  EXPECT_THAT(ParseCatalogue(kBuiltInCatalogueJson),
              IsOkAndHolds(BuiltInCatalogue()));
}

TEST(BuiltInCatalogueTest, HasTheResourceTypesOfSectionF) {
  const Catalogue& catalogue = BuiltInCatalogue();
  ASSERT_THAT(catalogue.resource_types, SizeIs(4));
  const ResourceType& contacts = catalogue.resource_types[0];
  EXPECT_EQ(contacts.name, "Contacts");
  EXPECT_EQ(contacts.singular, "Contact");
  EXPECT_EQ(contacts.key_name, "VanID");
  EXPECT_EQ(contacts.key_type, KeyType::kInteger);
  EXPECT_EQ(contacts.key_assigner, KeyAssigner::kStore);
  EXPECT_EQ(contacts.on_mapping_failure, MappingFailure::kMessage);
  ASSERT_THAT(contacts.match_rules, SizeIs(5));
  EXPECT_THAT(contacts.match_rules[0].parts,
              ElementsAre(MatchPart{.field = "FirstName"},
                          MatchPart{.field = "LastName"},
                          MatchPart{.field = "Emails.Email"}));
  std::vector<std::string> names;
  for (const MatchRule& rule : contacts.match_rules) names.push_back(rule.name);
  EXPECT_THAT(names, ElementsAre("NameAndEmail", "NameAndPhone",
                                 "NameZipAndBirth", "NameAndStreet", "Email"));
  EXPECT_THAT(contacts.match_rules[4].parts,
              ElementsAre(MatchPart{.field = "Emails.Email"}));
  const ResourceType& codes = catalogue.resource_types[1];
  EXPECT_EQ(codes.name, "ContactsActivistCodes");
  EXPECT_EQ(codes.records_of, "Contacts");
  EXPECT_EQ(codes.key_name, "VanID");
  EXPECT_EQ(catalogue.resource_types[2].name, "Contributions");
  EXPECT_EQ(catalogue.resource_types[2].key_name, "ContributionID");
  EXPECT_EQ(catalogue.resource_types[3].name, "ActivistCodes");
}

TEST(BuiltInCatalogueTest, HasTheMappingTypesOfSectionF) {
  std::vector<std::string> published;
  std::vector<std::string> ours;
  for (const MappingType& type : BuiltInCatalogue().mapping_types) {
    const bool is_ours = type.description.starts_with("Ours: ");
    (is_ours ? ours : published).push_back(type.name);
  }
  EXPECT_THAT(
      published,
      ElementsAre("CreateOrUpdateContact", "Phones", "Email", "MailingAddress",
                  "ApplyExternalID", "ActivistCode", "CanvassResults",
                  "Suppressions", "ApplyContactCustomFields"));
  EXPECT_THAT(
      ours, ElementsAre("CustomAddress", "NamesAndSalutations", "Jobs",
                        "Relationships", "Tags", "SurveyResponses",
                        "CreateOrUpdateContribution", "ContributionAdjustment",
                        "CreateOrUpdateActivistCode"));
}

TEST(BuiltInCatalogueTest, HasTheFieldsOfCreateOrUpdateContact) {
  const MappingType& type = TypeOf("CreateOrUpdateContact");
  EXPECT_EQ(type.display_name, "Create Or Update Contact");
  EXPECT_EQ(type.multiple_mode, MultipleMode::kSingle);
  EXPECT_THAT(type.resource_types, ElementsAre("Contacts"));
  EXPECT_TRUE(type.creates);
  EXPECT_THAT(RequiredOf(type), IsEmpty());
  // Contract f.1, group by group.
  EXPECT_EQ(NamesOf(type), (std::vector<std::string>{
                               "VanID",
                               "Action",
                               "DoNotUpdateBest",
                               "SkipEmailSubscriptionUpdate",
                               "IsInFileMatchingEnabled",
                               "ContactModeID",
                               "External_<n>ID",
                               "Title",
                               "FirstName",
                               "MiddleName",
                               "LastName",
                               "Suffix",
                               "ProfessionalSuffix",
                               "Salutation",
                               "FormalSalutation",
                               "AdditionalSalutation",
                               "EnvelopeName",
                               "FormalEnvelopeName",
                               "AdditionalEnvelopeName",
                               "DOB",
                               "Sex",
                               "EmployerName",
                               "OccupationName",
                               "OrganizationContactCommonName",
                               "OrganizationContactOfficialName",
                               "AddressLine1",
                               "AddressLine2",
                               "AddressLine3",
                               "City",
                               "StateOrProvince",
                               "ZipOrPostal",
                               "CountryCode",
                               "DisplayAsEntered",
                               "Phone",
                               "PhoneCountryCode",
                               "CellPhone",
                               "CellPhoneCountryCode",
                               "WorkPhone",
                               "WorkPhoneCountryCode",
                               "Email",
                               "OtherEmail",
                               "WorkEmail",
                           }));
  EXPECT_THAT(IdsOf(type, "Action"),
              ElementsAre("Create", "Update", "CreateOrUpdate"));
  EXPECT_THAT(IdsOf(type, "ContactModeID"), ElementsAre("1", "2"));
  EXPECT_THAT(IdsOf(type, "External_1ID"), ElementsAre("1"));
}

TEST(BuiltInCatalogueTest, KnowsTheRolesOfItsFields) {
  const MappingType& type = TypeOf("CreateOrUpdateContact");
  const std::map<std::string, FieldRole> roles = {
      {"VanID", FieldRole::kKey},
      {"Action", FieldRole::kAction},
      {"DoNotUpdateBest", FieldRole::kDoNotUpdateBest},
      {"SkipEmailSubscriptionUpdate", FieldRole::kSkipSubscription},
      {"IsInFileMatchingEnabled", FieldRole::kInFileMatching},
      {"External_<n>ID", FieldRole::kExternalId},
  };
  for (const Field& field : type.fields) {
    const auto role = roles.find(field.name);
    EXPECT_EQ(field.role,
              role == roles.end() ? FieldRole::kValue : role->second)
        << field.name;
  }
}

// Contract m.4: names, organisations, e-mails, phones, address lines.
TEST(BuiltInCatalogueTest, KnowsWhatIsEnoughToCreate) {
  EXPECT_THAT(
      TypeOf("CreateOrUpdateContact").enough_to_create,
      ::testing::UnorderedElementsAre(
          "FirstName", "MiddleName", "LastName",
          "OrganizationContactCommonName", "OrganizationContactOfficialName",
          "Email", "OtherEmail", "WorkEmail", "Phone", "CellPhone", "WorkPhone",
          "AddressLine1", "AddressLine2", "AddressLine3"));
}

// Contract m.8: which item of a record each field is for.
TEST(BuiltInCatalogueTest, PutsValuesWhereSectionMSays) {
  std::set<std::string> places;
  for (const Effect& effect : TypeOf("CreateOrUpdateContact").effects) {
    if (effect.kind != EffectKind::kPutItem) continue;
    EXPECT_EQ(effect.rule, ItemRule::kBest);
    for (const EffectPart& part : effect.parts) {
      places.insert(part.field + " -> " + effect.collection + "/" +
                    effect.item_key + "." + part.part);
    }
  }
  EXPECT_THAT(
      places,
      ::testing::UnorderedElementsAre(
          "AddressLine1 -> Addresses/Home.AddressLine1",
          "AddressLine2 -> Addresses/Home.AddressLine2",
          "AddressLine3 -> Addresses/Home.AddressLine3",
          "City -> Addresses/Home.City",
          "StateOrProvince -> Addresses/Home.StateOrProvince",
          "ZipOrPostal -> Addresses/Home.ZipOrPostal",
          "CountryCode -> Addresses/Home.CountryCode",
          "DisplayAsEntered -> Addresses/Home.DisplayAsEntered",
          "Phone -> Phones/H.Phone", "Phone -> Phones/H.PhoneAsGiven",
          "PhoneCountryCode -> Phones/H.CountryCode",
          "CellPhone -> Phones/C.Phone", "CellPhone -> Phones/C.PhoneAsGiven",
          "CellPhoneCountryCode -> Phones/C.CountryCode",
          "WorkPhone -> Phones/W.Phone", "WorkPhone -> Phones/W.PhoneAsGiven",
          "WorkPhoneCountryCode -> Phones/W.CountryCode",
          "Email -> Emails/1.Email", "OtherEmail -> Emails/3.Email",
          "WorkEmail -> Emails/2.Email"));
}

TEST(BuiltInCatalogueTest, HasPhones) {
  const MappingType& type = TypeOf("Phones");
  EXPECT_EQ(type.multiple_mode, MultipleMode::kSinglePerType);
  EXPECT_EQ(type.type_field, "PhoneTypeID");
  EXPECT_THAT(NamesOf(type),
              ElementsAre("Phone", "PhoneTypeID", "CountryCode",
                          "PhoneOptInStatusID", "IsCellStatusID", "IsBest"));
  EXPECT_THAT(RequiredOf(type), ElementsAre("Phone", "PhoneTypeID"));
  EXPECT_THAT(IdsOf(type, "PhoneTypeID"),
              ElementsAre("C", "F", "H", "M", "O", "U", "W"));
  EXPECT_THAT(IdsOf(type, "PhoneOptInStatusID"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(IdsOf(type, "IsCellStatusID"), ElementsAre("1", "2", "3", "4"));
  ASSERT_THAT(type.effects, SizeIs(1));
  const Effect& effect = type.effects[0];
  EXPECT_EQ(effect.collection, "Phones");
  EXPECT_THAT(effect.item_key_fields, ElementsAre("PhoneTypeID"));
  EXPECT_EQ(effect.keeps, KeptItem::kPhone);
  EXPECT_THAT(effect.same_by, ElementsAre("Phone"));
  EXPECT_EQ(effect.best_field, "IsBest");
}

TEST(BuiltInCatalogueTest, HasEmail) {
  const MappingType& type = TypeOf("Email");
  EXPECT_EQ(type.multiple_mode, MultipleMode::kSinglePerType);
  EXPECT_EQ(type.type_field, "EmailTypeId");
  EXPECT_THAT(NamesOf(type),
              ElementsAre("Email", "EmailTypeId", "EmailSubscriptionStatusId",
                          "IsBest"));
  EXPECT_THAT(RequiredOf(type), ElementsAre("Email"));
  EXPECT_THAT(IdsOf(type, "EmailTypeId"), ElementsAre("1", "2", "3"));
  EXPECT_THAT(FindField(type, "EmailSubscriptionStatusId")->choices,
              ElementsAre(Choice{.id = "0", .name = "Unsubscribed"},
                          Choice{.id = "1", .name = "Not Subscribed"},
                          Choice{.id = "2", .name = "Subscribed"}));
  ASSERT_THAT(type.effects, SizeIs(1));
  EXPECT_EQ(type.effects[0].item_key_default, "1");
  EXPECT_EQ(type.effects[0].keeps, KeptItem::kEmail);
}

TEST(BuiltInCatalogueTest, HasMailingAddress) {
  const MappingType& type = TypeOf("MailingAddress");
  EXPECT_EQ(type.display_name, "Apply Mailing Address");
  EXPECT_EQ(type.multiple_mode, MultipleMode::kSingle);
  EXPECT_THAT(
      NamesOf(type),
      ElementsAre("MailingAddress", "MailingAddressLine2",
                  "MailingAddressLine3", "MailingCity",
                  "MailingStateOrProvince", "MailingZipOrPostal",
                  "MailingCountryCode", "MailingDisplayAsEntered", "IsBest"));
  EXPECT_EQ(type.fields[0].description, "Address Line 1");
  ASSERT_THAT(type.effects, SizeIs(1));
  EXPECT_EQ(type.effects[0].item_key, "Mailing");
  EXPECT_EQ(type.effects[0].keeps, KeptItem::kAddress);
  EXPECT_THAT(type.effects[0].same_by, IsEmpty());
}

TEST(BuiltInCatalogueTest, HasApplyExternalID) {
  const MappingType& type = TypeOf("ApplyExternalID");
  EXPECT_EQ(type.display_name, "Apply External ID");
  EXPECT_EQ(type.multiple_mode, MultipleMode::kSinglePerType);
  EXPECT_THAT(RequiredOf(type), ElementsAre("ExternalID", "ExternalIDTypeID"));
  // It binds and never finds (contract m.5).
  EXPECT_EQ(type.fields[0].role, FieldRole::kValue);
  ASSERT_THAT(type.effects, SizeIs(1));
  EXPECT_EQ(type.effects[0].kind, EffectKind::kBindIdentity);
}

// Contract f.2: captured word for word.
TEST(BuiltInCatalogueTest, HasActivistCode) {
  const MappingType& type = TypeOf("ActivistCode");
  EXPECT_EQ(type.display_name, "Apply Activist Code");
  EXPECT_EQ(type.multiple_mode, MultipleMode::kMultiple);
  EXPECT_THAT(type.resource_types,
              ElementsAre("Contacts", "ContactsActivistCodes"));
  EXPECT_THAT(NamesOf(type), ElementsAre("ActivistCodeID", "CanvassedBy",
                                         "DateCanvassed", "ContactTypeID"));
  EXPECT_THAT(RequiredOf(type), ElementsAre("ActivistCodeID"));
  const std::vector<std::string> descriptions = {
      "Activist Code ID", "Recruited By, must be a valid user id",
      "Contacted When", "Contacted How"};
  for (size_t i = 0; i < type.fields.size(); ++i) {
    EXPECT_EQ(type.fields[i].description, descriptions[i]);
    EXPECT_TRUE(type.fields[i].can_map_column);
    EXPECT_TRUE(type.fields[i].can_map_by_name);
  }
  EXPECT_THAT(type.fields[1].parents, IsEmpty());
  EXPECT_THAT(type.fields[2].parents,
              ElementsAre(FieldParent{.field = "CanvassedBy"}));
  EXPECT_THAT(type.fields[3].parents,
              ElementsAre(FieldParent{.field = "CanvassedBy"}));
}

TEST(BuiltInCatalogueTest, DescribesEveryField) {
  for (const MappingType& type : BuiltInCatalogue().mapping_types) {
    EXPECT_FALSE(type.display_name.empty()) << type.name;
    EXPECT_FALSE(type.description.empty()) << type.name;
    for (const Field& field : type.fields) {
      EXPECT_FALSE(field.description.empty()) << type.name << "." << field.name;
    }
  }
}

constexpr char kExampleJob[] =
    MILLRACE_SOURCE_DIR "/tests/golden/worked_example/job.json";

TEST(BuiltInCatalogueTest, TakesTheWorkedExample) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec spec, ReadJobSpec(kExampleJob));
  EXPECT_THAT(Lines(CheckJobSpec(spec, BuiltInCatalogue())), IsEmpty());
  EXPECT_THAT(ParseJobSpec(ToJson(spec)), IsOkAndHolds(spec));
}

// "CreateOrUpdateContact: FirstName<-0", and so on; constants in quotes.
std::vector<std::string> BindingLines(const JobSpec& spec) {
  const Catalogue& catalogue = BuiltInCatalogue();
  const JobBinding binding =
      BindFields(spec, catalogue, *catalogue.FindResourceType("Contacts"));
  std::vector<std::string> lines;
  for (size_t i = 0; i < binding.mappings.size(); ++i) {
    std::string line = spec.mapping_types[i].name + ":";
    for (const BoundField& one : binding.mappings[i]) {
      line += " " + one.name + "<-" +
              (one.column >= 0 ? std::to_string(one.column)
                               : "'" + one.static_value.value_or("") + "'");
    }
    lines.push_back(line);
  }
  return lines;
}

// Contract j: WorkPhone and ExternalId are bound explicitly elsewhere, so the
// contact does not take them by name.
TEST(BuiltInCatalogueTest, BindsTheWorkedExampleAsTheContractSays) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec spec, ReadJobSpec(kExampleJob));
  EXPECT_THAT(
      BindingLines(spec),
      ElementsAre("CreateOrUpdateContact: FirstName<-0 LastName<-1 "
                  "AddressLine1<-2 City<-3 StateOrProvince<-4 ZipOrPostal<-5 "
                  "CellPhone<-9 Email<-6",
                  "Phones: Phone<-10 PhoneTypeID<-'W'",
                  "Phones: Phone<-7 PhoneTypeID<-'H' CountryCode<-8",
                  "ApplyExternalID: ExternalID<-11 ExternalIDTypeID<-'1'"));
}

// What Parsons' upsert sends: names alone, an extra column that is no field.
TEST(BuiltInCatalogueTest, TakesUpsertsByName) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobSpec spec, ParseJobSpec(R"({
    "description": "Create Or Update Contact Records",
    "file": {"fileName": "x.csv", "columns": [
      {"name": "vanid"}, {"name": "firstname"}, {"name": "ziporpostal"},
      {"name": "cellphone"}, {"name": "shoe_size"}, {"name": "External_81ID"}]},
    "actions": [{"actionType": "loadMappedFile", "resourceType": "Contacts",
      "mappingTypes": [{"name": "CreateOrUpdateContact"}]}]})"));
  EXPECT_THAT(CheckJobSpec(spec, BuiltInCatalogue()), IsEmpty());
  EXPECT_THAT(BindingLines(spec),
              ElementsAre(StartsWith("CreateOrUpdateContact: VanID<-0 "
                                     "FirstName<-1 ZipOrPostal<-2 "
                                     "CellPhone<-3")));
}

}  // namespace
}  // namespace millrace
