// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Sequencer: takes draft batches in whatever order the workers finish them and
// gives them out in the upload's order.
//
// Threading: any thread puts, one thread takes. No deadlock: one reader
// numbers the batches, so the lowest number that was not taken is always on
// its way here.

#ifndef MILLRACE_PIPELINE_BATCH_SEQUENCER_H_
#define MILLRACE_PIPELINE_BATCH_SEQUENCER_H_

#include <cstdint>
#include <map>
#include <memory>

#include "engine/base/mutex.h"
#include "pipeline/batch/draft_batch.h"

namespace millrace {

class Sequencer {
 public:
  void Put(std::unique_ptr<DraftBatch> batch);

  // The next batch in order; waits for it. Null when no batch with the next
  // number is going to come (see End, Close).
  std::unique_ptr<DraftBatch> Take();

  // Batches below this number were read, and none beyond.
  void End(uint64_t batch_count);
  // Gives up: Take returns null from now on.
  void Close();

 private:
  Mutex mutex_;
  CondVar changed_;
  // Guarded by mutex_.
  std::map<uint64_t, std::unique_ptr<DraftBatch>> waiting_
      ABSL_GUARDED_BY(mutex_);
  uint64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t batch_count_ ABSL_GUARDED_BY(mutex_) = UINT64_MAX;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_SEQUENCER_H_
