// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Turns what a CommitPart is told into puts and deletes of stored bytes. How
// these reach the store is for the ways to commit to say.
//
// Threading: belongs to one thread at a time.

#ifndef MILLRACE_ENGINE_STORAGE_ENCODING_PART_H_
#define MILLRACE_ENGINE_STORAGE_ENCODING_PART_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/storage/column_families.h"
#include "millrace/commit.h"
#include "millrace/record.h"

namespace millrace {

class EncodingPart : public CommitPart {
 public:
  void PutRecord(ResourceTypeId type, std::string_view key_bytes,
                 std::string_view value) final;
  void DeleteRecord(ResourceTypeId type, std::string_view key_bytes) final;
  void PutIdentity(ResourceTypeId type, NameId kind, std::string_view value,
                   std::string_view key_bytes) final;
  void DeleteIdentity(ResourceTypeId type, NameId kind,
                      std::string_view value) final;
  void PutMatch(ResourceTypeId type, NameId kind, std::string_view value,
                std::string_view key_bytes) final;
  void DeleteMatch(ResourceTypeId type, NameId kind, std::string_view value,
                   std::string_view key_bytes) final;

  virtual void Put(Family family, std::string_view key,
                   std::string_view value) = 0;
  virtual void Delete(Family family, std::string_view key) = 0;
  virtual void DeleteRange(Family family, std::string_view begin,
                           std::string_view end) = 0;

 private:
  std::string key_;  // reused, so that nothing is allocated per call
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_ENCODING_PART_H_
