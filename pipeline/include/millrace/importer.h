// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Importer: submits, runs and reports bulk import jobs on a store.
//
//   millrace::Importer importer(**store, {.results_directory = "results"});
//   auto job_id = importer.Submit(*spec, "contacts.csv");
//   absl::Status status = importer.Run(*job_id);  // blocks until it settles
//   auto report = importer.GetJob(*job_id);
//
// A bad row is counted and reported, never an error. A Status that is not ok
// means that the job could not go on; it stays InProgress and Run() takes it
// up where its last commit left it.
//
// Threading: every method may be called from any thread; Run works on the
// caller's thread and starts its own threads only while it runs. Several
// importers may share a store, which must outlive them.

#ifndef MILLRACE_IMPORTER_H_
#define MILLRACE_IMPORTER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/import_options.h"
#include "millrace/job_error.h"
#include "millrace/job_report.h"
#include "millrace/job_spec.h"
#include "millrace/outcome.h"
#include "millrace/store.h"

namespace millrace {

// Where an upload's bytes come from. A file may be plain text or a zip that
// holds the job spec's fileName; its bytes tell which, never its name.
class Upload {
 public:
  // Implicit, so that Submit(spec, "contacts.csv") reads as it should.
  Upload(std::filesystem::path path);  // NOLINT(google-explicit-constructor)
  Upload(const char* path);            // NOLINT(google-explicit-constructor)

  // Plain text in memory; the importer keeps it until the job settles.
  static Upload Memory(std::string bytes);
  // Standard input, plain text, from its current position.
  static Upload StandardInput();

  enum class Kind { kFile, kMemory, kStandardInput };
  Kind kind() const { return kind_; }
  const std::filesystem::path& path() const { return path_; }
  const std::shared_ptr<const std::string>& bytes() const { return bytes_; }

 private:
  Upload() = default;
  Kind kind_ = Kind::kFile;
  std::filesystem::path path_;
  std::shared_ptr<const std::string> bytes_;
};

struct SubmitOptions {
  // Does everything but change records (contract m.17).
  bool dry_run = false;
  // Beyond it the job pauses; kept with the job (contract m.11).
  ErrorBudget error_budget = {};
  // Kept with the job for whoever asks.
  std::string owner = {};
  int32_t priority = 0;
  std::string idempotency_key = {};
  // The upload's file is not there yet: the caller brings it before Run(), or
  // gives the job up with Fail().
  bool upload_follows = false;
};

// Which jobs to list, and which part of the list.
struct JobQuery {
  std::optional<std::string> owner = {};  // of this owner only
  // Empty: any. InProgress stands for both of its kinds, Completed too.
  std::vector<JobStatus> statuses = {};
  std::string text = {};  // in the description, in any case
  bool newest_first = false;
  size_t skip = 0;
  size_t count_max = SIZE_MAX;
};
struct JobPage {
  std::vector<JobReport> jobs = {};
  size_t count = 0;  // of all jobs that the query means, skipped ones too
};

struct RenderOptions {
  // A column with the code's name behind every mapping's message, even if the
  // job spec does not ask for it.
  bool result_codes = false;
};

struct RenderedFiles {
  std::vector<ResultFile> results = {};
  std::vector<ResultFile> rejects = {};  // both kinds of contract m.15
};

// What became of one row, as stored.
struct RowReport {
  uint64_t row_number = 0;
  uint64_t byte_offset = 0;  // rejected rows only
  bool is_rejected = false;
  // Imported rows, unless it was a text and its record has been erased.
  std::optional<PrimaryKey> key = {};
  // What found the record: the key's name, an external id's field or a match
  // rule, " (several)" behind it if there was a choice. Empty: the row made it.
  std::string matched_by = {};
  Code reject_code = Code::kNone;
  std::string reject_column = {};
  std::string reject_text = {};
  std::vector<Code> codes = {};  // one a mapping
  std::vector<std::string> messages = {};
};

class Importer {
 public:
  // REQUIRES: options.Validate() is ok; otherwise every method says why not.
  Importer(Store& store, ImportOptions options);
  ~Importer();
  Importer(const Importer&) = delete;
  Importer& operator=(const Importer&) = delete;

  // Checks the spec against the catalogue and stores the job as Pending.
  // kInvalidArgument carries every defect (SpecDefectsOf).
  absl::StatusOr<JobId> Submit(const JobSpec& spec, const Upload& upload,
                               const SubmitOptions& options = {});

  // Runs a Pending job, or goes on with an interrupted or paused one, until it
  // settles or its error budget pauses it, which is ok too: GetJob tells. A
  // job whose rejects are over its budget already stays as it is.
  // kCancelled: the stop token was set; what is whole is committed. Settled
  // jobs are left as they are. kFailedPrecondition: another thread runs it, or
  // the upload is not the one the job began with.
  absl::Status Run(JobId id, std::stop_token stop = {});

  // The same from other bytes: a job read from a pipe or from memory is given
  // them again from their start, a moved file by its new path.
  absl::Status Run(JobId id, const Upload& upload, std::stop_token stop = {});

  // Gives a job that is not running another error budget, to go on with.
  absl::Status SetErrorBudget(JobId id, const ErrorBudget& budget);

  // Settles a job that is not running by what it has imported (contract m.11).
  absl::Status Cancel(JobId id);

  // The same for a job whose upload cannot be had, or that cannot go on for a
  // reason that another attempt would not remove: the reason becomes an error
  // of the job. The text must not hold any credentials.
  absl::Status Fail(JobId id, JobErrorCode code, std::string_view text);

  absl::StatusOr<JobReport> GetJob(JobId id) const;
  absl::StatusOr<JobPage> ListJobs(const JobQuery& query = {}) const;
  // Jobs that are Pending or InProgress, oldest first.
  absl::StatusOr<std::vector<JobId>> Unfinished() const;

  // Writes the job's result and reject files as far as its rows are
  // committed; the same bytes every time.
  absl::StatusOr<RenderedFiles> RenderResults(
      JobId id, const std::filesystem::path& directory,
      const RenderOptions& options = {}) const;

  // Every answered row in file order; the callback returns false to stop.
  absl::Status VisitRows(
      JobId id, const std::function<bool(const RowReport&)>& visit) const;

  // The same from the row of that number on, passing over what is before it.
  absl::Status VisitRows(
      JobId id, uint64_t first_row,
      const std::function<bool(const RowReport&)>& visit) const;

  // The catalogue in force, with the store's own list entries.
  absl::StatusOr<Catalogue> EffectiveCatalogue() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// A job spec for an upload whose header row names its columns, which bind to
// fields by name. Reads the upload's first row (of the zip's only member, if
// it is one); the delimiter follows from that row unless given, quotes are on.
// Of JSON objects, a row each, the columns are the members that the first MiB
// names.
struct HeaderSpecOptions {
  std::string resource_type = {};
  std::vector<std::string> mapping_types = {};
  std::optional<ColumnDelimiter> delimiter = {};
};
absl::StatusOr<JobSpec> JobSpecFromHeader(const Upload& upload,
                                          const HeaderSpecOptions& options);

}  // namespace millrace

#endif  // MILLRACE_IMPORTER_H_
