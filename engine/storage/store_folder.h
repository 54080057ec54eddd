// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The folder of a store, looked at before RocksDB gets to see it: what is in
// it, making it, and clearing away what a killed process left behind. Layout
// in store_folder.cc.
//
// Threading: a StoreFolder is used by one thread, while the store is opened;
// the rest are functions without state.

#ifndef MILLRACE_ENGINE_STORAGE_STORE_FOLDER_H_
#define MILLRACE_ENGINE_STORAGE_STORE_FOLDER_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/io/file_system.h"

namespace millrace {

enum class FolderContent {
  kMissing,  // no such folder
  kNothing,  // empty, or what an interrupted creation leaves
  kStore,    // a database, whosever
};

class StoreFolder {
 public:
  StoreFolder(std::filesystem::path path, FileSystem* files)
      : path_(std::move(path)), files_(files) {}

  // kFailedPrecondition: a file, or a folder of other things; kDataLoss: a
  // store without the file that everything starts from; kPermissionDenied.
  absl::StatusOr<FolderContent> Inspect() const;

  // Makes the folder and what is missing above it.
  absl::Status Make() const;

  // Says early and clearly what would fail later: kPermissionDenied.
  absl::Status CheckReadable() const;
  absl::Status CheckWritable() const;

  // Removes the files of commits that never were. REQUIRES: nobody else has
  // the store open for writing.
  absl::Status SweepIngest() const;

 private:
  const std::filesystem::path path_;
  FileSystem* const files_;
};

// Where large commits write their files before they become part of the store.
std::filesystem::path IngestFolder(const std::filesystem::path& store);

// A folder for one reader's own files, removed when destroyed unless the user
// chose it.
class ReaderFolder {
 public:
  // An empty `chosen` means a fresh one in the system's temporary folder.
  static absl::StatusOr<ReaderFolder> Make(const std::filesystem::path& chosen,
                                           FileSystem* files);
  ReaderFolder() = default;
  ReaderFolder(ReaderFolder&& other) noexcept;
  ReaderFolder& operator=(ReaderFolder&& other) noexcept;
  ~ReaderFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  bool is_ours_ = false;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_STORE_FOLDER_H_
