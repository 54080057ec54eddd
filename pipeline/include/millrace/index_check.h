// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// IndexCheck: whether records are found by all that they should be found by,
// and by nothing else; and the index made anew where they are not. Needed
// after the Unicode tables of the library or the match rules of a catalogue
// have changed (contract m.13): jobs are refused until then.
//
//   auto reports = millrace::CheckIndexes(*store, {{catalogue, "Contacts"}},
//                                         millrace::IndexRepair::kRebuild);
//
// Threading: any thread. A rebuild holds back the runs of jobs on the type.
// It commits piece by piece: what was interrupted is done again.

#ifndef MILLRACE_INDEX_CHECK_H_
#define MILLRACE_INDEX_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/store.h"

namespace millrace {

enum class IndexRepair : uint8_t {
  kNone,     // looks only, which a store opened for reading allows
  kRebuild,  // puts what is missing and removes what is stale
};

struct IndexedType {
  Catalogue catalogue = {};  // whose match rules and effects say what is right
  std::string resource_type = {};
};

// What one resource type's index was found to be, before any repair.
struct IndexReport {
  std::string resource_type = {};  // that has the records
  uint64_t records = 0;
  uint64_t entries = 0;  // external ids and match keys that are right
  // Entries that records lack. Of an external id that two records hold, which
  // only a program can bring about, one counts as missing, before a rebuild
  // and after.
  uint64_t missing = 0;
  uint64_t stale = 0;  // entries that no record accounts for
  bool is_sound() const { return missing == 0 && stale == 0; }
};

// One report a type, in the order given. kNotFound: no such resource type.
// kFailedPrecondition: the store's match keys were made with other Unicode
// tables, so that a rebuild must be told every type that has records.
absl::StatusOr<std::vector<IndexReport>> CheckIndexes(
    Store& store, const std::vector<IndexedType>& types, IndexRepair repair);

// The Unicode version of this library's match keys; that of a store's is
// Store::MatchIndexVersion().
std::string MatchKeyVersion();

}  // namespace millrace

#endif  // MILLRACE_INDEX_CHECK_H_
