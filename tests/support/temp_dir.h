// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// TempDir: a fresh, empty folder for one test, removed with all it holds when
// the test is over.
//
//   TempDir temp_dir;
//   Store::Open(temp_dir.path() / "store", ...);
//
// Threading: one thread.

#ifndef MILLRACE_TESTS_SUPPORT_TEMP_DIR_H_
#define MILLRACE_TESTS_SUPPORT_TEMP_DIR_H_

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

#include "engine/base/check.h"

namespace millrace {

class TempDir {
 public:
  TempDir() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "millrace-XXXXXX").native();
    MILLRACE_CHECK(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const {
    return path_ / name;
  }

  // Writes a file below the folder and returns its path.
  std::filesystem::path Write(std::string_view name,
                              std::string_view bytes) const {
    std::filesystem::path path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    MILLRACE_CHECK(file.good());
    return path;
  }

 private:
  std::filesystem::path path_;
};

// Returns the bytes of a file, which must be there.
inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  MILLRACE_CHECK(file.good());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_TEMP_DIR_H_
