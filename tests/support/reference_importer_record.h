// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The oracle's records and store: maps of texts by name. There is no index:
// whoever looks for a record looks at all of them.
//
// Threading: plain values.

#ifndef MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_RECORD_H_
#define MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_RECORD_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "millrace/catalogue.h"

namespace millrace::reference {

using Key = std::variant<int64_t, std::string>;
std::string ToText(const Key& key);

using Parts = std::map<std::string, std::string>;
using Items = std::map<std::string, Parts>;  // by item key

struct Record {
  Parts scalars = {};
  std::map<std::string, Items> collections = {};
  int32_t created_job = 0;
  int32_t changed_job = 0;
  uint64_t changed_row = 0;

  // All but who made and changed it.
  bool HasContentOf(const Record& other) const {
    return scalars == other.scalars && collections == other.collections;
  }
  friend bool operator==(const Record&, const Record&) = default;
};

// Records of one resource type.
using Records = std::map<Key, Record>;

struct Store {
  std::map<std::string, Records> records = {};    // by resource type
  std::map<std::string, int64_t> next_keys = {};  // absent: 1
  int64_t next_job_id = 1;
  int64_t next_upload_file_id = 1;
  int64_t next_mapping_identifier = 1;
};

// Where an external id of some type is kept in a record.
struct IdentityPlace {
  std::string collection = {};
  std::string item_key = {};
  std::string part = {};
  friend auto operator<=>(const IdentityPlace&, const IdentityPlace&) = default;
};
std::optional<Key> FindByIdentity(const Records& records,
                                  const IdentityPlace& place,
                                  const std::string& value);

// What a row offers to the match rules: values by "FirstName" or
// "Emails.Email".
using MatchValues = std::map<std::string, std::set<std::string>>;
MatchValues MatchValuesOf(const Record& record);

// Whether the two have a value in common for every part of the rule.
bool IsMatch(const MatchRule& rule, const MatchValues& a, const MatchValues& b);

// All keys whose records match, ascending; those made by `hidden_job` are
// passed over.
std::vector<Key> FindByRule(const Records& records, const MatchRule& rule,
                            const MatchValues& values, int32_t hidden_job);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_RECORD_H_
