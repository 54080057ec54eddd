// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/zip_member_source.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "engine/base/status_macros.h"
#include "engine/base/units.h"
#include "engine/io/file_system.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/zip_archive.h"
#include "pipeline/source/zip_directory.h"

namespace millrace {
namespace {

// Packed bytes per read of the file.
constexpr size_t kInputBytes = 256 * kKiB;

// Unpacked bytes at a time: what a core's second cache holds easily.
constexpr size_t kWindowBytes = 256 * kKiB;

// What both kinds of members share: where they are and what they must be.
class MemberSource : public ByteSource {
 public:
  MemberSource(std::unique_ptr<ReadableFile> file, uint64_t file_bytes,
               const ZipMember& member, uint64_t data_offset)
      : member_(member),
        file_bytes_(file_bytes),
        file_(std::move(file)),
        offset_(data_offset),
        packed_left_(member.packed_bytes) {}

  std::optional<uint64_t> size_bytes() const override { return file_bytes_; }
  uint64_t file_bytes_read() const override { return offset_; }
  std::string_view member_name() const override { return member_.name; }

 protected:
  // Reads packed bytes; none means that there are no more.
  absl::StatusOr<size_t> ReadPacked(char* to, size_t bytes_max) {
    const size_t wanted =
        static_cast<size_t>(std::min<uint64_t>(bytes_max, packed_left_));
    if (wanted == 0) return size_t{0};
    MILLRACE_ASSIGN_OR_RETURN(const size_t count,
                              file_->ReadAt(offset_, to, wanted));
    // The table of contents was behind these bytes.
    if (count == 0) return Broken("the file became shorter while it was read");
    offset_ += count;
    packed_left_ -= count;
    return count;
  }

  // INVALID_ZIP that names the place, in the file and in what is unpacked.
  absl::Status Broken(std::string_view what) const {
    return InvalidZip(std::string(what) + " near byte " +
                      std::to_string(offset_) + " of the file, after " +
                      std::to_string(given_) + " unpacked bytes");
  }

  // To be asked when the data has ended.
  absl::Status CheckWhole(uint32_t crc) const {
    if (given_ != member_.unpacked_bytes) {
      return Broken("member holds fewer bytes than the table of contents says");
    }
    if (crc != member_.crc) {
      return Broken("member's bytes do not match their checksum");
    }
    return absl::OkStatus();
  }

  // Constant after construction.
  const ZipMember member_;
  const uint64_t file_bytes_;

  // Owned by one thread.
  std::unique_ptr<ReadableFile> file_;
  uint64_t offset_ = 0;  // of the next packed byte in the file
  uint64_t packed_left_ = 0;
  uint64_t given_ = 0;  // unpacked bytes
};

class StoredSource final : public MemberSource {
 public:
  using MemberSource::MemberSource;

  absl::StatusOr<size_t> Read(char* to, size_t bytes_max) override {
    MILLRACE_ASSIGN_OR_RETURN(const size_t count,
                              ReadPacked(to, std::min(bytes_max, kInputBytes)));
    if (count == 0) {
      MILLRACE_RETURN_IF_ERROR(CheckWhole(crc_));
      return size_t{0};
    }
    crc_ = crc32_gzip_refl(crc_, reinterpret_cast<unsigned char*>(to), count);
    given_ += count;
    return count;
  }

 private:
  uint32_t crc_ = 0;
};

// Unpacks window by window, and copies. Unpacking into the caller's memory
// would save a twentieth of the time. But ISA-L goes on for a while behind
// some kinds of damage, and what it makes then depends on the sizes of its
// calls and on what was in the memory before; what is read here must not. So
// the calls are always the same, into memory that begins as zeros.
class DeflateSource final : public MemberSource {
 public:
  DeflateSource(std::unique_ptr<ReadableFile> file, uint64_t file_bytes,
                const ZipMember& member, uint64_t data_offset)
      : MemberSource(std::move(file), file_bytes, member, data_offset),
        input_(std::make_unique<char[]>(kInputBytes)),
        window_(std::make_unique<char[]>(kWindowBytes)),
        state_(std::make_unique<inflate_state>()) {
    isal_inflate_init(state_.get());
    // Raw deflate, with the checksum that zip and gzip have in common.
    state_->crc_flag = ISAL_GZIP_NO_HDR;
  }

  absl::StatusOr<size_t> Read(char* to, size_t bytes_max) override;

 private:
  absl::Status FillWindow();
  absl::Status Inflate();
  absl::Status CheckEnd(int result, bool is_stuck);
  void TakeHeldBack();

