// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/source/ndjson_parser.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include <simdjson.h>

#include "engine/base/absl_view.h"
#include "engine/base/check.h"
#include "engine/base/json_number.h"
#include "engine/base/transparent_hash.h"
#include "millrace/limits.h"
#include "pipeline/batch/cell.h"
#include "pipeline/batch/json_escape.h"
#include "pipeline/source/utf8.h"

namespace millrace {
namespace {

using simdjson::error_code;
namespace ondemand = simdjson::ondemand;

// simdjson loads as wide behind the end of its input.
static_assert(kChunkPaddingBytes >= simdjson::SIMDJSON_PADDING);
// Columns that a row has are bits of a word.
static_assert(kColumnCountMax <= 64);

// Objects and lists inside a row.
constexpr int kNestingMax = 64;

// Of a member that no column is named after.
constexpr size_t kNoMember = SIZE_MAX;

std::string_view TrimEnd(std::string_view token) {
  while (!token.empty() && (token.back() == ' ' || token.back() == '\t' ||
                            token.back() == '\r' || token.back() == '\n')) {
    token.remove_suffix(1);
  }
  return token;
}

bool HasNul(std::string_view bytes) {
  return std::memchr(bytes.data(), '\0', bytes.size()) != nullptr;
}

bool HasBackslash(std::string_view text) {
  return std::memchr(text.data(), '\\', text.size()) != nullptr;
}

// A member's value as it stands in the text: the token, and what it is.
struct Token {
  enum class Kind : uint8_t { kNone, kString, kPlain, kNull, kNested };
  Kind kind = Kind::kNone;
  std::string_view text;  // without quotes
};

// Walks one row's object and checks all of it.
class ObjectWalk {
 public:
  // `row` is the text of the object; `room` is for its strings.
  ObjectWalk(std::string_view row, std::string* room)
      : limit_(row.data() + row.size()),
        has_escapes_(HasBackslash(row)),
        room_(*room) {}

  // Whether a token of the row has escapes.
  bool HasEscapes(std::string_view text) const {
    return has_escapes_ && HasBackslash(text);
  }

  // Calls visit(key, token) for each member of the root; it returns false to
  // stop. False: the row is no JSON object.
  template <typename Visit>
  bool Walk(ondemand::document* document, const Visit& visit) {
    ondemand::object object;
    if (document->get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto result : object) {
      ondemand::field field;
      if (std::move(result).get(field) != simdjson::SUCCESS) return false;
      ondemand::value value = field.value();
      const char* const key = field.key().raw();
      Token token;
      if (!ReadValue(value, 0, &token)) return false;
      if (!visit(key, token)) return false;
    }
    // Behind the object is nothing but the end.
    return document->current_location().error() == simdjson::OUT_OF_BOUNDS;
  }

  // The name that a key is; nothing if its escapes are not JSON's.
  std::optional<std::string> NameOfKey(const char* key) const {
    const char* end = key;
    while (end < limit_ && *end != '"') end += *end == '\\' ? 2 : 1;
    const std::string_view raw(
        key, static_cast<size_t>(std::min(end, limit_) - key));
    std::string name(raw.size(), '\0');
    const std::optional<size_t> bytes = UnescapeJson(raw, name.data());
    if (!bytes.has_value()) return std::nullopt;
    name.resize(*bytes);
    return name;
  }

  // Whether a key is these characters, none of them escaped.
  bool IsKey(const char* key, std::string_view name) const {
    return static_cast<size_t>(limit_ - key) > name.size() &&
           key[name.size()] == '"' &&
           std::memcmp(key, name.data(), name.size()) == 0 && !HasEscapes(name);
  }

  bool has_nul() const { return has_nul_; }

