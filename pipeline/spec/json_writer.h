// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JsonWriter: writes JSON text, without spaces, in the order of the calls.
//
//   JsonWriter json;
//   json.BeginObject().Name("id").Integer(75).EndObject();
//   std::string text = std::move(json).Take();
//
// Threading: belongs to one thread.

#ifndef MILLRACE_PIPELINE_SPEC_JSON_WRITER_H_
#define MILLRACE_PIPELINE_SPEC_JSON_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace millrace {

class JsonWriter {
 public:
  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();

  // A member's name; its value follows.
  JsonWriter& Name(std::string_view name);

  // Bytes that are no UTF-8 become U+FFFD: the output is always JSON.
  JsonWriter& Text(std::string_view text);
  // Null instead of empty text.
  JsonWriter& TextOrNull(std::string_view text);
  JsonWriter& Integer(int64_t number);
  JsonWriter& Count(uint64_t number);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();

  std::string Take() && { return std::move(out_); }

 private:
  // Puts the comma that an earlier sibling calls for.
  void Separate();
  JsonWriter& Raw(std::string_view text);

  std::string out_;
};

// Appends `text` as a JSON string, quotes included.
void AppendJsonText(std::string_view text, std::string* to);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_JSON_WRITER_H_
