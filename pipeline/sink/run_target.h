// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RunTarget: what a run's rows are resolved against and committed to: the
// store, or what a dry run keeps apart from it.
//
// Threading: one thread at a time; the views it makes are for all.

#ifndef MILLRACE_PIPELINE_SINK_RUN_TARGET_H_
#define MILLRACE_PIPELINE_SINK_RUN_TARGET_H_

#include <cstdint>
#include <memory>

#include "millrace/commit.h"
#include "millrace/store.h"

namespace millrace {

class RunTarget {
 public:
  virtual ~RunTarget() = default;
  // Held while a run is resolved and committed; may be null.
  virtual std::unique_ptr<RunTurn> TakeTurn(ResourceTypeId type) = 0;
  virtual std::unique_ptr<StoreView> View() = 0;
  virtual std::unique_ptr<Commit> BeginCommit(uint64_t bytes_expected) = 0;
};

// The store itself.
class StoreTarget : public RunTarget {
 public:
  explicit StoreTarget(Store& store) : store_(store) {}

  std::unique_ptr<RunTurn> TakeTurn(ResourceTypeId type) override {
    return store_.TakeTurn(type);
  }
  std::unique_ptr<StoreView> View() override { return store_.View(); }
  std::unique_ptr<Commit> BeginCommit(uint64_t bytes_expected) override {
    return store_.BeginCommit({.bytes_expected = bytes_expected});
  }

 private:
  Store& store_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_RUN_TARGET_H_
