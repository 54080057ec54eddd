// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/io/atomic_file.h"

#include <filesystem>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "engine/io/file_system.h"
#include "engine/io/output_file.h"

namespace millrace {
namespace {

std::filesystem::path PartPath(std::filesystem::path path) {
  path += AtomicFile::kPartSuffix;
  return path;
}

}  // namespace

absl::StatusOr<AtomicFile> AtomicFile::Create(
    FileSystem& file_system, const std::filesystem::path& path) {
  const std::filesystem::path part_path = PartPath(path);
  // Removed and made anew rather than emptied: what lies there may be a link
  // to somewhere else.
  absl::Status removed = file_system.Remove(part_path);
  if (!removed.ok() && !absl::IsNotFound(removed)) return removed;
  MILLRACE_ASSIGN_OR_RETURN(
      OutputFile file,
      OutputFile::Open(file_system, part_path, WriteMode::kCreateNew));
  return AtomicFile(file_system, path, std::move(file));
}

AtomicFile::AtomicFile(FileSystem& file_system, std::filesystem::path path,
                       OutputFile file)
    : file_system_(&file_system),
      path_(std::move(path)),
      part_path_(PartPath(path_)),
      file_(std::move(file)) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : file_system_(other.file_system_),
      path_(std::move(other.path_)),
      part_path_(std::move(other.part_path_)),
      file_(std::exchange(other.file_, std::nullopt)),
      size_(other.size_) {}

AtomicFile::~AtomicFile() {
  if (!file_.has_value()) return;
  file_.reset();
  // Nobody to tell, and the next Create() of this name removes it, too.
  file_system_->Remove(part_path_).IgnoreError();
}

absl::Status AtomicFile::Append(std::string_view bytes) {
  MILLRACE_CHECK(file_.has_value());
  size_ += bytes.size();
  return file_->Append(bytes);
}

absl::Status AtomicFile::Publish() {
  MILLRACE_CHECK(file_.has_value());
  MILLRACE_RETURN_IF_ERROR(file_->Sync());
  MILLRACE_RETURN_IF_ERROR(file_->Close());
  MILLRACE_RETURN_IF_ERROR(file_system_->Rename(part_path_, path_));
  file_.reset();
  return file_system_->SyncDirectory(path_.parent_path());
}

absl::Status WriteFileAtomically(FileSystem& file_system,
                                 const std::filesystem::path& path,
                                 std::string_view bytes) {
  MILLRACE_ASSIGN_OR_RETURN(AtomicFile file,
                            AtomicFile::Create(file_system, path));
  MILLRACE_RETURN_IF_ERROR(file.Append(bytes));
  return file.Publish();
}

}  // namespace millrace
