// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/keyed_merge.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "pipeline/batch/outcome_block.h"
#include "pipeline/sink/ordered_merge.h"
#include "tests/fault/import_scene.h"
#include "tests/pipeline/sink/plan_bench.h"
#include "tests/support/dice.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

// Runs every task in a thread of its own.
class ManyThreads : public TaskRunner {
 public:
  size_t width() const override { return 4; }
  void RunAll(std::vector<std::function<void()>> tasks) override {
    std::vector<std::thread> threads;
    for (auto& task : tasks) threads.emplace_back(std::move(task));
    for (std::thread& thread : threads) thread.join();
  }
};

class OneThread : public TaskRunner {
 public:
  size_t width() const override { return 1; }
  void RunAll(std::vector<std::function<void()>> tasks) override {
    for (const auto& task : tasks) task();
  }
};

enum class Way { kOrdered, kKeyedAlone, kKeyedThreads };

// Two runs of rows, merged in one of the ways: the store's text, and the
// outcome blocks.
class Merged {
 public:
  Merged(const Catalogue& catalogue, const JobSpec& spec,
         const std::vector<std::string>& runs, Way way)
      : store_(OpenScene(directory_ / "store")),
        bench_(catalogue, spec, store_.get()) {
    EXPECT_TRUE(bench_.plan().is_keyed_only);
    uint64_t row_number = 1;
    for (const std::string& rows : runs) {
      Merge(rows, row_number, way);
      row_number += 100000;
    }
    text_ += StoreText(*store_);
  }

  const std::string& text() const { return text_; }

 private:
  void Merge(const std::string& rows, uint64_t row_number, Way way) {
    const MappingPlan& plan = bench_.plan();
    Run run;
    // Two batches of the same rows.
    for (const uint64_t first : {row_number, row_number + 50000}) {
      run.Add(bench_.Transform(rows, first));
    }
    const auto view = store_->View();
    const auto commit = store_->BeginCommit({});
    int64_t next_key = *view->NextKey(plan.type);
    OneThread one;
    ManyThreads many;
    const JobId job{7};
    if (way == Way::kOrdered) {
      size_t memory = 0;
      MILLRACE_EXPECT_OK(MergeInOrder(plan, job, *view, &run, &next_key,
                                      commit.get(), &memory));
    } else {
      TaskRunner* const tasks =
          way == Way::kKeyedAlone ? static_cast<TaskRunner*>(&one) : &many;
      MILLRACE_EXPECT_OK(
          MergeByKey(plan, job, *view, tasks, &run, &next_key, commit.get()));
    }
    commit->SetNextKey(plan.type, next_key);
    MILLRACE_EXPECT_OK(commit->Apply());
    for (const auto& batch : run.batches()) {
      Checkpoint checkpoint;
      CountRows(*batch, &checkpoint.counters);
      EXPECT_TRUE(checkpoint.counters.Balanced());
      std::string block;
      EncodeOutcomeBlock(plan, *batch, checkpoint, &block);
      text_ += block;
    }
  }

  const TempDir directory_;
  std::unique_ptr<Store> store_;
  PlanBench bench_;
  std::string text_;
};

void ExpectSameEveryWay(const Catalogue& catalogue, const JobSpec& spec,
                        const std::vector<std::string>& runs) {
  const std::string expected =
      Merged(catalogue, spec, runs, Way::kOrdered).text();
  EXPECT_EQ(Merged(catalogue, spec, runs, Way::kKeyedAlone).text(), expected);
  EXPECT_EQ(Merged(catalogue, spec, runs, Way::kKeyedThreads).text(), expected);
}

std::string PeopleRows(int count, uint64_t seed) {
  Dice dice(seed);
  std::string rows;
  for (int row = 0; row < count; ++row) {
    rows += dice.Percent(3) ? "" : "k" + std::to_string(dice.Below(1500));
    rows += "," + std::string(dice.Percent(90) ? "Name" : "");
    rows += std::to_string(dice.Below(3)) + ",Town,";
    rows += std::to_string(dice.Between(-5, 90)) + "\n";
  }
  return rows;
}

constexpr std::string_view kPeopleMappings =
    R"({"name": "PutPerson"}, {"name": "SetAge"})";

TEST(KeyedMergeTest, UploadsKeysAsInOrder) {
  const Catalogue catalogue = PeopleCatalogue();
  JobSpec spec =
      MakeSpec("People", {"PersonId", "Name", "Town", "Age"}, kPeopleMappings);
  for (const DuplicatePolicy policy :
       {DuplicatePolicy::kUpdate, DuplicatePolicy::kIgnoreLater,
        DuplicatePolicy::kRejectLater}) {
    spec.duplicate_policy = policy;
    ExpectSameEveryWay(catalogue, spec,
                       {PeopleRows(3000, 1), PeopleRows(400, 2)});
  }
}

TEST(KeyedMergeTest, RejectingCatalogueAsInOrder) {
  Catalogue catalogue = PeopleCatalogue();
  catalogue.resource_types[0].on_mapping_failure = MappingFailure::kReject;
  JobSpec spec =
      MakeSpec("People", {"PersonId", "Name", "Town", "Age"}, kPeopleMappings);
  ExpectSameEveryWay(catalogue, spec, {PeopleRows(500, 3)});
  spec.duplicate_policy = DuplicatePolicy::kRejectLater;
  ExpectSameEveryWay(catalogue, spec, {PeopleRows(500, 4)});
}

TEST(KeyedMergeTest, StoresKeysAsInOrder) {
  Catalogue catalogue = PeopleCatalogue();
  ResourceType& people = catalogue.resource_types[0];
  people.key_type = KeyType::kInteger;
  people.key_assigner = KeyAssigner::kStore;
  people.match_rules.clear();
  catalogue.mapping_types[0].fields[0].type = FieldType::kInteger;
  JobSpec spec =
      MakeSpec("People", {"PersonId", "Name", "Town", "Age"}, kPeopleMappings);
  Dice dice(5);
  std::string rows;
  for (int row = 0; row < 1500; ++row) {
    // Keys that exist, that the run is about to give out, and that do not.
    if (dice.Percent(40)) rows += std::to_string(dice.Between(-1, 1200));
    if (dice.Percent(2)) rows += "x";
    rows += dice.Percent(90) ? ",Name" : ",";
    rows += std::to_string(dice.Below(3)) + ",,";
    rows += std::to_string(dice.Between(-5, 90)) + "\n";
  }
  for (const DuplicatePolicy policy :
       {DuplicatePolicy::kUpdate, DuplicatePolicy::kIgnoreLater,
        DuplicatePolicy::kRejectLater}) {
    spec.duplicate_policy = policy;
    ExpectSameEveryWay(catalogue, spec, {rows, rows.substr(0, rows.find("x"))});
  }
}

TEST(KeyedMergeTest, RunWithoutADraft) {
  ExpectSameEveryWay(
      PeopleCatalogue(),
      MakeSpec("People", {"PersonId", "Name", "Town", "Age"}, kPeopleMappings),
      {",a,b,1\nwrong\n\n"});
}

}  // namespace
}  // namespace millrace
