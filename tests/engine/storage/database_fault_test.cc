// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Makes every change that the making of a store does to files fail, one after
// the other: the next attempt makes the store.

#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/storage/store_env.h"
#include "millrace/store.h"
#include "tests/engine/storage/faulty_rocksdb_env.h"
#include "tests/engine/storage/store_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

TEST(DatabaseFaultTest, CreationSurvivesAnyFault) {
  const TempDir temp_dir;
  const fs::path path = temp_dir / "store";
  for (const bool forever : {false, true}) {
    int nth = 1;
    for (bool has_fired = true; has_fired; ++nth) {
      FaultyRocksdbEnv faulty;
      const StoreEnv env = {.rocksdb = faulty.env()};
      faulty.FailNth(nth, forever);
      {
        const auto store = OpenStoreWithEnv(path, TestOptions(), env);
        has_fired = faulty.has_fired();
        // What fails may be needless: a file that was not removed, say.
        EXPECT_TRUE(has_fired || store.ok()) << store.status();
        faulty.FailNth(0, false);
      }
      EXPECT_THAT(OpenStoreWithEnv(path, TestOptions(), env), IsOk()) << nth;
      fs::remove_all(path);
    }
    EXPECT_GT(nth, 20);
  }
}

}  // namespace
}  // namespace millrace
