// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Opening and closing, and every way in which opening can fail.

#include "engine/storage/database.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"

#include "engine/base/coding.h"
#include "engine/storage/column_families.h"
#include "engine/storage/keys.h"
#include "millrace/store.h"
#include "millrace/version.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class DatabaseTest : public ::testing::Test {
 protected:
  fs::path path() const { return temp_dir_ / "store"; }

  absl::Status Open(bool create_if_missing = false) {
    StoreOptions options = TestOptions();
    options.create_if_missing = create_if_missing;
    return Store::Open(path(), options).status();
  }

  // Makes a database with these families and one key in its default family.
  void MakeForeign(const std::vector<std::string>& families,
                   const std::string& key, const std::string& value) {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, path(), &raw).ok());
    const std::unique_ptr<rocksdb::DB> database(raw);
    for (const std::string& family : families) {
      rocksdb::ColumnFamilyHandle* handle = nullptr;
      ASSERT_TRUE(database->CreateColumnFamily({}, family, &handle).ok());
      ASSERT_TRUE(database->DestroyColumnFamilyHandle(handle).ok());
    }
    if (key.empty()) return;
    ASSERT_TRUE(database->Put({}, key, value).ok());
  }

  void Overwrite(const std::string& name, const std::string& bytes) {
    std::ofstream(path() / name, std::ios::binary | std::ios::trunc) << bytes;
  }

  std::string NameStartingWith(const std::string& prefix) {
    for (const auto& entry : fs::directory_iterator(path())) {
      const std::string name = entry.path().filename();
      if (name.starts_with(prefix)) return name;
    }
    return "";
  }

  TempDir temp_dir_;
};

const std::vector<std::string> kOurFamilies = {"records", "identities", "jobs",
                                               "outcomes"};

TEST_F(DatabaseTest, MakesAStoreWhereThereIsNone) {
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kNotFound,
                               HasSubstr(path().native())));
  EXPECT_FALSE(fs::exists(path())) << "asking changes nothing";
  EXPECT_THAT(Open(/*create_if_missing=*/true), IsOk());
  EXPECT_THAT(Open(), IsOk());
  EXPECT_THAT(Open(/*create_if_missing=*/true), IsOk());
}

TEST_F(DatabaseTest, MakesFoldersAboveTheStore) {
  const auto deep = Store::Open(path() / "a" / "b", TestOptions());
  EXPECT_THAT(deep, IsOk());
}

TEST_F(DatabaseTest, EmptyFolderIsNoStore) {
  fs::create_directory(path());
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Open(/*create_if_missing=*/true), IsOk());
}

TEST_F(DatabaseTest, EmptyPathIsRefused) {
  EXPECT_THAT(Store::Open("", TestOptions()),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(DatabaseTest, FileIsNoStore) {
  temp_dir_.Write("store", "text");
  EXPECT_THAT(Open(/*create_if_missing=*/true),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("not a millrace store")));
}

TEST_F(DatabaseTest, FolderOfOtherThingsIsNoStore) {
  temp_dir_.Write("store/letter.txt", "text");
  EXPECT_THAT(Open(/*create_if_missing=*/true),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("not a millrace store")));
  EXPECT_FALSE(fs::exists(path() / "LOCK")) << "left alone";
}

TEST_F(DatabaseTest, ForeignDatabaseIsNoStore) {
  MakeForeign({}, "key", "value");
  EXPECT_THAT(Open(/*create_if_missing=*/true),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("not a millrace store")));
}

TEST_F(DatabaseTest, ForeignFamiliesAreNoStore) {
  MakeForeign({"records", "others"}, "", "");
  EXPECT_THAT(Open(/*create_if_missing=*/true),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("not a millrace store"),
                             HasSubstr("families"))));
}

TEST_F(DatabaseTest, OurFamiliesWithoutAFormatAreNoStore) {
  MakeForeign(kOurFamilies, "key", "value");
  EXPECT_THAT(Open(/*create_if_missing=*/true),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("not a millrace store")));
}

TEST_F(DatabaseTest, OtherFormatIsRefusedAndNamed) {
  std::string format;
  AppendVarint(&format, kStoreFormatVersion + 41);
  const auto refused =
      StatusIs(absl::StatusCode::kFailedPrecondition,
               AllOf(HasSubstr(std::to_string(kStoreFormatVersion + 41)),
                     HasSubstr(std::to_string(kStoreFormatVersion) + ""),
                     HasSubstr("format")));
  MakeForeign(kOurFamilies, std::string(kFormatKey), format);
  EXPECT_THAT(Open(), refused);
  EXPECT_THAT(Store::Open(path(), {.read_only = true}), refused);
  fs::remove_all(path());
  // Also where that format has families that we do not know.
  std::vector<std::string> families = kOurFamilies;
  families.push_back("news");
  MakeForeign(families, std::string(kFormatKey), format);
  EXPECT_THAT(Open(), refused);
  fs::remove_all(path());
  MakeForeign(kOurFamilies, std::string(kFormatKey), "\xff");
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(DatabaseTest, InterruptedCreationIsFinished) {
  // As far as some of the families, and as far as all of them.
  for (const size_t count : {0u, 2u, 4u}) {
    MakeForeign({kOurFamilies.begin(), kOurFamilies.begin() + count}, "", "");
    EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(Open(/*create_if_missing=*/true), IsOk()) << count;
    EXPECT_THAT(Open(), IsOk());
    fs::remove_all(path());
  }
  // Before there was a database.
  temp_dir_.Write("store/LOCK", "");
  temp_dir_.Write("store/IDENTITY", "half");
  temp_dir_.Write("store/MANIFEST-000001", "ha");
  temp_dir_.Write("store/000001.dbtmp", "");
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Open(/*create_if_missing=*/true), IsOk());
}

