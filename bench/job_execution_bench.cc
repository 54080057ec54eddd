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

enum class JobCatalogue : uint8_t {
  kPeople,
  kPeopleJson,
  kPeopleWide,
  kAssigned,
  kContactsByKey,
  kContactsByExternalId,
  kContactsByMatch,
};

// What is in the store when the measured job begins.
enum class Before : uint8_t {
  kNothing,
  kSameRows,  // the rows of the upload
  kAllRows,   // those that an update is made of
};

// What is given to the measured job.
enum class UploadForm : uint8_t { kPlain, kZip, kUpdate, kDirty, kWide };

struct JobCase {
  const char* name;
  JobCatalogue catalogue;
  ContactKeys keys;
  Before before = Before::kNothing;
  UploadForm form = UploadForm::kPlain;
  // Of the upload; 0: as usual.
  size_t row_count = 0;
};

constexpr ContactKeys kInOrder = ContactKeys::kInOrder;
constexpr ContactKeys kRandom = ContactKeys::kRandom;
constexpr ContactKeys kBlank = ContactKeys::kBlank;

constexpr JobCase kCases[] = {
    {"people/in_order", JobCatalogue::kPeople, kInOrder},
    {"people/random", JobCatalogue::kPeople, kRandom},
    {"people/assigned", JobCatalogue::kAssigned, kBlank},
    {"people/update", JobCatalogue::kPeople, kInOrder, Before::kAllRows,
     UploadForm::kUpdate},
    {"people/update_random", JobCatalogue::kPeople, kRandom, Before::kAllRows,
     UploadForm::kUpdate},
    {"people/zip", JobCatalogue::kPeople, kInOrder, Before::kNothing,
     UploadForm::kZip},
    {"people/ndjson", JobCatalogue::kPeopleJson, kInOrder},
    {"people/dirty", JobCatalogue::kPeople, kInOrder, Before::kNothing,
     UploadForm::kDirty},
    {"people/wide", JobCatalogue::kPeopleWide, kInOrder, Before::kNothing,
     UploadForm::kWide},
    {"people/tiny", JobCatalogue::kPeople, kInOrder, Before::kNothing,
     UploadForm::kPlain, 10},
    {"contacts/new", JobCatalogue::kContactsByMatch, kBlank},
    {"contacts/by_key", JobCatalogue::kContactsByKey, kInOrder,
     Before::kSameRows},
    {"contacts/by_external_id", JobCatalogue::kContactsByExternalId, kBlank,
     Before::kSameRows},
    {"contacts/by_match", JobCatalogue::kContactsByMatch, kBlank,
     Before::kSameRows},
};

MeasuredJob JobOf(JobCatalogue catalogue) {
  switch (catalogue) {
    case JobCatalogue::kPeople:
      return MakePeopleJob(KeyAssigner::kUpload);
    case JobCatalogue::kPeopleJson:
      return MakePeopleJsonJob();
    case JobCatalogue::kPeopleWide:
      return MakePeopleJob(KeyAssigner::kUpload,
                           ColumnCountOf(Situation::kWide));
    case JobCatalogue::kAssigned:
      return MakePeopleJob(KeyAssigner::kStore);
    case JobCatalogue::kContactsByKey:
      return MakeContactsJob(ContactFinder::kKey);
    case JobCatalogue::kContactsByExternalId:
      return MakeContactsJob(ContactFinder::kExternalId);
    case JobCatalogue::kContactsByMatch:
      return MakeContactsJob(ContactFinder::kMatchRules);
  }
  return {};
}

// Contacts that ask for the keys which the store gave to the first rows.
std::string ContactsWithKeys(const ContactOptions& options) {
  ContactGenerator generator(options);
  std::string text;
  generator.AppendHeader(&text);
  for (uint64_t i = 0; i < generator.row_count(); ++i) {
    ContactCells cells = generator.Row(i);
    cells.front() = std::to_string(i + 1);
    for (size_t k = 0; k < kContactColumnCount; ++k) {
      if (k > 0) text.push_back(',');
      AppendContactCell(cells[k], ',', &text);
    }
    text.push_back('\n');
  }
  return text;
}

std::string MeasuredUpload(const JobCase& which,
                           const ContactOptions& options) {
  const size_t rows = options.row_count;
  switch (which.form) {
    case UploadForm::kDirty:
      return UploadOf(Situation::kDirty10, rows);
    case UploadForm::kWide:
      return UploadOf(Situation::kWide, rows);
    case UploadForm::kPlain:
    case UploadForm::kZip:
    case UploadForm::kUpdate:
      break;
  }
  if (which.catalogue == JobCatalogue::kContactsByKey) {
    return ContactsWithKeys(options);
  }
  return GenerateContacts(options);
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
  MILLRACE_CHECK_EQ(importer.Run(*id).ToString(), "OK");
  const auto report = importer.GetJob(*id);
  MILLRACE_CHECK(report.ok());
  return report->counters;
}

void RunCase(benchmark::State& state, const JobCase& which) {
  ContactOptions contacts;
  contacts.row_count = which.row_count > 0 ? which.row_count : BenchRows(kRows);
  contacts.keys = which.keys;
  if (which.catalogue == JobCatalogue::kPeopleJson) {
    contacts.format = ContactFormat::kNdjson;
  }
  const ScratchFolder uploads;
  Write(uploads / "load", GenerateContacts(contacts));
  contacts.is_update = which.form == UploadForm::kUpdate;
  const std::string text = MeasuredUpload(which, contacts);
  const bool is_zip = which.form == UploadForm::kZip;
  Write(uploads / "measured", is_zip ? ZipUpload("people.csv", text) : text);
  const MeasuredJob job = JobOf(which.catalogue);
  // Those who are to be found by key are made without one.
  const MeasuredJob job_before = which.catalogue == JobCatalogue::kContactsByKey
                                     ? JobOf(JobCatalogue::kContactsByMatch)
                                     : job;
  JobCounters counters;
  Measurement measurement(state, ContactGenerator(contacts).row_count(),
                          text.size());
  for (auto _ : state) {
    measurement.Pause();
    {
      const ScratchFolder folder;
      auto store = Store::Open(folder / "store", {.create_if_missing = true});
      MILLRACE_CHECK(store.ok());
      if (which.before != Before::kNothing) {
        RunJob(job_before, folder, **store, uploads / "load");
      }
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
