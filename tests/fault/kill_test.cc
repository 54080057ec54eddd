// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Kills a process (SIGKILL) in the middle of an import, again and again until
// the job has settled, and compares what it leaves with an undisturbed import.
//
// The import runs in another process, this program with --child: RocksDB's
// threads do not survive a fork. MILLRACE_FAULT_ROUNDS=n runs every case n
// times; MILLRACE_FAULT_SEED=s begins with that seed.

#include <signal.h>
#include <spawn.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"

#include "engine/base/check.h"
#include "millrace/importer.h"
#include "tests/fault/import_scene.h"
#include "tests/fault/kill_env.h"
#include "tests/support/dice.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

constexpr uint64_t kNeverSorted = UINT64_MAX;

enum class KillAt {
  kProgress = 0,     // the nth call of the progress callback
  kChange = 1,       // the nth change of the store's files
  kMicrosecond = 2,  // whatever happens by then
};

struct ChildSettings {
  int plan = 0;
  int policy = 0;
  int worker_count = 0;
  int is_sorted = 0;
  int kill_at = 0;
  int nth = 0;  // 0: never
  // The job pauses at every so manieth rejected row and is given a budget for
  // as many more; 0: it has none.
  int rejected_step = 0;
};

ErrorBudget BudgetFrom(uint64_t rejected, const ChildSettings& settings) {
  ErrorBudget budget;
  if (settings.rejected_step > 0) {
    budget.rejected_max =
        rejected + static_cast<uint64_t>(settings.rejected_step) - 1;
  }
  return budget;
}

// Runs the job until it has settled, however often it pauses.
absl::Status RunToTheEnd(Importer& importer, JobId job,
                         const ChildSettings& settings) {
  for (;;) {
    absl::Status status = importer.Run(job);
    const auto report = importer.GetJob(job);
    MILLRACE_CHECK(report.ok());
    if (!status.ok() || !report->job.paused) return status;
    status = importer.SetErrorBudget(
        job, BudgetFrom(report->counters.rejected, settings));
    if (!status.ok()) return status;
  }
}

ImportScene SceneOf(const ChildSettings& settings) {
  return {static_cast<Plan>(settings.plan),
          {.row_count = 1200,
           .duplicate_policy = static_cast<DuplicatePolicy>(settings.policy),
           .worker_count = settings.worker_count}};
}

StoreEnv EnvOf(const ChildSettings& settings, const KillEnv& env) {
  return {.rocksdb = env.env(),
          .sorted_run_bytes_min = settings.is_sorted != 0 ? 0 : kNeverSorted};
}

