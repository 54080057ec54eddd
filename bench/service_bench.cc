// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A large import through the service, alone and while a crowd polls its job:
// how long an answer takes, and what the crowd costs the import.

#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "benchmark/benchmark.h"

#include "bench/data/contact_generator.h"
#include "bench/measured_job.h"
#include "bench/poller_crowd.h"
#include "bench/scratch_folder.h"
#include "bench/situation.h"
#include "engine/base/check.h"
#include "millrace/importer.h"
#include "tools/server/service.h"

namespace millrace::bench {
namespace {

using server::Service;
using server::ServiceOptions;

constexpr size_t kRows = 1000000;
constexpr int kPollIntervalMs = 1000;

void RaiseFileLimit() {
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::unique_ptr<Service> OpenService(const ScratchFolder& folder) {
  ServiceOptions options;
  options.store = folder / "crm.db";
  options.listen = "127.0.0.1:0";
  options.open = true;
  options.upload_kb_max = 10'000'000;
  options.log_level = "warning";
  auto service = Service::Open(std::move(options));
  MILLRACE_CHECK(service.ok());
  MILLRACE_CHECK((*service)->Start().ok());
  return *std::move(service);
}

// Straight into the queue: what is measured is the import, not the upload.
JobId Submit(Service& service, const MeasuredJob& job,
             const std::filesystem::path& upload) {
  const auto id = service.importer().Submit(job.spec, Upload(upload));
  MILLRACE_CHECK(id.ok());
  service.queue().Add(*id, {.state = server::LineState::kReady});
  return *id;
}

void WaitUntilSettled(Service& service, JobId id) {
  for (;;) {
    const auto job = service.store().View()->GetJob(id);
    MILLRACE_CHECK(job.ok());
    if (IsSettled(job->status)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

// The last argument: how many poll.
void BM_Import(benchmark::State& state) {
  RaiseFileLimit();
  const size_t rows = BenchRows(kRows);
  const MeasuredJob job = MakeContactsJob(ContactFinder::kMatchRules);
  const std::string upload =
      GenerateContacts({.row_count = rows, .keys = ContactKeys::kBlank});
  PollerTimes times;
  for (auto _ : state) {
    state.PauseTiming();
    const ScratchFolder folder;
    const std::filesystem::path path = folder / "people.csv";
    std::ofstream(path, std::ios::binary) << upload;
    const std::unique_ptr<Service> service = OpenService(folder);
    const std::string address = service->address();
    const auto port = static_cast<uint16_t>(
        std::stoi(address.substr(address.rfind(':') + 1)));
    state.ResumeTiming();
    const JobId id = Submit(*service, job, path);
    std::unique_ptr<PollerCrowd> crowd;
    if (state.range(0) > 0) {
      crowd = std::make_unique<PollerCrowd>(
          port, "/v4/bulkImportJobs/" + std::to_string(static_cast<int>(id)),
          static_cast<size_t>(state.range(0)), kPollIntervalMs);
    }
    WaitUntilSettled(*service, id);
    state.PauseTiming();
    if (crowd != nullptr) times = crowd->Stop();
    crowd.reset();
    service->Stop();
    state.ResumeTiming();
  }
  using benchmark::Counter;
  state.counters["rows_per_second"] = Counter(
      static_cast<double>(rows) * static_cast<double>(state.iterations()),
      Counter::kIsRate);
  state.counters["answers"] = static_cast<double>(times.answers);
  state.counters["failures"] = static_cast<double>(times.failures);
  state.counters["median_ms"] = times.median_ms;
  state.counters["p99_ms"] = times.p99_ms;
  state.counters["longest_ms"] = times.longest_ms;
}
BENCHMARK(BM_Import)
    ->Name("service/import/pollers")
    ->Arg(0)
    ->Arg(1000)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace millrace::bench
