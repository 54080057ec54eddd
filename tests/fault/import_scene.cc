// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/fault/import_scene.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "engine/base/check.h"
#include "millrace/job_report.h"
#include "millrace/record.h"
#include "tests/fault/kill_env.h"
#include "tests/support/dice.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

constexpr std::string_view kPeopleJson = R"({
  "resourceTypes": [
    {"name": "People", "singular": "Person", "keyName": "PersonId",
     "keyType": "text", "keyAssignedBy": "upload", "matchRules": [
       {"name": "Town", "fields": ["Name", {"field": "Town", "take": 5}]}]}],
  "mappingTypes": [
    {"name": "PutPerson", "displayName": "Put Person", "creates": true,
     "resourceTypes": ["People"], "fields": [
       {"name": "PersonId", "type": "text", "role": "key"},
       {"name": "Name", "required": true, "maxLength": 40},
       {"name": "Town"}]},
    {"name": "SetAge", "displayName": "Set Age", "resourceTypes": ["People"],
     "fields": [{"name": "Age", "type": "integer", "min": 0, "max": 150}]}]
})";

constexpr std::string_view kContactsSpec = R"({
  "description": "contacts",
  "file": {"fileName": "upload.csv", "hasHeader": true, "hasQuotes": true,
           "columns": [{"name": "VanID"}, {"name": "FirstName"},
                       {"name": "LastName"}, {"name": "Email"},
                       {"name": "HomePhone"}, {"name": "External_1ID"}]},
  "actions": [{"actionType": "loadMappedFile", "resourceType": "Contacts",
    "columnsToIncludeInResultsFile": [{"name": "Email"}],
    "mappingTypes": [
      {"name": "CreateOrUpdateContact"},
      {"name": "Phones", "fieldValueMappings": [
        {"fieldName": "Phone", "columnName": "HomePhone"},
        {"fieldName": "PhoneTypeID", "staticValue": "H"}]}]}]
})";

constexpr std::string_view kPeopleSpec = R"({
  "description": "people",
  "file": {"fileName": "upload.csv", "hasHeader": true, "hasQuotes": true,
           "columns": [{"name": "PersonId"}, {"name": "Name"},
                       {"name": "Town"}, {"name": "Age"}]},
  "actions": [{"actionType": "loadMappedFile", "resourceType": "People",
    "columnsToIncludeInResultsFile": [{"name": "Town"}],
    "mappingTypes": [{"name": "PutPerson"}, {"name": "SetAge"}]}]
})";

const std::vector<std::string>& Names() {
  static const std::vector<std::string> names = {
      "Ada", "Grace", "Zo\xc3\xab", "\"Jo, \"\"J\"\"\"", "Lin", "  Max "};
  return names;
}

std::string ContactRow(int row, Dice* dice) {
  if (dice->Percent(3)) return "";
  if (dice->Percent(3)) return "1,too,few";
  if (dice->Percent(2)) return "999999,Nobody,Here,,,";
  if (dice->Percent(2)) return ",,,,2025550123,";
  if (row > 20 && dice->Percent(10)) {
    return std::to_string(dice->Between(1, 10)) + ",,Changed" +
           std::to_string(row) + ",,,";
  }
  const int who = dice->Between(1, 150);
  const std::string number = std::to_string(who);
  std::string line = "," + dice->Pick(Names()) + ",Doe" + number + ",";
  line += dice->Percent(80) ? "p" + number + "@example.org," : ",";
  line += dice->Percent(70)   ? "(202) 555-0" + std::to_string(100 + who % 100)
          : dice->Percent(20) ? "12"
                              : "";
  line += ",";
  if (dice->Percent(30)) line += "E" + std::to_string(dice->Between(1, 80));
  return line;
}

std::string PersonRow(int row, Dice* dice) {
  if (dice->Percent(3)) return "";
  if (dice->Percent(3)) return "p1,x";
  if (dice->Percent(3)) return ",No key,Rome,4";
  const int who = dice->Between(1, 200);
  std::string line = "key-" + std::to_string(who) + ",";
  line += dice->Percent(95) ? dice->Pick(Names()) : "";
  line += ",Town " + std::to_string(row % 17);
  line += "," + std::to_string(dice->Between(-3, 99));
  return line;
}

std::string RecordText(const Store& store, std::string_view value) {
  const auto view = RecordView::Parse(value);
  MILLRACE_CHECK_EQ(view.status().ToString(), "OK");
  std::map<std::string, std::string> parts;
  ScalarCursor scalar(view->scalars());
  while (scalar.Next()) {
    parts[std::string(store.NameOf(scalar.name()))] = scalar.value();
  }
  ItemCursor item(view->items());
  while (item.Next()) {
    const std::string prefix = std::string(store.NameOf(item.collection())) +
                               "/" + std::string(item.key()) + "/";
    parts[prefix] = "";
    ScalarCursor part(item.parts());
    while (part.Next()) {
      parts[prefix + std::string(store.NameOf(part.name()))] = part.value();
    }
  }
  const RecordStamp& stamp = view->stamp();
  std::string text = std::to_string(static_cast<int>(stamp.created_job)) + " " +
                     std::to_string(static_cast<int>(stamp.changed_job)) + " " +
                     std::to_string(stamp.changed_row);
  for (const auto& [name, part] : parts) text += " " + name + "=" + part;
  return text;
}

