// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ImportScene: one import on an empty store, made so that it commits many
// times, and all that it leaves behind as text, so that an import that was
// disturbed can be compared with one that was not.
//
//   ImportScene scene(Plan::kOrdered, {.row_count = 300});
//   auto store = OpenScene(temp_dir / "store");
//   JobId job = SubmitScene(scene, store.get(), temp_dir.path());
//   ... Importer(*store, scene.Options()).Run(job)
//   EXPECT_EQ(Remains(*store, job, scene), expected);
//
// Threading: plain values and pure functions.

#ifndef MILLRACE_TESTS_FAULT_IMPORT_SCENE_H_
#define MILLRACE_TESTS_FAULT_IMPORT_SCENE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "engine/storage/store_env.h"
#include "millrace/catalogue.h"
#include "millrace/import_options.h"
#include "millrace/importer.h"
#include "millrace/job_spec.h"
#include "millrace/store.h"

namespace millrace {

enum class Plan {
  kOrdered,  // the built-in contacts: match rules and external ids
  kKeyed,    // a user's people, under keys that the upload brings
};

struct SceneShape {
  int row_count = 300;
  DuplicatePolicy duplicate_policy = DuplicatePolicy::kUpdate;
  int worker_count = 0;
  uint64_t seed = 20260101;
};

class ImportScene {
 public:
  ImportScene(Plan plan, const SceneShape& shape);

  const JobSpec& spec() const { return spec_; }
  const Catalogue& catalogue() const { return catalogue_; }
  const std::string& upload() const { return upload_; }

  // Chunks and runs as small as can be: a commit every few dozen rows.
  ImportOptions Options() const;

 private:
  int worker_count_;
  JobSpec spec_;
  Catalogue catalogue_;
  std::string upload_;
};

// The catalogue of Plan::kKeyed.
Catalogue PeopleCatalogue();

// Without a free-space floor; made if it is not there. Nothing is synced,
// unless the files are those of another environment.
std::unique_ptr<Store> OpenScene(const std::filesystem::path& path,
                                 StoreEnv env = {});

// Writes the upload into the folder and submits it.
JobId SubmitScene(const ImportScene& scene, Store* store,
                  const std::filesystem::path& directory,
                  const SubmitOptions& options = {});

// Records, identities, next keys and counters of the store, a line each.
std::string StoreText(const Store& store);
// The same, the job's status and counters, and the outcome blocks.
std::string Remains(const Store& store, JobId job, const ImportScene& scene);

// The job's result and reject files.
std::string FilesText(const Store& store, JobId job, const ImportScene& scene);

// What remains of the scene without any disturbance, and its files.
std::string Undisturbed(const ImportScene& scene, std::string* files = nullptr);

// What must hold after any commit on a store that was empty: the books
// balance, and the records are those of the rows that the job answers for.
// Empty, or what does not hold.
std::string Unsound(const Store& store, JobId job, const ImportScene& scene);

}  // namespace millrace

#endif  // MILLRACE_TESTS_FAULT_IMPORT_SCENE_H_
