// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The product's side of an ImportCase: fills a store through the public
// interface, imports, and takes everything out again.

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <stop_token>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "engine/base/status_macros.h"
#include "millrace/importer.h"
#include "millrace/job_report.h"
#include "millrace/record.h"
#include "millrace/store.h"
#include "tests/support/import_case.h"
#include "tests/support/reference_importer_binding.h"

namespace millrace {
namespace {

namespace fs = std::filesystem;

std::string KeyBytes(const reference::Key& key) {
  if (const auto* number = std::get_if<int64_t>(&key)) {
    return PrimaryKey(*number).Encode();
  }
  return PrimaryKey(std::get<std::string>(key)).Encode();
}

absl::StatusOr<NameId> Intern(Store* store, const std::string& name) {
  const std::string names[] = {name};
  MILLRACE_ASSIGN_OR_RETURN(const std::vector<NameId> ids,
                            store->InternNames(names));
  return ids[0];
}

absl::StatusOr<std::string> PartsBytes(Store* store,
                                       const reference::Parts& parts) {
  std::map<NameId, std::string> by_id;
  for (const auto& [name, value] : parts) {
    MILLRACE_ASSIGN_OR_RETURN(const NameId id, Intern(store, name));
    by_id[id] = value;
  }
  std::string bytes;
  for (const auto& [id, value] : by_id) AppendScalar(&bytes, id, value);
  return bytes;
}

// Not with a RecordBuilder, which knows no items without parts.
absl::StatusOr<std::string> RecordBytes(Store* store,
                                        const reference::Record& record) {
  std::map<std::pair<NameId, std::string>, std::string> by_id;
  for (const auto& [collection, items] : record.collections) {
    MILLRACE_ASSIGN_OR_RETURN(const NameId id, Intern(store, collection));
    for (const auto& [item_key, parts] : items) {
      MILLRACE_ASSIGN_OR_RETURN((by_id[{id, item_key}]),
                                PartsBytes(store, parts));
    }
  }
  std::string items;
  for (const auto& [id, parts] : by_id) {
    AppendItem(&items, id.first, id.second, parts);
  }
  MILLRACE_ASSIGN_OR_RETURN(const std::string scalars,
                            PartsBytes(store, record.scalars));
  std::string bytes;
  AppendRecord(&bytes,
               {.created_job = JobId{record.created_job},
                .changed_job = JobId{record.changed_job},
                .changed_row = record.changed_row},
               scalars, items);
  return bytes;
}

reference::Key KeyOf(std::string_view key_bytes, bool is_integer) {
  const auto key = PrimaryKey::Decode(key_bytes, is_integer);
  if (!key.ok()) return std::string(key_bytes);
  if (is_integer) return key->integer();
  return key->text();
}

reference::Record RecordOf(const Store& store, const RecordView& view) {
  reference::Record record;
  record.created_job = static_cast<int32_t>(view.stamp().created_job);
  record.changed_job = static_cast<int32_t>(view.stamp().changed_job);
  record.changed_row = view.stamp().changed_row;
  ScalarCursor scalar(view.scalars());
  while (scalar.Next()) {
    record.scalars[store.NameOf(scalar.name())] = std::string(scalar.value());
  }
  ItemCursor item(view.items());
  while (item.Next()) {
    reference::Parts& parts =
        record.collections[store.NameOf(item.collection())]
                          [std::string(item.key())];
    ScalarCursor part(item.parts());
    while (part.Next()) {
      parts[store.NameOf(part.name())] = std::string(part.value());
    }
  }
  return record;
}

absl::Status ReadType(const Store& store, const StoreView& view,
                      const std::string& name, bool is_integer,
                      ImportResult* result) {
  const auto type = store.FindResourceType(name);
  if (!type) return absl::OkStatus();
  auto cursor = view.ScanRecords(*type);
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    MILLRACE_ASSIGN_OR_RETURN(const RecordView record,
                              RecordView::Parse(cursor->value()));
    result->after.records[name][KeyOf(cursor->key_bytes(), is_integer)] =
        RecordOf(store, record);
  }
  MILLRACE_RETURN_IF_ERROR(cursor->status());
  MILLRACE_ASSIGN_OR_RETURN(result->after.next_keys[name], view.NextKey(*type));
  return view.ScanIdentities(
      *type, [&](const StoreView::ScannedIdentity& scanned) {
        const IndexEntry entry = {
            name, store.NameOf(scanned.kind), std::string(scanned.value),
            KeyOf(scanned.key_bytes, is_integer), scanned.is_match};
        result->index.insert(entry.ToString());
        return true;
      });
}

absl::Status ReadStore(const Store& store, const Catalogue& catalogue,
                       ImportResult* result) {
  const auto view = store.View();
  for (const std::string& name : store.ResourceTypeNames()) {
    const ResourceType* type = reference::FindResourceType(catalogue, name);
    const bool is_integer =
        type == nullptr || type->key_type == KeyType::kInteger;
    MILLRACE_RETURN_IF_ERROR(ReadType(store, *view, name, is_integer, result));
  }
  MILLRACE_ASSIGN_OR_RETURN(result->after.next_job_id,
                            view->Counter(StoreCounter::kJobId));
  MILLRACE_ASSIGN_OR_RETURN(result->after.next_upload_file_id,
                            view->Counter(StoreCounter::kUploadFileId));
  MILLRACE_ASSIGN_OR_RETURN(result->after.next_mapping_identifier,
                            view->Counter(StoreCounter::kMappingIdentifier));
  return absl::OkStatus();
}

reference::Files ReadFiles(const fs::path& directory) {
  reference::Files files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().filename().string()] =
        std::string(std::istreambuf_iterator<char>(file), {});
  }
  return files;
}

