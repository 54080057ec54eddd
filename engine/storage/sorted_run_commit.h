// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Commits past the write-ahead log: table files of sorted keys, one set a
// family, become part of the store in one atomic step. For large commits, at
// several times the speed.
//
// Sorted parts write their records straight into files; everything else is
// gathered in memory, sorted, and written when the part is finished or the
// commit applied.
//
// Threading: as CommitWay.

#ifndef MILLRACE_ENGINE_STORAGE_SORTED_RUN_COMMIT_H_
#define MILLRACE_ENGINE_STORAGE_SORTED_RUN_COMMIT_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"

#include "engine/storage/column_families.h"
#include "engine/storage/commit_way.h"
#include "engine/storage/database.h"
#include "engine/storage/encoding_part.h"
#include "engine/storage/sorted_files.h"

namespace millrace {

class SortedRunCommit : public CommitWay {
 public:
  explicit SortedRunCommit(Database* database);
  ~SortedRunCommit() override;

  EncodingPart* AddPart(RecordOrder order) override;
  absl::Status Apply() override;

 private:
  class Part;

  // Writes what the parts have gathered of a family, merged by key.
  absl::Status WriteGathered(Family family, SortedFiles* files) const;

  Database* const database_;
  std::vector<std::unique_ptr<Part>> parts_;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_SORTED_RUN_COMMIT_H_
