// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads a small file whole: a job spec, a catalogue, settings.
//
// Threading: pure function.

#ifndef MILLRACE_PIPELINE_SPEC_TEXT_FILE_H_
#define MILLRACE_PIPELINE_SPEC_TEXT_FILE_H_

#include <cstddef>
#include <filesystem>
#include <string>

#include "absl/status/statusor.h"

namespace millrace {

// kNotFound: no such file; kResourceExhausted: more than `bytes_max` bytes;
// kUnavailable: any other trouble. Messages begin with the path.
absl::StatusOr<std::string> ReadTextFile(const std::filesystem::path& path,
                                         size_t bytes_max);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_TEXT_FILE_H_
