// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// UploadShelf: uploads that clients send directly, whole or in pieces, before
// they post jobs that name them ("upload:<id>"). A piece says where it begins,
// so that a client that lost its connection asks how far it got and goes on.
//
//   <folder>/<id>.bytes    what has come
//   <folder>/<id>.json     {"owner", "length", "sha256", "created", "whole"}
//
// Threading: safe from any thread; one piece of an upload at a time.

#ifndef MILLRACE_TOOLS_SERVER_UPLOAD_SHELF_H_
#define MILLRACE_TOOLS_SERVER_UPLOAD_SHELF_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "engine/base/mutex.h"
#include "tools/server/file_descriptor.h"

namespace millrace::server {

struct ShelvedUpload {
  std::string id = {};
  std::string owner = {};
  uint64_t bytes = 0;                   // here now
  std::optional<uint64_t> length = {};  // when it is whole, if known
  std::string sha256 = {};              // expected, or, if whole, its own
  absl::Time created = absl::InfinitePast();
  bool is_whole = false;
};

class UploadShelf {
 public:
  // bytes_max: of one upload.
  UploadShelf(std::filesystem::path folder, uint64_t bytes_max)
      : folder_(std::move(folder)), bytes_max_(bytes_max) {}

  // A piece being written. Gives the upload free when it goes.
  class Piece {
   public:
    ~Piece();
    Piece(const Piece&) = delete;
    Piece& operator=(const Piece&) = delete;

    // kResourceExhausted: over the limit, or no room; kOutOfRange: beyond the
    // length that was announced.
    absl::Status Append(std::string_view bytes);
    // Keeps what has come. If that is all of it, the upload becomes whole;
    // kDataLoss: its digest is another one, and the upload is gone.
    absl::StatusOr<ShelvedUpload> Finish();

   private:
    friend class UploadShelf;
    Piece(UploadShelf* shelf, ShelvedUpload upload, FileDescriptor file,
          bool is_last)
        : shelf_(shelf),
          upload_(std::move(upload)),
          file_(std::move(file)),
          is_last_(is_last) {}

    UploadShelf* shelf_;
    ShelvedUpload upload_;
    FileDescriptor file_;
    bool is_last_;
  };

  // A new upload and its first piece. Without a length this piece is all of
  // it. sha256: as 64 digits, or empty. kResourceExhausted: the owner has too
  // many, or length is over the limit.
  absl::StatusOr<std::unique_ptr<Piece>> Begin(const std::string& owner,
                                               std::optional<uint64_t> length,
                                               const std::string& sha256,
                                               absl::Time now);

  // The piece that begins at `offset`. kNotFound; kFailedPrecondition: the
  // upload is whole, being written, or ends elsewhere.
  absl::StatusOr<std::unique_ptr<Piece>> Continue(std::string_view id,
                                                  uint64_t offset);

  // kNotFound.
  absl::StatusOr<ShelvedUpload> Find(std::string_view id) const;
  absl::Status Remove(std::string_view id);

  // Gives a whole upload a second name, for a job. kNotFound;
  // kFailedPrecondition: it is not whole.
  absl::Status LinkTo(std::string_view id,
                      const std::filesystem::path& path) const;

  // Removes uploads made before `limit`.
  void RemoveOlderThan(absl::Time limit);

 private:
  std::filesystem::path BytesPath(std::string_view id) const;
  std::filesystem::path RecordPath(std::string_view id) const;
  absl::Status WriteRecord(const ShelvedUpload& upload) const;
  size_t CountOf(std::string_view owner) const;
  bool TakeForWriting(std::string_view id);
  void GiveBack(std::string_view id);

  const std::filesystem::path folder_;
  const uint64_t bytes_max_;
  Mutex mutex_;
  std::set<std::string, std::less<>> written_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_UPLOAD_SHELF_H_
