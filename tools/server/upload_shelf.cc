// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/upload_shelf.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"

#include "tools/millrace/json_writer.h"
#include "tools/server/json_tree.h"
#include "tools/server/secret.h"
#include "tools/server/small_file.h"

namespace millrace::server {
namespace {

constexpr size_t kIdBytes = 16;
constexpr size_t kUploadsPerOwnerMax = 200;
constexpr std::string_view kRecordEnd = ".json";

absl::Status NoUpload() { return absl::NotFoundError("no such upload"); }

bool IsId(std::string_view id) {
  return id.size() == 2 * kIdBytes &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

absl::StatusOr<std::string> DigestOfFile(const std::filesystem::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return FileStatus(errno, "upload");
  Digest digest;
  std::vector<char> piece(size_t{1} << 20);
  for (;;) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FileStatus(errno, "upload");
    if (got == 0) return digest.Take();
    digest.Add(std::string_view(piece.data(), static_cast<size_t>(got)));
  }
}

}  // namespace

std::filesystem::path UploadShelf::BytesPath(std::string_view id) const {
  return folder_ / (std::string(id) + ".bytes");
}

std::filesystem::path UploadShelf::RecordPath(std::string_view id) const {
  return folder_ / (std::string(id) + std::string(kRecordEnd));
}

absl::Status UploadShelf::WriteRecord(const ShelvedUpload& upload) const {
  tool::JsonWriter json(tool::JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("owner");
  json.Text(upload.owner);
  json.Key("length");
  if (upload.length.has_value()) {
    json.Integer(static_cast<int64_t>(*upload.length));
  } else {
    json.Null();
  }
  json.Key("sha256");
  json.Text(upload.sha256);
  json.Key("created");
  json.Integer(absl::ToUnixSeconds(upload.created));
  json.Key("whole");
  json.Bool(upload.is_whole);
  json.EndObject();
  return WriteSmallFile(RecordPath(upload.id), json.text());
}

absl::StatusOr<ShelvedUpload> UploadShelf::Find(std::string_view id) const {
  if (!IsId(id)) return NoUpload();
  const absl::StatusOr<std::string> text = ReadSmallFile(RecordPath(id));
  if (!text.ok()) return NoUpload();
  const absl::StatusOr<JsonTree> tree = ParseJsonTree(*text);
  struct stat found = {};
  if (!tree.ok() || ::stat(BytesPath(id).c_str(), &found) != 0) {
    return NoUpload();
  }
  ShelvedUpload upload;
  upload.id = id;
  upload.owner = tree->Text("owner");
  upload.bytes = static_cast<uint64_t>(found.st_size);
  if (const std::optional<int64_t> length = tree->Integer("length")) {
    upload.length = static_cast<uint64_t>(*length);
  }
  upload.sha256 = tree->Text("sha256");
  upload.created = absl::FromUnixSeconds(tree->Integer("created").value_or(0));
  const JsonTree* whole = tree->Find("whole");
  upload.is_whole = whole != nullptr && whole->boolean;
  return upload;
}

size_t UploadShelf::CountOf(std::string_view owner) const {
  size_t count = 0;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder_, error)) {
    if (entry.path().extension() != kRecordEnd) continue;
    const absl::StatusOr<ShelvedUpload> upload =
        Find(entry.path().stem().native());
    if (upload.ok() && upload->owner == owner) ++count;
  }
  return count;
}

absl::StatusOr<std::unique_ptr<UploadShelf::Piece>> UploadShelf::Begin(
    const std::string& owner, std::optional<uint64_t> length,
    const std::string& sha256, absl::Time now) {
  if (length.value_or(0) > bytes_max_) {
    return absl::ResourceExhaustedError("the upload is too large");
  }
  if (CountOf(owner) >= kUploadsPerOwnerMax) {
    return absl::ResourceExhaustedError("too many uploads wait for their jobs");
  }
  ShelvedUpload upload;
  upload.id = RandomHex(kIdBytes);
  upload.owner = owner;
  upload.length = length;
  upload.sha256 = absl::AsciiStrToLower(sha256);
  upload.created = now;
  const absl::StatusOr<int> fd = CreateFile(BytesPath(upload.id));
  if (!fd.ok()) return fd.status();
  FileDescriptor file(*fd);
  if (absl::Status status = WriteRecord(upload); !status.ok()) {
    Remove(upload.id).IgnoreError();
    return status;
  }
  TakeForWriting(upload.id);
  return std::unique_ptr<Piece>(
      new Piece(this, std::move(upload), std::move(file), !length.has_value()));
}

