// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// UploadSpool: brings each job's upload into a file of the job's own, which
// lasts until the job settles, so that a resume after a restart reads the same
// bytes. Where they come from, the job's sourceUrl says:
//
//   upload:<id>                  a direct upload, taken when the job is posted
//   file:/...                    a file below a folder that the operator names
//   https:// sftp:// http://     fetched, through RemoteSource
//
// A spool file exists under its name only when it is whole.
//
// Threading: const after construction; a job's upload is one thread's.

#ifndef MILLRACE_TOOLS_SERVER_UPLOAD_SPOOL_H_
#define MILLRACE_TOOLS_SERVER_UPLOAD_SPOOL_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"

#include "tools/server/allowed_files.h"
#include "tools/server/upload_shelf.h"

namespace millrace::server {

// How addresses of other machines are fetched.
struct RemoteSource {
  // kInvalidArgument: can never be fetched.
  std::function<absl::Status(std::string_view url)> check = {};
  // kUnavailable, kResourceExhausted (too large), kCancelled; anything else is
  // trouble of ours.
  std::function<absl::Status(const std::string& url,
                             const std::filesystem::path& to,
                             std::stop_token stop)>
      fetch = {};
};

class UploadSpool {
 public:
  // The shelf must outlive the spool.
  UploadSpool(std::filesystem::path folder, uint64_t bytes_max,
              AllowedFiles allowed, RemoteSource remote,
              const UploadShelf& shelf)
      : folder_(std::move(folder)),
        bytes_max_(bytes_max),
        allowed_(std::move(allowed)),
        remote_(std::move(remote)),
        shelf_(shelf) {}

  // kInvalidArgument says what is wrong with the address for this owner (of
  // direct uploads; empty: any).
  absl::Status Check(std::string_view url, std::string_view owner,
                     bool sees_all) const;

  // A name for a new job's upload.
  std::filesystem::path NewPath() const;
  // The file of a stored job, wherever the folder was when it was stored.
  std::filesystem::path PathOf(const std::filesystem::path& source) const;

  // At once, for upload: addresses; does nothing for others.
  absl::Status TakeDirect(std::string_view url,
                          const std::filesystem::path& path) const;

  // Blocks until the file is there. Errors as RemoteSource::fetch.
  absl::Status Fetch(const std::string& url, const std::filesystem::path& path,
                     std::stop_token stop) const;

  // Removes all files but those.
  void RemoveAllBut(const std::set<std::string>& names) const;

 private:
  absl::Status CopyFile(const std::string& url,
                        const std::filesystem::path& path,
                        std::stop_token stop) const;

  const std::filesystem::path folder_;
  const uint64_t bytes_max_;
  const AllowedFiles allowed_;
  const RemoteSource remote_;
  const UploadShelf& shelf_;
};

// The address without user, password, query and fragment: what may be kept and
// shown once the upload is here (contract m.16).
std::string WithoutCredentials(std::string_view url);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_UPLOAD_SPOOL_H_
