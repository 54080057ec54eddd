// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads many values of one family at once, in pieces that keep memory and
// latency bounded.
//
// Threading: functions without state.

#ifndef MILLRACE_ENGINE_STORAGE_MULTI_GET_H_
#define MILLRACE_ENGINE_STORAGE_MULTI_GET_H_

#include <cstddef>
#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "rocksdb/slice.h"
#include "rocksdb/snapshot.h"

#include "engine/storage/column_families.h"
#include "engine/storage/database_handle.h"

namespace millrace {

// Calls `take(i, value)` for each of the `count` keys that has a value.
// `key_at(i)` gives the stored keys, ascending; its view must live until the
// call returns.
absl::Status MultiGet(
    const DatabaseHandle& handle, Family family,
    const rocksdb::Snapshot* snapshot, size_t count,
    const std::function<rocksdb::Slice(size_t)>& key_at,
    const std::function<void(size_t, std::string_view)>& take);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_MULTI_GET_H_
