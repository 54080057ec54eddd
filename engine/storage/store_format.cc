// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Grammar of the format's value, in the family `default` under "format":
//
//   format := varint version      kStoreFormatVersion

#include "engine/storage/store_format.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"

#include "engine/base/absl_view.h"
#include "engine/base/coding.h"
#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/keys.h"
#include "engine/storage/rocksdb_status.h"
#include "millrace/version.h"

namespace millrace {
namespace {

absl::Status NotAStore(std::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat("not a millrace store: ", AbslView(why)));
}

// Reads the format through the family that every database has, without taking
// the lock or changing anything. kNotFound: there is none and no other key
// either.
absl::Status PeekFormat(const std::string& path,
                        const rocksdb::DBOptions& options) {
  rocksdb::DBOptions peek_options;
  peek_options.env = options.env;
  peek_options.info_log = options.info_log;
  rocksdb::DB* raw = nullptr;
  MILLRACE_RETURN_IF_ERROR(FromRocksDbAtOpen(
      rocksdb::DB::OpenForReadOnly(
          rocksdb::Options(peek_options, rocksdb::ColumnFamilyOptions()), path,
          &raw),
      "store cannot be read"));
  const std::unique_ptr<rocksdb::DB> database(raw);
  std::string value;
  const rocksdb::Status found =
      database->Get(rocksdb::ReadOptions(), kFormatKey, &value);
  if (found.ok()) return CheckFormat(value);
  if (!found.IsNotFound()) return FromRocksDb(found, "read of format");
  const std::unique_ptr<rocksdb::Iterator> any(
      database->NewIterator(rocksdb::ReadOptions()));
  any->SeekToFirst();
  MILLRACE_RETURN_IF_ERROR(FromRocksDb(any->status(), "read of format"));
  if (any->Valid()) return NotAStore("a database of other data");
  return absl::NotFoundError("no format stored");
}

}  // namespace

absl::StatusOr<StoreState> InspectFamilies(const std::string& path,
                                           const rocksdb::DBOptions& options) {
  std::vector<std::string> names;
  MILLRACE_RETURN_IF_ERROR(
      FromRocksDbAtOpen(rocksdb::DB::ListColumnFamilies(options, path, &names),
                        "store is damaged"));
  const size_t known = static_cast<size_t>(std::count_if(
      names.begin(), names.end(),
      [](const std::string& name) { return FindFamily(name).has_value(); }));
  if (known == kFamilyCount && names.size() == kFamilyCount) {
    return StoreState::kWhole;
  }
  const absl::Status format = PeekFormat(path, options);
  if (known == names.size() && absl::IsNotFound(format)) {
    return StoreState::kUnfinished;
  }
  if (!format.ok() && !absl::IsNotFound(format)) return format;
  return NotAStore(absl::IsNotFound(format)
                       ? "a database with other column families"
                       : "its column families are not those of its format");
}

std::string EncodeFormat() {
  std::string value;
  AppendVarint(&value, kStoreFormatVersion);
  return value;
}

absl::Status CheckFormat(std::string_view stored) {
  uint64_t version = 0;
  if (!ReadVarint(&stored, &version) || !stored.empty()) {
    return NotAStore("its format is not a number");
  }
  if (version == kStoreFormatVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("store has format ", version, ", this library knows format ",
                   kStoreFormatVersion));
}

}  // namespace millrace