ImportOptions OptionsOf(const ImportCase& import_case,
                        const ProductSettings& settings,
                        const fs::path& results) {
  ImportOptions options;
  options.results_directory = results;
  options.worker_count = settings.worker_count;
  options.chunk_bytes = settings.chunk_bytes;
  options.run_budget_bytes = settings.run_budget_bytes;
  options.row_bytes_max = import_case.options.row_bytes_max;
  options.catalogue = import_case.catalogue;
  options.validators = import_case.options.validators;
  options.now = [] { return absl::FromUnixSeconds(1767225600); };
  return options;
}

Upload UploadOf(const ImportCase& import_case) {
  if (import_case.upload_path.empty()) {
    return Upload::Memory(import_case.upload);
  }
  return Upload(import_case.upload_path);
}

// Runs to the end; if interrupted, in as many steps as there are commits.
absl::Status RunSome(const ImportCase& import_case,
                     const ProductSettings& settings, const fs::path& results,
                     Store* store, JobId job, bool* is_settled) {
  std::stop_source stop;
  ImportOptions options = OptionsOf(import_case, settings, results);
  if (settings.is_interrupted) {
    const Importer reporter(*store, options);
    MILLRACE_ASSIGN_OR_RETURN(const JobReport before, reporter.GetJob(job));
    options.progress_interval = absl::ZeroDuration();
    options.progress = [rows = before.counters.read,
                        stop](const ImportProgress& progress) mutable {
      if (progress.rows_committed > rows) stop.request_stop();
    };
  }
  Importer importer(*store, options);
  const absl::Status status =
      importer.Run(job, UploadOf(import_case), stop.get_token());
  *is_settled = status.ok();
  return absl::IsCancelled(status) ? absl::OkStatus() : status;
}

// After a pause: to go on with, the smallest budget that is larger.
absl::Status LiftBudget(const ProductSettings& settings, JobId job,
                        Importer* importer, bool* is_settled) {
  MILLRACE_ASSIGN_OR_RETURN(const JobReport report, importer->GetJob(job));
  if (!report.job.paused || !settings.lifts_budget) return absl::OkStatus();
  *is_settled = false;
  return importer->SetErrorBudget(job,
                                  {.rejected_max = report.counters.rejected});
}

}  // namespace