// Integer keys are eight bytes whose first has the sign bit flipped.
std::string KeyText(std::string_view key_bytes) {
  const bool is_integer =
      key_bytes.size() == 8 && (key_bytes.front() & 0x80) != 0;
  const auto key = PrimaryKey::Decode(key_bytes, is_integer);
  MILLRACE_CHECK(key.ok());
  return key->ToString();
}

std::string CountersText(const JobCounters& counters) {
  std::string text;
  for (const uint64_t value :
       {counters.read, counters.imported, counters.rejected, counters.blank,
        counters.created, counters.updated, counters.unchanged,
        counters.with_messages, counters.with_success, counters.ambiguous}) {
    text += std::to_string(value) + " ";
  }
  for (const auto& [code, count] : counters.by_code) {
    text += std::to_string(code) + ":" + std::to_string(count) + " ";
  }
  return text;
}

std::string BlocksText(const StoreView& view, JobId job) {
  std::string text;
  const absl::Status scanned =
      view.ScanOutcomes(job, 0, [&](uint64_t, std::string_view block) {
        text += block;
        return true;
      });
  MILLRACE_CHECK_EQ(scanned.ToString(), "OK");
  return text;
}

}  // namespace

std::string FilesText(const Store& store, JobId job, const ImportScene& scene) {
  const Importer importer(const_cast<Store&>(store), scene.Options());
  const TempDir directory;
  const auto files = importer.RenderResults(job, directory.path());
  MILLRACE_CHECK_EQ(files.status().ToString(), "OK");
  std::map<std::string, std::string> by_name;
  for (const auto& entry :
       std::filesystem::directory_iterator(directory.path())) {
    by_name[entry.path().filename().string()] = ReadFile(entry.path());
  }
  MILLRACE_CHECK_EQ(by_name.size(),
                    files->results.size() + files->rejects.size());
  std::string text;
  for (const auto& [name, bytes] : by_name) text += name + "\n" + bytes;
  return text;
}

Catalogue PeopleCatalogue() {
  auto catalogue = ParseCatalogue(kPeopleJson);
  MILLRACE_CHECK_EQ(catalogue.status().ToString(), "OK");
  return *catalogue;
}

ImportScene::ImportScene(Plan plan, const SceneShape& shape)
    : worker_count_(shape.worker_count) {
  const bool is_ordered = plan == Plan::kOrdered;
  auto spec = ParseJobSpec(is_ordered ? kContactsSpec : kPeopleSpec);
  MILLRACE_CHECK_EQ(spec.status().ToString(), "OK");
  spec_ = *std::move(spec);
  spec_.duplicate_policy = shape.duplicate_policy;
  catalogue_ = is_ordered ? BuiltInCatalogue() : PeopleCatalogue();
  for (const std::string& column : spec_.file.columns) {
    upload_ += (upload_.empty() ? "" : ",") + column;
  }
  upload_ += "\r\n";
  Dice dice(shape.seed);
  for (int row = 0; row < shape.row_count; ++row) {
    upload_ += is_ordered ? ContactRow(row, &dice) : PersonRow(row, &dice);
    upload_ += dice.Percent(50) ? "\r\n" : "\n";
  }
}

ImportOptions ImportScene::Options() const {
  ImportOptions options;
  options.worker_count = worker_count_;
  options.row_bytes_max = 200;
  options.chunk_bytes = kLongRowBytesKept + 8;
  options.run_budget_bytes = kRunBudgetBytesMin;
  options.catalogue = catalogue_;
  options.progress_interval = absl::ZeroDuration();
  options.now = [] { return absl::FromUnixSeconds(1767225600); };
  return options;
}

std::unique_ptr<Store> OpenScene(const std::filesystem::path& path,
                                 StoreEnv env) {
  // Syncing takes most of a test's time and matters to power cuts alone.
  static const auto* const unsynced = new KillEnv(0);
  if (env.rocksdb == nullptr) env.rocksdb = unsynced->env();
  auto store = OpenStoreWithEnv(
      path, {.create_if_missing = true, .free_space_floor_bytes = 0}, env);
  MILLRACE_CHECK_EQ(store.status().ToString(), "OK");
  return *std::move(store);
}

