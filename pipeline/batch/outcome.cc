// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/outcome.h: the one table of codes. Users' scripts compare
// names and texts, stored outcomes hold the numbers: change none of them.

#include "millrace/outcome.h"

#include <array>
#include <cstddef>

#include "engine/base/check.h"

namespace millrace {
namespace {

constexpr CodeEntry kTable[] = {
    {Code::kProcessed, "PROCESSED", Severity::kDone, "Processed",
     "Nothing to do.", "g, m.6"},
    {Code::kAlreadyApplied, "ALREADY_APPLIED", Severity::kDone,
     "Already applied", "Nothing to do: the record has it already.", "m.7"},
    {Code::kNoDataToApply, "NO_DATA_TO_APPLY", Severity::kDone,
     "No data to apply",
     "Nothing to do, unless the mapping's cells should not be blank.", "m.7"},

    {Code::kKeptBestPhone, "KEPT_BEST_PHONE", Severity::kKeptBack,
     "Ignored to avoid overwriting best phone",
     "Set IsBest, or DoNotUpdateBest to false, to replace the best phone.",
     "f.12, m.8"},
    {Code::kKeptBestEmail, "KEPT_BEST_EMAIL", Severity::kKeptBack,
     "Ignored to avoid overwriting best email",
     "Set IsBest, or DoNotUpdateBest to false, to replace the best e-mail.",
     "f.12, m.8"},
    {Code::kKeptBestAddress, "KEPT_BEST_ADDRESS", Severity::kKeptBack,
     "Ignored to avoid overwriting best address",
     "Set IsBest, or DoNotUpdateBest to false, to replace the best address.",
     "f.12, m.8"},
    {Code::kKeptDuplicate, "KEPT_DUPLICATE", Severity::kKeptBack,
     "Ignored as a duplicate of an earlier row",
     "Merge the rows, or use the duplicate policy update.", "m.12"},

    {Code::kInvalidPhone, "INVALID_PHONE", Severity::kFailed,
     "Invalid phone number",
     "Give a number that is in use in its country, and the country if it is "
     "not US.",
     "l.35"},
    {Code::kInvalidEmail, "INVALID_EMAIL", Severity::kFailed,
     "Invalid email address", "Give one address, like name@example.org.", "g"},
    {Code::kInvalidDate, "INVALID_DATE", Severity::kFailed, "Invalid date",
     "Give a date that exists, like 2024-05-01.", "d"},
    {Code::kInvalidNumber, "INVALID_NUMBER", Severity::kFailed,
     "Invalid number",
     "Give a plain number within the field's range, without separators.", "g"},
    {Code::kInvalidCountry, "INVALID_COUNTRY", Severity::kFailed,
     "Invalid country code", "Give the two letters of ISO 3166-1, like US.",
     "d"},
    {Code::kInvalidValue, "INVALID_VALUE", Severity::kFailed,
     "Invalid value for <Field>",
     "Give one of the field's values: the mapping type lists them.", "g"},
    {Code::kValueTooLong, "VALUE_TOO_LONG", Severity::kFailed,
     "Value too long for <Field>", "Shorten the cell.", "g"},
    {Code::kMissingRequired, "MISSING_REQUIRED", Severity::kFailed,
     "Missing required field <Field>",
     "Fill the cell, or blank the mapping's other cells.", "m.7"},
    {Code::kParentRequired, "PARENT_REQUIRED", Severity::kFailed,
     "<Parent> is required when <Field> is given",
     "Fill the cell of the field that the other one depends on.", "l.27"},

    {Code::kRecordExists, "RECORD_EXISTS", Severity::kFailed,
     "<Type> already exists",
     "Use the action CreateOrUpdate, or leave the row out.", "f.1"},
    {Code::kExternalIdInUse, "EXTERNAL_ID_IN_USE", Severity::kFailed,
     "External ID already in use",
     "Find out which of the two records the id belongs to.", "m.5"},
    {Code::kNamedNotFound, "NAMED_NOT_FOUND", Severity::kFailed,
     "<Named> not found",
     "Give the key of a record that is in the store already.", "f.10"},

    {Code::kRowTooLong, "ROW_TOO_LONG", Severity::kRejected, "Row too long",
     "Shorten the row, or raise the row limit.", "m.14"},
    {Code::kOpenQuote, "OPEN_QUOTE", Severity::kRejected, "Quote not closed",
     "Close the quote, or set hasQuotes to false.", "m.14"},
    {Code::kNulByte, "NUL_BYTE", Severity::kRejected, "NUL byte in row",
     "Remove the NUL bytes; UTF-16 files must be converted to UTF-8.", "m.3"},
    {Code::kNotUtf8, "NOT_UTF8", Severity::kRejected, "Not valid UTF-8",
     "Convert the file to UTF-8.", "l.11"},
    {Code::kMisplacedQuote, "MISPLACED_QUOTE", Severity::kRejected,
     "Misplaced quote",
     "Double the quotes inside a quoted cell, or set hasQuotes to false.",
     "l.10"},
    {Code::kColumnCount, "COLUMN_COUNT", Severity::kRejected,
     "Wrong number of columns",
     "Give every row as many cells as the job has columns; quote cells that "
     "hold the delimiter.",
     "l.13"},
    {Code::kKeyMalformed, "KEY_MALFORMED", Severity::kRejected, "Invalid key",
     "Give a whole number, or text of 1 to 255 bytes, as the resource type "
     "says.",
     "m.2"},
    {Code::kKeyBlank, "KEY_BLANK", Severity::kRejected, "Missing key",
     "Give the key: the store does not assign this one.", "m.3"},
    {Code::kRecordNotFound, "RECORD_NOT_FOUND", Severity::kRejected,
     "<Type> not found",
     "Check the row's key and external ids, or add what it takes to create "
     "a record.",
     "m.3, m.4"},
    {Code::kDuplicateRow, "DUPLICATE_ROW", Severity::kRejected,
     "Duplicate of an earlier row",
     "Merge the rows, or use the duplicate policy update.", "m.12"},
    {Code::kNotJson, "NOT_JSON", Severity::kRejected,
     "Not a JSON object of plain values",
     "Give one JSON object a line, its members texts, numbers, true, false or "
     "null, each named once.",
     "l.9"},
};

constexpr size_t kNumberMax = 60;

// Place in the table by number; 0xff: no such code.
constexpr std::array<uint8_t, kNumberMax + 1> kPlaces = [] {
  std::array<uint8_t, kNumberMax + 1> places{};
  for (uint8_t& place : places) place = 0xff;
  uint8_t place = 0;
  for (const CodeEntry& entry : kTable) {
    places[static_cast<size_t>(entry.code)] = place++;
  }
  return places;
}();

constexpr bool IsAscending() {
  for (size_t i = 1; i < std::size(kTable); ++i) {
    if (kTable[i - 1].code >= kTable[i].code) return false;
  }
  return true;
}
static_assert(IsAscending());

void Replace(std::string_view placeholder, std::string_view name,
             std::string* text) {
  const size_t at = text->find(placeholder);
  if (at != std::string::npos) text->replace(at, placeholder.size(), name);
}

}  // namespace

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kDone:
      return "done";
    case Severity::kKeptBack:
      return "kept back";
    case Severity::kFailed:
      return "failed";
    case Severity::kRejected:
      break;
  }
  return "rejected";
}

std::span<const CodeEntry> CodeTable() { return kTable; }

std::optional<Code> CodeFromNumber(uint16_t number) {
  if (number > kNumberMax || kPlaces[number] == 0xff) return std::nullopt;
  return static_cast<Code>(number);
}

std::optional<Code> CodeFromName(std::string_view name) {
  for (const CodeEntry& entry : kTable) {
    if (entry.name == name) return entry.code;
  }
  return std::nullopt;
}

const CodeEntry& EntryOf(Code code) {
  const auto number = static_cast<uint16_t>(code);
  MILLRACE_CHECK(CodeFromNumber(number).has_value());
  return kTable[kPlaces[number]];
}

Severity SeverityOf(Code code) { return EntryOf(code).severity; }

std::string MessageText(Code code, std::string_view field,
                        std::string_view parent, std::string_view type) {
  std::string text(EntryOf(code).text);
  // A text holds each of them once at most, and no name holds another's
  // placeholder: catalogue names have no angle brackets.
  Replace("<Field>", field, &text);
  Replace("<Parent>", parent, &text);
  Replace("<Type>", type, &text);
  Replace("<Named>", type, &text);
  return text;
}

}  // namespace millrace
