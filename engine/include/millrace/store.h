// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Store: the records, identities, jobs and outcomes that survive a restart.
//
//   auto store = millrace::Store::Open("crm.db", {.create_if_missing = true});
//   auto view = (*store)->View();
//   auto record = view->GetRecord(contacts, millrace::PrimaryKey(7).Encode());
//
// Threading: every method may be called from any thread. One process writes;
// others open with read_only. A StoreView and what it returns must not outlive
// its Store.

#ifndef MILLRACE_STORE_H_
#define MILLRACE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/commit.h"
#include "millrace/job_state.h"
#include "millrace/record.h"
#include "millrace/store_options.h"

namespace millrace {

// A record passed to a scan; the bytes live only during the call.
struct ScannedRecord {
  std::string_view key_bytes;
  std::string_view value;
};

// Walks the records of one type in key order, forwards, from the first one on.
// Not thread-safe. The views live until the next move.
class RecordCursor {
 public:
  virtual ~RecordCursor() = default;
  // To the first record whose key is at or after key_bytes.
  virtual void Seek(std::string_view key_bytes) = 0;
  virtual void Next() = 0;
  virtual bool Valid() const = 0;
  virtual std::string_view key_bytes() const = 0;
  virtual std::string_view value() const = 0;
  // Why Valid() is false: ok at the end of the type's records.
  virtual absl::Status status() const = 0;
};

// One consistent state of the store: what it was at one commit (contract
// m.19). Const and thread-safe, but for the cursors it makes.
class StoreView {
 public:
  virtual ~StoreView() = default;

  // kNotFound when there is none.
  virtual absl::StatusOr<std::string> GetRecord(
      ResourceTypeId type, std::string_view key_bytes) const = 0;

  // Many at once. REQUIRES: keys ascending and distinct. values[i] is empty
  // when keys[i] has no record (a record's bytes never are).
  virtual absl::Status GetRecords(ResourceTypeId type,
                                  std::span<const std::string_view> keys,
                                  std::vector<std::string>* values) const = 0;

  // The key that has this identity, or nothing.
  virtual absl::StatusOr<std::optional<std::string>> FindIdentity(
      ResourceTypeId type, NameId kind, std::string_view value) const = 0;

  // Many at once, any order; keys[i] is empty when values[i] is nobody's.
  virtual absl::Status FindIdentities(ResourceTypeId type, NameId kind,
                                      std::span<const std::string_view> values,
                                      std::vector<std::string>* keys) const = 0;

  // The keys of the records with this match key, lowest first, at most
  // count_max.
  virtual absl::StatusOr<std::vector<std::string>> FindMatches(
      ResourceTypeId type, NameId kind, std::string_view value,
      size_t count_max) const = 0;

  virtual std::unique_ptr<RecordCursor> ScanRecords(
      ResourceTypeId type) const = 0;

  // The same for many values at once, in any order; lists[i] belongs to
  // values[i]. Much cheaper than one by one, above all for values that nobody
  // has.
  virtual absl::Status FindMatchLists(
      ResourceTypeId type, NameId kind,
      std::span<const std::string_view> values, size_t count_max,
      std::vector<std::vector<std::string>>* lists) const;

  // Every unique identity and match key of a type, in stored order; for
  // checks and exports. The callback returns false to stop.
  struct ScannedIdentity {
    NameId kind = NameId{0};
    std::string_view value;
    std::string_view key_bytes;
    bool is_match = false;
  };
  virtual absl::Status ScanIdentities(
      ResourceTypeId type,
      const std::function<bool(const ScannedIdentity&)>& visit) const = 0;

  // 1 when no key was given out yet.
  virtual absl::StatusOr<int64_t> NextKey(ResourceTypeId type) const = 0;
  virtual absl::StatusOr<int64_t> Counter(StoreCounter counter) const = 0;

  virtual absl::StatusOr<JobRecord> GetJob(JobId id) const = 0;
  // Ascending ids from first on, at most count_max.
  virtual absl::StatusOr<std::vector<JobRecord>> ListJobs(
      JobId first, size_t count_max) const = 0;

  // Outcome blocks in sequence order from first_sequence on; the callback
  // returns false to stop.
  virtual absl::Status ScanOutcomes(
      JobId job, uint64_t first_sequence,
      const std::function<bool(uint64_t sequence, std::string_view block)>&
          visit) const = 0;
  // The last block of a job, which carries its checkpoint; kNotFound if none.
  virtual absl::StatusOr<std::string> LastOutcomeBlock(JobId job) const = 0;

