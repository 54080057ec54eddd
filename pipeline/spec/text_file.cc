// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/text_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace millrace {
namespace {

struct CloseFile {
  // Nothing was written, so a failed close loses nothing.
  void operator()(std::FILE* file) const { std::fclose(file); }
};

absl::Status Trouble(const std::filesystem::path& path, int error) {
  const std::string message =
      absl::StrCat(path.string(), ": ", std::generic_category().message(error));
  return error == ENOENT ? absl::NotFoundError(message)
                         : absl::UnavailableError(message);
}

}  // namespace

absl::StatusOr<std::string> ReadTextFile(const std::filesystem::path& path,
                                         size_t bytes_max) {
  const std::unique_ptr<std::FILE, CloseFile> file(
      std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) return Trouble(path, errno);
  std::string text;
  char buffer[64 * 1024];
  while (true) {
    const size_t bytes = std::fread(buffer, 1, sizeof(buffer), file.get());
    text.append(buffer, bytes);
    if (text.size() > bytes_max) {
      return absl::ResourceExhaustedError(absl::StrCat(
          path.string(), ": larger than the limit of bytes: ", bytes_max));
    }
    if (bytes < sizeof(buffer)) break;
  }
  if (std::ferror(file.get()) != 0) return Trouble(path, errno);
  return text;
}

}  // namespace millrace
