// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// One run of drafts into a store: sort, merge, outcome blocks, commit, on one
// thread. Its floor: floor/sorted_file. Compaction does not come into it: each
// store sees one run, or two for an update.

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"

#include "bench/data/contact_generator.h"
#include "bench/measured_job.h"
#include "bench/measurement.h"
#include "bench/scratch_folder.h"
#include "bench/situation.h"
#include "engine/base/check.h"
#include "engine/base/checksum.h"
#include "millrace/limits.h"
#include "millrace/store.h"
#include "pipeline/batch/run.h"
#include "pipeline/job/prepared_job.h"
#include "pipeline/sink/run_committer.h"
#include "pipeline/source/csv_parser.h"
#include "pipeline/transform/row_transformer.h"

namespace millrace::bench {
namespace {

constexpr size_t kRows = 200000;

// Everything on the caller's thread.
class NoWorkers : public TaskRunner {
 public:
  size_t width() const override { return 1; }
  void RunAll(std::vector<std::function<void()>> tasks) override {
    for (const auto& task : tasks) task();
  }
};

Run MakeRun(const std::string& upload, const MappingPlan& plan) {
  RowTransformer transformer(plan);
  Run run;
  for (const auto& batch : ReadBatches(upload, kChunkBytesDefault)) {
    ParseCells(DialectOfPeople(), plan.column_count, batch.get());
    auto drafts = std::make_unique<DraftBatch>();
    transformer.Transform(*batch, drafts.get());
    run.Add(std::move(drafts));
  }
  return run;
}

// A store with a plan of its own and the turn-taking that commits want.
class CommitScene {
 public:
  explicit CommitScene(const MeasuredJob& job) {
    auto store = Store::Open(folder_ / "store", {.create_if_missing = true});
    MILLRACE_CHECK(store.ok());
    store_ = std::move(*store);
    std::vector<SpecDefect> defects;
    auto plan =
        CompileForStore(job.spec, job.catalogue, {}, store_.get(), &defects);
    MILLRACE_CHECK(plan.ok() && defects.empty());
    plan_ = std::move(*plan);
    target_ = std::make_unique<StoreTarget>(*store_);
  }

  const MappingPlan& plan() const { return plan_; }

  JobCounters Commit(JobId job, Run* run) {
    RunCommitter committer(plan_, job, target_.get(), nullptr, &no_workers_,
                           Checkpoint{});
    MILLRACE_CHECK(committer.Commit(run).ok());
    return committer.checkpoint().counters;
  }

 private:
  ScratchFolder folder_;
  std::unique_ptr<Store> store_;
  MappingPlan plan_;
  std::unique_ptr<StoreTarget> target_;
  NoWorkers no_workers_;
};

uint64_t HashOf(const JobCounters& counters) {
  return ((counters.created * 31 + counters.updated) * 31 +
          counters.unchanged) *
             31 +
         counters.rejected;
}

struct CommitCase {
  const char* name;
  KeyAssigner assigner;
  ContactKeys keys;
  bool is_update;
};

constexpr CommitCase kCases[] = {
    {"in_order", KeyAssigner::kUpload, ContactKeys::kInOrder, false},
    {"random", KeyAssigner::kUpload, ContactKeys::kRandom, false},
    {"assigned", KeyAssigner::kStore, ContactKeys::kBlank, false},
    {"update", KeyAssigner::kUpload, ContactKeys::kInOrder, true},
    {"update_random", KeyAssigner::kUpload, ContactKeys::kRandom, true}};

void CommitRun(benchmark::State& state, const CommitCase& which) {
  ContactOptions options;
  options.row_count = BenchRows(kRows);
  options.keys = which.keys;
  const std::string upload = GenerateContacts(options);
  options.is_update = which.is_update;
  const std::string measured = GenerateContacts(options);
  const size_t row_count = ContactGenerator(options).row_count();
  const MeasuredJob job = MakePeopleJob(which.assigner);
  JobCounters counters;
  Measurement measurement(state, row_count, measured.size());
  for (auto _ : state) {
    measurement.Pause();
    {
      CommitScene scene(job);
      if (which.is_update) {
        Run load = MakeRun(upload, scene.plan());
        scene.Commit(JobId{1}, &load);
      }
      Run run = MakeRun(measured, scene.plan());
      measurement.Resume();
      counters = scene.Commit(JobId{2}, &run);
      measurement.Pause();
    }
    measurement.Resume();
  }
  measurement.Report(HashOf(counters));
}

[[maybe_unused]] const bool kRegistered = [] {
  for (const CommitCase& which : kCases) {
    benchmark::RegisterBenchmark(
        ("run_committer/" + std::string(which.name)).c_str(), CommitRun, which)
        ->UseRealTime();
  }
  return true;
}();

}  // namespace
}  // namespace millrace::bench
