// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Makes every change that a commit does to files fail, one after the other,
// and looks at what the store holds then: at once, and opened again.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/env.h"

#include "engine/base/check.h"
#include "engine/storage/column_families.h"
#include "engine/storage/store_folder.h"
#include "millrace/store.h"
#include "tests/engine/storage/faulty_rocksdb_env.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

using Kind = FaultyRocksdbEnv::Kind;

// What commits are expected to bring; the least that makes a sorted run is 1.
constexpr uint64_t kSmall = 0;
constexpr uint64_t kLarge = 1;

struct Fault {
  const char* name = "";
  uint64_t bytes_expected = kSmall;
  bool forever = false;
  Kind kind = Kind::kError;
  // The store has commits in its log and in memory, which an ingest over them
  // has to flush.
  bool is_over_log = false;
};

std::string FaultName(const ::testing::TestParamInfo<Fault>& info) {
  return info.param.name;
}

// What a store shows of its commits: the number of the last one, which must be
// the same wherever it looks.
int64_t LastCommit(const Store& store) {
  const auto view = store.View();
  const auto next = view->NextKey(kContacts);
  EXPECT_THAT(next, IsOk());
  const std::string name = std::to_string(*next);
  for (const int64_t key : {1, 2, 3}) {
    const auto record = view->GetRecord(kContacts, Key(key));
    EXPECT_THAT(record, IsOk());
    EXPECT_EQ(NameIn(record.value_or("")), name);
  }
  EXPECT_THAT(view->FindIdentity(kContacts, kExternalId, name),
              IsOkAndHolds(Key(1)));
  EXPECT_THAT(
      view->FindIdentity(kContacts, kExternalId, std::to_string(*next + 1)),
      IsOkAndHolds(std::nullopt));
  EXPECT_THAT(view->LastOutcomeBlock(JobId{1}), IsOkAndHolds(name));
  return *next;
}

absl::Status Apply(Store* store, int64_t number, uint64_t bytes_expected) {
  const std::string name = std::to_string(number);
  auto commit = store->BeginCommit({.bytes_expected = bytes_expected});
  commit->PutRecord(kContacts, Key(1), Record(name));
  CommitPart* const first = commit->AddSortedPart();
  first->PutRecord(kContacts, Key(2), Record(name));
  first->Finish();
  CommitPart* const second = commit->AddSortedPart();
  second->PutRecord(kContacts, Key(3), Record(name));
  second->PutIdentity(kContacts, kExternalId, name, Key(1));
  commit->PutOutcomeBlock(JobId{1}, static_cast<uint64_t>(number), name);
  commit->SetNextKey(kContacts, number);
  return commit->Apply();
}

class CommitFaultTest : public ::testing::TestWithParam<Fault> {
 protected:
  CommitFaultTest() {
    // After a flush that failed RocksDB keeps its thread for a second; there
    // must be others.
    rocksdb::Env::Default()->SetBackgroundThreads(kThreads, rocksdb::Env::HIGH);
    CopyEmptyStore(before());
    const auto store = OpenOrDie(before());
    MILLRACE_CHECK(Apply(store.get(), 2, kSmall).ok());
  }

  static StoreOptions Options() {
    // Faults are to hit the commit, not what goes on beside it.
    StoreOptions options = TestOptions();
    for (const FamilyEntry& family : kFamilies) {
      options.rocksdb_options[std::string(family.name)] =
          "disable_auto_compactions=true";
    }
    return options;
  }

  fs::path before() const { return temp_dir_ / "before"; }

  // Fails the nth change of a commit. Returns whether it makes as many.
  bool TryFault(int nth) const;

  static constexpr int kThreads = 6;
  TempDir temp_dir_;
};
INSTANTIATE_TEST_SUITE_P(
    Faults, CommitFaultTest,
    ::testing::Values(
        Fault{"WriteBatchOnce", kSmall, false, Kind::kError, true},
        Fault{"WriteBatchForever", kSmall, true, Kind::kError, true},
        Fault{"WriteBatchNoSpaceOnce", kSmall, false, Kind::kNoSpace, true},
        Fault{"WriteBatchNoSpace", kSmall, true, Kind::kNoSpace, true},
        Fault{"WriteBatchNewNoSpace", kSmall, false, Kind::kNoSpace, false},
        Fault{"SortedRunOnce", kLarge, false, Kind::kError, false},
        Fault{"SortedRunForever", kLarge, true, Kind::kError, false},
        Fault{"SortedRunNoSpace", kLarge, true, Kind::kNoSpace, false},
        Fault{"SortedRunOverLogOnce", kLarge, false, Kind::kError, true},
        Fault{"SortedRunOverLogForever", kLarge, true, Kind::kError, true}),
    FaultName);

