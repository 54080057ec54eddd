// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/sorted_run_commit.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "rocksdb/options.h"

#include "engine/base/status_macros.h"
#include "engine/storage/column_families.h"
#include "engine/storage/commit_way.h"
#include "engine/storage/database.h"
#include "engine/storage/database_handle.h"
#include "engine/storage/encoding_part.h"
#include "engine/storage/operation_list.h"
#include "engine/storage/sorted_files.h"

namespace millrace {

class SortedRunCommit::Part : public EncodingPart {
 public:
  Part(Database* database, RecordOrder order)
      : streams_records_(order == RecordOrder::kAscending),
        records_(database, Family::kRecords) {}

  void Put(Family family, std::string_view key,
           std::string_view value) override {
    if (family == Family::kRecords && streams_records_) {
      if (IsNext(key)) records_.Put(key, value);
    } else {
      list(family).Put(key, value);
    }
  }
  void Delete(Family family, std::string_view key) override {
    if (family == Family::kRecords && streams_records_) {
      if (IsNext(key)) records_.Delete(key);
    } else {
      list(family).Delete(key);
    }
  }
  void DeleteRange(Family family, std::string_view begin,
                   std::string_view end) override {
    list(family).DeleteRange(begin, end);
  }
  void Finish() override {
    for (OperationList& list : lists_) list.Sort();
    // Told again by the Finish() of Apply().
    records_.Finish().IgnoreError();
  }

  absl::Status status() {
    if (!is_ascending_) {
      return absl::InvalidArgumentError(
          "records of a sorted part are not in ascending order");
    }
    return records_.Finish();
  }
  OperationList& list(Family family) { return lists_[FamilyIndex(family)]; }
  const std::vector<std::string>& record_files() const {
    return records_.paths();
  }

 private:
  bool IsNext(std::string_view key) {
    if (key <= last_key_) is_ascending_ = false;
    last_key_.assign(key);
    return is_ascending_;
  }

  const bool streams_records_;
  SortedFiles records_;
  std::array<OperationList, kFamilyCount> lists_;
  std::string last_key_;
  bool is_ascending_ = true;
};

SortedRunCommit::SortedRunCommit(Database* database) : database_(database) {}

SortedRunCommit::~SortedRunCommit() = default;

EncodingPart* SortedRunCommit::AddPart(RecordOrder order) {
  parts_.push_back(std::make_unique<Part>(database_, order));
  return parts_.back().get();
}

absl::Status SortedRunCommit::WriteGathered(Family family,
                                            SortedFiles* files) const {
  using Operations = std::vector<OperationList::Operation>;
  struct Source {
    Operations::const_iterator next;
    Operations::const_iterator end;
  };
  std::vector<Source> sources;
  for (const std::unique_ptr<Part>& part : parts_) {
    const OperationList& list = part->list(family);
    for (const auto& [begin, end] : list.deleted_ranges()) {
      files->DeleteRange(begin, end);
    }
    if (list.operations().empty()) continue;
    sources.push_back({list.operations().begin(), list.operations().end()});
  }
  // There are as many sources as cores: looking at each beats a heap.
  while (true) {
    const OperationList::Operation* lowest = nullptr;
    for (const Source& source : sources) {
      if (source.next == source.end) continue;
      // The last of equals: the operation of the latest part stands.
      if (lowest == nullptr || source.next->key <= lowest->key) {
        lowest = &*source.next;
      }
    }
    if (lowest == nullptr) break;
    if (lowest->is_delete) {
      files->Delete(lowest->key);
    } else {
      files->Put(lowest->key, lowest->value);
    }
    for (Source& source : sources) {
      if (source.next == source.end || &*source.next == lowest) continue;
      if (source.next->key == lowest->key) ++source.next;
    }
    for (Source& source : sources) {
      if (source.next != source.end && &*source.next == lowest) ++source.next;
    }
  }
  return files->Finish();
}

absl::Status SortedRunCommit::Apply() {
  uint64_t row_bytes = 0;
  for (const std::unique_ptr<Part>& part : parts_) {
    part->Finish();
    MILLRACE_RETURN_IF_ERROR(part->status());
    row_bytes += part->list(Family::kRecords).put_bytes() +
                 part->list(Family::kIdentities).put_bytes() +
                 part->list(Family::kOutcomes).put_bytes();
    if (!part->record_files().empty()) ++row_bytes;
  }
  if (row_bytes > 0) {
    MILLRACE_RETURN_IF_ERROR(database_->CheckFreeSpace(row_bytes));
  }

  std::vector<std::unique_ptr<SortedFiles>> gathered;
  const std::shared_ptr<const DatabaseHandle> handle = database_->handle();
  std::vector<rocksdb::IngestExternalFileArg> ingests;
  for (const FamilyEntry& entry : kFamilies) {
    gathered.push_back(std::make_unique<SortedFiles>(database_, entry.family));
    MILLRACE_RETURN_IF_ERROR(
        WriteGathered(entry.family, gathered.back().get()));
    rocksdb::IngestExternalFileArg ingest;
    ingest.column_family = handle->family(entry.family);
    ingest.external_files = gathered.back()->paths();
    if (entry.family == Family::kRecords) {
      // Behind those that any part has gathered, as promised by AddPart: where
      // files overlap, the later one stands.
      for (const std::unique_ptr<Part>& part : parts_) {
        ingest.external_files.insert(ingest.external_files.end(),
                                     part->record_files().begin(),
                                     part->record_files().end());
      }
    }
    ingest.options.move_files = true;
    ingest.options.write_global_seqno = false;
    if (!ingest.external_files.empty()) ingests.push_back(std::move(ingest));
  }
  if (ingests.empty()) return absl::OkStatus();
  return database_->Ingest(ingests);
}

}  // namespace millrace
