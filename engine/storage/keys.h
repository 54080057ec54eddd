// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Builds the keys of all column families and takes them apart. Grammar in
// keys.cc. The order of the bytes is the order in which things are listed.
//
// Threading: pure functions, safe from any thread.
// Ownership: parsed views borrow the bytes of the key.

#ifndef MILLRACE_ENGINE_STORAGE_KEYS_H_
#define MILLRACE_ENGINE_STORAGE_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "millrace/commit.h"
#include "millrace/job_state.h"
#include "millrace/record.h"

namespace millrace {

// The first key behind all those that start with `prefix`; empty when there
// is none, which a scan reads as "to the end".
std::string PrefixEnd(std::string_view prefix);

// --- records -------------------------------------------------------------

void AppendRecordKey(std::string* to, ResourceTypeId type,
                     std::string_view key_bytes);
std::string RecordKey(ResourceTypeId type, std::string_view key_bytes);

// What follows the type in a stored record key.
inline std::string_view RecordKeyBytes(std::string_view record_key) {
  return record_key.substr(1);
}

// --- identities ----------------------------------------------------------

enum class IdentityForm : uint8_t { kUnique = 0, kMatch = 1 };

struct IdentityKeyParts {
  ResourceTypeId type = ResourceTypeId{0};
  NameId kind = NameId{0};
  IdentityForm form = IdentityForm::kUnique;
  std::string_view value;
  std::string_view key_bytes;  // kMatch only
};

// The whole key of a unique identity; of a match key the part that all records
// with this value share, to be followed by the record's key bytes.
void AppendIdentityKey(std::string* to, ResourceTypeId type, NameId kind,
                       IdentityForm form, std::string_view value);
std::string IdentityTypePrefix(ResourceTypeId type);

// False when the bytes are no identity's key.
bool ParseIdentityKey(std::string_view key, IdentityKeyParts* parts);

// How many bytes of `key` come before a match key's record: what the filter
// of the family knows. All of it for any other key.
size_t IdentityFilterBytes(std::string_view key);

std::string JobRowsPrefix(JobId job);
std::string JobRowKey(JobId job, std::string_view key_bytes);

// --- jobs and outcomes ---------------------------------------------------

std::string JobKey(JobId job);
bool ParseJobKey(std::string_view key, JobId* job);

std::string OutcomesPrefix(JobId job);
std::string OutcomeKey(JobId job, uint64_t sequence);
bool ParseOutcomeKey(std::string_view key, JobId* job, uint64_t* sequence);

// --- default -------------------------------------------------------------

inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kMatchIndexVersionKey = "match-index";
inline constexpr std::string_view kNamePrefix = "name:";
inline constexpr std::string_view kTypePrefix = "type:";

std::string NextKeyKey(ResourceTypeId type);
std::string CounterKey(StoreCounter counter);
std::string NameKey(NameId name);
std::string TypeKey(ResourceTypeId type);
std::string CatalogueKey(std::string_view hash);
std::string ListPrefix(std::string_view list);
std::string ListEntryKey(std::string_view list, std::string_view id);
// The id in a key that starts with its list's prefix; false if malformed.
bool ParseListEntryKey(std::string_view key, std::string_view list_prefix,
                       std::string_view* id);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_KEYS_H_
