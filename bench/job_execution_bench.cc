// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Whole jobs, from Submit to settled with their result files written, on all
// cores, the store on the disk of the system's temporary folder. Compaction
// runs as it will.

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "benchmark/benchmark.h"

#include "bench/data/contact_generator.h"
#include "bench/measured_job.h"
#include "bench/measurement.h"
#include "bench/scratch_folder.h"
#include "bench/situation.h"
#include "bench/zip_upload.h"
#include "engine/base/check.h"
#include "millrace/importer.h"
#include "millrace/store.h"

namespace millrace::bench {
namespace {

constexpr size_t kRows = 500000;

enum class JobKind : uint8_t { kLoad, kUpdate };
enum class JobCatalogue : uint8_t { kPeople, kAssigned, kContacts };

struct JobCase {
  const char* name;
  JobCatalogue catalogue;
  ContactKeys keys;
  JobKind kind;
  bool is_zip;
};

constexpr JobCase kCases[] = {{"people/in_order", JobCatalogue::kPeople,
                               ContactKeys::kInOrder, JobKind::kLoad, false},
                              {"people/random", JobCatalogue::kPeople,
                               ContactKeys::kRandom, JobKind::kLoad, false},
                              {"people/assigned", JobCatalogue::kAssigned,
                               ContactKeys::kBlank, JobKind::kLoad, false},
                              {"people/update", JobCatalogue::kPeople,
                               ContactKeys::kInOrder, JobKind::kUpdate, false},
                              {"people/update_random", JobCatalogue::kPeople,
                               ContactKeys::kRandom, JobKind::kUpdate, false},
                              {"people/zip", JobCatalogue::kPeople,
                               ContactKeys::kInOrder, JobKind::kLoad, true},
                              {"contacts/new", JobCatalogue::kContacts,
                               ContactKeys::kBlank, JobKind::kLoad, false}};

MeasuredJob JobOf(JobCatalogue catalogue) {
  switch (catalogue) {
    case JobCatalogue::kPeople:
      return MakePeopleJob(KeyAssigner::kUpload);
    case JobCatalogue::kAssigned:
      return MakePeopleJob(KeyAssigner::kStore);
    case JobCatalogue::kContacts:
      return MakeContactsJob();
  }
  return {};
}

void Write(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  MILLRACE_CHECK(file.good());
}

JobCounters RunJob(const MeasuredJob& job, const ScratchFolder& folder,
                   Store& store, const std::filesystem::path& upload) {
  ImportOptions options;
  options.catalogue = job.catalogue;
  options.results_directory = folder / "results";
  Importer importer(store, options);
  const auto id = importer.Submit(job.spec, Upload(upload));
  MILLRACE_CHECK(id.ok());
  MILLRACE_CHECK(importer.Run(*id).ok());
  const auto report = importer.GetJob(*id);
  MILLRACE_CHECK(report.ok());
  return report->counters;
}

void RunCase(benchmark::State& state, const JobCase& which) {
  ContactOptions contacts;
  contacts.row_count = BenchRows(kRows);
  contacts.keys = which.keys;
  const ScratchFolder uploads;
  const bool is_update = which.kind == JobKind::kUpdate;
  if (is_update) Write(uploads / "load", GenerateContacts(contacts));
  contacts.is_update = is_update;
  const std::string text = GenerateContacts(contacts);
  Write(uploads / "measured",
        which.is_zip ? ZipUpload("people.csv", text) : text);
  const MeasuredJob job = JobOf(which.catalogue);
  JobCounters counters;
  Measurement measurement(state, ContactGenerator(contacts).row_count(),
                          text.size());
  for (auto _ : state) {
    measurement.Pause();
    {
      const ScratchFolder folder;
      auto store = Store::Open(folder / "store", {.create_if_missing = true});
      MILLRACE_CHECK(store.ok());
      if (is_update) RunJob(job, folder, **store, uploads / "load");
      measurement.Resume();
      counters = RunJob(job, folder, **store, uploads / "measured");
      measurement.Pause();
    }
    measurement.Resume();
  }
  measurement.Report(
      ((counters.created * 31 + counters.updated) * 31 + counters.unchanged) *
          31 +
      counters.rejected);
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const JobCase& which : kCases) {
    benchmark::RegisterBenchmark(
        ("job_execution/" + std::string(which.name)).c_str(), RunCase, which)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace millrace::bench
