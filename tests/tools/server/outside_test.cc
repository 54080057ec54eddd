// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The service and the world outside, end to end: uploads from an https server
// and from OpenSSH, notices to a receiver, all of them on this machine.

#include <signal.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/base/mutex.h"
#include "tests/support/http_client.h"
#include "tests/support/ssh_server.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_certificate.h"
#include "tests/support/web_server.h"
#include "tests/support/zip_writer.h"
#include "tools/server/json_tree.h"
#include "tools/server/service.h"
#include "tools/server/webhook_signature.h"

namespace millrace::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kPeople[] =
    "FirstName,LastName,Email\nAda,Marsh,ada@example.org\n";

constexpr char kJob[] = R"({"description": "from outside", MEMBERS
    "file": {"fileName": "people.csv", "sourceUrl": "SOURCE",
             "hasHeader": "True", "hasQuotes": "True", "columnDelimiter": "csv",
             "columns": [{"name": "FirstName"}, {"name": "LastName"},
                         {"name": "Email"}]},
    "actions": [{"actionType": "loadMappedFile", "resourceType": "Contacts",
                 "mappingTypes": [{"name": "CreateOrUpdateContact"}]}]})";

class OutsideTest : public ::testing::Test {
 protected:
  OutsideTest() : certificate_(temp_dir_.path()), ssh_(MakeFolder("ssh")) {
    ::signal(SIGPIPE, SIG_IGN);
    options_.store = temp_dir_ / "crm.db";
    options_.listen = "127.0.0.1:0";
    options_.open = true;
    options_.worker_count = 1;
    options_.allow_private = {"127.0.0.1"};
    options_.ca_file = certificate_.certificate_path();
    options_.known_hosts = ssh_.known_hosts_path();
    options_.ssh_key = ssh_.user_key_path();
  }

  std::filesystem::path MakeFolder(const std::string& name) {
    std::filesystem::create_directory(temp_dir_ / name);
    return temp_dir_ / name;
  }

  void Start() {
    ServiceParts parts;
    parts.write_log = [this](std::string_view line) {
      MutexLock lock(log_mutex_);
      log_ += std::string(line) + "\n";
    };
    absl::StatusOr<std::unique_ptr<Service>> service =
        Service::Open(options_, parts);
    MILLRACE_ASSERT_OK(service);
    service_ = *std::move(service);
    MILLRACE_ASSERT_OK(service_->Start());
    const std::string address = service_->address();
    int port = 0;
    ASSERT_TRUE(
        absl::SimpleAtoi(address.substr(address.rfind(':') + 1), &port));
    client_ = std::make_unique<HttpClient>(static_cast<uint16_t>(port));
  }

  HttpAnswer Post(const std::string& source, const std::string& members = "") {
    return client_->Request(
        "POST", "/v4/bulkImportJobs",
        absl::StrReplaceAll(kJob, {{"SOURCE", source}, {"MEMBERS", members}}),
        {{"Content-Type", "application/json"}});
  }

  // Posts a job that is accepted, and returns what GET says once it settled.
  std::string Run(const std::string& source, const std::string& members = "") {
    const HttpAnswer posted = Post(source, members);
    EXPECT_EQ(posted.status, 200) << posted.body;
    const absl::StatusOr<JsonTree> made = ParseJsonTree(posted.body);
    if (!made.ok()) return "";
    id_ = made->Integer("jobId").value_or(0);
    const std::string path = "/v4/bulkImportJobs/" + std::to_string(id_);
    for (;;) {
      const std::string report =
          client_->Request("GET", path + "?wait=30").body;
      const absl::StatusOr<JsonTree> job = ParseJsonTree(report);
      EXPECT_TRUE(job.ok()) << report;
      if (!job.ok()) return report;
      const std::string status = job->Text("status");
      if (status == "Complete" || status == "Failed") return report;
    }
  }

  std::string Log() {
    MutexLock lock(log_mutex_);
    return log_;
  }

  // What the store keeps of the last job's spec.
  std::string StoredSpec() {
    return service_->store()
        .View()
        ->GetJob(JobId{static_cast<int32_t>(id_)})
        ->spec_json;
  }

  TempDir temp_dir_;
  TestCertificate certificate_;
  SshServer ssh_;
  ServiceOptions options_;
  Mutex log_mutex_;
  std::string log_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<HttpClient> client_;
  int64_t id_ = 0;
};

TEST_F(OutsideTest, ImportsAZipFromASignedLink) {
  const std::string zip = WriteZip({{.name = "people.csv", .bytes = kPeople}});
  const WebServer source(
      [&zip](const WebCall&) { return WebAnswer{.body = zip}; }, &certificate_);
  Start();
  const std::string report = Run(source.Address("/6f0c?sig=secret%2Fsauce"));
  EXPECT_THAT(report, HasSubstr("\"status\":\"Complete\""));
  EXPECT_THAT(report, HasSubstr("\"created\":1"));
  // The link was a credential: once it is used, nothing remembers it.
  EXPECT_THAT(StoredSpec(),
              AllOf(HasSubstr("https://127.0.0.1"), Not(HasSubstr("sauce"))));
  EXPECT_THAT(report + Log(), Not(HasSubstr("sauce")));
}

