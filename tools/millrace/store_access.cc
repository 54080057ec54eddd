// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/store_access.h"

#include <limits>
#include <utility>
#include <vector>

#include "millrace/version.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

std::string OpenHint(const absl::Status& status, Access access) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return access == Access::kRead
                 ? ""
                 : "one process writes at a time; status, jobs, results, get, "
                   "export and inspect work beside it";
    case absl::StatusCode::kNotFound:
      return "a store is made by the first load into it";
    case absl::StatusCode::kFailedPrecondition:
      return "this is millrace with store format " +
             std::to_string(kStoreFormatVersion);
    default:
      return "";
  }
}

std::optional<Catalogue> NewestCatalogue(const Store& store,
                                         std::string_view resource_type) {
  constexpr size_t kJobsAtOnce = 256;
  std::optional<JobRecord> newest;
  std::unique_ptr<StoreView> view = store.View();
  int64_t first = 1;
  for (;;) {
    auto jobs = view->ListJobs(JobId{static_cast<int32_t>(first)}, kJobsAtOnce);
    if (!jobs.ok() || jobs->empty()) break;
    first = static_cast<int64_t>(jobs->back().id) + 1;
    for (JobRecord& job : *jobs) {
      if (resource_type.empty() ||
          EqualsIgnoringCase(job.resource_type, resource_type)) {
        newest = std::move(job);
      }
    }
    if (first > std::numeric_limits<int32_t>::max()) break;
  }
  if (!newest) return {};
  return CatalogueOfJob(store, *newest);
}

}  // namespace

void AddStoreFlag(FlagSet* flags, std::string* store) {
  flags->AddText("store", "DIR", "folder of the store", store);
  flags->WithEnvironment("MILLRACE_STORE");
}

void AddCatalogueFlag(FlagSet* flags, std::string* catalogue) {
  flags->AddText("catalogue", "FILE",
                 "resource and mapping types of your own, as JSON", catalogue);
  flags->WithEnvironment("MILLRACE_CATALOGUE");
}

ExitCode OpenStore(const std::string& directory, Access access,
                   std::unique_ptr<Store>* store,
                   std::optional<uint64_t> free_space_floor_bytes) {
  if (directory.empty()) {
    return Fail(ExitCode::kUsage, "no store is given",
                "name its folder with --store DIR or in MILLRACE_STORE");
  }
  StoreOptions options;
  options.create_if_missing = access == Access::kCreate;
  options.read_only = access == Access::kRead;
  if (free_space_floor_bytes) {
    options.free_space_floor_bytes = *free_space_floor_bytes;
  }
  auto opened = Store::Open(directory, options);
  if (!opened.ok()) {
    return Fail(ExitCode::kTrouble, "store " + directory, opened.status(),
                OpenHint(opened.status(), access));
  }
  *store = *std::move(opened);
  return ExitCode::kDone;
}

ExitCode ReadCatalogueFile(const std::string& path,
                           std::optional<Catalogue>* catalogue) {
  catalogue->reset();
  if (path.empty()) return ExitCode::kDone;
  auto read = ReadCatalogue(path);
  if (!read.ok()) return FailToRead(path, read.status());
  *catalogue = *std::move(read);
  return ExitCode::kDone;
}

ExitCode ChooseCatalogue(const std::string& path, Store& store,
                         std::string_view resource_type, Catalogue* catalogue) {
  ImportOptions options;
  ExitCode code = ReadCatalogueFile(path, &options.catalogue);
  if (code != ExitCode::kDone) return code;
  if (path.empty()) options.catalogue = NewestCatalogue(store, resource_type);
  auto effective = Importer(store, std::move(options)).EffectiveCatalogue();
  if (!effective.ok()) {
    return Fail(ExitCode::kTrouble, "catalogue", effective.status());
  }
  *catalogue = *std::move(effective);
  return ExitCode::kDone;
}

std::optional<Catalogue> CatalogueOfJob(const Store& store,
                                        const JobRecord& job) {
  auto json = store.GetCatalogue(job.catalogue_hash);
  if (!json.ok()) return {};
  auto catalogue = ParseCatalogue(*json);
  if (!catalogue.ok()) return {};
  return *std::move(catalogue);
}

std::string SingularOf(const Store& store, const JobRecord& job) {
  std::optional<Catalogue> catalogue = CatalogueOfJob(store, job);
  if (!catalogue) return "Record";
  const ResourceType* type = catalogue->FindResourceType(job.resource_type);
  if (type == nullptr) return "Record";
  const ResourceType& of = catalogue->RecordsOf(*type);
  return of.singular.empty() ? of.name : of.singular;
}

ExitCode FindResource(const Catalogue& catalogue, const std::string& name,
                      const ResourceType** type) {
  *type = catalogue.FindResourceType(name);
  if (*type != nullptr) return ExitCode::kDone;
  std::vector<std::string> names;
  for (const ResourceType& known : catalogue.resource_types) {
    names.push_back(known.name);
  }
  return Fail(ExitCode::kUsage,
              "no resource type " + name + DidYouMean(name, names),
              "there are " + ListText(names) +
                  "; types of your own need --catalogue FILE");
}

ExitCode ParseJobId(const std::string& text, JobId* id) {
  auto number = ParseInteger(text, 1, std::numeric_limits<int32_t>::max());
  if (!number) {
    return Fail(ExitCode::kUsage, "not a job id: " + text,
                "millrace jobs lists them");
  }
  *id = JobId{static_cast<int32_t>(*number)};
  return ExitCode::kDone;
}

ExitCode FindJob(const Importer& importer, JobId id, JobReport* report) {
  auto found = importer.GetJob(id);
  if (found.ok()) {
    *report = *std::move(found);
    return ExitCode::kDone;
  }
  std::string number = std::to_string(static_cast<int32_t>(id));
  if (absl::IsNotFound(found.status())) {
    return Fail(ExitCode::kUsage, "there is no job " + number,
                "millrace jobs lists them");
  }
  return Fail(ExitCode::kTrouble, "job " + number, found.status());
}

}  // namespace millrace::tool