  const std::unique_ptr<char[]> input_;
  // Unpacked bytes; those from window_begin_ on have not been read.
  const std::unique_ptr<char[]> window_;
  size_t window_begin_ = 0;
  size_t window_end_ = 0;
  const std::unique_ptr<inflate_state> state_;
  // The end, once it is known what it is: kOutOfRange if all is well.
  absl::Status end_;
  bool has_held_back_ = false;
  // An error of the file behind bytes that are to be given first.
  absl::Status trouble_;
};

absl::StatusOr<size_t> DeflateSource::Read(char* to, size_t bytes_max) {
  if (window_begin_ == window_end_) {
    const absl::Status status = FillWindow();
    if (absl::IsOutOfRange(status)) return size_t{0};
    MILLRACE_RETURN_IF_ERROR(status);
  }
  const size_t count = std::min(bytes_max, window_end_ - window_begin_);
  std::memcpy(to, window_.get() + window_begin_, count);
  window_begin_ += count;
  return count;
}

// Fills an empty window. An error comes only when there is nothing before it.
absl::Status DeflateSource::FillWindow() {
  window_begin_ = 0;
  window_end_ = 0;
  // Trouble in reading is told once; then the caller may try again.
  MILLRACE_RETURN_IF_ERROR(std::exchange(trouble_, absl::OkStatus()));
  absl::Status status = end_;
  if (status.ok()) status = Inflate();
  if (has_held_back_ && window_end_ == 0) TakeHeldBack();
  if (window_end_ == 0) return status;
  if (end_.ok()) trouble_ = std::move(status);
  return absl::OkStatus();
}

// Unpacks until the window is full, the data ends or the file cannot be read.
absl::Status DeflateSource::Inflate() {
  // One byte more than there should be is enough to know.
  const uint64_t left = member_.unpacked_bytes - given_;
  const uint64_t room = std::min<uint64_t>(kWindowBytes, left + 1);
  state_->next_out = reinterpret_cast<uint8_t*>(window_.get());
  state_->avail_out = static_cast<uint32_t>(room);
  while (state_->avail_out > 0 && end_.ok()) {
    if (state_->avail_in == 0) {
      const absl::StatusOr<size_t> read = ReadPacked(input_.get(), kInputBytes);
      if (!read.ok()) return read.status();
      state_->next_in = reinterpret_cast<uint8_t*>(input_.get());
      state_->avail_in = static_cast<uint32_t>(*read);
    }
    const uint32_t in_before = state_->avail_in;
    const uint32_t out_before = state_->avail_out;
    const int result = isal_inflate(state_.get());
    uint32_t produced = out_before - state_->avail_out;
    const bool is_stuck = produced == 0 && state_->avail_in == in_before;
    // A reference to before the first byte: only in the first 32 KiB, which
    // are in this window. ISA-L counts bytes that it did not write then.
    if (result == ISAL_INVALID_LOOKBACK) produced = 0;
    window_end_ += produced;
    given_ += produced;
    end_ = CheckEnd(result, is_stuck);
  }
  if (given_ > member_.unpacked_bytes) {
    // The byte too many is not given.
    --given_;
    --window_end_;
  }
  return end_;
}

// Says whether ISA-L's answer, or that nothing comes of it, is an end.
absl::Status DeflateSource::CheckEnd(int result, bool is_stuck) {
  if (given_ > member_.unpacked_bytes) {
    return Broken("member unpacks to more than the table of contents says");
  }
  if (result < 0) {
    has_held_back_ = result != ISAL_INVALID_LOOKBACK;
    return Broken("packed data is broken");
  }
  if (state_->block_state == ISAL_BLOCK_FINISH) {
    MILLRACE_RETURN_IF_ERROR(CheckWhole(state_->crc));
    return absl::OutOfRangeError("end of member");
  }
  if (is_stuck) return Broken("packed data breaks off");
  return absl::OkStatus();
}

// Takes what ISA-L had unpacked into a buffer of its own, for want of room in
// the window, when it met an error.
void DeflateSource::TakeHeldBack() {
  static_assert(sizeof(state_->tmp_out_buffer) <= kWindowBytes);
  has_held_back_ = false;
  const uint64_t held_back =
      static_cast<uint64_t>(state_->tmp_out_valid - state_->tmp_out_processed);
  window_end_ =
      static_cast<size_t>(std::min(held_back, member_.unpacked_bytes - given_));
  std::memcpy(window_.get(), state_->tmp_out_buffer + state_->tmp_out_processed,
              window_end_);
  given_ += window_end_;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> OpenZipMember(
    std::unique_ptr<ReadableFile> file, std::string_view member_name,
    const ZipLimits& limits) {
  MILLRACE_ASSIGN_OR_RETURN(const uint64_t file_bytes, file->Size());
  MILLRACE_ASSIGN_OR_RETURN(const ZipArchive archive,
                            ZipArchive::Open(*file, limits));
  MILLRACE_ASSIGN_OR_RETURN(const ZipMember* const member,
                            archive.Find(member_name));
  MILLRACE_ASSIGN_OR_RETURN(const uint64_t data_offset,
                            archive.Locate(*member));
  if (member->method == static_cast<uint16_t>(ZipMethod::kStored)) {
    return std::make_unique<StoredSource>(std::move(file), file_bytes, *member,
                                          data_offset);
  }
  return std::make_unique<DeflateSource>(std::move(file), file_bytes, *member,
                                         data_offset);
}

}  // namespace millrace
