// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "bench/measured_job.h"

#include <map>
#include <string>
#include <utility>

#include "bench/data/contact_generator.h"
#include "engine/base/check.h"
#include "millrace/limits.h"
#include "millrace/record.h"
#include "pipeline/source/byte_source.h"
#include "pipeline/source/upload_reader.h"
#include "pipeline/transform/plan_compiler.h"

namespace millrace {

// The bytes of the catalogues, by tools/cmake/EmbedFile.cmake.
extern const std::string_view people_catalogue_json;
extern const std::string_view people_assigned_catalogue_json;

}  // namespace millrace

namespace millrace::bench {

MeasuredJob MakePeopleJob(KeyAssigner assigner, size_t column_count) {
  MeasuredJob job;
  auto catalogue = ParseCatalogue(assigner == KeyAssigner::kUpload
                                      ? people_catalogue_json
                                      : people_assigned_catalogue_json);
  MILLRACE_CHECK(catalogue.ok());
  job.catalogue = std::move(*catalogue);
  job.spec.description = "Import people";
  job.spec.file.file_name = "people.csv";
  job.spec.file.has_header = true;
  job.spec.file.has_quotes = true;
  for (const char* const column : kContactColumns) {
    job.spec.file.columns.emplace_back(column);
  }
  while (job.spec.file.columns.size() < column_count) {
    job.spec.file.columns.push_back(
        "Other" + std::to_string(job.spec.file.columns.size() + 1));
  }
  job.spec.resource_type = "People";
  job.spec.mapping_types.emplace_back().name = "PutPerson";
  MILLRACE_CHECK(CheckJobSpec(job.spec, job.catalogue).empty());
  return job;
}

MeasuredJob MakePeopleJsonJob() {
  MeasuredJob job = MakePeopleJob(KeyAssigner::kUpload);
  job.spec.file.file_name = "people.ndjson";
  job.spec.file.delimiter = ColumnDelimiter::kNdjson;
  job.spec.file.has_header = false;
  job.spec.file.has_quotes = false;
  MILLRACE_CHECK(CheckJobSpec(job.spec, job.catalogue).empty());
  return job;
}

MeasuredJob MakeContactsJob(ContactFinder finder) {
  MeasuredJob job;
  job.catalogue = BuiltInCatalogue();
  job.spec.file = MakePeopleJob(KeyAssigner::kUpload).spec.file;
  job.spec.description = "Import contacts";
  // A column of a name that nothing binds is passed over.
  if (finder != ContactFinder::kKey) job.spec.file.columns.front() = "Other1";
  job.spec.file.columns.back() =
      finder == ContactFinder::kExternalId ? "External_1ID" : "Other2";
  job.spec.resource_type = "Contacts";
  MappingSpec& mapping = job.spec.mapping_types.emplace_back();
  mapping.name = "CreateOrUpdateContact";
  // The others bind by their names.
  constexpr const char* kBound[][2] = {{"AddressLine1", "StreetAddress"},
                                       {"StateOrProvince", "State"},
                                       {"ZipOrPostal", "Zip"},
                                       {"Phone", "HomePhone"},
                                       {"PhoneCountryCode", "HPCountry"},
                                       {"CellPhone", "MobilePhone"}};
  for (const auto& [field, column] : kBound) {
    FieldValueMapping& bound = mapping.field_value_mappings.emplace_back();
    bound.field_name = field;
    bound.column_name = column;
  }
  MILLRACE_CHECK(CheckJobSpec(job.spec, job.catalogue).empty());
  return job;
}

MeasuredJob MakePeopleJob(KeyAssigner assigner) {
  return MakePeopleJob(assigner, kContactColumnCount);
}

MappingPlan PlanOf(const MeasuredJob& job) {
  std::map<std::string, NameId> numbers;
  const NameResolver names = [&numbers](const std::string& name) {
    const auto next = static_cast<NameId>(numbers.size() + 1);
    return numbers.emplace(name, next).first->second;
  };
  auto plan =
      CompilePlan(job.spec, job.catalogue, ResourceTypeId{1}, names, {});
  MILLRACE_CHECK(plan.ok());
  return std::move(*plan);
}

CsvDialect DialectOfPeople() {
  CsvDialect dialect;
  dialect.has_quotes = true;
  dialect.has_header = true;
  return dialect;
}

std::vector<std::unique_ptr<RowBatch>> ReadBatches(std::string_view upload,
                                                   size_t chunk_bytes) {
  return ReadBatches(upload, DialectOfPeople(), chunk_bytes);
}

std::vector<std::unique_ptr<RowBatch>> ReadBatches(std::string_view upload,
                                                   const CsvDialect& dialect,
                                                   size_t chunk_bytes) {
  const std::unique_ptr<ByteSource> source = MemorySource(upload);
  UploadReader::Options options;
  options.chunk_bytes = chunk_bytes;
  MILLRACE_CHECK(options.Validate().ok());
  UploadReader reader(*source, dialect, options);
  std::vector<std::unique_ptr<RowBatch>> batches;
  for (;;) {
    auto batch = std::make_unique<RowBatch>(chunk_bytes);
    const auto has_rows = reader.Next(batch.get());
    MILLRACE_CHECK(has_rows.ok());
    if (!*has_rows) return batches;
    batches.push_back(std::move(batch));
  }
}

size_t RowCount(const std::vector<std::unique_ptr<RowBatch>>& batches) {
  size_t count = 0;
  for (const auto& batch : batches) count += batch->rows.size();
  return count;
}

}  // namespace millrace::bench
