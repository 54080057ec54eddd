// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Grammar of the keys. Encodings as in engine/base/coding.cc: varint,
// length-prefixed, big-endian-N.
//
// records:
//   record-key   := type key-bytes
//   type         := byte, 1 to 255: a ResourceTypeId
//   key-bytes    := ordered-int64 | 1 to 255 bytes of text without NUL
//
// identities:
//   unique-key   := type kind 0x00 value              -> key-bytes
//   match-key    := type kind 0x01 value key-bytes    -> empty
//   job-row-key  := 0x00 job key-bytes                -> varint row number
//   kind         := varint: a NameId
//   value        := length-prefixed
//
// jobs:
//   job-key      := job                               -> job_codec.cc
//   job          := big-endian-64: a JobId
//
// outcomes:
//   outcome-key  := job sequence                      -> block, opaque here
//   sequence     := big-endian-64
//
// default:
//   "format"                                          -> varint version
//   "match-index"                                     -> text
//   "next-key:" type                                  -> number
//   "counter:" byte                                   -> number
//   "name:" big-endian-32                             -> text
//   "type:" type                                      -> text
//   "catalogue:" hash                                 -> JSON
//   "list:" list id                                   -> store_lists.cc
//   number       := varint of the zigzag
//   list         := length-prefixed
//   id           := 0x01 byte digits | 0x02 text
//
// An id of up to 255 decimal digits without a leading zero is stored with the
// count of its digits first, so that such ids are listed by value.

#include "engine/storage/keys.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/coding.h"

namespace millrace {
namespace {

constexpr char kNumericId = 1;
constexpr char kTextId = 2;
constexpr size_t kNumericIdBytesMax = 255;

char TypeByte(ResourceTypeId type) { return static_cast<char>(type); }

uint64_t JobNumber(JobId job) {
  return static_cast<uint64_t>(static_cast<int64_t>(job));
}

bool ReadJob(std::string_view* in, JobId* job) {
  uint64_t number = 0;
  std::string_view rest = *in;
  if (!ReadBigEndian64(&rest, &number) || number > INT32_MAX) return false;
  *job = JobId{static_cast<int32_t>(number)};
  *in = rest;
  return true;
}

bool IsNumericId(std::string_view id) {
  if (id.empty() || id.size() > kNumericIdBytesMax) return false;
  if (id.front() == '0' && id.size() > 1) return false;
  return id.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) ++end.back();
  return end;
}

void AppendRecordKey(std::string* to, ResourceTypeId type,
                     std::string_view key_bytes) {
  to->push_back(TypeByte(type));
  to->append(key_bytes);
}

std::string RecordKey(ResourceTypeId type, std::string_view key_bytes) {
  std::string key;
  key.reserve(1 + key_bytes.size());
  AppendRecordKey(&key, type, key_bytes);
  return key;
}

void AppendIdentityKey(std::string* to, ResourceTypeId type, NameId kind,
                       IdentityForm form, std::string_view value) {
  to->push_back(TypeByte(type));
  AppendVarint(to, static_cast<uint32_t>(kind));
  to->push_back(static_cast<char>(form));
  AppendLengthPrefixed(to, value);
}

std::string IdentityTypePrefix(ResourceTypeId type) {
  return std::string(1, TypeByte(type));
}

bool ParseIdentityKey(std::string_view key, IdentityKeyParts* parts) {
  if (key.empty() || key.front() == 0) return false;
  parts->type = ResourceTypeId{static_cast<uint8_t>(key.front())};
  key.remove_prefix(1);
  uint64_t kind = 0;
  if (!ReadVarint(&key, &kind) || kind == 0 || kind > UINT32_MAX) return false;
  parts->kind = NameId{static_cast<uint32_t>(kind)};
  if (key.empty() || static_cast<uint8_t>(key.front()) > 1) return false;
  parts->form = IdentityForm{static_cast<uint8_t>(key.front())};
  key.remove_prefix(1);
  if (!ReadLengthPrefixed(&key, &parts->value)) return false;
  parts->key_bytes = key;
  return (parts->form == IdentityForm::kMatch) == !key.empty();
}

size_t IdentityFilterBytes(std::string_view key) {
  std::string_view rest = key;
  uint64_t kind = 0;
  std::string_view value;
  if (rest.empty() || rest.front() == 0) return key.size();
  rest.remove_prefix(1);
  if (!ReadVarint(&rest, &kind) || rest.empty()) return key.size();
  rest.remove_prefix(1);
  if (!ReadLengthPrefixed(&rest, &value)) return key.size();
  return key.size() - rest.size();
}

std::string JobRowsPrefix(JobId job) {
  std::string key(1, '\0');
  AppendBigEndian64(&key, JobNumber(job));
  return key;
}

std::string JobRowKey(JobId job, std::string_view key_bytes) {
  std::string key = JobRowsPrefix(job);
  key.append(key_bytes);
  return key;
}

std::string JobKey(JobId job) {
  std::string key;
  AppendBigEndian64(&key, JobNumber(job));
  return key;
}

bool ParseJobKey(std::string_view key, JobId* job) {
  return ReadJob(&key, job) && key.empty();
}

std::string OutcomesPrefix(JobId job) { return JobKey(job); }

std::string OutcomeKey(JobId job, uint64_t sequence) {
  std::string key = JobKey(job);
  AppendBigEndian64(&key, sequence);
  return key;
}

bool ParseOutcomeKey(std::string_view key, JobId* job, uint64_t* sequence) {
  return ReadJob(&key, job) && ReadBigEndian64(&key, sequence) && key.empty();
}

std::string NextKeyKey(ResourceTypeId type) {
  return std::string("next-key:") + TypeByte(type);
}

std::string CounterKey(StoreCounter counter) {
  return std::string("counter:") + static_cast<char>(counter);
}

std::string NameKey(NameId name) {
  std::string key(kNamePrefix);
  AppendBigEndian32(&key, static_cast<uint32_t>(name));
  return key;
}

std::string TypeKey(ResourceTypeId type) {
  return std::string(kTypePrefix) + TypeByte(type);
}

std::string CatalogueKey(std::string_view hash) {
  return std::string("catalogue:").append(hash);
}

std::string ListPrefix(std::string_view list) {
  std::string key = "list:";
  AppendLengthPrefixed(&key, list);
  return key;
}

std::string ListEntryKey(std::string_view list, std::string_view id) {
  std::string key = ListPrefix(list);
  if (IsNumericId(id)) {
    key.push_back(kNumericId);
    key.push_back(static_cast<char>(id.size()));
  } else {
    key.push_back(kTextId);
  }
  key.append(id);
  return key;
}

bool ParseListEntryKey(std::string_view key, std::string_view list_prefix,
                       std::string_view* id) {
  if (key.substr(0, list_prefix.size()) != list_prefix) return false;
  key.remove_prefix(list_prefix.size());
  if (key.empty()) return false;
  const char form = key.front();
  key.remove_prefix(1);
  if (form == kNumericId) {
    if (key.empty()) return false;
    const auto digits = static_cast<unsigned char>(key.front());
    key.remove_prefix(1);
    if (key.size() != digits) return false;
  } else if (form != kTextId) {
    return false;
  }
  *id = key;
  return !key.empty();
}

}  // namespace millrace