  // The first row of the job that was imported onto a record, or 0.
  virtual absl::StatusOr<uint64_t> JobRow(JobId job,
                                          std::string_view key_bytes) const = 0;
};

// One entry of a list that belongs to the store: a code, a tag, a type.
struct ListEntry {
  std::string id = {};
  std::string name = {};
  std::string parent_id = {};  // of the parent list, if the list has one
  bool retired = false;        // kept for old records, refused in new rows
};

// Totals for `inspect`; approximate where the store only estimates.
struct StoreSummary {
  uint32_t format_version = 0;
  struct Family {
    std::string name = {};
    uint64_t bytes = 0;
    uint64_t entries_estimated = 0;
    uint64_t files = 0;
  };
  std::vector<Family> families = {};
};

// How far a compaction is. What is merged away need not be written, so it may
// end before the total is reached.
struct CompactionProgress {
  std::string_view family = {};
  uint64_t bytes_written = 0;  // of all families
  uint64_t bytes_total = 0;    // in the store when it began
};

// Held while a run is resolved and committed: jobs that write one resource
// type take turns run by run (contract m.18). Releases when destroyed.
class RunTurn {
 public:
  virtual ~RunTurn() = default;
};

// Held by whoever executes a job, so that nobody else does.
class JobClaim {
 public:
  virtual ~JobClaim() = default;
};

class Store {
 public:
  // kNotFound: nothing there and create_if_missing is off; kUnavailable:
  // another process writes to it; kFailedPrecondition: not a store, or a format
  // this library does not know; kInvalidArgument: options; kPermissionDenied;
  // kDataLoss: it is damaged.
  static absl::StatusOr<std::unique_ptr<Store>> Open(
      const std::filesystem::path& path, const StoreOptions& options);

  virtual ~Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  virtual const std::filesystem::path& path() const = 0;
  virtual const StoreOptions& options() const = 0;

  virtual std::unique_ptr<StoreView> View() const = 0;

  // For readers beside a writing process: moves to its latest state. Between
  // two calls the reader stands still; views that are open stay where they
  // are. Does nothing for the writer.
  virtual absl::Status CatchUp() = 0;

  // How much the commit is expected to bring, in bytes of records, identities
  // and outcomes: large ones are written another way. What is stored is the
  // same, so a wrong guess costs time only.
  struct CommitHint {
    uint64_t bytes_expected = 0;  // 0: small
  };
  virtual std::unique_ptr<Commit> BeginCommit(const CommitHint& hint) = 0;

  // Stores a new job: takes the next job id, ULFileID and as many mapping
  // identifiers as mapping_count says, in the same write; returns the job with
  // them. Durable when it returns.
  virtual absl::StatusOr<JobRecord> CreateJob(JobRecord job) = 0;
  // Replaces a stored job, durably. kNotFound: there is none.
  virtual absl::Status UpdateJob(const JobRecord& job) = 0;

  // Names to small numbers, made on first use, durable when it returns. A
  // reader knows those that were there when it last caught up.
  virtual absl::StatusOr<std::vector<NameId>> InternNames(
      std::span<const std::string> names) = 0;
  virtual absl::StatusOr<ResourceTypeId> InternResourceType(
      std::string_view name) = 0;
  virtual std::optional<NameId> FindName(std::string_view name) const = 0;
  virtual std::optional<ResourceTypeId> FindResourceType(
      std::string_view name) const = 0;
  // Empty for a number that was never given out.
  virtual std::string NameOf(NameId id) const = 0;
  virtual std::vector<std::string> ResourceTypeNames() const = 0;

  // Catalogues by content hash (contract m.20).
  virtual absl::Status PutCatalogue(std::string_view hash,
                                    std::string_view json) = 0;
  virtual absl::StatusOr<std::string> GetCatalogue(
      std::string_view hash) const = 0;

  // Version of the tables with which match keys were folded (contract m.13).
  // Empty until set; set by whoever writes the first, or rebuilds them all.
  virtual absl::StatusOr<std::string> MatchIndexVersion() const = 0;
  virtual absl::Status SetMatchIndexVersion(std::string_view version) = 0;

  // Entries of the store's own lists, by number where ids are numbers. Put
  // adds, renames or revives; Retire is kNotFound for what was never put.
  virtual absl::Status PutListEntry(std::string_view list,
                                    const ListEntry& entry) = 0;
  virtual absl::Status RetireListEntry(std::string_view list,
                                       std::string_view id) = 0;
  virtual absl::StatusOr<std::vector<ListEntry>> ListEntries(
      std::string_view list) const = 0;

  // Waits for its turn, first come first served.
  virtual std::unique_ptr<RunTurn> TakeTurn(ResourceTypeId type) = 0;
  // kFailedPrecondition if somebody has it, or the store was opened for
  // reading.
  virtual absl::StatusOr<std::unique_ptr<JobClaim>> ClaimJob(JobId id) = 0;

  virtual absl::StatusOr<StoreSummary> Summarise() const = 0;

  // Writes all files anew, none overlapping another, without what was deleted
  // or replaced and no open view sees. May be left off at any instant: what is
  // stored stays the same. `progress` is called from any thread, one call at a
  // time, whenever a file has been written.
  virtual absl::Status Compact(
      const std::function<void(const CompactionProgress&)>& progress) = 0;
  absl::Status Compact() { return Compact({}); }

 protected:
  Store() = default;
};

}  // namespace millrace

#endif  // MILLRACE_STORE_H_