TEST_F(OutsideTest, ImportsFromSftp) {
  const std::filesystem::path upload = temp_dir_.Write("people.csv", kPeople);
  Start();
  const std::string report = Run(ssh_.Address(upload));
  EXPECT_THAT(report, HasSubstr("\"status\":\"Complete\""));
  EXPECT_THAT(report, HasSubstr("\"created\":1"));
}

TEST_F(OutsideTest, ASourceThatCannotBeHadFailsItsJob) {
  const WebServer source(
      [](const WebCall&) { return WebAnswer{.status = 403}; }, &certificate_);
  Start();
  const std::string report = Run(source.Address("/a.zip?sig=sauce"));
  EXPECT_THAT(report, HasSubstr("\"status\":\"Failed\""));
  EXPECT_THAT(report, HasSubstr("\"code\":\"SOURCE_UNREACHABLE\""));
  EXPECT_THAT(report, HasSubstr("https://127.0.0.1/...: answered 403"));
  EXPECT_THAT(report + Log() + StoredSpec(), Not(HasSubstr("sauce")));

  // A password that is refused is not shown either.
  const std::filesystem::path upload = temp_dir_.Write("people.csv", kPeople);
  const std::string refused = Run(ssh_.Address(upload, "sauce"));
  EXPECT_THAT(refused, HasSubstr("sign-in refused"));
  EXPECT_THAT(refused + Log() + StoredSpec(), Not(HasSubstr("sauce")));
}

TEST_F(OutsideTest, ATooLargeSourceFailsItsJob) {
  options_.upload_kb_max = 10;
  const WebServer source(
      [](const WebCall&) {
        return WebAnswer{.body = std::string(10'001, 'x'),
                         .ending = WebEnding::kChunked};
      },
      &certificate_);
  Start();
  const std::string report = Run(source.Address("/a.zip"));
  EXPECT_THAT(report, HasSubstr("\"code\":\"SOURCE_TOO_LARGE\""));
}

TEST_F(OutsideTest, RefusesAddressesThatItWillNeverOpen) {
  Start();
  for (const char* url :
       {"ftp://files.example.org/a.zip", "http://files.example.org/a.zip",
        "https://10.0.0.1/a.zip", "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a.zip", "not an address"}) {
    const HttpAnswer answer = Post(url);
    EXPECT_EQ(answer.status, 400) << url;
    EXPECT_THAT(answer.body, HasSubstr("\"properties\":[\"file.sourceUrl\"]"));
  }
  const HttpAnswer answer =
      Post("upload:x", R"("webhookUrl": "http://crm.example.org/hook",)");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("webhookUrl"));
}

TEST_F(OutsideTest, TellsAReceiverWhatGetSays) {
  const WebServer source(
      [](const WebCall&) { return WebAnswer{.body = kPeople}; }, &certificate_);
  std::promise<WebCall> received;
  const WebServer receiver(
      [&received](const WebCall& call) {
        received.set_value(call);
        return WebAnswer{.status = 204};
      },
      &certificate_);
  Start();
  const std::string report =
      Run(source.Address("/people.csv"),
          "\"webhookUrl\": \"" + receiver.Address("/hook") + "\",");
  const WebCall call = received.get_future().get();
  EXPECT_EQ(call.method, "POST");
  EXPECT_EQ(call.headers.at("millrace-job"), std::to_string(id_));
  EXPECT_EQ(call.headers.at("content-type"), "application/json");
  // Links are made for whoever asks; all else is the same.
  EXPECT_EQ(call.body, report);
  // As a receiver checks it, with the secret that the operator gave it.
  std::string secret = ReadFile(service_->state().webhooks() / "secret");
  secret.pop_back();
  const std::string signature = call.headers.at("millrace-signature");
  ASSERT_THAT(signature, StartsWith("t="));
  int64_t seconds = 0;
  ASSERT_TRUE(
      absl::SimpleAtoi(signature.substr(2, signature.find(',') - 2), &seconds));
  EXPECT_THAT(
      WebhookSignature(secret, absl::FromUnixSeconds(seconds), call.body),
      IsOkAndHolds(signature));
}

TEST_F(OutsideTest, AFetchThatAStopInterruptsIsMadeAgain) {
  // Answers the second time only.
  std::promise<void> asked;
  std::atomic<bool> is_first = true;
  const WebServer source(
      [&asked, &is_first](const WebCall&) {
        if (!is_first.exchange(false)) return WebAnswer{.body = kPeople};
        asked.set_value();
        return WebAnswer{.body = "First", .ending = WebEnding::kNeverComing};
      },
      &certificate_);
  Start();
  EXPECT_EQ(Post(source.Address("/people.csv")).status, 200);
  asked.get_future().wait();
  service_->Stop();
  service_.reset();
  Start();
  const std::string report =
      client_->Request("GET", "/v4/bulkImportJobs/1?wait=30").body;
  EXPECT_THAT(report, HasSubstr("\"status\":\"Complete\""));
  EXPECT_THAT(report, HasSubstr("\"created\":1"));
}

}  // namespace
}  // namespace millrace::server
