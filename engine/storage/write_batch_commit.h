// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Commits through the write-ahead log: one batch, synced. For commits that are
// not worth files of their own.
//
// Threading: as CommitWay.

#ifndef MILLRACE_ENGINE_STORAGE_WRITE_BATCH_COMMIT_H_
#define MILLRACE_ENGINE_STORAGE_WRITE_BATCH_COMMIT_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"

#include "engine/storage/commit_way.h"
#include "engine/storage/database.h"
#include "engine/storage/encoding_part.h"

namespace millrace {

class WriteBatchCommit : public CommitWay {
 public:
  explicit WriteBatchCommit(Database* database);
  ~WriteBatchCommit() override;

  EncodingPart* AddPart(RecordOrder order) override;
  absl::Status Apply() override;

 private:
  class Part;

  Database* const database_;
  std::vector<std::unique_ptr<Part>> parts_;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_WRITE_BATCH_COMMIT_H_
