// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Commit: the one way to write rows' effects: records, identities, next keys,
// outcome blocks and job states, applied in one atomic step. After a crash the
// store holds all of a commit or nothing of it.
//
//   auto commit = store->BeginCommit({});
//   commit->PutRecord(contacts, key.Encode(), builder.Encode({}));
//   commit->SetNextKey(contacts, 12346);
//   absl::Status status = commit->Apply();
//
// Threading: a Commit belongs to one thread, each CommitPart to one thread;
// parts of one commit may be filled side by side. It must not outlive its
// Store.

#ifndef MILLRACE_COMMIT_H_
#define MILLRACE_COMMIT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

#include "millrace/job_state.h"
#include "millrace/record.h"

namespace millrace {

// Counters that are one each per store (contract m.2, l.16).
enum class StoreCounter : uint8_t {
  kJobId = 0,
  kUploadFileId = 1,
  kMappingIdentifier = 2,
};

// What one thread adds to a commit. Calls take effect in their order, those of
// a part after those of the parts made before it: a later put or delete of a
// key replaces an earlier one. Records may stand in any order unless the part
// is declared sorted (see AddSortedPart), identities always may.
class CommitPart {
 public:
  virtual ~CommitPart() = default;

  // Says that nothing more comes, and does in this thread what Apply() would
  // otherwise do in its own: sorting, writing out. Optional; trouble is kept
  // for Apply() to tell.
  virtual void Finish() {}

  virtual void PutRecord(ResourceTypeId type, std::string_view key_bytes,
                         std::string_view value) = 0;
  virtual void DeleteRecord(ResourceTypeId type,
                            std::string_view key_bytes) = 0;

  // A unique identity: at most one record has this value of this kind.
  virtual void PutIdentity(ResourceTypeId type, NameId kind,
                           std::string_view value,
                           std::string_view key_bytes) = 0;
  virtual void DeleteIdentity(ResourceTypeId type, NameId kind,
                              std::string_view value) = 0;

  // A match key: any number of records may have this value of this kind.
  virtual void PutMatch(ResourceTypeId type, NameId kind,
                        std::string_view value, std::string_view key_bytes) = 0;
  virtual void DeleteMatch(ResourceTypeId type, NameId kind,
                           std::string_view value,
                           std::string_view key_bytes) = 0;
};

class Commit : public CommitPart {
 public:
  // A part whose records come in strictly ascending (type, key) order and lie
  // apart from all other sorted parts' ranges. Large commits write such parts
  // as sorted files. The pointer lives as long as the commit.
  virtual CommitPart* AddSortedPart() = 0;

  // The key that the next created record of the type gets.
  virtual void SetNextKey(ResourceTypeId type, int64_t next_key) = 0;
  virtual void SetCounter(StoreCounter counter, int64_t next_value) = 0;

  virtual void PutOutcomeBlock(JobId job, uint64_t sequence,
                               std::string_view block) = 0;
  // Drops every outcome block of the job (contract m.16, m.17).
  virtual void DeleteOutcomes(JobId job) = 0;

  // First row of the job imported onto a record (contract m.12).
  virtual void PutJobRow(JobId job, std::string_view key_bytes,
                         uint64_t row_number) = 0;
  virtual void DeleteJobRows(JobId job) = 0;

  virtual void PutJob(const JobRecord& job) = 0;

  // Applies all of it, durably, or nothing. Call once, when no part is being
  // filled any more. kResourceExhausted: the disk's free-space floor, which a
  // commit without records, identities and outcomes may go below, so that a
  // job can be paused or cleared away; kUnavailable: I/O trouble;
  // kInvalidArgument: a part declared sorted is not; kFailedPrecondition: the
  // store was opened for reading, or the commit was applied before. After
  // I/O trouble the store as it is open holds nothing of the commit; opened
  // again, it holds nothing or all of it, as after a crash.
  virtual absl::Status Apply() = 0;
};

}  // namespace millrace

#endif  // MILLRACE_COMMIT_H_
