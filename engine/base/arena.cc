// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/arena.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "engine/base/check.h"

#if defined(__SANITIZE_ADDRESS__)
#define MILLRACE_ARENA_POISONS_ 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MILLRACE_ARENA_POISONS_ 1
#endif
#endif

#ifdef MILLRACE_ARENA_POISONS_
#include <sanitizer/asan_interface.h>
#endif

namespace millrace {

#ifdef MILLRACE_ARENA_POISONS_
void Arena::Poison(const char* from, size_t bytes) {
  if (bytes != 0) __asan_poison_memory_region(from, bytes);
}

void Arena::Unpoison(const char* from, size_t bytes) {
  if (bytes != 0) __asan_unpoison_memory_region(from, bytes);
}
#endif

Arena::Arena(size_t block_bytes) : block_bytes_(block_bytes) {
  MILLRACE_CHECK_GT(block_bytes, 0u);
}

Arena::~Arena() {
  // Whoever gets the memory next must not find it poisoned.
  for (const Block& block : blocks_) Unpoison(block.bytes.get(), block.size);
}

Arena::Arena(Arena&& other) noexcept
    : block_bytes_(other.block_bytes_),
      blocks_(std::move(other.blocks_)),
      block_count_(other.block_count_),
      cursor_(other.cursor_),
      limit_(other.limit_),
      reserved_bytes_(other.reserved_bytes_),
      used_bytes_(other.used_bytes_),
      capacity_bytes_(other.capacity_bytes_) {
  other.Forget();
}

Arena& Arena::operator=(Arena&& other) noexcept {
  if (this == &other) return *this;
  for (const Block& block : blocks_) Unpoison(block.bytes.get(), block.size);
  block_bytes_ = other.block_bytes_;
  blocks_ = std::move(other.blocks_);
  block_count_ = other.block_count_;
  cursor_ = other.cursor_;
  limit_ = other.limit_;
  reserved_bytes_ = other.reserved_bytes_;
  used_bytes_ = other.used_bytes_;
  capacity_bytes_ = other.capacity_bytes_;
  other.Forget();
  return *this;
}

std::string_view Arena::Copy(std::string_view text) {
  if (text.empty()) return "";
  char* const to = Allocate(text.size());
  std::memcpy(to, text.data(), text.size());
  return std::string_view(to, text.size());
}

void Arena::Reset() {
  for (size_t i = 0; i < block_count_; ++i) {
    Poison(blocks_[i].bytes.get(), blocks_[i].size);
  }
  block_count_ = 0;
  cursor_ = const_cast<char*>(kNoRoom);
  limit_ = cursor_;
  reserved_bytes_ = 0;
  used_bytes_ = 0;
}

// Makes a block with room for `bytes_min` the one being filled. Every block
// has the usual size at least, so only an unusually large piece looks further
// than at the next waiting one.
void Arena::StartBlock(size_t bytes_min) {
  size_t found = block_count_;
  while (found < blocks_.size() && blocks_[found].size < bytes_min) ++found;
  if (found == blocks_.size()) {
    const size_t size = std::max(block_bytes_, bytes_min);
    // Not make_unique, which would set every byte to zero.
    Block block = {std::unique_ptr<char[]>(new char[size]), size};
    Poison(block.bytes.get(), size);
    blocks_.push_back(std::move(block));
    capacity_bytes_ += size;
  }
  std::swap(blocks_[found], blocks_[block_count_]);
  const Block& block = blocks_[block_count_++];
  cursor_ = block.bytes.get();
  limit_ = cursor_ + block.size;
}

// Leaves an arena whose memory went elsewhere as good as new.
void Arena::Forget() {
  blocks_.clear();
  block_count_ = 0;
  capacity_bytes_ = 0;
  Reset();
}

}  // namespace millrace
