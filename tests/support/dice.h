// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Dice: random choices from a seed, the same on every machine.
//
// Threading: one thread.

#ifndef MILLRACE_TESTS_SUPPORT_DICE_H_
#define MILLRACE_TESTS_SUPPORT_DICE_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace millrace {

class Dice {
 public:
  explicit Dice(uint64_t seed) : engine_(seed) {}

  // From 0 to count - 1.
  size_t Below(size_t count) { return engine_() % count; }
  // From first to last.
  int Between(int first, int last) {
    return first +
           static_cast<int>(Below(static_cast<size_t>(last - first) + 1));
  }
  bool Percent(size_t chance) { return Below(100) < chance; }

  template <typename T>
  const T& Pick(const std::vector<T>& all) {
    return all[Below(all.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_DICE_H_