TEST_F(DatabaseTest, FolderThatCannotBeUsedSaysSo) {
  FaultFileSystem files(*PosixFileSystem());
  for (int nth = 1;; ++nth) {
    files.FailNth(nth, Fault::kError);
    const auto store =
        OpenStoreWithEnv(path(), TestOptions(), {.files = &files});
    if (!files.has_fired()) break;
    EXPECT_FALSE(store.ok()) << nth;
  }
  if (::geteuid() == 0) return;  // who may do anything
  fs::permissions(path(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kPermissionDenied,
                               HasSubstr("written")));
  fs::permissions(path(), fs::perms::none);
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kPermissionDenied));
  fs::permissions(path(), fs::perms::owner_all);
}

TEST_F(DatabaseTest, DamageIsDataLoss) {
  using absl::StatusCode;
  const auto make = [&] {
    fs::remove_all(path());
    const auto store = OpenOrDie(path());
    auto commit = store->BeginCommit({});
    commit->PutRecord(kContacts, Key(1), Record("Ada"));
    MILLRACE_ASSERT_OK(commit->Apply());
  };
  const auto loss = StatusIs(StatusCode::kDataLoss);
  make();
  fs::remove(path() / "CURRENT");
  EXPECT_THAT(Open(true),
              StatusIs(StatusCode::kDataLoss, HasSubstr("CURRENT")));
  EXPECT_THAT(Store::Open(path(), {.read_only = true}), loss);
  make();
  Overwrite("CURRENT", "nonsense");
  EXPECT_THAT(Open(true), loss);
  make();
  Overwrite("CURRENT", "");
  EXPECT_THAT(Open(true), loss);
  make();
  Overwrite("CURRENT", "MANIFEST-999999\n");
  EXPECT_THAT(Open(true), loss);
  EXPECT_THAT(Store::Open(path(), {.read_only = true}), loss);
  make();
  Overwrite(NameStartingWith("MANIFEST"), "nonsense that is no manifest");
  EXPECT_THAT(Open(true), loss);
  make();
  for (const auto& entry : fs::directory_iterator(path())) {
    if (entry.path().extension() == ".sst") fs::remove(entry.path());
  }
  EXPECT_THAT(Open(true), loss);
}

TEST_F(DatabaseTest, DamagedBlockIsDataLossWhenRead) {
  {
    const auto store = OpenOrDie(path());
    auto commit = store->BeginCommit({.bytes_expected = ~uint64_t{0}});
    CommitPart* const part = commit->AddSortedPart();
    for (int64_t i = 0; i < 20000; ++i) {
      part->PutRecord(kContacts, Key(i), Record("somebody of some length"));
    }
    MILLRACE_ASSERT_OK(commit->Apply());
  }
  for (const auto& entry : fs::directory_iterator(path())) {
    if (entry.path().extension() != ".sst" || entry.file_size() < 100000) {
      continue;
    }
    std::fstream file(entry.path(),
                      std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(50000);
    file << "damage";
  }
  const auto store = OpenOrDie(path());
  const auto view = store->View();
  const auto cursor = view->ScanRecords(kContacts);
  while (cursor->Valid()) cursor->Next();
  EXPECT_THAT(cursor->status(), StatusIs(absl::StatusCode::kDataLoss));
  std::vector<std::string> keys;
  for (int64_t i = 0; i < 20000; ++i) keys.push_back(Key(i));
  const std::vector<std::string_view> key_views(keys.begin(), keys.end());
  std::vector<std::string> values;
  EXPECT_THAT(view->GetRecords(kContacts, key_views, &values),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(DatabaseTest, OneWriterAtATime) {
  const auto store = OpenOrDie(path());
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kUnavailable,
                               HasSubstr("this process has the store open")));
  // The attempts did not cost us our own lock.
  auto commit = store->BeginCommit({});
  commit->PutRecord(kContacts, Key(1), Record("Ada"));
  MILLRACE_EXPECT_OK(commit->Apply());
}

TEST_F(DatabaseTest, OneWritingProcessAtATime) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto store = OpenOrDie(path());
    if (::write(ready[1], "!", 1) != 1) ::_exit(1);
    ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_THAT(Open(), StatusIs(absl::StatusCode::kUnavailable,
                               HasSubstr("another process is writing")));
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  int exit_status = 0;
  ASSERT_EQ(::waitpid(child, &exit_status, 0), child);
  EXPECT_THAT(Open(), IsOk()) << "the lock goes with the process";
}

