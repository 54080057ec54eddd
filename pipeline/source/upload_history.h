// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// UploadHistory: the last bytes of an upload before a place in it, and their
// hash. A checkpoint stores the hash, a resume compares it (contract m.11).
//
// Threading: belongs to one thread.

#ifndef MILLRACE_PIPELINE_SOURCE_UPLOAD_HISTORY_H_
#define MILLRACE_PIPELINE_SOURCE_UPLOAD_HISTORY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace millrace {

class UploadHistory {
 public:
  UploadHistory();

  // REQUIRES: `bytes` follow those appended before.
  void Append(std::string_view bytes);

  // Forgets everything: bytes were passed over unread.
  void Clear() { used_ = 0; }

  // The Checksum64 of the last kFingerprintBytes bytes, or of all of them if
  // there are fewer.
  uint64_t Fingerprint() const;

 private:
  // Twice the window, so that bytes move only now and then.
  const std::unique_ptr<char[]> window_;
  size_t used_ = 0;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SOURCE_UPLOAD_HISTORY_H_
