// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `millrace serve` and `millrace keys` as a user runs them: started, ended,
// killed and started again.

#include <signal.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/http_client.h"
#include "tests/support/run_command.h"
#include "tests/support/temp_dir.h"
#include "tests/tools/server/service_fixture.h"

namespace millrace::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class ServeTest : public ::testing::Test {
 protected:
  using Words = std::vector<std::string>;

  CommandSetup Surroundings() const {
    return {.directory = folder_.path().native(),
            .environment = {{"MILLRACE_STORE", ""},
                            {"MILLRACE_STATE", ""},
                            {"MILLRACE_CONFIG", ""}}};
  }
  CommandRun Run(Words words) const {
    words.insert(words.begin(), MILLRACE_COMMAND);
    return RunCommand(words, {}, Surroundings());
  }
  // Starts it and takes its port from the line that says it is ready.
  void Serve(Words more = {}) {
    Words words = {MILLRACE_COMMAND, "serve",    "--store",
                   "crm.db",         "--listen", "127.0.0.1:0"};
    words.insert(words.end(), more.begin(), more.end());
    service_ = std::make_unique<StartedCommand>(words, Surroundings());
    std::string ready;
    while (!ready.ends_with('\n')) {
      std::this_thread::yield();
      ready = service_->Output();
    }
    EXPECT_THAT(ready, StartsWith("ready at http://127.0.0.1:"));
    port_ =
        static_cast<uint16_t>(std::stoi(ready.substr(ready.rfind(':') + 1)));
  }
  HttpAnswer Call(std::string_view method, const std::string& target,
                  std::string_view body = {}) const {
    HttpClient client(port_);
    client.AddHeader("Authorization", BasicCredentials("default", key_));
    return client.Request(method, target, body);
  }
  void MakeKey() {
    const CommandRun made =
        Run({"keys", "create", "--store", "crm.db", "--name", "test"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    key_ = made.out.substr(0, made.out.size() - 1);
  }
  // Posts an upload of so many contacts.
  int64_t Post(size_t count) const {
    std::string upload = "FirstName,LastName,Email\r\n";
    for (size_t i = 1; i <= count; ++i) {
      const std::string number = std::to_string(i);
      upload += "First" + number + ",Last" + number + ",person" + number +
                "@example.org\r\n";
    }
    const std::string source =
        TreeOf(Call("POST", "/uploads", upload)).Text("sourceUrl");
    return TreeOf(Call("POST", "/v4/bulkImportJobs",
                       R"({"description":"Many","file":{"fileName":"a.csv",)"
                       R"("hasHeader":true,"sourceUrl":")" +
                           source +
                           R"(","columns":[{"name":"FirstName"},)"
                           R"({"name":"LastName"},{"name":"Email"}]},)"
                           R"("actions":[{"actionType":"loadMappedFile",)"
                           R"("resourceType":"Contacts","mappingTypes":)"
                           R"([{"name":"CreateOrUpdateContact"}]}]})"))
        .Integer("jobId")
        .value_or(0);
  }
  JsonTree Job(int64_t id, const std::string& query = "") const {
    return TreeOf(
        Call("GET", "/v4/bulkImportJobs/" + std::to_string(id) + query));
  }
  JsonTree Settled(int64_t id) const {
    JsonTree job = Job(id, "?wait=60");
    while (job.Text("status") == "InProgress") job = Job(id, "?wait=60");
    return job;
  }
  // Returns once rows are committed and others are still to come.
  void WaitUntilUnderWay(int64_t id) const {
    for (;;) {
      const JsonTree job = Job(id);
      ASSERT_NE(job.Text("status"), "Complete") << "too few rows for this test";
      if (job.Find("counts")->Integer("read").value_or(0) > 0) return;
    }
  }
  void ExpectWhole(int64_t id, int64_t count) const {
    const JsonTree job = Settled(id);
    EXPECT_EQ(job.Text("status"), "Complete");
    EXPECT_EQ(job.Find("counts")->Integer("read"), count);
    EXPECT_EQ(job.Find("counts")->Integer("created"), count);
    const JsonTree* files = job.Find("resultFiles");
    int64_t rows = 0;
    for (const JsonTree& file : files->items) {
      rows += file.Integer("recordCount").value_or(0);
    }
    EXPECT_EQ(rows, count);
  }

  static constexpr size_t kMany = 60'000;
  const Words kSmallRuns = {"--run-budget-mb", "1", "--workers", "0"};

  TempDir folder_;
  std::string key_;
  uint16_t port_ = 0;
  std::unique_ptr<StartedCommand> service_;
};

TEST_F(ServeTest, ServesUntilItIsTold) {
  MakeKey();
  Serve();
  EXPECT_EQ(Call("GET", "/readyz").status, 200);
  ExpectWhole(Post(10), 10);
  service_->Signal(SIGTERM);
  const CommandRun run = service_->Wait();
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("info stopped"));
  EXPECT_THAT(run.err, Not(HasSubstr("example.org")));
}

TEST_F(ServeTest, AKilledServiceGoesOn) {
  MakeKey();
  Serve(kSmallRuns);
  const int64_t id = Post(kMany);
  WaitUntilUnderWay(id);
  service_->Signal(SIGKILL);
  EXPECT_EQ(service_->Wait().signal, SIGKILL);
  Serve();
  ExpectWhole(id, kMany);
}

