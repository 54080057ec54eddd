// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/json_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include <simdjson.h>

#include "engine/base/absl_view.h"
#include "engine/base/json_number.h"
#include "engine/base/transparent_hash.h"
#include "millrace/limits.h"
#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

using simdjson::error_code;
namespace ondemand = simdjson::ondemand;

// Below this a look through the names is faster than a hash set.
constexpr size_t kSmallObject = 16;

// Walks a document once and builds the tree.
class TreeReader {
 public:
  explicit TreeReader(size_t values_max) : values_left_(values_max) {}

  // Reads everything below `object` into *to. On failure either limit() is
  // set or the code says what is wrong with the text.
  error_code ReadObject(ondemand::object object, JsonValue* to) {
    to->kind = JsonKind::kObject;
    StringSet seen;
    for (auto result : object) {
      ondemand::field field;
      if (const error_code error = std::move(result).get(field)) return error;
      std::string_view name;
      if (const error_code error = field.unescaped_key().get(name)) {
        return error;
      }
      const bool is_duplicate = IsDuplicate(to->names, name, &seen);
      const size_t path_bytes = path_.size();
      path_ = MemberPath(path_, Shown(name));
      if (is_duplicate) NoteDuplicate();
      // The name lies in a buffer that reading the value may reuse.
      std::string kept_name(name);
      JsonValue value;
      if (const error_code error = ReadValue(field.value(), &value)) {
        return error;
      }
      path_.resize(path_bytes);
      if (is_duplicate) continue;
      to->names.push_back(std::move(kept_name));
      to->items.push_back(std::move(value));
    }
    return simdjson::SUCCESS;
  }

  // Which limit was passed; empty: none.
  const std::string& limit() const { return limit_; }
  std::vector<std::string> TakeDuplicates() { return std::move(duplicates_); }

 private:
  static bool IsDuplicate(const std::vector<std::string>& names,
                          std::string_view name, StringSet* seen) {
    if (names.size() < kSmallObject) {
      return std::find(names.begin(), names.end(), name) != names.end();
    }
    if (seen->empty()) seen->insert(names.begin(), names.end());
    return !seen->insert(std::string(name)).second;
  }

  void NoteDuplicate() {
    if (duplicates_.size() < kSpecDefectCountMax) duplicates_.push_back(path_);
  }

  error_code ReadArray(ondemand::array array, JsonValue* to) {
    to->kind = JsonKind::kArray;
    for (auto result : array) {
      ondemand::value element;
      if (const error_code error = std::move(result).get(element)) {
        return error;
      }
      const size_t path_bytes = path_.size();
      path_ = ItemPath(path_, to->items.size());
      JsonValue value;
      if (const error_code error = ReadValue(element, &value)) return error;
      path_.resize(path_bytes);
      to->items.push_back(std::move(value));
    }
    return simdjson::SUCCESS;
  }

  error_code ReadValue(ondemand::value value, JsonValue* to) {
    if (values_left_ == 0) {
      limit_ = "of more values than its limit";
      return simdjson::CAPACITY;
    }
    --values_left_;
    ondemand::json_type type;
    if (const error_code error = value.type().get(type)) return error;
    switch (type) {
      case ondemand::json_type::object:
      case ondemand::json_type::array:
        return ReadNested(value, type, to);
      case ondemand::json_type::string: {
        std::string_view text;
        if (const error_code error = value.get_string().get(text)) {
          return error;
        }
        to->kind = JsonKind::kText;
        to->text = std::string(text);
        return simdjson::SUCCESS;
      }
      default:
        return ReadToken(value, to);
    }
  }

  error_code ReadNested(ondemand::value value, ondemand::json_type type,
                        JsonValue* to) {
    // The root object is the first level.
    if (depth_ + 1 >= kJsonDepthMax) {
      limit_ = absl::StrCat("nested deeper than kJsonDepthMax (", kJsonDepthMax,
                            ")");
      return simdjson::DEPTH_ERROR;
    }
    ++depth_;
    error_code error = simdjson::SUCCESS;
    if (type == ondemand::json_type::object) {
      ondemand::object object;
      error = value.get_object().get(object);
      if (!error) error = ReadObject(object, to);
    } else {
      ondemand::array array;
      error = value.get_array().get(array);
      if (!error) error = ReadArray(array, to);
    }
    --depth_;
    return error;
  }

