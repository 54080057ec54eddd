// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/pipeline/sink/plan_bench.h"

#include <set>
#include <utility>

#include "engine/base/check.h"
#include "pipeline/batch/row_batch.h"
#include "pipeline/job/prepared_job.h"
#include "pipeline/job/upload_opener.h"
#include "pipeline/job/worker_team.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/upload_reader.h"
#include "pipeline/transform/row_transformer.h"

namespace millrace {

JobSpec MakeSpec(std::string_view resource_type,
                 const std::vector<std::string>& columns,
                 std::string_view mappings) {
  std::string json = R"({"description": "x", "file": {"fileName": "u.csv",
    "hasHeader": false, "hasQuotes": true, "columns": [)";
  for (const std::string& column : columns) {
    if (json.back() == '}') json += ",";
    json += R"({"name": ")" + column + R"("})";
  }
  json += R"(]}, "actions": [{"actionType": "loadMappedFile",
    "resourceType": ")" +
          std::string(resource_type) + R"(", "mappingTypes": [)" +
          std::string(mappings) + "]}]}";
  auto spec = ParseJobSpec(json);
  MILLRACE_CHECK_EQ(spec.status().ToString(), "OK");
  return *std::move(spec);
}

PlanBench::PlanBench(const Catalogue& catalogue, const JobSpec& spec,
                     Store* store, const Validators& validators)
    : store_(store) {
  const std::vector<SpecDefect> defects = CheckJobSpec(spec, catalogue);
  MILLRACE_CHECK_EQ(defects.empty() ? "" : defects[0].text, "");
  if (store == nullptr) {
    auto plan = CompilePlan(
        spec, catalogue, ResourceTypeId{1},
        [this](const std::string& name) { return Name(name); }, validators);
    MILLRACE_CHECK_EQ(plan.status().ToString(), "OK");
    plan_ = *std::move(plan);
    return;
  }
  std::vector<SpecDefect> constants;
  auto plan = CompileForStore(spec, catalogue, validators, store, &constants);
  MILLRACE_CHECK_EQ(plan.status().ToString(), "OK");
  MILLRACE_CHECK(constants.empty());
  plan_ = *std::move(plan);
}

PlanBench::PlanBench(const std::vector<std::string>& columns,
                     std::string_view mappings)
    : PlanBench(BuiltInCatalogue(), MakeSpec("Contacts", columns, mappings)) {}

NameId PlanBench::Name(const std::string& name) {
  if (store_ != nullptr) return store_->InternNames({&name, 1})->front();
  const auto next = static_cast<NameId>(names_.size() + 1);
  return names_.emplace(name, next).first->second;
}

std::string PlanBench::NameOf(NameId id) const {
  if (store_ != nullptr) return std::string(store_->NameOf(id));
  for (const auto& [name, named] : names_) {
    if (named == id) return name;
  }
  return "?";
}

std::unique_ptr<DraftBatch> PlanBench::Transform(
    std::string_view rows, uint64_t first_row_number) const {
  CsvDialect dialect;
  dialect.has_quotes = true;
  const auto source = MemorySource(rows);
  UploadReader reader(*source, dialect, UploadReader::Options{});
  RowBatch batch(UploadReader::Options{}.chunk_bytes);
  const auto has_rows = reader.Next(&batch);
  MILLRACE_CHECK_EQ(has_rows.status().ToString(), "OK");
  MILLRACE_CHECK(*has_rows && batch.is_last);
  batch.first_row_number = first_row_number;
  BatchTransformer transformer(plan_, {.dialect = dialect}, nullptr);
  auto drafts = std::make_unique<DraftBatch>();
  transformer.Transform(&batch, drafts.get());
  return drafts;
}

std::string ContentText(const PlanBench& bench, std::string_view scalars,
                        std::string_view items) {
  std::set<std::string> parts;
  ScalarCursor scalar(scalars);
  while (scalar.Next()) {
    parts.insert(bench.NameOf(scalar.name()) + "=" +
                 std::string(scalar.value()));
  }
  ItemCursor item(items);
  while (item.Next()) {
    const std::string prefix =
        bench.NameOf(item.collection()) + "/" + std::string(item.key());
    ScalarCursor part(item.parts());
    if (item.parts().empty()) parts.insert(prefix);
    while (part.Next()) {
      parts.insert(prefix + "/" + bench.NameOf(part.name()) + "=" +
                   std::string(part.value()));
    }
  }
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += " ";
    text += part;
  }
  return text;
}

}  // namespace millrace
