// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Feeds any bytes to the readers of stored values: records and jobs. They
// refuse them, or take them apart without losing anything.
//
// The first byte chooses the reader, the rest is the value.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/check.h"
#include "engine/storage/job_codec.h"
#include "engine/storage/keys.h"
#include "millrace/record.h"

namespace millrace {
namespace {

void ReadRecord(std::string_view bytes) {
  const auto view = RecordView::Parse(bytes);
  if (!view.ok()) return;
  // One content has one encoding.
  const RecordBuilder builder(*view);
  MILLRACE_CHECK_EQ(builder.Encode(view->stamp()), bytes);
  for (const auto& [name, value] : builder.scalars()) {
    MILLRACE_CHECK_EQ(view->Find(name), value);
  }
  for (const auto& [key, parts] : builder.items()) {
    for (const auto& [name, value] : parts) {
      MILLRACE_CHECK_EQ(view->FindPart(key.first, key.second, name), value);
    }
  }
  std::string merged;
  MILLRACE_CHECK(!MergeScalars(view->scalars(), view->scalars(), &merged));
  MILLRACE_CHECK_EQ(merged, view->scalars());
}

void ReadJob(std::string_view bytes) {
  const auto job = DecodeJob(bytes);
  if (!job.ok()) return;
  const std::string again = EncodeJob(*job);
  const auto twice = DecodeJob(again);
  MILLRACE_CHECK(twice.ok());
  MILLRACE_CHECK_EQ(EncodeJob(*twice), again);
}

void ReadKeys(std::string_view bytes) {
  MILLRACE_CHECK_LE(IdentityFilterBytes(bytes), bytes.size());
  IdentityKeyParts parts;
  if (!ParseIdentityKey(bytes, &parts)) return;
  std::string key;
  AppendIdentityKey(&key, parts.type, parts.kind, parts.form, parts.value);
  key.append(parts.key_bytes);
  MILLRACE_CHECK_EQ(key, bytes);
}

}  // namespace
}  // namespace millrace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1,
                               size - 1);
  switch (data[0] % 3) {
    case 0:
      millrace::ReadRecord(bytes);
      break;
    case 1:
      millrace::ReadJob(bytes);
      break;
    default:
      millrace::ReadKeys(bytes);
      break;
  }
  return 0;
}
