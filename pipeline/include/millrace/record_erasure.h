// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// EraseRecord: removes one record, a person say, from a store for good.
//
//   auto erased = millrace::EraseRecord(*store, "Contacts", PrimaryKey(7));
//
// What goes: the record, every external id and match key that leads to it,
// and in stored outcomes the requested cells of the rows that were imported
// onto it, and its key there if that is a text. What stays: numbers of rows,
// codes and the counters of past jobs. Rejected rows belong to no record and
// go with their job's outcomes. The outcomes of dry runs over the type go
// altogether: the keys in them are nobody's, so nothing tells whose cells
// they hold. Files that were written before are not touched.
//
// The record is gone in one atomic step, and all files of the store are then
// written anew without its bytes. A few of them may outlive that as the first
// or last key of a file, in the list of files that begins anew when the store
// is opened the next time; so do those that an open StoreView still sees.
//
// Threading: from any thread; waits for its turn among the jobs.

#ifndef MILLRACE_RECORD_ERASURE_H_
#define MILLRACE_RECORD_ERASURE_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "millrace/job_state.h"
#include "millrace/record.h"
#include "millrace/store.h"

namespace millrace {

// What was removed beside the record.
struct RecordErasure {
  size_t identities = 0;
  size_t match_keys = 0;
  size_t rows = 0;                   // in outcomes
  std::vector<JobId> jobs = {};      // whose rows they are, ascending
  std::vector<JobId> dry_runs = {};  // whose outcomes went, ascending
};

// resource_type: the type whose records these are, as the store names it.
// kNotFound: there is no such type or record. kFailedPrecondition: a job over
// the type is unfinished; its rows still to come could bring the record back,
// so it must be finished or cancelled before.
absl::StatusOr<RecordErasure> EraseRecord(Store& store,
                                          std::string_view resource_type,
                                          const PrimaryKey& key);

}  // namespace millrace

#endif  // MILLRACE_RECORD_ERASURE_H_
