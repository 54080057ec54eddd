// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// KillEnv: the files of RocksDB; the nth change of them from the start is
// never made, since the process is killed (SIGKILL) right before it. Syncs are
// left out: what a killed process wrote is not lost.
//
// Threading: safe from any thread.

#ifndef MILLRACE_TESTS_FAULT_KILL_ENV_H_
#define MILLRACE_TESTS_FAULT_KILL_ENV_H_

#include <cstdint>
#include <memory>

#include "rocksdb/env.h"

namespace millrace {

class KillEnv {
 public:
  // 0: never.
  explicit KillEnv(uint64_t nth);
  ~KillEnv();

  rocksdb::Env* env() const { return env_.get(); }
  uint64_t change_count() const;

 private:
  class KillFileSystem;

  std::shared_ptr<KillFileSystem> file_system_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_FAULT_KILL_ENV_H_
