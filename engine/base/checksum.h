// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Computes stable checksums of stored bytes: checkpoints, outcome blocks,
// spilled rows, catalogues. XXH3 without a seed, so the same bytes give the
// same number in every process and on every machine. Guards against decay,
// not against forgery.
//
// Threading: functions are pure; a StreamingChecksum belongs to one thread.

#ifndef MILLRACE_ENGINE_BASE_CHECKSUM_H_
#define MILLRACE_ENGINE_BASE_CHECKSUM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace millrace {

// Returns the XXH3 checksum of `bytes`.
uint64_t Checksum64(std::string_view bytes);

// Returns a name for `bytes`: their 128-bit XXH3 as 32 lower-case hexadecimal
// digits, for example of a catalogue.
std::string ContentHash(std::string_view bytes);

// Computes Checksum64 of bytes that come in pieces.
class StreamingChecksum {
 public:
  StreamingChecksum();
  ~StreamingChecksum();
  StreamingChecksum(StreamingChecksum&&) noexcept;
  StreamingChecksum& operator=(StreamingChecksum&&) noexcept;

  void Append(std::string_view bytes);

  // Returns the checksum of everything appended so far. More may follow.
  uint64_t Value() const;

  // Starts again without any bytes.
  void Reset();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_BASE_CHECKSUM_H_
