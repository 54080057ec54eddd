// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A record as JSON, with all it holds and names instead of numbers:
//
//   {"resourceType": "Contacts", "VanID": 7, "createdByJob": 1,
//    "changedByJob": 2, "changedByRow": 31, "fields": {"FirstName": "Ada"},
//    "collections": {"Phones": {"C": {"Phone": "+14135550928"}}}}
//
// Threading: pure but for reading the store's names.

#ifndef MILLRACE_TOOLS_MILLRACE_RECORD_JSON_H_
#define MILLRACE_TOOLS_MILLRACE_RECORD_JSON_H_

#include "absl/status/status.h"

#include "millrace/catalogue.h"
#include "millrace/record.h"
#include "millrace/store.h"
#include "tools/millrace/json_writer.h"

namespace millrace::tool {

// type is the resource type whose record it is. kDataLoss for bytes that are
// no record.
absl::Status WriteRecord(const Store& store, const ResourceType& type,
                         const PrimaryKey& key, std::string_view value,
                         JsonWriter* json);

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_RECORD_JSON_H_
