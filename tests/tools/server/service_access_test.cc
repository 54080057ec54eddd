// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Who may do what at the service, what it takes from them, and what it keeps
// to itself.

#include <sys/stat.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/server/service_fixture.h"

namespace millrace::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(ServiceTest, KeysAreAskedFor) {
  Start();
  const HttpAnswer none = CallAs("", "GET", "/v4/bulkImportJobs/resources");
  EXPECT_EQ(none.status, 401);
  EXPECT_THAT(none.body, HasSubstr("\"UNAUTHORIZED\""));
  EXPECT_THAT(none.headers.at("www-authenticate"), StartsWith("Basic "));
  EXPECT_EQ(CallAs("wrong|1", "GET", "/bulkImportJobs/resources").status, 401);
  std::string other_mode = key_;
  other_mode.back() = '0';
  const HttpAnswer mode =
      CallAs(other_mode, "GET", "/bulkImportJobs/resources");
  EXPECT_EQ(mode.status, 403);
  EXPECT_THAT(mode.body, HasSubstr("\"FORBIDDEN\""));
  EXPECT_EQ(Call("GET", "/bulkImportJobs/resources").status, 200);
  // A key made while the service runs is known at once.
  EXPECT_EQ(CallAs(MakeKey(), "GET", "/bulkImportJobs/resources").status, 200);
  for (const char* open : {"/healthz", "/readyz", "/openapi.json"}) {
    EXPECT_EQ(CallAs("", "GET", open).status, 200) << open;
  }
  for (const char* closed : {"/metrics", "/", "/apiKeyProfiles", "/uploads/x",
                             "/bulkImportMappingTypes"}) {
    EXPECT_EQ(CallAs("", "GET", closed).status, 401) << closed;
  }
}

TEST_F(ServiceTest, AKeySeesItsOwnJobsOnly) {
  Start();
  const std::string other = MakeKey();
  const std::string upload = Upload(kPeople);
  const int id = Post(Spec(upload));
  Settled(id);
  const std::string path = "/bulkImportJobs/" + std::to_string(id);
  EXPECT_EQ(CallAs(other, "GET", path).status, 404);
  EXPECT_EQ(CallAs(other, "GET", path + "/rows").status, 404);
  EXPECT_EQ(CallAs(other, "POST", path + "/cancel").status, 404);
  EXPECT_EQ(TreeOf(CallAs(other, "GET", "/bulkImportJobs")).Integer("count"),
            0);
  EXPECT_EQ(TreeOf(Call("GET", "/bulkImportJobs")).Integer("count"), 1);
  EXPECT_EQ(CallAs(other, "POST", "/bulkImportJobs", Spec(upload)).status, 400);
  EXPECT_EQ(CallAs(other, "GET", "/uploads/" + upload.substr(7)).status, 404);
}

TEST_F(ServiceTest, AKeyMayBeLimitedToResourceTypes) {
  Start();
  key_ = MakeKey({"ContactsActivistCodes"});
  EXPECT_EQ(Call("GET", "/v4/bulkImportJobs/resources").body,
            "[\"ContactsActivistCodes\"]");
  const HttpAnswer answer =
      Call("POST", "/v4/bulkImportJobs", Spec(Upload(kPeople)));
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(answer.body, HasSubstr("actions[0].resourceType"));
  EXPECT_EQ(Call("GET", "/v4/bulkImportMappingTypes/Phones").status, 404);
}