TEST_F(DatabaseTest, EverythingIsPrivate) {
  const auto store = OpenOrDie(path());
  for (const uint64_t bytes_expected : {uint64_t{0}, ~uint64_t{0}}) {
    auto commit = store->BeginCommit({.bytes_expected = bytes_expected});
    commit->PutRecord(kContacts, Key(1), Record("Ada"));
    CommitPart* const part = commit->AddSortedPart();
    part->PutRecord(kContacts, Key(2), Record("Bob"));
    part->Finish();
    const auto check = [&] {
      struct stat facts = {};
      ASSERT_EQ(::stat(path().c_str(), &facts), 0);
      EXPECT_EQ(facts.st_mode & 07777, 0700u);
      for (const auto& entry : fs::recursive_directory_iterator(path())) {
        ASSERT_EQ(::stat(entry.path().c_str(), &facts), 0);
        EXPECT_EQ(facts.st_mode & 07777, entry.is_directory() ? 0700u : 0600u)
            << entry.path();
      }
    };
    check();
    MILLRACE_ASSERT_OK(commit->Apply());
    MILLRACE_ASSERT_OK(store->Compact());
    check();
  }
}

TEST_F(DatabaseTest, FolderOfTheUserBecomesPrivate) {
  fs::create_directory(path());
  fs::permissions(path(), fs::perms::all);
  EXPECT_THAT(Open(/*create_if_missing=*/true), IsOk());
  EXPECT_EQ(fs::status(path()).permissions(), fs::perms::owner_all);
}

TEST_F(DatabaseTest, CleanCloseLeavesNothingToReplay) {
  {
    const auto store = OpenOrDie(path());
    auto commit = store->BeginCommit({});
    for (int64_t i = 0; i < 1000; ++i) {
      commit->PutRecord(kContacts, Key(i), Record("somebody"));
    }
    MILLRACE_ASSERT_OK(commit->Apply());
  }
  for (const auto& entry : fs::directory_iterator(path())) {
    if (entry.path().extension() != ".log") continue;
    EXPECT_EQ(entry.file_size(), 0u);
  }
  EXPECT_EQ(Contacts(*OpenOrDie(path())).size(), 1000u);
}

TEST_F(DatabaseTest, WritesNothingBesideItsOwnFiles) {
  OpenOrDie(path());
  for (const auto& entry : fs::directory_iterator(path())) {
    EXPECT_FALSE(entry.path().filename().native().starts_with("LOG"));
  }
}

TEST_F(DatabaseTest, LogHookHearsOfTrouble) {
  std::string lines;
  StoreOptions options = TestOptions();
  options.log = [&](LogLevel level, std::string_view line) {
    lines.append(level == LogLevel::kError ? "E " : "  ").append(line) += '\n';
  };
  FaultyRocksdbEnv faulty;
  {
    const auto store =
        OpenStoreWithEnv(path(), options, {.rocksdb = faulty.env()});
    MILLRACE_ASSERT_OK(store);
    auto commit = (*store)->BeginCommit({});
    commit->PutRecord(kContacts, Key(1), Record("Ada"));
    MILLRACE_ASSERT_OK(commit->Apply());
    faulty.FailNth(1, /*forever=*/true);
  }
  EXPECT_THAT(lines, HasSubstr("store did not close cleanly"));
}

TEST_F(DatabaseTest, LeftoversOfCommitsAreSwept) {
  OpenOrDie(path());
  temp_dir_.Write("store/ingest/000001.sst", "left over");
  temp_dir_.Write("store/ingest/000009.sst", "left over");
  MILLRACE_ASSERT_OK(Store::Open(path(), {.read_only = true}));
  EXPECT_TRUE(fs::exists(path() / "ingest/000001.sst")) << "not by a reader";
  OpenOrDie(path());
  EXPECT_THAT(std::vector<fs::path>(fs::directory_iterator(path() / "ingest"),
                                    fs::directory_iterator()),
              IsEmpty());
}

TEST_F(DatabaseTest, OptionStringsReachRocksDb) {
  StoreOptions options = TestOptions();
  options.rocksdb_options = {
      {"records", "compression=kLZ4Compression"},
      {"db", "max_open_files=30"},
      {"outcomes", "block_based_table_factory={block_size=8192}"}};
  MILLRACE_ASSERT_OK_AND_ASSIGN(const auto database,
                                Database::Open(path(), options, {}));
  EXPECT_EQ(database->handle()
                ->rocksdb()
                .GetOptions(database->handle()->family(Family::kRecords))
                .compression,
            rocksdb::kLZ4Compression);
  EXPECT_EQ(database->handle()
                ->rocksdb()
                .GetOptions(database->handle()->family(Family::kOutcomes))
                .compression,
            rocksdb::kNoCompression);
  EXPECT_EQ(database->handle()->rocksdb().GetDBOptions().max_open_files, 30);
}

}  // namespace
}  // namespace millrace
