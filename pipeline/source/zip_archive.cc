// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/zip_archive.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/status_macros.h"
#include "engine/base/units.h"
#include "engine/io/file_system.h"
#include "millrace/job_error.h"
#include "pipeline/batch/upload_error.h"
#include "pipeline/source/zip_directory.h"

namespace millrace {
namespace {

// Room for member_count_max names of a good length; the memory for reading
// the table of contents.
constexpr uint64_t kDirectoryBytesMax = 16 * kMiB;

// What an error message says about an archive's members.
constexpr size_t kNamesShownMax = 5;
constexpr size_t kNameBytesShownMax = 100;

constexpr uint16_t kEncryptedFlag = 1 << 0;
constexpr uint16_t kSizesFollowFlag = 1 << 3;
constexpr uint16_t kPatchFlag = 1 << 5;
constexpr uint16_t kStrongEncryptionFlag = 1 << 6;
constexpr uint16_t kMaskedHeadersFlag = 1 << 13;

constexpr uint16_t kDeflate64Method = 9;

std::string_view LastPart(std::string_view name) {
  // Some archives are made with the other slash.
  const size_t slash = name.find_last_of("/\\");
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

char FoldCase(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a')
                                    : byte;
}

bool EqualsFolded(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return FoldCase(x) == FoldCase(y); });
}

// A name as a message may show it.
std::string ShownName(std::string_view name) {
  std::string shown(name.substr(0, kNameBytesShownMax));
  for (char& byte : shown) {
    if (byte < 0x20 || byte > 0x7e) byte = '?';
  }
  if (name.size() > kNameBytesShownMax) shown += "...";
  return shown;
}

absl::Status NotInZip(std::string_view message) {
  return UploadError(JobErrorCode::kFileNotInZip, message);
}

absl::Status MemberError(const ZipMember& member, std::string_view message) {
  return InvalidZip(ShownName(member.name) + ": " + std::string(message));
}

}  // namespace

bool ZipMember::IsDirectory() const {
  return name.ends_with('/') || name.ends_with('\\');
}

absl::StatusOr<ZipArchive> ZipArchive::Open(ReadableFile& file,
                                            const ZipLimits& limits) {
  ZipArchive archive(file, limits);
  MILLRACE_ASSIGN_OR_RETURN(archive.file_bytes_, file.Size());
  if (limits.zip_bytes_max != 0 && archive.file_bytes_ > limits.zip_bytes_max) {
    return UploadError(JobErrorCode::kSourceTooLarge,
                       "zip has more bytes than zip_bytes_max: " +
                           std::to_string(archive.file_bytes_) + " of " +
                           std::to_string(limits.zip_bytes_max));
  }
  MILLRACE_RETURN_IF_ERROR(archive.ReadDirectory());
  return archive;
}

absl::Status ZipArchive::ReadDirectory() {
  MILLRACE_ASSIGN_OR_RETURN(const ZipDirectoryPlace place,
                            FindZipDirectory(*file_, file_bytes_));
  if (place.member_count > limits_.member_count_max) {
    return InvalidZip("more members than member_count_max: " +
                      std::to_string(place.member_count) + " of " +
                      std::to_string(limits_.member_count_max));
  }
  if (place.bytes > kDirectoryBytesMax) {
    return InvalidZip("table of contents is larger than 16 MiB");
  }
  directory_offset_ = place.offset;
  const size_t bytes = static_cast<size_t>(place.bytes);
  MILLRACE_ASSIGN_OR_RETURN(std::string directory,
                            ReadZipBytes(*file_, directory_offset_, bytes));
  if (place.member_count > 0 && !IsZipEntry(directory)) {
    // Not where it should be; perhaps just before the records behind it.
    prefix_bytes_ = place.limit - place.bytes - place.offset;
    directory_offset_ += prefix_bytes_;
    MILLRACE_ASSIGN_OR_RETURN(directory,
                              ReadZipBytes(*file_, directory_offset_, bytes));
  }
  std::string_view rest = directory;
  members_.resize(static_cast<size_t>(place.member_count));
  for (ZipMember& member : members_) {
    MILLRACE_RETURN_IF_ERROR(TakeZipEntry(&rest, &member));
  }
  if (IsZipEntry(rest)) return InvalidZip("more members than there should be");
  return absl::OkStatus();
}

std::string ZipArchive::SomeNames(
    const std::vector<const ZipMember*>& members) const {
  std::string names;
  for (size_t i = 0; i < std::min(members.size(), kNamesShownMax); ++i) {
    names.append(i == 0 ? "" : ", ").append(ShownName(members[i]->name));
  }
  if (members.size() > kNamesShownMax) {
    names +=
        " and " + std::to_string(members.size() - kNamesShownMax) + " more";
  }
  return names;
}