  // A number, true, false or null.
  static error_code ReadToken(ondemand::value value, JsonValue* to) {
    std::string_view token = value.raw_json_token();
    while (!token.empty() && std::string_view(" \t\r\n").find(token.back()) !=
                                 std::string_view::npos) {
      token.remove_suffix(1);
    }
    // Consumes the token; its own verdict is too lenient in some versions.
    if (token == "true" || token == "false") {
      bool is_true = false;
      if (const error_code error = value.get_bool().get(is_true)) return error;
      to->kind = JsonKind::kBool;
      to->text = std::string(token);
      return simdjson::SUCCESS;
    }
    if (token == "null") {
      to->kind = JsonKind::kNull;
      bool is_null = false;
      if (const error_code error = value.is_null().get(is_null)) return error;
      return is_null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
    }
    if (!IsJsonNumber(token)) return simdjson::TAPE_ERROR;
    to->kind = JsonKind::kNumber;
    to->text = std::string(token);
    // Left unread, the token is skipped when the walk goes on.
    return simdjson::SUCCESS;
  }

  size_t values_left_;
  size_t depth_ = 0;
  std::string path_;
  std::string limit_;
  std::vector<std::string> duplicates_;
};

std::string PlaceOf(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return absl::StrCat("line ", lines + 1, ", column ",
                      before.size() - line_start + 1);
}

absl::Status NotJson(error_code error, const simdjson::padded_string& padded,
                     ondemand::document* document) {
  if (error == simdjson::UTF8_ERROR) {
    return absl::InvalidArgumentError("not JSON: not valid UTF-8");
  }
  const std::string_view text(padded.data(), padded.size());
  std::string place;
  const char* location = nullptr;
  // A document that did not even start knows no place.
  if (document != nullptr &&
      document->current_location().get(location) == simdjson::SUCCESS &&
      location >= text.data() && location < text.data() + text.size()) {
    place = absl::StrCat(
        ": trouble near ",
        PlaceOf(text, static_cast<size_t>(location - text.data())));
  }
  return absl::InvalidArgumentError(absl::StrCat("not JSON", place));
}

}  // namespace

absl::StatusOr<JsonDocument> ReadJson(std::string_view text,
                                      const JsonLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return absl::ResourceExhaustedError(
        absl::StrCat("JSON larger than its limit: ", limits.bytes_max));
  }
  // Editors on some systems put a byte order mark before the text.
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);

  ondemand::parser parser;
  const simdjson::padded_string padded(text);
  ondemand::document document;
  ondemand::object root;
  error_code error = parser.iterate(padded).get(document);
  if (error) {
    if (error == simdjson::EMPTY) {
      return absl::InvalidArgumentError("not JSON: empty");
    }
    return NotJson(error, padded, nullptr);
  }
  ondemand::json_type type;
  error = document.type().get(type);
  if (error || type != ondemand::json_type::object) {
    return absl::InvalidArgumentError("not a JSON object");
  }
  error = document.get_object().get(root);
  if (error) return NotJson(error, padded, &document);

  JsonDocument result;
  TreeReader reader(limits.values_max);
  error = reader.ReadObject(root, &result.root);
  if (!reader.limit().empty()) {
    return absl::ResourceExhaustedError(absl::StrCat("JSON ", reader.limit()));
  }
  if (error) return NotJson(error, padded, &document);
  // A document read to its end has no current place.
  if (document.current_location().error() == simdjson::SUCCESS) {
    return absl::InvalidArgumentError("not JSON: more text after the object");
  }
  result.duplicates = reader.TakeDuplicates();
  return result;
}

}  // namespace millrace
