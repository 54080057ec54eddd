// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The seam through which tests get below a store: its files, its free space
// and its choice of a way to commit.
//
//   auto env = rocksdb::NewCompositeEnv(fault_file_system);
//   auto store = OpenStoreWithEnv(path, options, {.rocksdb = env.get()});

#ifndef MILLRACE_ENGINE_STORAGE_STORE_ENV_H_
#define MILLRACE_ENGINE_STORAGE_STORE_ENV_H_

#include <cstdint>
#include <filesystem>
#include <memory>

#include "absl/status/statusor.h"

#include "engine/io/file_system.h"
#include "engine/io/posix_file_system.h"
#include "millrace/store.h"
#include "millrace/store_options.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace millrace {

// Commits of which less than this is expected are not worth files of their
// own: see engine/README.md for what was measured.
inline constexpr uint64_t kSortedRunBytesMin = uint64_t{8} << 20;

struct StoreEnv {
  // Holds what RocksDB writes; null means its default. Borrowed, outlives the
  // store.
  rocksdb::Env* rocksdb = nullptr;
  // For what we do with the store's folder ourselves, and for its free space.
  // Borrowed, outlives the store.
  FileSystem* files = PosixFileSystem();
  // A commit that is expected to bring as much is written as sorted files.
  uint64_t sorted_run_bytes_min = kSortedRunBytesMin;
};

// As Store::Open, through `env`.
absl::StatusOr<std::unique_ptr<Store>> OpenStoreWithEnv(
    const std::filesystem::path& path, const StoreOptions& options,
    const StoreEnv& env);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_STORE_ENV_H_
