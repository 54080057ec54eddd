// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/reference_json.h"

#include <cstdint>
#include <map>

namespace millrace::reference {
namespace {

// Objects and lists within the row's own object.
constexpr int kNestingMax = 64;

std::string LowerCase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

class Reader {
 public:
  Reader(const std::string& text, const std::vector<std::string>& columns)
      : text_(text) {
    for (size_t i = 0; i < columns.size(); ++i) {
      place_of_[LowerCase(columns[i])] = i;
    }
  }

  // False: not an object, or not one that a row may be.
  bool ReadRow(std::vector<std::string>* cells) {
    PassSpace();
    if (!Take('{')) return false;
    std::map<size_t, bool> given;
    PassSpace();
    if (!Take('}')) {
      do {
        std::string name;
        PassSpace();
        if (!ReadString(&name)) return false;
        PassSpace();
        if (!Take(':')) return false;
        std::string value;
        bool is_nested = false;
        if (!ReadValue(0, &value, &is_nested)) return false;
        const auto place = place_of_.find(LowerCase(name));
        if (place == place_of_.end()) continue;
        if (is_nested || given[place->second]) return false;
        given[place->second] = true;
        (*cells)[place->second] = value;
      } while (TakeComma());
      if (!Take('}')) return false;
    }
    PassSpace();
    return at_ == text_.size();
  }

  bool has_nul() const { return has_nul_; }

 private:
  char Now() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Take(char c) {
    if (Now() != c) return false;
    ++at_;
    return true;
  }
  bool TakeComma() {
    PassSpace();
    return Take(',');
  }
  void PassSpace() {
    while (Now() == ' ' || Now() == '\t') ++at_;
  }

  bool ReadValue(int depth, std::string* value, bool* is_nested) {
    PassSpace();
    if (Now() == '{' || Now() == '[') {
      *is_nested = true;
      return depth < kNestingMax && PassNested(depth + 1);
    }
    if (Now() == '"') {
      if (!ReadString(value)) return false;
      has_nul_ = has_nul_ || value->find('\0') != std::string::npos;
      return true;
    }
    std::string word;
    while (at_ < text_.size() &&
           std::string(",]} \t").find(Now()) == std::string::npos) {
      word += text_[at_++];
    }
    if (word == "null") return true;
    *value = word;
    return word == "true" || word == "false" || IsNumber(word);
  }

  bool PassNested(int depth) {
    const bool is_object = Take('{');
    if (!is_object) Take('[');
    const char end = is_object ? '}' : ']';
    PassSpace();
    if (Take(end)) return true;
    do {
      PassSpace();
      std::string ignored;
      if (is_object) {
        if (!ReadString(&ignored)) return false;
        PassSpace();
        if (!Take(':')) return false;
      }
      bool is_nested = false;
      if (!ReadValue(depth, &ignored, &is_nested)) return false;
    } while (TakeComma());
    return Take(end);
  }

  static bool IsNumber(std::string word) {
    const auto digits = [&word] {
      size_t count = 0;
      while (count < word.size() && word[count] >= '0' && word[count] <= '9') {
        ++count;
      }
      word.erase(0, count);
      return count;
    };
    const auto take = [&word](const std::string& any) {
      const bool is_there =
          !word.empty() && any.find(word[0]) != std::string::npos;
      if (is_there) word.erase(0, 1);
      return is_there;
    };
    take("-");
    const bool has_zero = !word.empty() && word[0] == '0';
    const size_t whole = digits();
    if (whole == 0 || (has_zero && whole > 1)) return false;
    if (take(".") && digits() == 0) return false;
    if (take("eE")) {
      take("+-");
      if (digits() == 0) return false;
    }
    return word.empty();
  }

  bool ReadString(std::string* to) {
    to->clear();
    if (!Take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        *to += c;
      } else if (!ReadEscape(to)) {
        return false;
      }
    }
    return false;
  }

  bool ReadEscape(std::string* to) {
    if (at_ == text_.size()) return false;
    const char c = text_[at_++];
    static const std::map<char, char> plain = {
        {'"', '"'},  {'\\', '\\'}, {'/', '/'},  {'b', '\b'},
        {'f', '\f'}, {'n', '\n'},  {'r', '\r'}, {'t', '\t'}};
    if (plain.count(c) != 0) {
      *to += plain.at(c);
      return true;
    }
    uint32_t unit = 0;
    if (c != 'u' || !ReadUnit(&unit)) return false;
    if (unit >= 0xD800 && unit <= 0xDFFF) {
      uint32_t low = 0;
      if (unit > 0xDBFF || !Take('\\') || !Take('u') || !ReadUnit(&low)) {
        return false;
      }
      if (low < 0xDC00 || low > 0xDFFF) return false;
      unit = 0x10000 + (unit - 0xD800) * 0x400 + (low - 0xDC00);
    }
    AppendScalar(unit, to);
    return true;
  }

  bool ReadUnit(uint32_t* unit) {
    const std::string digits = "0123456789abcdef";
    for (int i = 0; i < 4; ++i) {
      const std::string digit = LowerCase(std::string(1, Now()));
      const size_t value = digits.find(digit);
      if (at_ >= text_.size() || value == std::string::npos) return false;
      *unit = *unit * 16 + static_cast<uint32_t>(value);
      ++at_;
    }
    return true;
  }

  static void AppendScalar(uint32_t scalar, std::string* to) {
    if (scalar < 0x80) {
      *to += static_cast<char>(scalar);
      return;
    }
    const int more = scalar < 0x800 ? 1 : scalar < 0x10000 ? 2 : 3;
    const uint32_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    *to += static_cast<char>(lead[more] + (scalar >> (6 * more)));
    for (int i = more - 1; i >= 0; --i) {
      *to += static_cast<char>(0x80 + (scalar >> (6 * i)) % 0x40);
    }
  }

  const std::string& text_;
  std::map<std::string, size_t> place_of_;
  size_t at_ = 0;
  bool has_nul_ = false;
};

}  // namespace

Code ReadJsonRow(const std::string& text,
                 const std::vector<std::string>& columns,
                 std::vector<std::string>* cells) {
  cells->assign(columns.size(), "");
  Reader reader(text, columns);
  if (!reader.ReadRow(cells)) return Code::kNotJson;
  return reader.has_nul() ? Code::kNulByte : Code::kNone;
}

}  // namespace millrace::reference
