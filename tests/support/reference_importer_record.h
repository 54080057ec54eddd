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

// What a row, or a record, offers to the match rules.
struct MatchValues {
  Parts scalars = {};
  std::map<std::string, std::vector<Parts>> items = {};  // by collection
};
MatchValues MatchValuesOf(const Record& record);

// All ways to answer the rule, each a folded value for every part of it. Parts
// of one collection are answered by one item. None of the values is empty.
std::set<std::vector<std::string>> AnswersTo(const MatchRule& rule,
                                             const MatchValues& values);

// Whether the two have an answer to the rule in common.
bool IsMatch(const MatchRule& rule, const MatchValues& a, const MatchValues& b);

// All keys whose records match, ascending; those made by `hidden_job` are
// passed over.
std::vector<Key> FindByRule(const Records& records, const MatchRule& rule,
                            const MatchValues& values, int32_t hidden_job);

}  // namespace millrace::reference

#endif  // MILLRACE_TESTS_SUPPORT_REFERENCE_IMPORTER_RECORD_H_
