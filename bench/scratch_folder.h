// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ScratchFolder: a fresh folder below the system's temporary one (TMPDIR says
// which disk is measured), removed with all it holds.
//
// Threading: one thread.

#ifndef MILLRACE_BENCH_SCRATCH_FOLDER_H_
#define MILLRACE_BENCH_SCRATCH_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "engine/base/check.h"

namespace millrace::bench {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "millrace-bench-XXXXXX")
            .native();
    MILLRACE_CHECK(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::filesystem::path operator/(std::string_view name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace millrace::bench

#endif  // MILLRACE_BENCH_SCRATCH_FOLDER_H_
