// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Unpacks one member of a zip as a ByteSource. What lies before a place where
// the data is broken is given before the error is; size and checksum are
// compared at the end.
//
// Threading: a source belongs to one thread.

#ifndef MILLRACE_PIPELINE_SOURCE_ZIP_MEMBER_SOURCE_H_
#define MILLRACE_PIPELINE_SOURCE_ZIP_MEMBER_SOURCE_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

#include "engine/io/file_system.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/zip_archive.h"

namespace millrace {

// Opens the member that ZipArchive::Find() gives for `member_name`.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenZipMember(
    std::unique_ptr<ReadableFile> file, std::string_view member_name,
    const ZipLimits& limits);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_ZIP_MEMBER_SOURCE_H_