absl::StatusOr<std::unique_ptr<UploadShelf::Piece>> UploadShelf::Continue(
    std::string_view id, uint64_t offset) {
  if (!IsId(id)) return NoUpload();
  if (!TakeForWriting(id)) {
    return absl::FailedPreconditionError("the upload is being written");
  }
  // Looked at only now, when nobody else can change it.
  absl::StatusOr<ShelvedUpload> upload = Find(id);
  absl::Status status = upload.status();
  if (status.ok() && upload->is_whole) {
    status = absl::FailedPreconditionError("the upload is whole");
  } else if (status.ok() && upload->bytes != offset) {
    status = absl::FailedPreconditionError("the upload ends elsewhere");
  }
  FileDescriptor file;
  if (status.ok()) {
    file = FileDescriptor(
        ::open(BytesPath(id).c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    if (!file.is_open()) status = FileStatus(errno, "upload");
  }
  if (!status.ok()) {
    GiveBack(id);
    return status;
  }
  const bool is_last = !upload->length.has_value();
  return std::unique_ptr<Piece>(
      new Piece(this, *std::move(upload), std::move(file), is_last));
}

bool UploadShelf::TakeForWriting(std::string_view id) {
  MutexLock lock(mutex_);
  return written_.emplace(id).second;
}

void UploadShelf::GiveBack(std::string_view id) {
  MutexLock lock(mutex_);
  const auto found = written_.find(id);
  if (found != written_.end()) written_.erase(found);
}

UploadShelf::Piece::~Piece() { shelf_->GiveBack(upload_.id); }

absl::Status UploadShelf::Piece::Append(std::string_view bytes) {
  const uint64_t end = upload_.bytes + bytes.size();
  if (end > upload_.length.value_or(shelf_->bytes_max_)) {
    return upload_.length.has_value()
               ? absl::OutOfRangeError("more bytes than were announced")
               : absl::ResourceExhaustedError("the upload is too large");
  }
  if (absl::Status status = WriteAll(file_.get(), bytes); !status.ok()) {
    return status;
  }
  upload_.bytes = end;
  return absl::OkStatus();
}

absl::StatusOr<ShelvedUpload> UploadShelf::Piece::Finish() {
  if (::fsync(file_.get()) != 0) return FileStatus(errno, "upload");
  const bool is_whole =
      upload_.length.has_value() ? upload_.bytes == *upload_.length : is_last_;
  if (!is_whole) return upload_;
  absl::StatusOr<std::string> digest =
      DigestOfFile(shelf_->BytesPath(upload_.id));
  if (!digest.ok()) return digest.status();
  if (!upload_.sha256.empty() && upload_.sha256 != *digest) {
    shelf_->Remove(upload_.id).IgnoreError();
    return absl::DataLossError("the bytes that came have another digest");
  }
  upload_.sha256 = *std::move(digest);
  upload_.length = upload_.bytes;
  upload_.is_whole = true;
  if (absl::Status status = shelf_->WriteRecord(upload_); !status.ok()) {
    return status;
  }
  return upload_;
}

absl::Status UploadShelf::Remove(std::string_view id) {
  if (!IsId(id)) return NoUpload();
  // The record first: bytes without one are nobody's and get swept.
  const bool was_there = ::unlink(RecordPath(id).c_str()) == 0;
  ::unlink(BytesPath(id).c_str());
  return was_there ? absl::OkStatus() : NoUpload();
}

absl::Status UploadShelf::LinkTo(std::string_view id,
                                 const std::filesystem::path& path) const {
  const absl::StatusOr<ShelvedUpload> upload = Find(id);
  if (!upload.ok()) return upload.status();
  if (!upload->is_whole) {
    return absl::FailedPreconditionError("the upload is not whole yet");
  }
  if (::link(BytesPath(id).c_str(), path.c_str()) != 0) {
    return FileStatus(errno, "upload");
  }
  return SyncFolder(path.parent_path());
}

void UploadShelf::RemoveOlderThan(absl::Time limit) {
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder_, error)) {
    struct stat found = {};
    if (::stat(entry.path().c_str(), &found) != 0 ||
        absl::TimeFromTimespec(found.st_mtim) >= limit) {
      continue;
    }
    const std::string id = entry.path().stem().native();
    const absl::StatusOr<ShelvedUpload> upload = Find(id);
    // Somebody may be adding to it right now.
    if (upload.ok() && upload->created >= limit) continue;
    if (!TakeForWriting(id)) continue;
    ::unlink(entry.path().c_str());
    GiveBack(id);
  }
}

}  // namespace millrace::server
