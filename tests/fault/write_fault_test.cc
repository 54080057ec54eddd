// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Makes the nth change of the store's files fail, for n from 1 on: the run
// says so, nothing is half done, and with files that work again the job comes
// to the same end.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "gtest/gtest.h"

#include "millrace/importer.h"
#include "tests/engine/storage/faulty_rocksdb_env.h"
#include "tests/fault/import_scene.h"
#include "tests/fault/quick_env.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

constexpr uint64_t kNeverSorted = UINT64_MAX;

struct FaultCase {
  Plan plan = Plan::kOrdered;
  int worker_count = 0;
  bool is_sorted = false;
  bool is_forever = false;
  FaultyRocksdbEnv::Kind kind = FaultyRocksdbEnv::Kind::kError;
};

class WriteFaultTest : public ::testing::TestWithParam<FaultCase> {
 protected:
  WriteFaultTest()
      : scene_(GetParam().plan,
               {.row_count = 500, .worker_count = GetParam().worker_count}),
        expected_(Undisturbed(scene_)) {
    SubmitScene(scene_, OpenScene(directory_ / "before").get(),
                directory_.path());
  }

  // False when the run makes fewer changes than that.
  bool FailNth(int nth) {
    SCOPED_TRACE("change " + std::to_string(nth));
    const std::filesystem::path path =
        directory_ / ("store-" + std::to_string(nth));
    std::filesystem::copy(directory_ / "before", path);
    FaultyRocksdbEnv faulty;
    QuickEnv quick(faulty.env());
    const StoreEnv env = {
        .rocksdb = &quick,
        .sorted_run_bytes_min = GetParam().is_sorted ? 0 : kNeverSorted};
    auto store = OpenScene(path, env);
    faulty.FailNth(nth, GetParam().is_forever, GetParam().kind);
    absl::Status status = Importer(*store, scene_.Options()).Run(job_);
    const bool has_fired = faulty.has_fired();
    EXPECT_EQ(Unsound(*store, job_, scene_), "");
    EXPECT_TRUE(has_fired || status.ok()) << status;
    if (!status.ok()) {
      EXPECT_TRUE(absl::IsUnavailable(status) ||
                  absl::IsResourceExhausted(status))
          << status;
      const auto report = Importer(*store, scene_.Options()).GetJob(job_);
      EXPECT_FALSE(IsSettled(report->job.status));
    }
    store.reset();
    faulty.FailNth(0, false);
    store = OpenScene(path, env);
    EXPECT_EQ(Unsound(*store, job_, scene_), "");
    MILLRACE_EXPECT_OK(Importer(*store, scene_.Options()).Run(job_));
    EXPECT_EQ(Remains(*store, job_, scene_), expected_);
    store.reset();
    std::filesystem::remove_all(path);
    return has_fired;
  }

  const TempDir directory_;
  const ImportScene scene_;
  const std::string expected_;
  const JobId job_ = JobId{1};
};

TEST_P(WriteFaultTest, RunFailsAndFinishesLater) {
  int nth = 1;
  int step = 1;
  while (FailNth(nth) && !HasFailure()) {
    // The first commits one change at a time, the others in strides.
    if (nth >= 12) step = 5;
    nth += step;
  }
  EXPECT_GT(nth, 8) << "the run makes hardly any changes";
}

using Kind = FaultyRocksdbEnv::Kind;

INSTANTIATE_TEST_SUITE_P(
    Fault, WriteFaultTest,
    ::testing::Values(FaultCase{},
                      FaultCase{.worker_count = 2, .is_forever = true},
                      FaultCase{.plan = Plan::kKeyed, .is_sorted = true},
                      FaultCase{.is_sorted = true, .is_forever = true},
                      FaultCase{.plan = Plan::kKeyed,
                                .worker_count = 2,
                                .is_forever = true,
                                .kind = Kind::kNoSpace}));

}  // namespace
}  // namespace millrace