absl::StatusOr<const ZipMember*> ZipArchive::Find(std::string_view name) const {
  std::vector<const ZipMember*> files;
  std::vector<const ZipMember*> exact;
  std::vector<const ZipMember*> folded;
  for (const ZipMember& member : members_) {
    if (member.IsDirectory()) continue;
    if (member.name == name) exact.push_back(&member);
    if (EqualsFolded(LastPart(member.name), LastPart(name))) {
      folded.push_back(&member);
    }
    if (!member.name.starts_with("__MACOSX/")) files.push_back(&member);
  }
  const std::vector<const ZipMember*>& found =
      name.empty() ? files : (exact.empty() ? folded : exact);
  if (found.size() == 1) return found.front();
  if (files.empty()) return NotInZip("zip holds no file");
  if (name.empty()) {
    return NotInZip("zip holds several files, of which one must be named: " +
                    SomeNames(files));
  }
  if (found.empty()) {
    return NotInZip("zip does not hold " + ShownName(name) + ", but " +
                    SomeNames(files));
  }
  return NotInZip("zip holds more than one " + ShownName(name) + ": " +
                  SomeNames(found));
}

absl::Status ZipArchive::CheckMember(const ZipMember& member) const {
  constexpr uint16_t kSecretFlags =
      kEncryptedFlag | kStrongEncryptionFlag | kMaskedHeadersFlag;
  if ((member.flags & kSecretFlags) != 0) {
    return MemberError(member, "member is encrypted");
  }
  if ((member.flags & kPatchFlag) != 0) {
    return MemberError(member, "member is a patch to another file");
  }
  if (member.method == kDeflate64Method) {
    return MemberError(
        member,
        "member is packed with Deflate64, which Windows uses above 2 GB and "
        "Millrace does not read: pack it with another program");
  }
  const bool is_stored =
      member.method == static_cast<uint16_t>(ZipMethod::kStored);
  if (!is_stored &&
      member.method != static_cast<uint16_t>(ZipMethod::kDeflate)) {
    return MemberError(member, "member is packed with unknown method " +
                                   std::to_string(member.method));
  }
  if (is_stored && member.packed_bytes != member.unpacked_bytes) {
    return MemberError(member, "stored member has two sizes");
  }
  if (limits_.unpacked_bytes_max != 0 &&
      member.unpacked_bytes > limits_.unpacked_bytes_max) {
    return UploadError(JobErrorCode::kSourceTooLarge,
                       ShownName(member.name) +
                           ": more bytes than unpacked_bytes_max: " +
                           std::to_string(member.unpacked_bytes) + " of " +
                           std::to_string(limits_.unpacked_bytes_max));
  }
  if (limits_.ratio_max != 0 &&
      member.unpacked_bytes > limits_.ratio_bytes_free &&
      member.unpacked_bytes / limits_.ratio_max > member.packed_bytes) {
    return MemberError(
        member, "member unpacks to more than ratio_max times its size: " +
                    std::to_string(member.unpacked_bytes) + " from " +
                    std::to_string(member.packed_bytes));
  }
  return absl::OkStatus();
}

// Compares a member's own header with the table of contents. What a header
// leaves for the record behind the data (kSizesFollowFlag) is not compared.
absl::Status ZipArchive::CheckHeader(const ZipMember& member,
                                     std::string_view header,
                                     std::string_view name_and_extra) const {
  const uint16_t flags = ReadZip16(header, 6);
  const size_t name_bytes = ReadZip16(header, 26);
  uint64_t packed_bytes = ReadZip32(header, 18);
  uint64_t unpacked_bytes = ReadZip32(header, 22);
  MILLRACE_RETURN_IF_ERROR(ApplyZip64Extra(name_and_extra.substr(name_bytes),
                                           &unpacked_bytes, &packed_bytes,
                                           nullptr));
  const bool has_sizes = (flags & kSizesFollowFlag) == 0;
  if (((flags ^ member.flags) & (kEncryptedFlag | kSizesFollowFlag)) != 0 ||
      ReadZip16(header, 8) != member.method ||
      name_and_extra.substr(0, name_bytes) != member.name ||
      (has_sizes && (ReadZip32(header, 14) != member.crc ||
                     packed_bytes != member.packed_bytes ||
                     unpacked_bytes != member.unpacked_bytes))) {
    return MemberError(member,
                       "member's header and the table of contents differ");
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> ZipArchive::Locate(const ZipMember& member) const {
  MILLRACE_RETURN_IF_ERROR(CheckMember(member));
  // The directory is behind all members, and within the file.
  const uint64_t limit = directory_offset_ - prefix_bytes_;
  if (member.header_offset > limit ||
      limit - member.header_offset < kZipHeaderBytes) {
    return MemberError(member, "member lies outside the file");
  }
  const uint64_t offset = member.header_offset + prefix_bytes_;
  MILLRACE_ASSIGN_OR_RETURN(const std::string header,
                            ReadZipBytes(*file_, offset, kZipHeaderBytes));
  if (!IsZipHeader(header)) {
    return MemberError(
        member, "member has no header at byte " + std::to_string(offset));
  }
  const size_t variable_bytes =
      size_t{ReadZip16(header, 26)} + ReadZip16(header, 28);
  const uint64_t data_offset = offset + kZipHeaderBytes + variable_bytes;
  if (data_offset > directory_offset_ ||
      member.packed_bytes > directory_offset_ - data_offset) {
    return MemberError(member, "member lies outside the file");
  }
  MILLRACE_ASSIGN_OR_RETURN(
      const std::string name_and_extra,
      ReadZipBytes(*file_, offset + kZipHeaderBytes, variable_bytes));
  MILLRACE_RETURN_IF_ERROR(CheckHeader(member, header, name_and_extra));
  return data_offset;
}

}  // namespace millrace
