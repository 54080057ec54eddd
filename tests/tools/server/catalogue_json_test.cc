// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/catalogue_json.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::server {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const Catalogue& BuiltIn() { return BuiltInCatalogue(); }

TEST(CatalogueJsonTest, ShowsAFieldWithItsParent) {
  const MappingType* type = BuiltIn().FindMappingType("ActivistCode");
  ASSERT_NE(type, nullptr);
  const std::string json = MappingTypeJson(BuiltIn(), *type, {});
  EXPECT_THAT(json, StartsWith("{\"name\":\"ActivistCode\",\"displayName\":"));
  EXPECT_THAT(json, HasSubstr("\"allowMultipleMode\":\"Multiple\""));
  EXPECT_THAT(json, HasSubstr("\"parents\":[{\"parentFieldName\":"
                              "\"CanvassedBy\",\"limitedToParentValues\":"
                              "null}]"));
  EXPECT_THAT(json, HasSubstr("\"parents\":null"));
}

TEST(CatalogueJsonTest, ShowsValuesWithTextIds) {
  const MappingType* type = BuiltIn().FindMappingType("Email");
  ASSERT_NE(type, nullptr);
  const Field* field = FindField(*type, "EmailSubscriptionStatusId");
  ASSERT_NE(field, nullptr);
  EXPECT_THAT(
      ValueJsons(BuiltIn(), *type, *field),
      ElementsAre("{\"name\":\"Unsubscribed\",\"id\":\"0\",\"parents\":null}",
                  "{\"name\":\"Not Subscribed\",\"id\":\"1\",\"parents\":null}",
                  "{\"name\":\"Subscribed\",\"id\":\"2\",\"parents\":null}"));
  EXPECT_THAT(ValueJsons(BuiltIn(), *type, *FindField(*type, "Email")),
              IsEmpty());
}

TEST(CatalogueJsonTest, AKeySeesWhatItMayImport) {
  Caller limited;
  limited.resource_types = {"contactsactivistcodes"};
  EXPECT_THAT(ResourceNames(BuiltIn(), limited),
              ElementsAre("ContactsActivistCodes"));
  EXPECT_THAT(ResourceNames(BuiltIn(), {}), Contains("Contacts"));
  const MappingType* phones = BuiltIn().FindMappingType("Phones");
  const MappingType* code = BuiltIn().FindMappingType("ActivistCode");
  EXPECT_FALSE(MaySee(*phones, limited));
  EXPECT_TRUE(MaySee(*code, limited));
  EXPECT_THAT(MappingTypeJson(BuiltIn(), *code, limited),
              HasSubstr("\"resourceTypes\":[\"ContactsActivistCodes\"]"));
}

TEST(CatalogueJsonTest, RetiredValuesAreNotShown) {
  const Field field = {
      .name = "Level",
      .type = FieldType::kChoice,
      .choices = {{.id = "1", .name = "One"},
                  {.id = "2", .name = "Two", .retired = true}}};
  const MappingType type = {.name = "Own", .fields = {field}};
  EXPECT_THAT(ValueJsons(BuiltIn(), type, field), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace millrace::server
