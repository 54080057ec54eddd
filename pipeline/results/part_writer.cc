// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/results/part_writer.h"

#include <utility>

#include "engine/base/status_macros.h"

namespace millrace {

PartWriter::PartWriter(FileSystem& file_system, std::filesystem::path directory,
                       std::string stem, std::string extension,
                       std::string header, uint64_t bytes_max)
    : file_system_(file_system),
      directory_(std::move(directory)),
      stem_(std::move(stem)),
      extension_(std::move(extension)),
      header_(std::move(header)),
      bytes_max_(bytes_max) {}

absl::Status PartWriter::StartPart() {
  const std::filesystem::path path =
      directory_ /
      (stem_ + "-" + std::to_string(files_.size() + 1) + "." + extension_);
  MILLRACE_ASSIGN_OR_RETURN(AtomicFile file,
                            AtomicFile::Create(file_system_, path));
  part_.emplace(std::move(file));
  rows_in_part_ = 0;
  return part_->Append(header_);
}

absl::Status PartWriter::FinishPart() {
  MILLRACE_RETURN_IF_ERROR(part_->Publish());
  files_.push_back({part_->path().string(), part_->size(), rows_in_part_});
  part_.reset();
  return absl::OkStatus();
}

absl::Status PartWriter::Append(std::string_view row) {
  if (part_.has_value() && rows_in_part_ > 0 &&
      part_->size() + row.size() > bytes_max_) {
    MILLRACE_RETURN_IF_ERROR(FinishPart());
  }
  if (!part_.has_value()) MILLRACE_RETURN_IF_ERROR(StartPart());
  ++rows_in_part_;
  return part_->Append(row);
}

absl::Status PartWriter::Close(bool even_if_empty) {
  if (!part_.has_value() && files_.empty() && even_if_empty) {
    MILLRACE_RETURN_IF_ERROR(StartPart());
  }
  return part_.has_value() ? FinishPart() : absl::OkStatus();
}

}  // namespace millrace
