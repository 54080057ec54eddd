// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Code: what became of one mapping of one row, or why a row was rejected; with
// its severity, text and advice in one table (contract g, m.3, m.6). Numbers,
// names and texts are stable: stored outcomes and users' scripts hold them.

#ifndef MILLRACE_OUTCOME_H_
#define MILLRACE_OUTCOME_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace millrace {

enum class Code : uint8_t {
  kNone = 0,  // the mapping did not run

  // Done.
  kProcessed = 1,
  kAlreadyApplied = 2,
  kNoDataToApply = 3,

  // Kept back.
  kKeptBestPhone = 10,
  kKeptBestEmail = 11,
  kKeptBestAddress = 12,
  kKeptDuplicate = 13,

  // Failed: one value of one mapping.
  kInvalidPhone = 20,
  kInvalidEmail = 21,
  kInvalidDate = 22,
  kInvalidNumber = 23,
  kInvalidCountry = 24,
  kInvalidValue = 25,
  kValueTooLong = 26,
  kMissingRequired = 27,
  kParentRequired = 28,

  // Failed: the mapping against the store.
  kRecordExists = 30,
  kExternalIdInUse = 31,
  kNamedNotFound = 32,

  // Rejects: the row as a whole.
  kRowTooLong = 50,
  kOpenQuote = 51,
  kNulByte = 52,
  kNotUtf8 = 53,
  kMisplacedQuote = 54,
  kColumnCount = 55,
  kKeyMalformed = 56,
  kKeyBlank = 57,
  kRecordNotFound = 58,
  kDuplicateRow = 59,
  kNotJson = 60,
};

enum class Severity : uint8_t {
  kDone,      // stored, or nothing to store
  kKeptBack,  // deliberately not stored
  kFailed,    // not stored, and somebody should look
  kRejected,  // the row is not imported
};

// "done", "kept back", "failed", "rejected".
std::string_view SeverityName(Severity severity);

struct CodeEntry {
  Code code = Code::kNone;
  std::string_view name = {};  // "INVALID_PHONE"
  Severity severity = Severity::kFailed;
  // What results show. <Field>, <Parent>, <Type> and <Named> (what a record is
  // called that the field names) stand for names.
  std::string_view text = {};
  std::string_view advice = {};   // what to do about it, one sentence
  std::string_view section = {};  // of the contract
};

// The whole table, in the order of the numbers, without kNone.
std::span<const CodeEntry> CodeTable();

// REQUIRES: a code of the table.
const CodeEntry& EntryOf(Code code);
Severity SeverityOf(Code code);
std::optional<Code> CodeFromNumber(uint16_t number);
std::optional<Code> CodeFromName(std::string_view name);

constexpr bool IsFailed(Code code) { return code >= Code::kInvalidPhone; }

// The text with the names filled in. type is the singular of the resource
// type ("Contact"), or for <Named> of the type named; names that the text does
// not use may be empty.
std::string MessageText(Code code, std::string_view field,
                        std::string_view parent, std::string_view type);

// One mapping's outcome: the code, and which field of the mapping's plan it
// is about (0xff: none).
struct Outcome {
  Code code = Code::kNone;
  uint8_t field_index = 0xff;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

}  // namespace millrace

#endif  // MILLRACE_OUTCOME_H_
