// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Secret: what the service needs of libcrypto: random names, digests, keyed
// digests, and the slow salted hash under which access keys are stored.
//
// Threading: pure functions; a Digest belongs to one thread.

#ifndef MILLRACE_TOOLS_SERVER_SECRET_H_
#define MILLRACE_TOOLS_SERVER_SECRET_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace millrace::server {

// Hexadecimal digits of so many random bytes; nobody can guess them.
std::string RandomHex(size_t bytes);

// A random GUID, the form of the interface's keys (contract h.1).
std::string RandomGuid();

// SHA-256, as 64 hexadecimal digits.
std::string DigestOf(std::string_view bytes);

// HMAC-SHA-256 of a text under a key, as 64 hexadecimal digits.
std::string KeyedDigestOf(std::string_view key, std::string_view text);

// scrypt, as 64 hexadecimal digits: about 10 ms and 4 MiB, so that a stolen
// file of hashes is of little use.
std::string SlowHashOf(std::string_view secret, std::string_view salt);

// Whether they are equal, in a time that does not tell where they differ.
bool EqualInConstantTime(std::string_view a, std::string_view b);

// SHA-256 of bytes that come piece by piece.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  void Add(std::string_view bytes);
  // REQUIRES: called once, at the end.
  std::string Take();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_SECRET_H_