 private:
  bool ReadValue(ondemand::value value, int depth, Token* token) {
    ondemand::json_type type;
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    switch (type) {
      case ondemand::json_type::object:
        token->kind = Token::Kind::kNested;
        return depth < kNestingMax && PassObject(value, depth + 1);
      case ondemand::json_type::array:
        token->kind = Token::Kind::kNested;
        return depth < kNestingMax && PassArray(value, depth + 1);
      case ondemand::json_type::string:
        return ReadString(value, token);
      default:
        return ReadPlain(value, token);
    }
  }

  // Whether a value may end behind this token, which is with the space up to
  // the next one. Skipping a value that was not asked for, simdjson takes a
  // string before a colon for a key.
  bool EndsValue(std::string_view token) const {
    const char* const next = token.data() + token.size();
    return next < limit_ && (*next == ',' || *next == '}' || *next == ']');
  }

  bool ReadString(ondemand::value value, Token* token) {
    const std::string_view raw = value.raw_json_token();
    const std::string_view whole = TrimEnd(raw);
    if (whole.size() < 2 || whole.back() != '"' || !EndsValue(raw)) {
      return false;
    }
    token->kind = Token::Kind::kString;
    token->text = whole.substr(1, whole.size() - 2);
    if (!HasEscapes(token->text)) return true;
    // simdjson has seen to it that a string ends and has no control characters;
    // what its escapes mean is looked at here.
    room_.resize(token->text.size());
    const std::optional<size_t> bytes = UnescapeJson(token->text, room_.data());
    if (!bytes.has_value()) return false;
    has_nul_ = has_nul_ || HasNul({room_.data(), *bytes});
    return true;
  }

  bool ReadPlain(ondemand::value value, Token* token) const {
    const std::string_view raw = value.raw_json_token();
    if (!EndsValue(raw)) return false;
    token->text = TrimEnd(raw);
    token->kind = Token::Kind::kPlain;
    if (token->text == "null") {
      token->kind = Token::Kind::kNull;
      token->text = {};
      return true;
    }
    return token->text == "true" || token->text == "false" ||
           IsJsonNumber(token->text);
  }

  bool PassObject(ondemand::value value, int depth) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto result : object) {
      ondemand::field field;
      if (std::move(result).get(field) != simdjson::SUCCESS) return false;
      ondemand::value member = field.value();
      if (!NameOfKey(field.key().raw()).has_value()) return false;
      Token token;
      if (!ReadValue(member, depth, &token)) return false;
    }
    return true;
  }

  bool PassArray(ondemand::value value, int depth) {
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return false;
    for (auto result : array) {
      ondemand::value item;
      if (std::move(result).get(item) != simdjson::SUCCESS) return false;
      Token token;
      if (!ReadValue(item, depth, &token)) return false;
    }
    return true;
  }

  const char* const limit_;
  const bool has_escapes_;
  std::string& room_;
  bool has_nul_ = false;
};

std::string Folded(const std::string& name) {
  return absl::AsciiStrToLower(name);
}

}  // namespace

class NdjsonParser::RowReader {
 public:
  explicit RowReader(std::vector<std::string> columns)
      : columns_(std::move(columns)) {
    MILLRACE_CHECK(!columns_.empty() && columns_.size() <= kColumnCountMax);
    for (size_t i = 0; i < columns_.size(); ++i) {
      by_name_.emplace(Folded(columns_[i]), i);
    }
  }

  size_t column_count() const { return columns_.size(); }

