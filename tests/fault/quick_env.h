// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// QuickEnv: another environment of RocksDB's whose clock does not sleep.
// RocksDB waits a second after each flush that failed, out of consideration
// for the disk.
//
// Threading: as the environment below, which must live longer.

#ifndef MILLRACE_TESTS_FAULT_QUICK_ENV_H_
#define MILLRACE_TESTS_FAULT_QUICK_ENV_H_

#include <memory>

#include "rocksdb/env.h"
#include "rocksdb/system_clock.h"

namespace millrace {

class QuickEnv : public rocksdb::EnvWrapper {
 public:
  explicit QuickEnv(rocksdb::Env* below) : EnvWrapper(below) {
    file_system_ = below->GetFileSystem();
    system_clock_ = std::make_shared<Clock>(below->GetSystemClock());
  }
  const char* Name() const override { return "millrace.QuickEnv"; }
  void SleepForMicroseconds(int) override {}

 private:
  class Clock : public rocksdb::SystemClockWrapper {
   public:
    using SystemClockWrapper::SystemClockWrapper;
    const char* Name() const override { return "millrace.QuickClock"; }
    void SleepForMicroseconds(int) override {}
  };
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_FAULT_QUICK_ENV_H_
