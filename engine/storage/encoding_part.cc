// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/storage/encoding_part.h"

#include <string>
#include <string_view>

#include "engine/storage/column_families.h"
#include "engine/storage/keys.h"
#include "millrace/record.h"

namespace millrace {

void EncodingPart::PutRecord(ResourceTypeId type, std::string_view key_bytes,
                             std::string_view value) {
  key_.clear();
  AppendRecordKey(&key_, type, key_bytes);
  Put(Family::kRecords, key_, value);
}

void EncodingPart::DeleteRecord(ResourceTypeId type,
                                std::string_view key_bytes) {
  key_.clear();
  AppendRecordKey(&key_, type, key_bytes);
  Delete(Family::kRecords, key_);
}

void EncodingPart::PutIdentity(ResourceTypeId type, NameId kind,
                               std::string_view value,
                               std::string_view key_bytes) {
  key_.clear();
  AppendIdentityKey(&key_, type, kind, IdentityForm::kUnique, value);
  Put(Family::kIdentities, key_, key_bytes);
}

void EncodingPart::DeleteIdentity(ResourceTypeId type, NameId kind,
                                  std::string_view value) {
  key_.clear();
  AppendIdentityKey(&key_, type, kind, IdentityForm::kUnique, value);
  Delete(Family::kIdentities, key_);
}

void EncodingPart::PutMatch(ResourceTypeId type, NameId kind,
                            std::string_view value,
                            std::string_view key_bytes) {
  key_.clear();
  AppendIdentityKey(&key_, type, kind, IdentityForm::kMatch, value);
  key_.append(key_bytes);
  Put(Family::kIdentities, key_, {});
}

void EncodingPart::DeleteMatch(ResourceTypeId type, NameId kind,
                               std::string_view value,
                               std::string_view key_bytes) {
  key_.clear();
  AppendIdentityKey(&key_, type, kind, IdentityForm::kMatch, value);
  key_.append(key_bytes);
  Delete(Family::kIdentities, key_);
}

}  // namespace millrace
