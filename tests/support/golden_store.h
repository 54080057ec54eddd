// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A store's content as JSON that people write and read: what a golden case
// begins with (store.json) and what it must end with (expected/records.json).
//
//   {"counters": {"jobId": 1, "uploadFileId": 6135, "mappingIdentifier": 1833},
//    "nextKeys": {"Contacts": 90000},
//    "records": {"Contacts": {"12345": {
//      "FirstName": "Marco",
//      "Emails": {"1": {"Email": "marco@example.org"}},
//      "@stamp": {"createdJob": 1, "changedJob": 1, "changedRow": 2}}}},
//    "lists": {"ActivistCodes": [{"id": "7", "name": "Volunteer"}]}}
//
// Every member may be missing. A text is a scalar, an object a collection.
//
// Threading: plain values and pure functions.

#ifndef MILLRACE_TESTS_SUPPORT_GOLDEN_STORE_H_
#define MILLRACE_TESTS_SUPPORT_GOLDEN_STORE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/store.h"
#include "tests/support/reference_importer_record.h"

namespace millrace {

struct GoldenStore {
  reference::Store content = {};
  std::map<std::string, std::vector<ListEntry>> lists = {};
};

// The catalogue says which types' keys are integers.
absl::StatusOr<GoldenStore> ParseGoldenStore(const std::string& json,
                                             const Catalogue& catalogue);

// Sorted, one record part a line; without lists.
std::string ToJson(const reference::Store& store);

// A JSON string literal.
std::string JsonText(const std::string& text);

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_GOLDEN_STORE_H_
