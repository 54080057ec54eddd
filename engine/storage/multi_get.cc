// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/multi_get.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/slice.h"

#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/rocksdb_status.h"

namespace millrace {
namespace {

constexpr size_t kPieceKeysMax = 8192;

// As many keys touch about as many blocks: more than the cache holds, and
// nobody comes back for them.
constexpr size_t kCachedKeysMax = 1024;

}  // namespace

absl::Status MultiGet(
    const DatabaseHandle& handle, Family family,
    const rocksdb::Snapshot* snapshot, size_t count,
    const std::function<rocksdb::Slice(size_t)>& key_at,
    const std::function<void(size_t, std::string_view)>& take) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.fill_cache = count <= kCachedKeysMax;
  const size_t piece_max = std::min(count, kPieceKeysMax);
  std::vector<rocksdb::Slice> keys(piece_max);
  std::vector<rocksdb::PinnableSlice> values(piece_max);
  std::vector<rocksdb::Status> statuses(piece_max);
  for (size_t begin = 0; begin < count; begin += piece_max) {
    const size_t piece = std::min(piece_max, count - begin);
    for (size_t i = 0; i < piece; ++i) keys[i] = key_at(begin + i);
    handle.rocksdb().MultiGet(options, handle.family(family), piece,
                              keys.data(), values.data(), statuses.data(),
                              /*sorted_input=*/true);
    for (size_t i = 0; i < piece; ++i) {
      if (statuses[i].ok()) {
        take(begin + i, values[i].ToStringView());
      } else if (!statuses[i].IsNotFound()) {
        return FromRocksDb(statuses[i],
                           std::string("read of ").append(FamilyName(family)));
      }
      values[i].Reset();
    }
  }
  return absl::OkStatus();
}

}  // namespace millrace
