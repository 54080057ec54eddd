// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Counts calls of operator new. A program that links allocation_counter.cc has
// its operators replaced by counting ones, those of shared libraries included.
//
//   const uint64_t before = AllocationCount();
//   Parse(batch);
//   const uint64_t allocations = AllocationCount() - before;
//
// Threading: all threads of the process are counted together.

#ifndef MILLRACE_BENCH_ALLOCATION_COUNTER_H_
#define MILLRACE_BENCH_ALLOCATION_COUNTER_H_

#include <cstdint>

namespace millrace::bench {

// Since the process began.
uint64_t AllocationCount();

}  // namespace millrace::bench

#endif  // MILLRACE_BENCH_ALLOCATION_COUNTER_H_
