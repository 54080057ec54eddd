// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What the tests of the store share: opening one in a folder of its own, small
// records, and looking at all that a store holds.

#ifndef MILLRACE_TESTS_ENGINE_STORAGE_STORE_FIXTURE_H_
#define MILLRACE_TESTS_ENGINE_STORAGE_STORE_FIXTURE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"

#include "engine/io/file_system.h"
#include "engine/io/posix_file_system.h"
#include "engine/storage/store_env.h"
#include "millrace/store.h"
#include "tests/engine/storage/faulty_rocksdb_env.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {

// Makes every commit a sorted run, or none.
inline constexpr uint64_t kAlwaysSortedRun = 0;
inline constexpr uint64_t kNeverSortedRun = ~uint64_t{0};

inline constexpr ResourceTypeId kContacts{1};
inline constexpr ResourceTypeId kGifts{2};
inline constexpr NameId kName{1};
inline constexpr NameId kExternalId{2};

// Opens with create_if_missing and without a free-space floor, so that tests
// pass on small disks.
StoreOptions TestOptions();
std::unique_ptr<Store> OpenOrDie(const std::filesystem::path& path,
                                 const StoreOptions& options = TestOptions(),
                                 const StoreEnv& env = {});

std::string Key(int64_t number);
// A whole record with one field.
std::string Record(std::string_view name);
std::string NameIn(std::string_view record);

// The names of all contacts by number.
std::map<int64_t, std::string> Contacts(const Store& store);

// The outcome blocks of a job, in order.
std::vector<std::string> Outcomes(const Store& store, JobId job);

// A file system that asks a test how much space is free.
class SpaceFileSystem : public FileSystem {
 public:
  explicit SpaceFileSystem(std::function<uint64_t()> free_bytes)
      : free_bytes_(std::move(free_bytes)) {}

  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::filesystem::path& path) override {
    return PosixFileSystem()->OpenForReading(path);
  }
  absl::StatusOr<std::unique_ptr<WritableFile>> OpenForWriting(
      const std::filesystem::path& path, WriteMode mode) override {
    return PosixFileSystem()->OpenForWriting(path, mode);
  }
  absl::Status Rename(const std::filesystem::path& from,
                      const std::filesystem::path& to) override {
    return PosixFileSystem()->Rename(from, to);
  }
  absl::Status Remove(const std::filesystem::path& path) override {
    return PosixFileSystem()->Remove(path);
  }
  absl::Status CreateDirectory(const std::filesystem::path& path) override {
    return PosixFileSystem()->CreateDirectory(path);
  }
  absl::StatusOr<std::vector<std::string>> List(
      const std::filesystem::path& path) override {
    return PosixFileSystem()->List(path);
  }
  absl::Status SyncDirectory(const std::filesystem::path& path) override {
    return PosixFileSystem()->SyncDirectory(path);
  }
  absl::StatusOr<uint64_t> Size(const std::filesystem::path& path) override {
    return PosixFileSystem()->Size(path);
  }
  absl::StatusOr<FileKind> Kind(const std::filesystem::path& path) override {
    return PosixFileSystem()->Kind(path);
  }
  absl::StatusOr<uint64_t> FreeSpace(const std::filesystem::path&) override {
    return free_bytes_();
  }

 private:
  const std::function<uint64_t()> free_bytes_;
};

// Puts an empty store at a path: copied, since making one takes a while.
void CopyEmptyStore(const std::filesystem::path& path);

// A test with one store, whose files are not synced.
class StoreFixture : public ::testing::Test {
 protected:
  explicit StoreFixture(uint64_t sorted_run_bytes_min = kSortedRunBytesMin)
      : env_{.rocksdb = rocksdb_.env(),
             .sorted_run_bytes_min = sorted_run_bytes_min} {
    CopyEmptyStore(path());
    Open();
  }

  void Open() { store_ = OpenOrDie(path(), TestOptions(), env_); }
  void Reopen() {
    store_.reset();
    Open();
  }
  std::filesystem::path path() const { return temp_dir_ / "store"; }

  TempDir temp_dir_;
  FaultyRocksdbEnv rocksdb_;
  StoreEnv env_;
  std::unique_ptr<Store> store_;
};

// The same, once for each way to commit.
class StoreBothWaysFixture : public StoreFixture,
                             public ::testing::WithParamInterface<uint64_t> {
 protected:
  StoreBothWaysFixture() : StoreFixture(GetParam()) {}
};

inline std::string WayName(const ::testing::TestParamInfo<uint64_t>& info) {
  return info.param == kAlwaysSortedRun ? "SortedRun" : "WriteBatch";
}

#define MILLRACE_BOTH_WAYS(suite)                                        \
  INSTANTIATE_TEST_SUITE_P(                                              \
      Ways, suite, ::testing::Values(kNeverSortedRun, kAlwaysSortedRun), \
      WayName)

}  // namespace millrace

#endif  // MILLRACE_TESTS_ENGINE_STORAGE_STORE_FIXTURE_H_
