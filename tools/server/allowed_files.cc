// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/allowed_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "tools/server/http_message.h"

namespace millrace::server {
namespace {

absl::Status NotAllowed() {
  return absl::InvalidArgumentError(
      "not below a folder that uploads may come from");
}

// "file:///a/b", "file://localhost/a/b" and "file:/a/b" as "/a/b".
std::optional<std::string> PathOf(std::string_view url) {
  constexpr std::string_view kScheme = "file:";
  if (!url.starts_with(kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  if (url.starts_with("//")) {
    url.remove_prefix(2);
    constexpr std::string_view kHost = "localhost";
    if (url.starts_with(kHost)) url.remove_prefix(kHost.size());
  }
  if (!url.starts_with('/')) return std::nullopt;
  return PercentDecoded(url);
}

}  // namespace

AllowedFiles::AllowedFiles(const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    std::error_code error;
    std::filesystem::path real = std::filesystem::canonical(folder, error);
    if (!error) folders_.push_back(std::move(real));
  }
}

absl::StatusOr<AllowedFiles::Place> AllowedFiles::Find(
    std::string_view url) const {
  const std::optional<std::string> text = PathOf(url);
  if (!text.has_value()) {
    return absl::InvalidArgumentError("not a file: address with a whole path");
  }
  const std::filesystem::path path(*text);
  for (const std::filesystem::path& part : path) {
    if (part == ".." || part == ".") return NotAllowed();
  }
  for (const std::filesystem::path& folder : folders_) {
    const std::filesystem::path below = path.lexically_relative(folder);
    if (!below.empty() && below != "." && *below.begin() != "..") {
      return Place{folder, below};
    }
  }
  return NotAllowed();
}

absl::Status AllowedFiles::Check(std::string_view url) const {
  return Find(url).status();
}

absl::StatusOr<FileDescriptor> AllowedFiles::Open(std::string_view url) const {
  const absl::StatusOr<Place> place = Find(url);
  if (!place.ok()) return place.status();
  const absl::Status missing =
      absl::UnavailableError("there is no such plain file");
  FileDescriptor at(
      ::open(place->folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (auto part = place->below.begin(); part != place->below.end(); ++part) {
    if (!at.is_open()) return missing;
    const bool is_last = std::next(part) == place->below.end();
    // Not to be kept waiting by a pipe that nobody writes to.
    const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC |
                      (is_last ? O_NONBLOCK : O_DIRECTORY);
    at = FileDescriptor(::openat(at.get(), part->c_str(), flags));
  }
  struct stat found = {};
  if (!at.is_open() || ::fstat(at.get(), &found) != 0 ||
      !S_ISREG(found.st_mode)) {
    return missing;
  }
  return at;
}

}  // namespace millrace::server
