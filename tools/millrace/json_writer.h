// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JsonWriter: JSON text, indented by two or on one line. What is not UTF-8
// becomes U+FFFD, so that the text is JSON whatever a store holds.
//
//   JsonWriter json(JsonWriter::Form::kOneLine);
//   json.BeginObject();
//   json.Key("VanID");
//   json.Integer(7);
//   json.EndObject();          // json.text() is {"VanID":7}
//
// Threading: one thread.

#ifndef MILLRACE_TOOLS_MILLRACE_JSON_WRITER_H_
#define MILLRACE_TOOLS_MILLRACE_JSON_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::tool {

class JsonWriter {
 public:
  enum class Form { kOneLine, kIndented };
  explicit JsonWriter(Form form) : form_(form) {}

  void BeginObject() { Begin('{'); }
  void EndObject() { End('}'); }
  void BeginArray() { Begin('['); }
  void EndArray() { End(']'); }
  void Key(std::string_view name);
  void Text(std::string_view value);
  void Integer(int64_t value);
  void Bool(bool value);
  // With six digits behind the point.
  void Decimal(double value);
  void Null();
  // JSON text that somebody else wrote.
  void Json(std::string_view text);

  const std::string& text() const { return text_; }

 private:
  void Begin(char bracket);
  void End(char bracket);
  void BeginValue();
  void BreakLine();

  Form form_;
  std::string text_;
  std::vector<bool> has_members_;  // by open bracket
  bool after_key_ = false;
};

// The text in quotes, escaped.
std::string JsonText(std::string_view text);

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_JSON_WRITER_H_
