// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/upload_spool.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <vector>

#include "tools/millrace/text.h"
#include "tools/server/secret.h"
#include "tools/server/small_file.h"

namespace millrace::server {
namespace {

constexpr size_t kNameBytes = 16;
constexpr std::string_view kDirect = "upload:";
constexpr std::string_view kFile = "file:";

bool HasScheme(std::string_view url, std::string_view scheme) {
  return tool::EqualsIgnoringCase(url.substr(0, scheme.size()), scheme);
}

// Ours and not the source's fault.
absl::Status OwnTrouble(const absl::Status& status) {
  return status.ok() ? status : absl::InternalError(status.message());
}

}  // namespace

absl::Status UploadSpool::Check(std::string_view url, std::string_view owner,
                                bool sees_all) const {
  if (url.empty()) {
    return absl::InvalidArgumentError(
        "is required: where the upload is to be had");
  }
  if (HasScheme(url, kDirect)) {
    const absl::StatusOr<ShelvedUpload> upload =
        shelf_.Find(url.substr(kDirect.size()));
    if (!upload.ok() || (!sees_all && upload->owner != owner)) {
      return absl::InvalidArgumentError("there is no such upload");
    }
    if (!upload->is_whole) {
      return absl::InvalidArgumentError("the upload is not whole yet");
    }
    return absl::OkStatus();
  }
  if (HasScheme(url, kFile)) return allowed_.Check(url);
  if (!remote_.check) {
    return absl::InvalidArgumentError("this service fetches nothing");
  }
  return remote_.check(url);
}

std::filesystem::path UploadSpool::NewPath() const {
  return folder_ / (RandomHex(kNameBytes) + ".upload");
}

std::filesystem::path UploadSpool::PathOf(
    const std::filesystem::path& source) const {
  return folder_ / source.filename();
}

absl::Status UploadSpool::TakeDirect(std::string_view url,
                                     const std::filesystem::path& path) const {
  if (!HasScheme(url, kDirect)) return absl::OkStatus();
  return shelf_.LinkTo(url.substr(kDirect.size()), path);
}

absl::Status UploadSpool::Fetch(const std::string& url,
                                const std::filesystem::path& path,
                                std::stop_token stop) const {
  std::error_code error;
  if (std::filesystem::exists(path, error)) return absl::OkStatus();
  if (HasScheme(url, kDirect)) {
    return absl::UnavailableError("the direct upload is not there any more");
  }
  std::filesystem::path part = path;
  part += ".part";
  std::filesystem::remove(part, error);
  absl::Status status =
      HasScheme(url, kFile) ? CopyFile(url, part, stop)
      : remote_.fetch       ? remote_.fetch(url, part, stop)
                      : absl::UnavailableError("this service fetches nothing");
  if (status.ok() && std::rename(part.c_str(), path.c_str()) != 0) {
    status = OwnTrouble(FileStatus(errno, "spool"));
  }
  // What the file was fetched with is forgotten next: it must stay.
  if (status.ok()) status = SyncFolder(path.parent_path());
  if (!status.ok()) std::filesystem::remove(part, error);
  return status;
}

absl::Status UploadSpool::CopyFile(const std::string& url,
                                   const std::filesystem::path& path,
                                   std::stop_token stop) const {
  const absl::StatusOr<FileDescriptor> from = allowed_.Open(url);
  if (!from.ok()) {
    return absl::UnavailableError(from.status().message());
  }
  const absl::StatusOr<int> fd = CreateFile(path);
  if (!fd.ok()) return OwnTrouble(fd.status());
  const FileDescriptor to(*fd);
  std::vector<char> piece(size_t{1} << 20);
  uint64_t bytes = 0;
  for (;;) {
    if (stop.stop_requested()) return absl::CancelledError("stopped");
    const ssize_t got = ::read(from->get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::UnavailableError("the file cannot be read");
    if (got == 0) break;
    bytes += static_cast<uint64_t>(got);
    if (bytes > bytes_max_) {
      return absl::ResourceExhaustedError(
          "larger than " + std::to_string(bytes_max_ / 1000) + " KB");
    }
    const absl::Status status = WriteAll(
        to.get(), std::string_view(piece.data(), static_cast<size_t>(got)));
    if (!status.ok()) return OwnTrouble(status);
  }
  if (::fsync(to.get()) != 0) return OwnTrouble(FileStatus(errno, "spool"));
  return absl::OkStatus();
}

void UploadSpool::RemoveAllBut(const std::set<std::string>& names) const {
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder_, error)) {
    std::filesystem::path name = entry.path().filename();
    if (name.extension() == ".part") name = name.stem();
    if (names.count(name.native()) > 0) continue;
    std::error_code ignored;  // it is tried again next time
    std::filesystem::remove(entry.path(), ignored);
  }
}

std::string WithoutCredentials(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  size_t scheme = url.find(":/");
  if (scheme == url.npos || url.starts_with("file:")) return std::string(url);
  ++scheme;  // behind the colon
  // However many slashes there are: what comes behind them may be a secret.
  const size_t host = std::min(url.find_first_not_of('/', scheme), url.size());
  const size_t path = url.find('/', host);
  const size_t at = url.substr(0, path).rfind('@');
  if (at == url.npos || at < host) return std::string(url);
  return std::string(url.substr(0, host)) + std::string(url.substr(at + 1));
}

}  // namespace millrace::server
