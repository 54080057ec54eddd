// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The other forms of new and delete (arrays, nothrow) call these, as the
// standard has it.

#include "bench/allocation_counter.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

std::atomic<uint64_t> allocation_count = 0;

void Count() { allocation_count.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

namespace millrace::bench {

uint64_t AllocationCount() {
  return allocation_count.load(std::memory_order_relaxed);
}

}  // namespace millrace::bench

void* operator new(size_t bytes) {
  Count();
  void* const memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) std::abort();
  return memory;
}

void* operator new(size_t bytes, std::align_val_t alignment) {
  Count();
  // A multiple of the alignment is what aligned_alloc wants.
  const auto unit = static_cast<size_t>(alignment);
  void* const memory =
      std::aligned_alloc(unit, (bytes + unit - 1) & ~(unit - 1));
  if (memory == nullptr) std::abort();
  return memory;
}

void operator delete(void* memory) noexcept { std::free(memory); }

void operator delete(void* memory, size_t) noexcept { std::free(memory); }

void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}

void operator delete(void* memory, size_t, std::align_val_t) noexcept {
  std::free(memory);
}
