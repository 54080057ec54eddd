// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// One way of getting a commit into the store, all of it or nothing. There are
// two: write_batch_commit.h and sorted_run_commit.h. The same bytes are
// readable after either.
//
// Threading: a way belongs to the commit's thread; its parts may be filled by
// others, side by side, until Apply().

#ifndef MILLRACE_ENGINE_STORAGE_COMMIT_WAY_H_
#define MILLRACE_ENGINE_STORAGE_COMMIT_WAY_H_

#include <memory>

#include "absl/status/status.h"

#include "engine/storage/database.h"
#include "engine/storage/encoding_part.h"
#include "engine/storage/next_keys.h"
#include "millrace/commit.h"
#include "millrace/store.h"

namespace millrace {

enum class RecordOrder {
  kAny,
  kAscending,  // strictly, and apart from other such parts
};

class CommitWay {
 public:
  virtual ~CommitWay() = default;

  // Lives as long as the way. A later part's operations come after those of an
  // earlier one.
  virtual EncodingPart* AddPart(RecordOrder order) = 0;

  // Applies all parts, durably, or nothing. Called at most once.
  virtual absl::Status Apply() = 0;
};

// Makes a commit that goes the way which suits its size. Borrows both.
std::unique_ptr<Commit> MakeCommit(Database* database, NextKeys* next_keys,
                                   const Store::CommitHint& hint);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_COMMIT_WAY_H_
