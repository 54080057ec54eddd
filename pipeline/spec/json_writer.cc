// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/json_writer.h"

#include <cstddef>

namespace millrace {
namespace {

// Returns the length of the well-formed UTF-8 character at the start of
// `text`, or 0 (Unicode, table 3-7).
size_t CharacterBytes(std::string_view text) {
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto continues = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
  const unsigned first = byte(0);
  const unsigned second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4 || !continues(1)) return 0;
  if (first < 0xe0) return 2;
  if (first == 0xe0 && second < 0xa0) return 0;
  if (first == 0xed && second > 0x9f) return 0;
  if (first < 0xf0) return continues(2) ? 3 : 0;
  if (first == 0xf0 && second < 0x90) return 0;
  if (first == 0xf4 && second > 0x8f) return 0;
  return continues(2) && continues(3) ? 4 : 0;
}

void AppendControl(char c, std::string* to) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
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
      *to += "\\u00";
      *to += kHex[(c >> 4) & 0xf];
      *to += kHex[c & 0xf];
  }
}

}  // namespace

void AppendJsonText(std::string_view text, std::string* to) {
  *to += '"';
  while (!text.empty()) {
    const char c = text.front();
    const size_t bytes = CharacterBytes(text);
    if (bytes == 0) {
      *to += "\xef\xbf\xbd";
      text.remove_prefix(1);
      continue;
    }
    if (c == '"' || c == '\\') {
      *to += '\\';
      *to += c;
    } else if (c >= 0 && c < ' ') {
      AppendControl(c, to);
    } else {
      *to += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  *to += '"';
}

void JsonWriter::Separate() {
  if (out_.empty()) return;
  // Strings end in a quote, so these are never characters of a string.
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':') out_ += ',';
}

JsonWriter& JsonWriter::Raw(std::string_view text) {
  Separate();
  out_ += text;
  return *this;
}

JsonWriter& JsonWriter::BeginObject() { return Raw("{"); }
JsonWriter& JsonWriter::BeginArray() { return Raw("["); }

JsonWriter& JsonWriter::EndObject() {
  out_ += '}';
  return *this;
}

JsonWriter& JsonWriter::EndArray() {
  out_ += ']';
  return *this;
}

JsonWriter& JsonWriter::Name(std::string_view name) {
  Text(name);
  out_ += ':';
  return *this;
}

JsonWriter& JsonWriter::Text(std::string_view text) {
  Separate();
  AppendJsonText(text, &out_);
  return *this;
}

JsonWriter& JsonWriter::TextOrNull(std::string_view text) {
  return text.empty() ? Null() : Text(text);
}

JsonWriter& JsonWriter::Integer(int64_t number) {
  return Raw(std::to_string(number));
}

JsonWriter& JsonWriter::Count(uint64_t number) {
  return Raw(std::to_string(number));
}

JsonWriter& JsonWriter::Bool(bool value) {
  return Raw(value ? "true" : "false");
}

JsonWriter& JsonWriter::Null() { return Raw("null"); }

}  // namespace millrace