// Submits the job unless that was done, and runs it.
int RunChild(const std::filesystem::path& directory,
             const ChildSettings& settings) {
  const auto kill_at = static_cast<KillAt>(settings.kill_at);
  const ImportScene scene = SceneOf(settings);
  if (kill_at == KillAt::kMicrosecond && settings.nth > 0) {
    // Nobody handles the signal, so it ends the process on the spot.
    itimerval timer = {};
    timer.it_value.tv_sec = settings.nth / 1000000;
    timer.it_value.tv_usec = settings.nth % 1000000;
    MILLRACE_CHECK(::setitimer(ITIMER_REAL, &timer, nullptr) == 0);
  }
  const KillEnv env(
      kill_at == KillAt::kChange ? static_cast<uint64_t>(settings.nth) : 0);
  const auto store = OpenScene(directory / "store", EnvOf(settings, env));
  ImportOptions options = scene.Options();
  options.results_directory = directory / "results";
  int calls = 0;
  options.progress = [&](const ImportProgress&) {
    if (kill_at == KillAt::kProgress && ++calls == settings.nth) {
      ::kill(::getpid(), SIGKILL);
    }
  };
  Importer importer(*store, options);
  const std::vector<JobReport> jobs = importer.ListJobs()->jobs;
  const JobId job = jobs.empty()
                        ? SubmitScene(scene, store.get(), directory,
                                      {.error_budget = BudgetFrom(0, settings)})
                        : jobs.front().job.id;
  const absl::Status status = RunToTheEnd(importer, job, settings);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

// True when the child was killed, false when it had done its work.
bool IsChildKilled(const std::filesystem::path& directory,
                   const ChildSettings& settings) {
  std::vector<std::string> words = {"fault_test", "--child",
                                    directory.string()};
  for (const int number :
       {settings.plan, settings.policy, settings.worker_count,
        settings.is_sorted, settings.kill_at, settings.nth,
        settings.rejected_step}) {
    words.push_back(std::to_string(number));
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  MILLRACE_CHECK(::posix_spawn(&child, "/proc/self/exe", nullptr, nullptr,
                               arguments.data(), environ) == 0);
  int state = 0;
  MILLRACE_CHECK(::waitpid(child, &state, 0) == child);
  if (WIFSIGNALED(state) &&
      (WTERMSIG(state) == SIGKILL || WTERMSIG(state) == SIGALRM)) {
    return true;
  }
  EXPECT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == 0) << state;
  return false;
}

uint64_t Number(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// What the killed child left: sound, whatever the instant.
void ExpectSound(const std::filesystem::path& directory,
                 const ChildSettings& settings) {
  const ImportScene scene = SceneOf(settings);
  const KillEnv env(0);
  const auto store = OpenScene(directory / "store", EnvOf(settings, env));
  Importer importer(*store, scene.Options());
  const auto jobs = importer.ListJobs();
  ASSERT_TRUE(jobs.ok()) << jobs.status();
  for (const JobReport& report : jobs->jobs) {
    EXPECT_EQ(Unsound(*store, report.job.id, scene), "");
  }
}

int Nth(KillAt kill_at, Dice* dice) {
  switch (kill_at) {
    case KillAt::kProgress:
      return dice->Between(1, 3);
    case KillAt::kChange:
      return dice->Between(1, 70);
    case KillAt::kMicrosecond:
      break;
  }
  return dice->Between(2000, 40000);
}

// A job that was cut has other blocks, and other words for the same rows.
std::string Left(const Store& store, const ImportScene& scene,
                 const ChildSettings& settings) {
  return settings.rejected_step == 0 ? Remains(store, JobId{1}, scene)
                                     : StoreText(store);
}

std::string LeftUndisturbed(const ImportScene& scene,
                            const ChildSettings& settings, std::string* files) {
  const std::string remains = Undisturbed(scene, files);
  if (settings.rejected_step == 0) return remains;
  const TempDir directory;
  const auto store = OpenScene(directory / "store");
  const JobId job = SubmitScene(scene, store.get(), directory.path());
  Importer importer(*store, scene.Options());
  EXPECT_TRUE(importer.Run(job).ok());
  return StoreText(*store);
}

class KillTest
    : public ::testing::TestWithParam<std::tuple<int, int, int, int, int>> {};

TEST_P(KillTest, LeavesWhatAnUndisturbedImportLeaves) {
  const auto [plan, worker_count, is_sorted, policy, rejected_step] =
      GetParam();
  ChildSettings settings = {.plan = plan,
                            .policy = policy,
                            .worker_count = worker_count,
                            .is_sorted = is_sorted,
                            .rejected_step = rejected_step};
  const ImportScene scene = SceneOf(settings);
  std::string expected_files;
  const std::string expected =
      LeftUndisturbed(scene, settings, &expected_files);
  // A budget is no matter where nothing is rejected.
  EXPECT_TRUE(rejected_step == 0 ||
              expected_files.find("rejects-1-1.csv") != std::string::npos);
  const uint64_t first_seed = Number("MILLRACE_FAULT_SEED", 7);
  for (uint64_t round = 0; round < Number("MILLRACE_FAULT_ROUNDS", 1);
       ++round) {
    SCOPED_TRACE("seed " + std::to_string(first_seed + round));
    Dice dice(first_seed + round);
    const TempDir directory;
    constexpr int kKillsMax = 12;
    int kill_count = 0;
    for (;; ++kill_count) {
      settings.kill_at = dice.Between(0, 2);
      settings.nth = kill_count < kKillsMax
                         ? Nth(static_cast<KillAt>(settings.kill_at), &dice)
                         : 0;
      if (!IsChildKilled(directory.path(), settings)) break;
      if (kill_count % 3 == 2) ExpectSound(directory.path(), settings);
    }
    const KillEnv env(0);
    const auto store = OpenScene(directory / "store", EnvOf(settings, env));
    EXPECT_EQ(Left(*store, scene, settings), expected);
    EXPECT_EQ(FilesText(*store, JobId{1}, scene), expected_files);
    EXPECT_EQ(Unsound(*store, JobId{1}, scene), "");
    EXPECT_GE(kill_count, 1);
    RecordProperty("kills", kill_count);
  }
}

INSTANTIATE_TEST_SUITE_P(Fault, KillTest,
                         ::testing::Values(std::make_tuple(0, 0, 0, 0, 0),
                                           std::make_tuple(0, 2, 1, 0, 0),
                                           std::make_tuple(0, 2, 0, 2, 0),
                                           std::make_tuple(1, 0, 1, 0, 0),
                                           std::make_tuple(1, 2, 0, 1, 0),
                                           std::make_tuple(1, 2, 1, 0, 0),
                                           std::make_tuple(0, 2, 0, 0, 9),
                                           std::make_tuple(0, 0, 1, 0, 40),
                                           std::make_tuple(1, 2, 1, 0, 9)));

}  // namespace
}  // namespace millrace

int main(int argc, char** argv) {
  if (argc == 10 && std::string(argv[1]) == "--child") {
    return millrace::RunChild(argv[2], {.plan = std::atoi(argv[3]),
                                        .policy = std::atoi(argv[4]),
                                        .worker_count = std::atoi(argv[5]),
                                        .is_sorted = std::atoi(argv[6]),
                                        .kill_at = std::atoi(argv[7]),
                                        .nth = std::atoi(argv[8]),
                                        .rejected_step = std::atoi(argv[9])});
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
