// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// RecordIndex: keeps what records are found by (external ids, match keys) in
// step with records that a program writes by itself, through a Commit rather
// than an import.
//
//   auto index = millrace::RecordIndex::Open(*store, catalogue, "Contacts");
//   commit->PutRecord(index->type(), key, value);
//   absl::Status status = index->Update(key, "", value, commit.get());
//
// Threading: const after Open; one thread at a time.

#ifndef MILLRACE_RECORD_INDEX_H_
#define MILLRACE_RECORD_INDEX_H_

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/commit.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace {

class RecordIndex {
 public:
  // Makes the names it needs in the store. kNotFound: the catalogue has no
  // such resource type.
  static absl::StatusOr<RecordIndex> Open(Store& store,
                                          const Catalogue& catalogue,
                                          std::string_view resource_type);
  ~RecordIndex();
  RecordIndex(RecordIndex&&) noexcept;
  RecordIndex& operator=(RecordIndex&&) noexcept;

  ResourceTypeId type() const;

  // Adds to the commit what changes when a record's value goes from `before`
  // to `after`; either may be empty, for none. An external id that another
  // record has goes over to this one: check first if that matters.
  absl::Status Update(std::string_view key_bytes, std::string_view before,
                      std::string_view after, CommitPart* part) const;

 private:
  class Impl;
  explicit RecordIndex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace

#endif  // MILLRACE_RECORD_INDEX_H_