bool CommitFaultTest::TryFault(int nth) const {
  FaultyRocksdbEnv rocksdb;
  const StoreEnv env = {.rocksdb = rocksdb.env(),
                        .sorted_run_bytes_min = kLarge};
  const fs::path path = temp_dir_ / ("at" + std::to_string(nth));
  const fs::path cut_path = temp_dir_ / ("cut" + std::to_string(nth));
  fs::copy(before(), path);
  absl::Status status;
  int64_t expected = 0;
  bool has_fired = false;
  std::string change = "no fault";
  {
    const auto store = OpenOrDie(path, Options(), env);
    if (GetParam().is_over_log) {
      EXPECT_THAT(Apply(store.get(), 2, kSmall), IsOk());
    }
    rocksdb.FailNth(nth, GetParam().forever, GetParam().kind);
    status = Apply(store.get(), 3, GetParam().bytes_expected);
    has_fired = rocksdb.has_fired();
    const auto changes = rocksdb.changes();
    rocksdb.FailNth(0, false);
    if (has_fired) change = changes[static_cast<size_t>(nth) - 1];
    EXPECT_TRUE(status.ok() || has_fired) << status;
    expected = status.ok() ? 3 : 2;
    EXPECT_EQ(LastCommit(*store), expected) << nth << change;
    // A store that did not take the commit may take the next one, and then
    // must not forget it.
    const absl::Status next = Apply(store.get(), 5, kSmall);
    if (status.ok() || GetParam().kind == Kind::kNoSpace) {
      EXPECT_THAT(next, IsOk()) << nth << change;
    }
    if (next.ok()) expected = 5;
    EXPECT_EQ(LastCommit(*store), expected) << nth << change;
    // What a power cut would leave at this moment is whole, too.
    rocksdb.CopySynced(path, cut_path);
  }
  for (const fs::path& again : {path, cut_path}) {
    const auto store = OpenOrDie(again, Options(), env);
    const int64_t last = LastCommit(*store);
    EXPECT_GE(last, expected) << nth << change;
    EXPECT_THAT(Apply(store.get(), 6, kLarge), IsOk()) << nth << change;
    EXPECT_EQ(LastCommit(*store), 6) << nth << change;
    EXPECT_TRUE(fs::is_empty(IngestFolder(again))) << nth << change;
  }
  fs::remove_all(path);
  fs::remove_all(cut_path);
  return has_fired;
}

TEST_P(CommitFaultTest, AllOrNothing) {
  std::atomic<int> next = 1;
  std::atomic<int> last = 1 << 20;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int nth = next++; nth <= last; nth = next++) {
        if (!TryFault(nth)) last = nth;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(last, GetParam().bytes_expected == kLarge ? 30 : 2);
}

TEST_P(CommitFaultTest, OwnFileOperationsToo) {
  const auto fault = GetParam().forever ? millrace::Fault::kErrorForever
                                        : millrace::Fault::kError;
  FaultFileSystem files(*PosixFileSystem());
  const StoreEnv env = {.files = &files, .sorted_run_bytes_min = kLarge};
  const auto store = OpenOrDie(before(), Options(), env);
  int64_t last = 2;
  bool has_fired = true;
  for (int nth = 1; has_fired; ++nth) {
    files.FailNth(nth, fault);
    const absl::Status status =
        Apply(store.get(), last + 1, GetParam().bytes_expected);
    has_fired = files.has_fired();
    files.FailNth(0, fault);
    EXPECT_EQ(status.ok(), !has_fired);
    if (status.ok()) ++last;
    EXPECT_EQ(LastCommit(*store), last);
    EXPECT_THAT(Apply(store.get(), ++last, kSmall), IsOk())
        << "nothing stays broken";
    EXPECT_EQ(LastCommit(*store), last);
  }
}

}  // namespace
}  // namespace millrace
