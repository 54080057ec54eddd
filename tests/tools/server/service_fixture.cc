// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/tools/server/service_fixture.h"

#include <utility>

#include "tests/support/status_matchers.h"
#include "tools/server/access_key.h"

namespace millrace::server {

const char kPeople[] =
    "FirstName,LastName,Email\r\n"
    "Ada,Marsh,ada@example.org\r\n"
    "Ben,Okafor,ben@example.org\r\n"
    "Carla,Lind,carla@example.org\r\n";

JsonTree TreeOf(const HttpAnswer& answer) {
  absl::StatusOr<JsonTree> tree = ParseJsonTree(answer.body);
  return tree.ok() ? *std::move(tree) : JsonTree();
}

std::string PathOf(const std::string& url) {
  return url.substr(url.find('/', url.find("://") + 3));
}

ServiceTest::ServiceTest() {
  options_.store = folder_ / "crm.db";
  options_.listen = "127.0.0.1:0";
  key_ = MakeKey();
}

ServiceTest::~ServiceTest() {
  ReleaseSources();
  Stop();
}

std::string ServiceTest::MakeKey(const std::vector<std::string>& resource_types,
                                 int mode) {
  const StateFolder state{options_.StateFolder()};
  EXPECT_THAT(state.Make(), IsOk());
  const auto made =
      CreateAccessKey(state.keys(), "test", mode, resource_types, absl::Now());
  EXPECT_THAT(made, IsOk());
  return made->secret + "|" + std::to_string(mode);
}

absl::Status ServiceTest::Fetch(const std::string& url,
                                const std::filesystem::path& to,
                                std::stop_token stop) {
  std::stop_callback wake(stop, [this] {
    MutexLock lock(mutex_);
    changed_.NotifyAll();
  });
  MutexLock lock(mutex_);
  ++fetching_;
  changed_.NotifyAll();
  while (is_held_ && !stop.stop_requested()) changed_.Wait(mutex_);
  --fetching_;
  if (stop.stop_requested()) return absl::CancelledError("stopped");
  const auto found = sources_.find(url);
  if (found == sources_.end()) return absl::UnavailableError("not found (404)");
  if (found->second.size() > 1'000'000) {
    return absl::ResourceExhaustedError("larger than 1000 KB");
  }
  folder_.Write(to.lexically_relative(folder_.path()).native(), found->second);
  return absl::OkStatus();
}

ServiceParts ServiceTest::Parts() {
  ServiceParts parts;
  parts.remote = RemoteSource{
      .check =
          [](std::string_view url) {
            return url.starts_with("https://")
                       ? absl::OkStatus()
                       : absl::InvalidArgumentError("only https here");
          },
      .fetch = [this](const std::string& url, const std::filesystem::path& to,
                      std::stop_token stop) { return Fetch(url, to, stop); }};
  parts.notice = JobNotice{
      .check = [](std::string_view) { return absl::OkStatus(); },
      .send =
          [this](JobId, const std::string& url, const std::string& body) {
            MutexLock lock(mutex_);
            notices_.push_back(url + " " + body);
            changed_.NotifyAll();
            return absl::OkStatus();
          }};
  parts.write_log = [this](std::string_view line) {
    MutexLock lock(mutex_);
    log_ += line;
  };
  return parts;
}

void ServiceTest::Start(ServiceOptions options) {
  options.store = options_.store;
  options.listen = options_.listen;
  options.worker_count = 1;
  options_ = options;
  auto service = Service::Open(options_, Parts());
  ASSERT_THAT(service, IsOk());
  service_ = *std::move(service);
  MILLRACE_ASSERT_OK(service_->Start());
}

void ServiceTest::Restart() {
  Stop();
  Start(options_);
}

HttpAnswer ServiceTest::CallAs(const std::string& password,
                               std::string_view method,
                               const std::string& target, std::string_view body,
                               const HttpClient::Headers& headers) {
  const std::string address = service_->address();
  HttpClient client(
      static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  if (!password.empty()) {
    client.AddHeader("Authorization", BasicCredentials("default", password));
  }
  return client.Request(method, target, body, headers);
}

std::string ServiceTest::Upload(std::string_view bytes) {
  return TreeOf(Call("POST", "/uploads", bytes)).Text("sourceUrl");
}

std::string ServiceTest::Spec(const std::string& source_url,
                              const std::string& more) {
  return R"({"description":"People of a test","file":{"fileName":"people.csv",)"
         R"("hasHeader":true,"hasQuotes":true,"columnDelimiter":"Csv",)"
         R"("sourceUrl":")" +
         source_url +
         R"(","columns":[{"name":"FirstName"},{"name":"LastName"},)"
         R"({"name":"Email"}]},"actions":[{"actionType":"loadMappedFile",)"
         R"("resourceType":"Contacts",)"
         R"("mappingTypes":[{"name":"CreateOrUpdateContact"}]}])" +
         more + "}";
}

int ServiceTest::Post(const std::string& spec, const std::string& query) {
  const HttpAnswer answer = Call("POST", "/v4/bulkImportJobs" + query, spec);
  EXPECT_EQ(answer.status, 200) << answer.body;
  return static_cast<int>(TreeOf(answer).Integer("jobId").value_or(0));
}

JsonTree ServiceTest::Job(int id) {
  return TreeOf(Call("GET", "/v4/bulkImportJobs/" + std::to_string(id)));
}

JsonTree ServiceTest::Settled(int id) {
  const HttpAnswer answer =
      Call("GET", "/v4/bulkImportJobs/" + std::to_string(id) + "?wait=60");
  EXPECT_EQ(answer.status, 200) << answer.body;
  return TreeOf(answer);
}

void ServiceTest::HoldSources() {
  MutexLock lock(mutex_);
  is_held_ = true;
}

void ServiceTest::ReleaseSources() {
  MutexLock lock(mutex_);
  is_held_ = false;
  changed_.NotifyAll();
}

void ServiceTest::WaitUntilFetching() {
  MutexLock lock(mutex_);
  while (fetching_ == 0) changed_.Wait(mutex_);
}

std::vector<std::string> ServiceTest::notices() {
  MutexLock lock(mutex_);
  return notices_;
}

std::string ServiceTest::log() {
  MutexLock lock(mutex_);
  return log_;
}

}  // namespace millrace::server
