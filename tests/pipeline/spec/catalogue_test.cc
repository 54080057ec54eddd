// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "millrace/catalogue.h"

#include <string>

#include <gtest/gtest.h>

namespace millrace {
namespace {

TEST(CatalogueTest, FindsByNameInAnyCase) {
  const Catalogue& catalogue = BuiltInCatalogue();
  ASSERT_NE(catalogue.FindResourceType("CONTACTS"), nullptr);
  EXPECT_EQ(catalogue.FindResourceType("CONTACTS")->name, "Contacts");
  EXPECT_EQ(catalogue.FindResourceType("Contact"), nullptr);
  EXPECT_EQ(catalogue.FindMappingType("phones")->name, "Phones");
  EXPECT_EQ(catalogue.FindMappingType(""), nullptr);
  EXPECT_EQ(catalogue.FindList("activistcodes")->name, "ActivistCodes");
  EXPECT_EQ(catalogue.FindList("x"), nullptr);
}

TEST(CatalogueTest, KnowsWhoseRecordsAreWritten) {
  const Catalogue& catalogue = BuiltInCatalogue();
  const ResourceType* contacts = catalogue.FindResourceType("Contacts");
  EXPECT_EQ(&catalogue.RecordsOf(*contacts), contacts);
  EXPECT_EQ(&catalogue.RecordsOf(
                *catalogue.FindResourceType("ContactsActivistCodes")),
            contacts);
}

TEST(CatalogueTest, KnowsChoices) {
  const Catalogue& catalogue = BuiltInCatalogue();
  const MappingType& phones = *catalogue.FindMappingType("Phones");
  EXPECT_EQ(catalogue.ChoicesOf(*FindField(phones, "PhoneTypeID")).size(), 7u);
  const MappingType& ids = *catalogue.FindMappingType("ApplyExternalID");
  EXPECT_EQ(&catalogue.ChoicesOf(*FindField(ids, "ExternalIDTypeID")),
            &catalogue.FindList("ExternalIDTypes")->entries);
  EXPECT_TRUE(catalogue.ChoicesOf(*FindField(phones, "Phone")).empty());
}

TEST(CatalogueTest, FindsFieldsAndInstancesOfPatterns) {
  const MappingType type = {.fields = {{.name = "External_<n>ID"},
                                       {.name = "External_7ID"},
                                       {.name = "CF<n>"},
                                       {.name = "Name"}}};
  std::string digits = "left over";
  EXPECT_EQ(FindField(type, "NAME", &digits), &type.fields[3]);
  EXPECT_EQ(digits, "");
  EXPECT_EQ(FindField(type, "external_81id", &digits), &type.fields[0]);
  EXPECT_EQ(digits, "81");
  EXPECT_EQ(FindField(type, "External_0081ID", &digits), &type.fields[0]);
  EXPECT_EQ(digits, "81");
  EXPECT_EQ(FindField(type, "External_000ID", &digits), &type.fields[0]);
  EXPECT_EQ(digits, "0");
  // A field of just this name goes before the pattern.
  EXPECT_EQ(FindField(type, "External_7ID", &digits), &type.fields[1]);
  EXPECT_EQ(digits, "");
  EXPECT_EQ(FindField(type, "cf123"), &type.fields[2]);
  for (const char* name : {"External_ID", "External_1", "1ID", "External_xID",
                           "External_-1ID", "External_<n>ID", "CF", "CF1a",
                           "CF 1", "", "Names", "CF1234567890123456789"}) {
    EXPECT_EQ(FindField(type, name, &digits), nullptr) << name;
    EXPECT_EQ(digits, "");
  }
}

}  // namespace
}  // namespace millrace