  RowDefect Read(const RowBatch& batch, size_t row_index, Cell* cells) {
    const std::string_view row = batch.RowText(row_index);
    for (size_t i = 0; i < columns_.size(); ++i) cells[i] = Cell{};
    ondemand::document document;
    if (parser_.iterate(row.data(), row.size(), row.size() + kChunkPaddingBytes)
            .get(document) != simdjson::SUCCESS) {
      return RowDefect::kNotJson;
    }
    const char* const chunk = batch.text().data();
    uint64_t given = 0;
    size_t next = 0;
    ObjectWalk walk(row, &room_);
    const bool is_good =
        walk.Walk(&document, [&](const char* key, const Token& token) {
          const std::optional<size_t> column = ColumnOf(walk, key, next);
          if (!column.has_value()) return false;
          if (*column == kNoMember) return true;
          next = *column + 1;
          const uint64_t bit = uint64_t{1} << *column;
          if ((given & bit) != 0 || token.kind == Token::Kind::kNested) {
            return false;
          }
          given |= bit;
          if (token.kind == Token::Kind::kNull) return true;
          Cell& cell = cells[*column];
          cell.offset = static_cast<uint32_t>(token.text.data() - chunk);
          cell.length = static_cast<uint32_t>(token.text.size()) & 0x7fffffff;
          cell.needs_unescape = walk.HasEscapes(token.text) ? 1 : 0;
          return true;
        });
    if (!is_good) return RowDefect::kNotJson;
    return walk.has_nul() ? RowDefect::kNulByte : RowDefect::kNone;
  }

 private:
  // The column of a key, or kNoMember; nothing if the key is no JSON string.
  // Rows mostly name their members in the order of the columns.
  std::optional<size_t> ColumnOf(const ObjectWalk& walk, const char* key,
                                 size_t next) const {
    if (next < columns_.size() && walk.IsKey(key, columns_[next])) return next;
    const std::optional<std::string> name = walk.NameOfKey(key);
    if (!name.has_value()) return std::nullopt;
    const auto found = by_name_.find(Folded(*name));
    return found == by_name_.end() ? kNoMember : found->second;
  }

  // Constant after construction.
  const std::vector<std::string> columns_;
  StringMap<size_t> by_name_;

  // Owned by one thread.
  ondemand::parser parser_;
  std::string room_;
};

NdjsonParser::NdjsonParser(std::vector<std::string> columns)
    : rows_(std::make_unique<RowReader>(std::move(columns))) {}

NdjsonParser::~NdjsonParser() = default;

void NdjsonParser::Parse(RowBatch* batch) {
  const size_t row_count = batch->rows.size();
  const size_t column_count = rows_->column_count();
  // Mostly all of a chunk is good, and its rows need no look of their own.
  const bool has_nul = HasNul(batch->text());
  const bool is_utf8 = IsUtf8(batch->text());
  batch->column_count = column_count;
  batch->escapes = CellEscapes::kJson;
  batch->defects.assign(row_count, RowDefect::kNone);
  if (batch->cells.size() < row_count * column_count) {
    batch->cells.resize(row_count * column_count);
  }
  for (size_t i = 0; i < row_count; ++i) {
    if (batch->rows[i].shape != RowShape::kRow) continue;
    const std::string_view row = batch->RowText(i);
    if (has_nul && HasNul(row)) {
      batch->defects[i] = RowDefect::kNulByte;
      continue;
    }
    if (!is_utf8 && !IsUtf8(row)) {
      batch->defects[i] = RowDefect::kNotUtf8;
      continue;
    }
    batch->defects[i] =
        rows_->Read(*batch, i, batch->cells.data() + i * column_count);
  }
}

std::vector<std::string> JsonMemberNames(const RowBatch& batch) {
  std::vector<std::string> names;
  StringSet seen;
  ondemand::parser parser;
  std::string room;
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    const std::string_view row = batch.RowText(i);
    if (batch.rows[i].shape != RowShape::kRow || !IsUtf8(row)) continue;
    ondemand::document document;
    if (parser.iterate(row.data(), row.size(), row.size() + kChunkPaddingBytes)
            .get(document) != simdjson::SUCCESS) {
      continue;
    }
    std::vector<std::string> of_row;
    ObjectWalk walk(row, &room);
    const bool is_good =
        walk.Walk(&document, [&](const char* key, const Token& /*token*/) {
          std::optional<std::string> name = walk.NameOfKey(key);
          if (!name.has_value()) return false;
          of_row.push_back(*std::move(name));
          return true;
        });
    if (!is_good) continue;
    for (std::string& name : of_row) {
      if (seen.insert(Folded(name)).second) names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace millrace
