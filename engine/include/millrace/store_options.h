// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// StoreOptions: how a store is opened. An aggregate with working defaults.

#ifndef MILLRACE_STORE_OPTIONS_H_
#define MILLRACE_STORE_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace millrace {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// Receives what the store has to say. Called from any thread, one line at a
// time, and never with a cell's text in it.
using LogHook = std::function<void(LogLevel level, std::string_view line)>;

struct StoreOptions {
  // Makes the folder and an empty store in it when there is none.
  bool create_if_missing = false;

  // Opens beside a writing process, as a reader: nothing can be written, and
  // the view stands still until CatchUp(). Needs no lock.
  bool read_only = false;

  // Where a reader keeps its own small files (logs of RocksDB). Empty: a
  // fresh folder in the system's temporary folder, removed at close.
  std::string reader_directory = {};

  // Cache of uncompressed blocks, shared by all families.
  size_t block_cache_bytes = size_t{64} << 20;

  // A commit is refused (kResourceExhausted) when it would leave less free
  // space than this on the store's file system; nothing of it is stored. 0
  // turns the check off.
  uint64_t free_space_floor_bytes = uint64_t{256} << 20;

  // Threads for flushes and compactions in the background.
  int background_threads = 2;

  // RocksDB option strings by column family ("records", "identities", "jobs",
  // "outcomes", "default"), and of the database as a whole under "db", applied
  // over ours: {"records", "compression=kLZ4Compression"}.
  std::map<std::string, std::string> rocksdb_options = {};

  // Empty: nothing is logged.
  LogHook log = {};

  // kInvalidArgument names the first option that makes no sense.
  absl::Status Validate() const;
};

}  // namespace millrace

#endif  // MILLRACE_STORE_OPTIONS_H_