TEST_F(ServeTest, AStoppedServiceGoesOn) {
  MakeKey();
  Serve(kSmallRuns);
  const int64_t id = Post(kMany);
  WaitUntilUnderWay(id);
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait().exit_code, 0);
  const CommandRun status = Run({"jobs", "--store", "crm.db"});
  EXPECT_THAT(status.out, HasSubstr("InProgress"));
  Serve();
  ExpectWhole(id, kMany);
}

TEST_F(ServeTest, ReadingCommandsWorkBesideIt) {
  MakeKey();
  Serve();
  ExpectWhole(Post(10), 10);
  EXPECT_THAT(Run({"jobs", "--store", "crm.db"}).out, HasSubstr("Complete"));
  EXPECT_THAT(Run({"get", "Contacts", "3", "--store", "crm.db"}).out,
              HasSubstr("First3"));
  // One that writes is refused, but for those that ask the service.
  EXPECT_EQ(Run({"resume", "--store", "crm.db"}).exit_code, 5);
  EXPECT_EQ(
      Run({"serve", "--store", "crm.db", "--listen", "127.0.0.1:0"}).exit_code,
      5);
}

TEST_F(ServeTest, ListsOfValuesAreChangedThroughIt) {
  MakeKey();
  Serve();
  const CommandRun added = Run({"values", "ActivistCodes", "--store", "crm.db",
                                "--add", "4=Volunteer", "--add", "5=Donor"});
  EXPECT_EQ(added.exit_code, 0) << added.err;
  EXPECT_THAT(added.out, HasSubstr("Volunteer"));
  const std::string values =
      "/bulkImportMappingTypes/ActivistCode/ActivistCodeID/values";
  EXPECT_EQ(TreeOf(Call("GET", values)).Integer("count"), 2);
  EXPECT_EQ(
      Run({"values", "ActivistCodes", "--store", "crm.db", "--retire", "5"})
          .exit_code,
      0);
  EXPECT_EQ(TreeOf(Call("GET", values)).Integer("count"), 1);
  EXPECT_EQ(
      Run({"values", "ActivistCodes", "--store", "crm.db", "--retire", "77"})
          .exit_code,
      2);
  // Not with an access key.
  EXPECT_EQ(Call("POST", "/valueLists/ActivistCodes", "{}").status, 403);
  // A service that was killed has left its address: the command does it.
  service_->Signal(SIGKILL);
  service_->Wait();
  EXPECT_EQ(
      Run({"values", "ActivistCodes", "--store", "crm.db", "--add", "6=Board"})
          .exit_code,
      0);
}

TEST_F(ServeTest, JobsAreCancelledThroughIt) {
  MakeKey();
  Serve(kSmallRuns);
  const int64_t id = Post(kMany);
  WaitUntilUnderWay(id);
  const CommandRun run =
      Run({"cancel", std::to_string(id), "--store", "crm.db", "--json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("CANCELLED"));
  EXPECT_EQ(Job(id).Text("status"), "Complete");
  EXPECT_EQ(Run({"cancel", "99", "--store", "crm.db"}).exit_code, 2);
}

TEST_F(ServeTest, KeysAreMadeListedAndRevoked) {
  MakeKey();
  Serve();
  EXPECT_EQ(Call("GET", "/apiKeyProfiles").status, 200);
  const std::string id = key_.substr(0, key_.find('-'));
  const CommandRun list = Run({"keys", "list", "--store", "crm.db"});
  EXPECT_THAT(list.out, HasSubstr(id));
  EXPECT_THAT(list.out, Not(HasSubstr(key_)));
  EXPECT_EQ(Run({"keys", "revoke", id, "--store", "crm.db"}).exit_code, 0);
  EXPECT_EQ(Call("GET", "/apiKeyProfiles").status, 401);
  EXPECT_EQ(Run({"keys", "revoke", "none", "--store", "crm.db"}).exit_code, 2);
  EXPECT_EQ(Run({"keys", "create", "--store", "crm.db"}).exit_code, 2);
  EXPECT_EQ(Run({"keys", "make", "--store", "crm.db"}).exit_code, 2);
  EXPECT_EQ(Run({"keys", "list"}).exit_code, 2);
}

TEST_F(ServeTest, OptionsAreCheckedWithoutAStore) {
  folder_.Write("good.json", R"({"store":"crm.db","jobs-at-once":3})");
  folder_.Write("bad.json", R"({"store":"crm.db","jobs-at-onec":3})");
  const CommandRun good =
      Run({"serve", "--config", "good.json", "--check-config"});
  EXPECT_EQ(good.exit_code, 0) << good.err;
  const CommandRun bad =
      Run({"serve", "--config", "bad.json", "--check-config"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("jobs-at-once"));
  // A flag wins over the file.
  EXPECT_EQ(Run({"serve", "--config", "good.json", "--check-config",
                 "--jobs-at-once", "0"})
                .exit_code,
            2);
  EXPECT_EQ(Run({"serve", "--check-config"}).exit_code, 2);
  EXPECT_EQ(Run({"serve", "--store", "crm.db", "--check-config", "--open",
                 "--listen", "0.0.0.0:80"})
                .exit_code,
            2);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "crm.db"));
}

TEST_F(ServeTest, AnAddressInUseIsTrouble) {
  Serve();
  const CommandRun run = Run({"serve", "--store", "other.db", "--listen",
                              "127.0.0.1:" + std::to_string(port_)});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.out, IsEmpty());
}

}  // namespace
}  // namespace millrace::server
