// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What is in the folder of a store:
//
//   CURRENT             names the manifest: without it there is no store
//   MANIFEST-*          which files make up the store
//   OPTIONS-*, IDENTITY, LOCK
//   *.log, *.sst        write-ahead log, tables
//   *.dbtmp             files of RocksDB that have no name yet
//   ingest/*.sst        tables of commits that have not been applied

#include "engine/storage/store_folder.h"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

#include "engine/base/status_macros.h"
#include "engine/io/file_system.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

constexpr char kIngestName[] = "ingest";

// Data that only a store which was created to the end has.
bool IsDataName(std::string_view name) {
  return name.ends_with(".sst") || name.ends_with(".log");
}

bool IsCreationName(std::string_view name) {
  return name == "LOCK" || name == "IDENTITY" || name == kIngestName ||
         name == "lost+found" || name.starts_with("MANIFEST-") ||
         name.starts_with("OPTIONS-") || name.ends_with(".dbtmp");
}

absl::Status CheckAccess(const fs::path& path, int mode,
                         std::string_view what) {
  if (::access(path.c_str(), mode) == 0) return absl::OkStatus();
  const int error = errno;
  const std::string message =
      absl::StrCat(what.data(), ": ", path.string(), ": ",
                   std::error_code(error, std::generic_category()).message());
  if (error == EACCES || error == EROFS || error == EPERM) {
    return absl::PermissionDeniedError(message);
  }
  return absl::ErrnoToStatus(error, message);
}

}  // namespace

absl::StatusOr<FolderContent> StoreFolder::Inspect() const {
  const absl::StatusOr<FileKind> kind = files_->Kind(path_);
  if (absl::IsNotFound(kind.status())) return FolderContent::kMissing;
  MILLRACE_RETURN_IF_ERROR(kind.status());
  if (*kind != FileKind::kDirectory) {
    return absl::FailedPreconditionError(
        absl::StrCat("not a millrace store, but a file: ", path_.string()));
  }
  MILLRACE_RETURN_IF_ERROR(CheckReadable());
  MILLRACE_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                            files_->List(path_));
  bool has_data = false;
  bool has_other = false;
  for (const std::string& name : names) {
    if (name == "CURRENT") return FolderContent::kStore;
    if (IsDataName(name)) {
      has_data = true;
    } else if (!IsCreationName(name)) {
      has_other = true;
    }
  }
  if (has_data) {
    return absl::DataLossError(absl::StrCat(
        "store is damaged: it has no file CURRENT: ", path_.string()));
  }
  if (has_other) {
    return absl::FailedPreconditionError(
        absl::StrCat("not a millrace store, but a folder of other things: ",
                     path_.string()));
  }
  return FolderContent::kNothing;
}

absl::Status StoreFolder::Make() const {
  MILLRACE_RETURN_IF_ERROR(files_->CreateDirectory(path_));
  // For a folder that the user made before us; where it is not theirs to
  // change, the modes of the files must do.
  std::error_code ignored;
  fs::permissions(path_, fs::perms::owner_all, ignored);
  return files_->SyncDirectory(path_.parent_path());
}

absl::Status StoreFolder::CheckReadable() const {
  return CheckAccess(path_, R_OK | X_OK, "folder cannot be read");
}

absl::Status StoreFolder::CheckWritable() const {
  return CheckAccess(path_, W_OK | X_OK, "folder cannot be written");
}

absl::Status StoreFolder::SweepIngest() const {
  const fs::path ingest = IngestFolder(path_);
  const absl::StatusOr<std::vector<std::string>> names = files_->List(ingest);
  if (absl::IsNotFound(names.status())) return absl::OkStatus();
  MILLRACE_RETURN_IF_ERROR(names.status());
  for (const std::string& name : *names) {
    MILLRACE_RETURN_IF_ERROR(files_->Remove(ingest / name));
  }
  return absl::OkStatus();
}

fs::path IngestFolder(const fs::path& store) { return store / kIngestName; }

absl::StatusOr<ReaderFolder> ReaderFolder::Make(const fs::path& chosen,
                                                FileSystem* files) {
  ReaderFolder folder;
  if (!chosen.empty()) {
    MILLRACE_RETURN_IF_ERROR(files->CreateDirectory(chosen));
    folder.path_ = chosen;
    return folder;
  }
  std::error_code error;
  const fs::path temporary = fs::temp_directory_path(error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("no temporary folder for a reader: ", error.message()));
  }
  std::string name = temporary / "millrace-reader-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    return absl::ErrnoToStatus(
        errno, absl::StrCat("cannot make a folder for a reader: ", name));
  }
  folder.path_ = name;
  folder.is_ours_ = true;
  return folder;
}

ReaderFolder::ReaderFolder(ReaderFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      is_ours_(std::exchange(other.is_ours_, false)) {}

ReaderFolder& ReaderFolder::operator=(ReaderFolder&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(is_ours_, other.is_ours_);
  return *this;
}

ReaderFolder::~ReaderFolder() {
  if (!is_ours_) return;
  // Best effort: what stays behind is small, empty of data and in a folder
  // that the system clears.
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace millrace