TEST_F(ServiceTest, AnOpenServiceAnswersToThisMachineOnly) {
  Start({.open = true});
  EXPECT_EQ(CallAs("", "GET", "/bulkImportJobs/resources").status, 200);
  const std::string address = service_->address();
  HttpClient client(
      static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  // A name that a page pointed here only just now.
  client.Write("GET /bulkImportJobs HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_EQ(client.Read().status, 403);
  EXPECT_EQ(
      CallAs("", "POST", "/uploads", "x", {{"Origin", "https://evil.example"}})
          .status,
      403);
  EXPECT_EQ(CallAs("", "POST", "/uploads", "x", {{"Origin", address}}).status,
            201);
}

// Behind a proxy: the origin is the base address's, whole, and no part of it.
TEST_F(ServiceTest, PagesOfOtherSitesMayNotPost) {
  Start({.base_url = "https://import.example.com/bulk"});
  const auto post_from = [&](const std::string& origin) {
    return CallAs(key_, "POST", "/uploads", "x", {{"Origin", origin}}).status;
  };
  EXPECT_EQ(post_from("https://import.example.com"), 201);
  EXPECT_EQ(post_from("https://mple.com"), 403);
  EXPECT_EQ(post_from("https://example.com"), 403);
  EXPECT_EQ(post_from("http://import.example.com"), 403);
  EXPECT_EQ(post_from("null"), 403);
}

TEST_F(ServiceTest, LogsAndNumbersHoldNothingOfUsers) {
  Start();
  const int id = Post(Spec(Upload(kPeople)));
  const std::string url =
      Settled(id).Find("resultFiles")->items.at(0).Text("url");
  CallAs("", "GET", PathOf(url));
  Call("GET", "/bulkImportJobs?text=Okafor");
  Call("GET", "/Okafor/nothing");
  const std::string token = url.substr(url.find("/results/") + 9, 40);
  EXPECT_THAT(log(), HasSubstr("job-settled job=1 end=complete"));
  EXPECT_THAT(log(), AllOf(Not(HasSubstr("Okafor")), Not(HasSubstr(token)),
                           Not(HasSubstr(key_.substr(9)))));
  const std::string metrics = Call("GET", "/metrics").body;
  EXPECT_THAT(metrics,
              HasSubstr("millrace_jobs_settled_total{end=\"complete\"} 1"));
  EXPECT_THAT(metrics, AllOf(Not(HasSubstr("Okafor")), Not(HasSubstr(token))));
}

TEST_F(ServiceTest, KeepsItsFolderToItself) {
  Start();
  Settled(Post(Spec(Upload(kPeople))));
  const std::filesystem::path state = service_->state().path;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(state)) {
    struct stat found = {};
    ASSERT_EQ(::stat(entry.path().c_str(), &found), 0);
    if (S_ISDIR(found.st_mode)) {
      EXPECT_EQ(found.st_mode & 0777, 0700u) << entry.path();
    } else {
      EXPECT_EQ(found.st_mode & 0077, 0u) << entry.path();
    }
  }
}

TEST_F(ServiceTest, UploadsComeInPieces) {
  Start();
  const std::string bytes = kPeople;
  const JsonTree begun =
      TreeOf(Call("POST", "/uploads", "",
                  {{"Upload-Length", std::to_string(bytes.size())}}));
  const std::string path = "/uploads/" + begun.Text("uploadId");
  EXPECT_FALSE(begun.Find("isWhole")->boolean);
  EXPECT_EQ(
      Call("PATCH", path, bytes.substr(0, 10), {{"Upload-Offset", "0"}}).status,
      200);
  const HttpAnswer wrong =
      Call("PATCH", path, bytes.substr(0, 10), {{"Upload-Offset", "0"}});
  EXPECT_EQ(wrong.status, 409);
  EXPECT_EQ(wrong.headers.at("upload-offset"), "10");
  EXPECT_EQ(TreeOf(Call("GET", path)).Integer("bytes"), 10);
  EXPECT_EQ(
      Call("POST", "/bulkImportJobs", Spec(begun.Text("sourceUrl"))).status,
      400);
  const JsonTree whole =
      TreeOf(Call("PATCH", path, bytes.substr(10), {{"Upload-Offset", "10"}}));
  EXPECT_TRUE(whole.Find("isWhole")->boolean);
  EXPECT_EQ(Settled(Post(Spec(begun.Text("sourceUrl")))).Text("status"),
            "Complete");
  EXPECT_EQ(Call("DELETE", path).status, 204);
  EXPECT_EQ(Call("GET", path).status, 404);
}

TEST_F(ServiceTest, UploadsAreChecked) {
  Start({.upload_kb_max = 1});
  EXPECT_EQ(Call("POST", "/uploads", std::string(1001, 'x')).status, 413);
  EXPECT_EQ(Call("POST", "/uploads", "", {{"Upload-Length", "1001"}}).status,
            413);
  EXPECT_EQ(Call("POST", "/uploads", "", {{"Upload-Length", "x"}}).status, 400);
  EXPECT_EQ(Call("POST", "/uploads", "x", {{"Upload-SHA256", "12"}}).status,
            400);
  EXPECT_EQ(
      Call("POST", "/uploads", "x", {{"Upload-SHA256", std::string(64, '0')}})
          .status,
      422);
  EXPECT_TRUE(std::filesystem::is_empty(service_->state().uploads()));
  EXPECT_EQ(Call("POST", "/bulkImportJobs", std::string(5 << 20, ' ')).status,
            413);
}

}  // namespace
}  // namespace millrace::server
