// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ContactGenerator: seeded uploads of people for measuring the engine and its
// peers: 12 columns, about 115 bytes a row, names beyond ASCII, addresses with
// delimiters, quotes and line ends in them, and a few per cent of bad values.
//
//   ContactGenerator generator({.row_count = 1000, .seed = 7});
//   generator.AppendHeader(&upload);
//   for (uint64_t i = 0; i < generator.row_count(); ++i) {
//     generator.AppendRow(i, &upload);
//   }
//
// A row is a function of the options and its index alone. The same seed gives
// the same bytes for ever: published figures rest on them.
//
// Threading: belongs to one thread.

#ifndef MILLRACE_BENCH_DATA_CONTACT_GENERATOR_H_
#define MILLRACE_BENCH_DATA_CONTACT_GENERATOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace millrace::bench {

inline constexpr size_t kContactColumnCount = 12;

// Columns that somebody asks for by place.
inline constexpr size_t kZipColumn = 6;
inline constexpr size_t kEmailColumn = 7;
inline constexpr size_t kHomePhoneColumn = 8;
inline constexpr size_t kHomeCountryColumn = 9;
inline constexpr size_t kMobilePhoneColumn = 10;

extern const std::array<const char*, kContactColumnCount> kContactColumns;

using ContactCells = std::array<std::string, kContactColumnCount>;

enum class ContactKeys : uint8_t { kInOrder, kRandom, kBlank };
enum class ContactFormat : uint8_t { kCsv, kTsv, kNdjson };

struct ContactOptions {
  uint64_t row_count = 1000000;
  uint64_t seed = 1;
  ContactKeys keys = ContactKeys::kInOrder;
  ContactFormat format = ContactFormat::kCsv;
  // Half as many rows, on every other key of the upload with the same other
  // options, most of their cells blank.
  bool is_update = false;
  // No bad values and no repeated keys.
  bool is_clean = false;
};

// What was planted.
struct ContactCounts {
  uint64_t rows = 0;
  uint64_t bad_emails = 0;
  uint64_t bad_home_phones = 0;
  uint64_t bad_mobile_phones = 0;
  uint64_t bad_zips = 0;
  uint64_t bad_rows = 0;
  uint64_t repeated_keys = 0;
};

class ContactGenerator {
 public:
  explicit ContactGenerator(const ContactOptions& options);

  uint64_t row_count() const {
    return options_.is_update ? options_.row_count / 2 : options_.row_count;
  }

  // The cells of row `index`, 0-based; counts it. They live until the next
  // call.
  const ContactCells& Row(uint64_t index);

  // Appends in the format of the options, line end included.
  void AppendHeader(std::string* to) const;
  void AppendRow(uint64_t index, std::string* to);

  // Of all rows made so far.
  const ContactCounts& counts() const { return counts_; }

 private:
  // A permutation of [0, count): a Feistel network over the next power of
  // four, walked until it falls into the range.
  class Shuffle {
   public:
    Shuffle(uint64_t count, uint64_t key);
    uint64_t At(uint64_t index) const;

   private:
    uint64_t count_;
    uint64_t key_;
    int half_bits_ = 1;
  };

  void AppendCells(char delimiter, std::string* to) const;
  void AppendJson(std::string* to) const;

  // Constant after construction.
  const ContactOptions options_;
  const Shuffle shuffle_;

  // Owned by one thread.
  ContactCells cells_;
  ContactCounts counts_;
};

// A whole upload in memory, header included.
std::string GenerateContacts(const ContactOptions& options);

// Appends a CSV cell, in quotes only if it needs them.
void AppendContactCell(const std::string& cell, char delimiter,
                       std::string* to);

}  // namespace millrace::bench

#endif  // MILLRACE_BENCH_DATA_CONTACT_GENERATOR_H_
