// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/row_check.h"

#include "engine/base/checksum.h"
#include "engine/base/coding.h"

namespace millrace {

uint64_t RowCheck(const RowBatch& batch, size_t row_index, uint64_t before) {
  // Where the row stands says how long the line ends before it are.
  char bytes[24];
  EncodeBigEndian64(bytes, before);
  EncodeBigEndian64(bytes + 8, batch.RowByte(row_index));
  EncodeBigEndian64(bytes + 16, Checksum64(batch.RowText(row_index)));
  return Checksum64({bytes, sizeof(bytes)});
}

void CheckRows(const RowBatch& batch, std::vector<uint64_t>* checks) {
  checks->resize(batch.rows.size());
  uint64_t check = batch.committed_check;
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    check = RowCheck(batch, i, check);
    (*checks)[i] = check;
  }
}

}  // namespace millrace
