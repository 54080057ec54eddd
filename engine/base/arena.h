// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Hands out bytes by moving a pointer and takes them all back at once. Owns
// the derived bytes of a batch: unescaped cells, normalised values, records.
// Reset() keeps the blocks, so a recycled batch allocates nothing once its
// arena has grown to the size that its rows need.
//
//   Arena arena;
//   std::string_view name = arena.Copy(cell);
//   char* to = arena.Reserve(bytes_max);
//   arena.Commit(Normalise(cell, to));
//   arena.Reset();
//
// Bytes are not aligned and not set. Under AddressSanitizer those that are not
// handed out are poisoned.
//
// Threading: one thread at a time.
// Ownership: what it hands out is valid until Reset(), destruction or the
// assignment of another arena; moving the arena keeps it valid.

#ifndef MILLRACE_ENGINE_BASE_ARENA_H_
#define MILLRACE_ENGINE_BASE_ARENA_H_

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/units.h"

namespace millrace {

class Arena {
 public:
  // Takes memory in blocks of `block_bytes`, or larger where one piece needs
  // more. Allocates nothing before the first piece.
  explicit Arena(size_t block_bytes = 64 * kKiB);
  ~Arena();

  Arena(Arena&& other) noexcept;
  Arena& operator=(Arena&& other) noexcept;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Returns `bytes` contiguous bytes; never null, not even for none.
  char* Allocate(size_t bytes) {
    char* const to = Reserve(bytes);
    Commit(bytes);
    return to;
  }

  // Returns a copy of `text` that lives as long as the arena's bytes.
  std::string_view Copy(std::string_view text);

  // Returns room for up to `bytes_max` bytes, of which the Commit() that must
  // come before any other call keeps the first ones. Without a Commit()
  // nothing is kept.
  char* Reserve(size_t bytes_max) {
    if (bytes_max > static_cast<size_t>(limit_ - cursor_)) [[unlikely]] {
      StartBlock(bytes_max);
    }
    reserved_bytes_ = bytes_max;
    Unpoison(cursor_, bytes_max);
    return cursor_;
  }

  // Keeps the first `bytes` bytes of the last Reserve().
  // REQUIRES: no more than were reserved.
  void Commit(size_t bytes) {
    MILLRACE_DCHECK(bytes <= reserved_bytes_);
    Poison(cursor_ + bytes, reserved_bytes_ - bytes);
    cursor_ += bytes;
    used_bytes_ += bytes;
    reserved_bytes_ = 0;
  }

  // Takes back all that was handed out and keeps the memory for reuse.
  void Reset();

  // Bytes handed out since the last Reset().
  size_t used_bytes() const { return used_bytes_; }
  // Bytes of memory held, used or not.
  size_t capacity_bytes() const { return capacity_bytes_; }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    size_t size = 0;
  };

  void StartBlock(size_t bytes_min);
  void Forget();

#ifdef __SANITIZE_ADDRESS__
#define MILLRACE_ARENA_POISONS_ 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MILLRACE_ARENA_POISONS_ 1
#endif
#endif
#ifdef MILLRACE_ARENA_POISONS_
  static void Poison(const char* from, size_t bytes);
  static void Unpoison(const char* from, size_t bytes);
#undef MILLRACE_ARENA_POISONS_
#else
  static void Poison(const char*, size_t) {}
  static void Unpoison(const char*, size_t) {}
#endif

  // Stands for the room of an arena without blocks; never written to.
  static constexpr char kNoRoom[1] = {};

  // Constant after construction.
  size_t block_bytes_;

  // Owned by one thread. Blocks before `block_count_` are in use, the last of
  // them being filled; those behind wait for reuse.
  std::vector<Block> blocks_;
  size_t block_count_ = 0;
  char* cursor_ = const_cast<char*>(kNoRoom);
  char* limit_ = const_cast<char*>(kNoRoom);
  size_t reserved_bytes_ = 0;
  size_t used_bytes_ = 0;
  size_t capacity_bytes_ = 0;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_BASE_ARENA_H_
