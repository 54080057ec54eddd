// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The calls that known clients make, request by request, with what each reads
// of the answers (contract i).

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/store.h"
#include "tests/support/status_matchers.h"
#include "tests/support/zip_writer.h"
#include "tests/tools/server/service_fixture.h"

namespace millrace::server {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ClientCallsTest : public ServiceTest {
 protected:
  void Give(const std::string& url, const std::string& bytes) {
    MutexLock lock(mutex_);
    sources_[url] = bytes;
  }
  // What all these clients upload: everything quoted, CRLF.
  static std::string Zip(const std::string& name, const std::string& csv) {
    return WriteZip({{.name = name, .bytes = csv, .method = kZipStored}});
  }
};

// i.1: strings for booleans, an activist code on contacts, "Completed".
TEST_F(ClientCallsTest, Parsons) {
  {
    auto store = Store::Open(options_.store, {.create_if_missing = true});
    MILLRACE_ASSERT_OK(store);
    MILLRACE_ASSERT_OK((*store)->PutListEntry(
        "ActivistCodes", {.id = "4", .name = "Volunteer"}));
  }
  Start({.status_words = StatusWords::kDocumented});
  const std::string people =
      "https://bucket.example/people.zip?X-Amz-Signature=abc&x=1";
  Give(people, Zip("people.csv",
                   "\"vanid\",\"firstname\",\"lastname\",\"email\",\"extra\""
                   "\r\n\"\",\"Ada\",\"Marsh\",\"ada@example.org\",\"x\"\r\n"));
  const JsonTree made = TreeOf(Call(
      "POST", "/v4/bulkImportJobs",
      R"({"description": "Create Or Update Contact Records", "file": )"
      R"({"columnDelimiter": "csv", "columns": [{"name": "vanid"}, )"
      R"({"name": "firstname"}, {"name": "lastname"}, {"name": "email"}, )"
      R"({"name": "extra"}], "fileName": "people.csv", "hasHeader": "True", )"
      R"("hasQuotes": "True", "sourceUrl": ")" +
          people +
          R"("}, "actions": [{"resultFileSizeKbLimit": 5000, )"
          R"("resourceType": "Contacts", "actionType": "loadMappedFile", )"
          R"("mappingTypes": [{"name": "CreateOrUpdateContact"}]}]})"));
  ASSERT_TRUE(made.Integer("jobId").has_value());
  JsonTree job = Settled(static_cast<int>(*made.Integer("jobId")));
  EXPECT_EQ(job.Text("status"), "Completed");

  const std::string codes = "https://bucket.example/6f0c.zip?sig=x";
  Give(codes, Zip("6f0c.csv",
                  "\"vanid\",\"activistcodeid\"\r\n\"1\",\"4\"\r\n"
                  "\"77\",\"4\"\r\n"));
  const JsonTree applied = TreeOf(Call(
      "POST", "/v4/bulkImportJobs",
      R"({"description": "Activist Code Upload", "file": {"columnDelimiter": )"
      R"("csv", "columns": [{"name": "vanid"}, {"name": "activistcodeid"}], )"
      R"("fileName": "6f0c.csv", "hasHeader": "True", "hasQuotes": "True", )"
      R"("sourceUrl": ")" +
          codes +
          R"("}, "actions": [{"resultFileSizeKbLimit": 5000, )"
          R"("resourceType": "ContactsActivistCodes", )"
          R"("actionType": "loadMappedFile", )"
          R"("mappingTypes": [{"name": "ActivistCode"}]}]})"));
  ASSERT_TRUE(applied.Integer("jobId").has_value());
  job = Settled(static_cast<int>(*applied.Integer("jobId")));
  ASSERT_EQ(job.Text("status"), "Completed");
  const std::string url = job.Find("resultFiles")->items.at(0).Text("url");
  const HttpAnswer file = CallAs("", "GET", PathOf(url));
  EXPECT_THAT(file.body, StartsWith("BulkUploadDataID,ULFileID,PrimaryKey,"
                                    "PrimaryKeyType,ActivistCode_"));
  EXPECT_THAT(file.body, HasSubstr(",1,VanID,Processed\r\n"));

  EXPECT_THAT(Call("GET", "/v4/bulkImportJobs/resources").body,
              StartsWith("[\"Contacts\""));
  std::vector<std::string> names;
  for (std::string next = "/v4/bulkImportMappingTypes"; !next.empty();) {
    const JsonTree page = TreeOf(Call("GET", next));
    for (const JsonTree& type : page.Find("items")->items) {
      names.push_back(type.Text("name"));
    }
    next = page.Text("nextPageLink");
    if (!next.empty()) next = PathOf(next);
  }
  EXPECT_THAT(names, Contains("ActivistCode"));
  EXPECT_EQ(TreeOf(Call("GET", "/v4/bulkImportMappingTypes/activistcode"))
                .Text("name"),
            "ActivistCode");
  const JsonTree values = TreeOf(Call(
      "GET", "/v4/bulkImportMappingTypes/ActivistCode/ActivistCodeID/values"));
  EXPECT_EQ(values.Find("items")->items.at(0).Text("id"), "4");
  EXPECT_EQ(TreeOf(Call("GET", "/v4/apiKeyProfiles"))
                .Find("items")
                ->items.at(0)
                .Find("hasMyCampaign")
                ->boolean,
            true);
}

