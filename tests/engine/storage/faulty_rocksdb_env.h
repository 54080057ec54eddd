// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// FaultyRocksdbEnv: the files of RocksDB, any single change of which can be
// made to fail. Syncs are only noted, not done, which makes tests quick and
// lets them ask what a power cut would leave.
//
//   FaultyRocksdbEnv faulty;
//   auto store = OpenStoreWithEnv(path, options, {.rocksdb = faulty.env()});
//   faulty.FailNth(3, /*forever=*/true);
//   commit->Apply();
//   if (!faulty.has_fired()) ...  // the commit makes fewer changes
//
// Threading: safe from any thread.
// Ownership: must outlive the stores opened through it.

#ifndef MILLRACE_TESTS_ENGINE_STORAGE_FAULTY_ROCKSDB_ENV_H_
#define MILLRACE_TESTS_ENGINE_STORAGE_FAULTY_ROCKSDB_ENV_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "rocksdb/env.h"
#include "rocksdb/io_status.h"

namespace millrace {

class FaultyRocksdbEnv {
 public:
  enum class Kind {
    kError,    // RocksDB takes it for good and refuses writes from then on
    kNoSpace,  // a full disk
  };

  FaultyRocksdbEnv();
  ~FaultyRocksdbEnv();
  FaultyRocksdbEnv(const FaultyRocksdbEnv&) = delete;
  FaultyRocksdbEnv& operator=(const FaultyRocksdbEnv&) = delete;

  rocksdb::Env* env() const { return env_.get(); }

  // Counts changes from now on and makes the nth of them fail, from 1, and all
  // later ones too if forever. 0 lets all pass.
  void FailNth(int nth, bool forever, Kind kind = Kind::kError);
  bool has_fired() const;
  // The changes since FailNth(), each as `operation name-of-file`.
  std::vector<std::string> changes() const;

  // Copies a folder as a power cut at this moment would leave it: files hold
  // what was synced of them.
  void CopySynced(const std::filesystem::path& from,
                  const std::filesystem::path& to) const;

 private:
  class FaultyFileSystem;

  std::shared_ptr<FaultyFileSystem> file_system_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_ENGINE_STORAGE_FAULTY_ROCKSDB_ENV_H_