JobId SubmitScene(const ImportScene& scene, Store* store,
                  const std::filesystem::path& directory,
                  const SubmitOptions& options) {
  const std::filesystem::path path = directory / "upload.csv";
  if (!std::filesystem::exists(path)) {
    std::ofstream(path, std::ios::binary) << scene.upload();
  }
  Importer importer(*store, scene.Options());
  const auto job = importer.Submit(scene.spec(), path, options);
  MILLRACE_CHECK_EQ(job.status().ToString(), "OK");
  return *job;
}

std::string StoreText(const Store& store) {
  std::string text;
  const auto view = store.View();
  for (const std::string& name : store.ResourceTypeNames()) {
    const ResourceTypeId type = *store.FindResourceType(name);
    text += name + " next " + std::to_string(*view->NextKey(type)) + "\n";
    const auto cursor = view->ScanRecords(type);
    for (; cursor->Valid(); cursor->Next()) {
      text += KeyText(cursor->key_bytes()) + ": " +
              RecordText(store, cursor->value()) + "\n";
    }
    MILLRACE_CHECK(cursor->status().ok());
    std::set<std::string> identities;
    const auto scanned = view->ScanIdentities(
        type, [&](const StoreView::ScannedIdentity& identity) {
          identities.insert(std::string(store.NameOf(identity.kind)) + "=" +
                            std::string(identity.value) + " -> " +
                            KeyText(identity.key_bytes));
          return true;
        });
    MILLRACE_CHECK(scanned.ok());
    for (const std::string& identity : identities) text += identity + "\n";
  }
  for (const StoreCounter counter :
       {StoreCounter::kJobId, StoreCounter::kUploadFileId,
        StoreCounter::kMappingIdentifier}) {
    text += "counter " + std::to_string(*view->Counter(counter)) + "\n";
  }
  return text;
}

std::string Remains(const Store& store, JobId job, const ImportScene& scene) {
  // Reading changes nothing; an importer wants a store it might write to.
  const Importer importer(const_cast<Store&>(store), scene.Options());
  const auto report = importer.GetJob(job);
  MILLRACE_CHECK_EQ(report.status().ToString(), "OK");
  std::string text = StoreText(store);
  text += std::string(StatusWord(report->job.status,
                                 StatusWords::kDocumentedWithErrors)) +
          " " + CountersText(report->counters) + "\n";
  for (const JobError& error : report->job.errors) {
    text += error.code + " " + error.text + "\n";
  }
  // What is kept only while a job runs must be gone.
  const auto view = store.View();
  for (const std::string& name : store.ResourceTypeNames()) {
    const auto cursor = view->ScanRecords(*store.FindResourceType(name));
    for (; cursor->Valid(); cursor->Next()) {
      const auto row = view->JobRow(job, cursor->key_bytes());
      MILLRACE_CHECK(row.ok());
      if (*row != 0) text += "job row " + std::to_string(*row) + "\n";
    }
  }
  return text + BlocksText(*view, job);
}

std::string Undisturbed(const ImportScene& scene, std::string* files) {
  const TempDir directory;
  const auto store = OpenScene(directory / "store");
  const JobId job = SubmitScene(scene, store.get(), directory.path());
  const absl::Status status = Importer(*store, scene.Options()).Run(job);
  MILLRACE_CHECK_EQ(status.ToString(), "OK");
  if (files != nullptr) *files = FilesText(*store, job, scene);
  return Remains(*store, job, scene);
}

std::string Unsound(const Store& store, JobId job, const ImportScene& scene) {
  const Importer importer(const_cast<Store&>(store), scene.Options());
  const auto report = importer.GetJob(job);
  MILLRACE_CHECK_EQ(report.status().ToString(), "OK");
  const JobCounters& counters = report->counters;
  if (!counters.Balanced()) return "counters: " + CountersText(counters);
  if (report->next_row_number != counters.read + 1) return "row number";
  uint64_t record_count = 0;
  const auto view = store.View();
  for (const std::string& name : store.ResourceTypeNames()) {
    const ResourceTypeId type = *store.FindResourceType(name);
    uint64_t type_count = 0;
    const auto cursor = view->ScanRecords(type);
    for (; cursor->Valid(); cursor->Next()) ++type_count;
    record_count += type_count;
    const int64_t next_key = *view->NextKey(type);
    if (next_key != 1 && next_key != static_cast<int64_t>(type_count) + 1) {
      return "next key " + std::to_string(next_key);
    }
  }
  if (record_count != counters.created) {
    return std::to_string(record_count) + " records, " +
           std::to_string(counters.created) + " created";
  }
  uint64_t row_count = 0;
  const absl::Status visited = importer.VisitRows(job, [&](const RowReport&) {
    ++row_count;
    return true;
  });
  if (!visited.ok()) return visited.ToString();
  if (row_count != counters.imported + counters.rejected) return "outcomes";
  return "";
}

}  // namespace millrace
