// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/json_writer.h"

#include <charconv>
#include <cstddef>
#include <cstdio>

namespace millrace::tool {
namespace {

// Bytes of the UTF-8 character that text starts with; 0 if it is none.
size_t CharacterBytes(std::string_view text) {
  auto byte = [text](size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  auto is_tail = [byte](size_t i) { return (byte(i) & 0xc0) == 0x80; };
  unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return is_tail(1) ? 2 : 0;
  if (first >= 0xe0 && first < 0xf0) {
    bool is_overlong = first == 0xe0 && byte(1) < 0xa0;
    bool is_surrogate = first == 0xed && byte(1) >= 0xa0;
    return is_tail(1) && is_tail(2) && !is_overlong && !is_surrogate ? 3 : 0;
  }
  if (first >= 0xf0 && first < 0xf5) {
    bool is_overlong = first == 0xf0 && byte(1) < 0x90;
    bool is_too_large = first == 0xf4 && byte(1) >= 0x90;
    bool has_tails = is_tail(1) && is_tail(2) && is_tail(3);
    return has_tails && !is_overlong && !is_too_large ? 4 : 0;
  }
  return 0;
}

void AppendEscaped(char c, std::string* to) {
  switch (c) {
    case '"':
      *to += "\\\"";
      return;
    case '\\':
      *to += "\\\\";
      return;
    case '\n':
      *to += "\\n";
      return;
    case '\r':
      *to += "\\r";
      return;
    case '\t':
      *to += "\\t";
      return;
    default:
      break;
  }
  auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte != 0x7f) {
    *to += c;
    return;
  }
  char escape[8];
  std::snprintf(escape, sizeof(escape), "\\u%04x", byte);
  *to += escape;
}

}  // namespace

std::string JsonText(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    size_t bytes = CharacterBytes(text);
    if (bytes == 1) {
      AppendEscaped(text[0], &quoted);
    } else if (bytes == 0) {
      quoted += "\\ufffd";
      bytes = 1;
    } else {
      quoted += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return quoted + '"';
}

void JsonWriter::BreakLine() {
  if (form_ == Form::kOneLine) return;
  text_ += '\n';
  text_.append(2 * has_members_.size(), ' ');
}

void JsonWriter::BeginValue() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_members_.empty()) return;
  if (has_members_.back()) text_ += ',';
  has_members_.back() = true;
  BreakLine();
}

void JsonWriter::Begin(char bracket) {
  BeginValue();
  text_ += bracket;
  has_members_.push_back(false);
}

void JsonWriter::End(char bracket) {
  bool has_members = has_members_.back();
  has_members_.pop_back();
  if (has_members) BreakLine();
  text_ += bracket;
}

void JsonWriter::Key(std::string_view name) {
  BeginValue();
  text_ += JsonText(name);
  text_ += form_ == Form::kOneLine ? ":" : ": ";
  after_key_ = true;
}

void JsonWriter::Text(std::string_view value) {
  BeginValue();
  text_ += JsonText(value);
}

void JsonWriter::Integer(int64_t value) {
  BeginValue();
  text_ += std::to_string(value);
}

void JsonWriter::Decimal(double value) {
  BeginValue();
  char digits[64];
  const auto end = std::to_chars(digits, std::end(digits), value,
                                 std::chars_format::fixed, 6);
  text_.append(digits, end.ptr);
}

void JsonWriter::Bool(bool value) {
  BeginValue();
  text_ += value ? "true" : "false";
}

void JsonWriter::Null() {
  BeginValue();
  text_ += "null";
}

void JsonWriter::Json(std::string_view text) {
  BeginValue();
  text_ += text;
}

}  // namespace millrace::tool