absl::Status FillStore(const ImportCase& import_case, Store* store) {
  for (const auto& [list, entries] : import_case.before.lists) {
    for (const ListEntry& entry : entries) {
      MILLRACE_RETURN_IF_ERROR(store->PutListEntry(list, entry));
      if (entry.retired) {
        MILLRACE_RETURN_IF_ERROR(store->RetireListEntry(list, entry.id));
      }
    }
  }
  const reference::Store& content = import_case.before.content;
  auto commit = store->BeginCommit({});
  commit->SetCounter(StoreCounter::kJobId, content.next_job_id);
  commit->SetCounter(StoreCounter::kUploadFileId, content.next_upload_file_id);
  commit->SetCounter(StoreCounter::kMappingIdentifier,
                     content.next_mapping_identifier);
  for (const auto& [type, next_key] : content.next_keys) {
    MILLRACE_ASSIGN_OR_RETURN(const ResourceTypeId id,
                              store->InternResourceType(type));
    if (next_key > 1) commit->SetNextKey(id, next_key);
  }
  for (const auto& [type, records] : content.records) {
    MILLRACE_ASSIGN_OR_RETURN(const ResourceTypeId id,
                              store->InternResourceType(type));
    for (const auto& [key, record] : records) {
      MILLRACE_ASSIGN_OR_RETURN(const std::string bytes,
                                RecordBytes(store, record));
      commit->PutRecord(id, KeyBytes(key), bytes);
    }
  }
  // A rule is known from the first record on, whether or not one has its key.
  for (const ResourceType& type : import_case.catalogue.resource_types) {
    for (const MatchRule& rule : type.match_rules) {
      MILLRACE_RETURN_IF_ERROR(
          Intern(store, "Match/" + type.name + "/" + rule.name).status());
    }
  }
  for (const IndexEntry& entry : IndexOf(import_case.catalogue, content)) {
    MILLRACE_ASSIGN_OR_RETURN(const ResourceTypeId id,
                              store->InternResourceType(entry.type));
    MILLRACE_ASSIGN_OR_RETURN(const NameId kind, Intern(store, entry.kind));
    if (entry.is_match) {
      commit->PutMatch(id, kind, entry.value, KeyBytes(entry.key));
    } else {
      commit->PutIdentity(id, kind, entry.value, KeyBytes(entry.key));
    }
  }
  return commit->Apply();
}

void KeepTempDirsInMemory() {
  const char* const memory = "/dev/shm";
  if (std::getenv("TMPDIR") == nullptr && ::access(memory, W_OK) == 0) {
    ::setenv("TMPDIR", memory, 0);
  }
}

absl::StatusOr<ImportResult> RunProduct(const ImportCase& import_case,
                                        const ProductSettings& settings,
                                        const fs::path& directory) {
  const fs::path store_path = directory / "store";
  const fs::path results = directory / "results";
  fs::create_directories(results);
  StoreOptions store_options;
  store_options.create_if_missing = true;
  store_options.free_space_floor_bytes = 0;
  MILLRACE_ASSIGN_OR_RETURN(std::unique_ptr<Store> store,
                            Store::Open(store_path, store_options));
  MILLRACE_RETURN_IF_ERROR(FillStore(import_case, store.get()));
  JobId job = JobId{0};
  {
    Importer importer(*store, OptionsOf(import_case, settings, results));
    SubmitOptions submit;
    submit.dry_run = import_case.options.is_dry_run;
    submit.error_budget = import_case.options.error_budget;
    MILLRACE_ASSIGN_OR_RETURN(
        job, importer.Submit(import_case.spec, UploadOf(import_case), submit));
  }
  bool is_settled = false;
  int step = 0;
  for (; !is_settled; ++step) {
    if (step > 10000) return absl::InternalError("the job never settles");
    MILLRACE_RETURN_IF_ERROR(
        RunSome(import_case, settings, results, store.get(), job, &is_settled));
    if (is_settled) {
      Importer importer(*store, OptionsOf(import_case, settings, results));
      MILLRACE_RETURN_IF_ERROR(
          LiftBudget(settings, job, &importer, &is_settled));
    }
    if (settings.is_interrupted && step % 3 == 0) {
      store.reset();
      MILLRACE_ASSIGN_OR_RETURN(store, Store::Open(store_path, store_options));
    }
  }
  ImportResult result;
  result.stop_count = step - 1;
  const Importer importer(*store, OptionsOf(import_case, settings, results));
  MILLRACE_ASSIGN_OR_RETURN(const JobReport report, importer.GetJob(job));
  result.status = std::string(
      StatusWord(report.job.status, StatusWords::kDocumentedWithErrors));
  result.is_paused = report.job.paused;
  result.counters = report.counters;
  for (const JobError& error : report.job.errors) {
    result.errors.push_back(error.code);
  }
  const fs::path rendered = directory / "rendered";
  fs::create_directories(rendered);
  MILLRACE_RETURN_IF_ERROR(importer.RenderResults(job, rendered).status());
  result.files = ReadFiles(rendered);
  for (const auto& [name, text] : ReadFiles(results)) {
    const auto other = result.files.find(name);
    if (other == result.files.end() || other->second != text) {
      return absl::InternalError(
          absl::StrCat("rendered again and otherwise: ", name));
    }
  }
  MILLRACE_RETURN_IF_ERROR(ReadStore(*store, import_case.catalogue, &result));
  return result;
}

}  // namespace millrace
