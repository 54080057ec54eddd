// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ServiceOptions: how `millrace serve` works. An aggregate with working
// defaults; option_table.h says how files, the environment and flags set it.
//
// Threading: a plain value.

#ifndef MILLRACE_TOOLS_SERVER_SERVICE_OPTIONS_H_
#define MILLRACE_TOOLS_SERVER_SERVICE_OPTIONS_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "millrace/job_report.h"

namespace millrace::server {

struct ServiceOptions {
  std::filesystem::path store = {};
  std::filesystem::path state = {};  // empty: <store>.service
  std::string catalogue = {};        // a file; empty: the built-in one

  std::string listen = "127.0.0.1:8086";
  std::string prefix = "/v4";  // routes are served below it and without it
  std::string base_url = {};   // "https://host[/path]"; empty: from Host
  bool open = false;           // no keys; loopback only
  StatusWords status_words = StatusWords::kSeed;
  std::string time_zone = "UTC";  // of dateExpired

  // Sources.
  std::vector<std::string> allow_file = {};  // folders
  bool allow_http = false;
  std::vector<std::string> allow_private = {};  // address ranges
  std::string ca_file = {};
  std::string known_hosts = {};
  std::string ssh_key = {};
  int64_t fetch_seconds_max = 3600;
  int64_t upload_kb_max = 100'000;       // contract l.6
  int64_t unpacked_kb_max = 10'000'000;  // contract l.6

  // Work.
  int64_t jobs_at_once = 2;
  int64_t fetches_at_once = 4;
  int64_t jobs_waiting_max = 1000;
  int64_t worker_count = -1;  // per job; -1: one a core
  int64_t run_budget_mb = 256;

  // Retention.
  int64_t result_hours = 24;
  int64_t upload_hours = 24;  // direct uploads that no job took
  int64_t outcome_days = 30;  // contract m.16; 0: for ever

  // HTTP.
  int64_t http_threads = 4;
  int64_t connections_max = 2000;
  int64_t connections_per_address_max = 0;  // 0: no limit of its own
  int64_t header_kb_max = 32;
  int64_t slow_seconds_max = 20;
  int64_t stop_seconds_max = 30;

  std::string log_form = "text";  // or "json"
  std::string log_level = "info";

  std::filesystem::path StateFolder() const;
  // kInvalidArgument names the first option that makes no sense.
  absl::Status Validate() const;
};

// "host:port", "[::1]:port"; kInvalidArgument.
struct ListenAddress {
  std::string host = {};
  uint16_t port = 0;
};
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_SERVICE_OPTIONS_H_
