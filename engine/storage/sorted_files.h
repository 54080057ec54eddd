// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Writes operations that come in the order of their keys into table files of
// one family, to be made part of the store by one ingest. Starts a new file
// when one is large enough, and with the first record behind all that are
// stored: what only adds then overlaps nothing, and no compaction rewrites it.
// Files that were not ingested are removed.
//
// Threading: belongs to one thread at a time.
// Ownership: borrows the database.

#ifndef MILLRACE_ENGINE_STORAGE_SORTED_FILES_H_
#define MILLRACE_ENGINE_STORAGE_SORTED_FILES_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "rocksdb/sst_file_writer.h"

#include "engine/storage/column_families.h"
#include "engine/storage/database.h"

namespace millrace {

class SortedFiles {
 public:
  SortedFiles(Database* database, Family family)
      : database_(database), family_(family) {}
  ~SortedFiles();
  SortedFiles(const SortedFiles&) = delete;
  SortedFiles& operator=(const SortedFiles&) = delete;

  // Trouble is kept and told by Finish(). REQUIRES: keys strictly ascending.
  void Put(std::string_view key, std::string_view value);
  void Delete(std::string_view key);
  // REQUIRES: before any Put or Delete.
  void DeleteRange(std::string_view begin, std::string_view end);

  // Makes the files durable. May be called again.
  absl::Status Finish();

  // What Finish() made, in the order of keys.
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  // Makes room for one more operation. False after trouble.
  bool Prepare(bool takes_space);
  void Start(bool takes_space);
  void EndFile();
  void SplitBehindStored(std::string_view key);

  Database* const database_;
  const Family family_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;  // null between files
  std::vector<std::string> paths_;
  absl::Status status_;
  // Of records: the last one stored when the first was put. Once one is behind
  // it, all that follow are.
  std::optional<std::string> last_stored_;
  bool is_behind_stored_ = false;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_SORTED_FILES_H_
