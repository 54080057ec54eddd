// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/upload_history.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/base/checksum.h"
#include "millrace/limits.h"

namespace millrace {

UploadHistory::UploadHistory() : window_(new char[2 * kFingerprintBytes]) {}

void UploadHistory::Append(std::string_view bytes) {
  if (bytes.size() >= kFingerprintBytes) {
    bytes.remove_prefix(bytes.size() - kFingerprintBytes);
    used_ = 0;
  } else if (used_ + bytes.size() > 2 * kFingerprintBytes) {
    std::memmove(window_.get(), window_.get() + used_ - kFingerprintBytes,
                 kFingerprintBytes);
    used_ = kFingerprintBytes;
  }
  if (!bytes.empty()) {
    std::memcpy(window_.get() + used_, bytes.data(), bytes.size());
  }
  used_ += bytes.size();
}

uint64_t UploadHistory::Fingerprint() const {
  const size_t bytes = std::min(used_, kFingerprintBytes);
  return Checksum64({window_.get() + used_ - bytes, bytes});
}

}  // namespace millrace
