// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ServiceTest: a service in this process on a port of its own, with access
// keys, whose remote sources and notices are the test's.

#ifndef MILLRACE_TESTS_TOOLS_SERVER_SERVICE_FIXTURE_H_
#define MILLRACE_TESTS_TOOLS_SERVER_SERVICE_FIXTURE_H_

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"

#include "engine/base/mutex.h"
#include "tests/support/http_client.h"
#include "tests/support/temp_dir.h"
#include "tools/server/json_tree.h"
#include "tools/server/service.h"

namespace millrace::server {

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest();
  ~ServiceTest() override;

  // Opens the store in the test's folder and listens.
  void Start(ServiceOptions options = {});
  // As a restart does: the same store, another port.
  void Restart();
  void Stop() { service_.reset(); }

  std::string MakeKey(const std::vector<std::string>& resource_types = {},
                      int mode = 1);

  // With the fixture's key.
  HttpAnswer Call(std::string_view method, const std::string& target,
                  std::string_view body = {},
                  const HttpClient::Headers& headers = {}) {
    return CallAs(key_, method, target, body, headers);
  }
  HttpAnswer CallAs(const std::string& password, std::string_view method,
                    const std::string& target, std::string_view body = {},
                    const HttpClient::Headers& headers = {});

  // "upload:..." of a direct upload.
  std::string Upload(std::string_view bytes);
  // A spec over contacts' names and e-mails, with a header row.
  static std::string Spec(const std::string& source_url,
                          const std::string& more = "");
  // The id that POST gives; 0 if it gives none.
  int Post(const std::string& spec, const std::string& query = "");
  // The job once it has settled.
  JsonTree Settled(int id);
  JsonTree Job(int id);

  // Remote sources: an address's bytes, or no entry for one that cannot be
  // had. While is_held_ is on, fetching waits.
  void HoldSources();
  void ReleaseSources();
  void WaitUntilFetching();

  std::vector<std::string> notices();
  std::string log();

  TempDir folder_;
  std::string key_;
  ServiceOptions options_;
  std::unique_ptr<Service> service_;

  Mutex mutex_;
  CondVar changed_;
  std::map<std::string, std::string> sources_ ABSL_GUARDED_BY(mutex_);
  bool is_held_ ABSL_GUARDED_BY(mutex_) = false;
  int fetching_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::string> notices_ ABSL_GUARDED_BY(mutex_);
  std::string log_ ABSL_GUARDED_BY(mutex_);

 private:
  ServiceParts Parts();
  absl::Status Fetch(const std::string& url, const std::filesystem::path& to,
                     std::stop_token stop);
};

// The JSON of an answer; an empty object if it is none.
JsonTree TreeOf(const HttpAnswer& answer);

// The path (and query) of an absolute address.
std::string PathOf(const std::string& url);

// A few rows of contacts, all of them sound.
extern const char kPeople[];

}  // namespace millrace::server

#endif  // MILLRACE_TESTS_TOOLS_SERVER_SERVICE_FIXTURE_H_