// i.2: bodies on GET, paging with its own limits, the base put in front of a
// whole address.
TEST_F(ClientCallsTest, EveryActionClient) {
  Start();
  const HttpClient::Headers json = {{"Content-Type", "application/json"}};
  const JsonTree all = TreeOf(Call(
      "GET", "/v4/bulkImportMappingTypes?%24top=50&%24skip=0", "{}", json));
  ASSERT_NE(all.Find("items"), nullptr);
  EXPECT_EQ(all.Find("nextPageLink")->kind, JsonTree::Kind::kNull);
  const JsonTree page = TreeOf(
      Call("GET", "/v4/bulkImportMappingTypes?%24top=2&%24skip=0", "{}", json));
  const std::string next = page.Text("nextPageLink");
  const JsonTree second = TreeOf(Call("GET", "/v4/" + next, "\"{}\"", json));
  ASSERT_NE(second.Find("items"), nullptr);
  EXPECT_EQ(second.Find("items")->items.at(0).Text("name"),
            all.Find("items")->items.at(2).Text("name"));
  EXPECT_EQ(Call("GET", "/v4/bulkImportJobs/resources", "{}", json).status,
            200);
  const int id = Post(Spec(Upload(kPeople)));
  Settled(id);
  const JsonTree job = TreeOf(
      Call("GET", "/v4/bulkImportJobs/" + std::to_string(id), "{}", json));
  EXPECT_EQ(job.Integer("id"), id);
  EXPECT_EQ(job.Integer("jobId"), id);
  const JsonTree& file = job.Find("resultFiles")->items.at(0);
  EXPECT_EQ(file.Text("downloadUrl"), file.Text("url"));
  EXPECT_EQ(file.Integer("recordCount"), 3);
  const JsonTree missing =
      TreeOf(Call("GET", "/v4/bulkImportJobs/75", "{}", json));
  EXPECT_EQ(missing.Find("errors")->items.at(0).Text("code"), "NOT_FOUND");
}

// i.3: its POST can have no body; it models 400 and 404.
TEST_F(ClientCallsTest, GeneratedClient) {
  Start();
  const HttpAnswer created = Call("POST", "/v4/bulkImportJobs");
  EXPECT_EQ(created.status, 400);
  const JsonTree tree = TreeOf(created);
  const JsonTree* errors = tree.Find("errors");
  ASSERT_NE(errors, nullptr);
  EXPECT_FALSE(errors->items.at(0).Text("code").empty());
  EXPECT_FALSE(errors->items.at(0).Text("text").empty());
  EXPECT_EQ(Call("GET", "/v4/bulkImportJobs/75").status, 404);
  for (const char* list :
       {"/v4/bulkImportMappingTypes",
        "/v4/bulkImportMappingTypes/Phones/PhoneTypeID/values",
        "/v4/bulkImportMappingTypes/Phones/Phone/values"}) {
    const JsonTree page = TreeOf(Call("GET", list));
    ASSERT_NE(page.Find("items"), nullptr) << list;
    EXPECT_TRUE(page.Integer("count").has_value()) << list;
    EXPECT_NE(page.Find("nextPageLink"), nullptr) << list;
  }
  EXPECT_EQ(Call("GET", "/v4/bulkImportMappingTypes/Nothing").status, 404);
  EXPECT_EQ(
      Call("GET", "/v4/bulkImportMappingTypes/Phones/Nothing/values").status,
      404);
}

// i.4: polls until Completed, Error or Failed; counts the last column.
TEST_F(ClientCallsTest, AirbyteDestination) {
  Start({.status_words = StatusWords::kDocumented});
  const std::string url =
      "https://storage.example/data_import.zip?X-Goog-Signature=1";
  Give(url, Zip("data_import.csv",
                "FirstName,LastName,Email\r\n\"Ada\",\"Marsh\","
                "\"ada@example.org\"\r\n"));
  std::string spec = Spec(url);
  spec.replace(spec.find("people.csv"), 10, "data_import.csv");
  const int id = Post(spec);
  std::string status;
  while (status != "Completed") {
    status = Job(id).Text("status");
    ASSERT_NE(status, "Error");
    ASSERT_NE(status, "Failed");
  }
  const std::string file = Job(id).Find("resultFiles")->items.at(0).Text("url");
  EXPECT_THAT(CallAs("", "GET", PathOf(file)).body,
              HasSubstr("VanID,Processed\r\n"));
}

// i.5: field names that do not exist are named, with those that do.
TEST_F(ClientCallsTest, ScriptWithWrongFields) {
  Start();
  std::string spec = Spec(Upload(kPeople));
  const std::string plain = R"({"name":"CreateOrUpdateContact"})";
  spec.replace(spec.find(plain), plain.size(),
               R"({"name":"CreateOrUpdateContact","fieldValueMappings":)"
               R"([{"fieldName":"Q1","columnName":"Email"}]})");
  const HttpAnswer answer = Call("POST", "/v4/bulkImportJobs", spec);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body,
              HasSubstr("actions[0].mappingTypes[0].fieldValueMappings[0]."
                        "fieldName"));
  EXPECT_THAT(answer.body, HasSubstr("FirstName"));
}

}  // namespace
}  // namespace millrace::server
