// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/secret.h"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

namespace millrace::server {
namespace {

constexpr size_t kDigestBytes = 32;

// scrypt's costs: N = 2^12 and r = 8 take 4 MiB.
constexpr uint64_t kScryptRounds = 4096;
constexpr uint64_t kScryptBlock = 8;
constexpr uint64_t kScryptMemoryMax = uint64_t{16} << 20;

// Without random numbers or digests nothing here is safe.
void Require(bool works, const char* what) {
  if (works) return;
  std::cerr << "millrace: libcrypto: " << what << " failed\n";
  std::abort();
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string HexOf(const unsigned char* bytes, size_t count) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * count);
  for (size_t i = 0; i < count; ++i) {
    hex += kDigits[bytes[i] >> 4];
    hex += kDigits[bytes[i] & 15];
  }
  return hex;
}

std::vector<unsigned char> RandomBytes(size_t count) {
  std::vector<unsigned char> bytes(count);
  Require(RAND_bytes(bytes.data(), static_cast<int>(count)) == 1,
          "random numbers");
  return bytes;
}

}  // namespace

std::string RandomHex(size_t bytes) {
  return HexOf(RandomBytes(bytes).data(), bytes);
}

std::string RandomGuid() {
  std::vector<unsigned char> bytes = RandomBytes(16);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  std::string guid = HexOf(bytes.data(), bytes.size());
  for (const size_t at : {size_t{20}, size_t{16}, size_t{12}, size_t{8}}) {
    guid.insert(at, "-");
  }
  return guid;
}

std::string DigestOf(std::string_view bytes) {
  Digest digest;
  digest.Add(bytes);
  return digest.Take();
}

std::string KeyedDigestOf(std::string_view key, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  Require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
               Bytes(text), text.size(), digest, &size) != nullptr,
          "HMAC");
  return HexOf(digest, size);
}

std::string SlowHashOf(std::string_view secret, std::string_view salt) {
  unsigned char hash[kDigestBytes];
  Require(EVP_PBE_scrypt(secret.data(), secret.size(), Bytes(salt), salt.size(),
                         kScryptRounds, kScryptBlock, 1, kScryptMemoryMax, hash,
                         sizeof(hash)) == 1,
          "scrypt");
  return HexOf(hash, sizeof(hash));
}

bool EqualInConstantTime(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

class Digest::Impl {
 public:
  Impl() : state_(EVP_MD_CTX_new()) {
    Require(state_ != nullptr &&
                EVP_DigestInit_ex(state_, EVP_sha256(), nullptr) == 1,
            "SHA-256");
  }
  ~Impl() { EVP_MD_CTX_free(state_); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void Add(std::string_view bytes) {
    Require(EVP_DigestUpdate(state_, bytes.data(), bytes.size()) == 1,
            "SHA-256");
  }
  std::string Take() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    Require(EVP_DigestFinal_ex(state_, digest, &size) == 1, "SHA-256");
    return HexOf(digest, size);
  }

 private:
  EVP_MD_CTX* state_;
};

Digest::Digest() : impl_(std::make_unique<Impl>()) {}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::Add(std::string_view bytes) { impl_->Add(bytes); }
std::string Digest::Take() { return impl_->Take(); }

}  // namespace millrace::server
