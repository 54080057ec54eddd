// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/read_ahead_source.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/mutex.h"
#include "engine/base/units.h"

namespace millrace {
namespace {

// Bytes are handed over in pieces: large enough for a lock and a wake-up to
// cost nothing, small enough to stay in a core's second cache.
constexpr size_t kPieceBytes = 256 * kKiB;

// How far ahead: what the reader takes for two batches, so that it finds some
// whenever it comes.
constexpr size_t kPieceCount = 8;

struct Piece {
  std::unique_ptr<char[]> bytes;
  size_t used = 0;
  uint64_t file_bytes_read = 0;
  // Nothing comes behind this piece: the source ended, or with this error.
  bool is_last = false;
  absl::Status end;
};

class ReadAheadSource final : public ByteSource {
 public:
  ReadAheadSource(std::unique_ptr<ByteSource> source, StageClock* clock)
      : size_bytes_(source->size_bytes()),
        member_name_(source->member_name()),
        clock_(clock),
        source_(std::move(source)),
        file_bytes_read_(source_->file_bytes_read()) {}

  ~ReadAheadSource() override {
    if (!thread_.joinable()) return;
    {
      MutexLock lock(mutex_);
      is_closed_ = true;
      changed_.NotifyAll();
    }
    thread_.join();
  }

  absl::StatusOr<size_t> Read(char* to, size_t bytes_max) override {
    if (!thread_.joinable()) Start();
    while (given_ == current_.used) {
      if (current_.is_last) {
        if (!current_.end.ok()) return current_.end;
        return size_t{0};
      }
      TakePiece();
    }
    const size_t count = std::min(bytes_max, current_.used - given_);
    std::memcpy(to, current_.bytes.get() + given_, count);
    given_ += count;
    return count;
  }

  std::optional<uint64_t> size_bytes() const override { return size_bytes_; }
  uint64_t file_bytes_read() const override { return file_bytes_read_; }
  std::string_view member_name() const override { return member_name_; }

 private:
  void Start() {
    {
      MutexLock lock(mutex_);
      // One more is in the hands of whoever reads.
      for (size_t i = 0; i + 1 < kPieceCount; ++i) empty_.push_back(NewPiece());
    }
    current_ = NewPiece();
    thread_ = std::thread([this] { FillPieces(); });
  }

  static Piece NewPiece() {
    Piece piece;
    piece.bytes.reset(new char[kPieceBytes]);
    return piece;
  }

  // Gives back the piece that is used up and waits for the next.
  void TakePiece() {
    MutexLock lock(mutex_);
    empty_.push_back(std::move(current_));
    changed_.NotifyAll();
    while (full_.empty()) changed_.Wait(mutex_);
    current_ = std::move(full_.front());
    full_.pop_front();
    given_ = 0;
    file_bytes_read_ = current_.file_bytes_read;
  }

  // The thread.
  void FillPieces() {
    for (;;) {
      Piece piece;
      {
        MutexLock lock(mutex_);
        while (empty_.empty() && !is_closed_) changed_.Wait(mutex_);
        if (is_closed_) return;
        piece = std::move(empty_.back());
        empty_.pop_back();
      }
      Fill(&piece);
      const bool is_last = piece.is_last;
      MutexLock lock(mutex_);
      full_.push_back(std::move(piece));
      changed_.NotifyAll();
      if (is_last) return;
    }
  }

  void Fill(Piece* piece) {
    const StageTimer timer(clock_, Stage::kInflate);
    piece->used = 0;
    while (piece->used < kPieceBytes && !piece->is_last) {
      const absl::StatusOr<size_t> count = source_->Read(
          piece->bytes.get() + piece->used, kPieceBytes - piece->used);
      if (count.ok()) piece->used += *count;
      piece->end = count.status();
      piece->is_last = !count.ok() || *count == 0;
    }
    piece->file_bytes_read = source_->file_bytes_read();
  }

  // Constant after construction.
  const std::optional<uint64_t> size_bytes_;
  const std::string member_name_;
  StageClock* const clock_;

  // Owned by the thread that fills, once it has begun.
  const std::unique_ptr<ByteSource> source_;

  // Owned by whoever reads.
  uint64_t file_bytes_read_;
  Piece current_;
  size_t given_ = 0;  // bytes of it
  std::thread thread_;

  Mutex mutex_;
  CondVar changed_;
  // Guarded by mutex_.
  std::vector<Piece> empty_ ABSL_GUARDED_BY(mutex_);
  std::deque<Piece> full_ ABSL_GUARDED_BY(mutex_);
  bool is_closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

std::unique_ptr<ByteSource> ReadAhead(std::unique_ptr<ByteSource> source,
                                      StageClock* clock) {
  return std::make_unique<ReadAheadSource>(std::move(source), clock);
}

}  // namespace millrace
