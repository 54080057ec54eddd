// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/row_generator_json.h"

#include <cstddef>

#include "tests/support/reference_importer_values.h"

namespace millrace {
namespace {

std::string JsonText(const std::string& text, Dice* dice) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '\n') {
      json += "\\n";
    } else if (c == '\r') {
      json += "\\u000D";
    } else if (c == '\t') {
      json += "\\t";
    } else if (c == '"' || c == '\\') {
      json += std::string("\\") + c;
    } else if (c == 'a' && dice->Percent(3)) {
      json += "\\u0061";
    } else {
      json += c;
    }
  }
  return json + "\"";
}

std::string JsonValue(const std::string& text, Dice* dice) {
  if (text.empty() && dice->Percent(50)) return "null";
  const bool is_number =
      !text.empty() && (text[0] != '0' || text.size() == 1) &&
      text.find_first_not_of("0123456789") == std::string::npos;
  const bool is_plain = is_number || text == "true" || text == "false";
  if (is_plain && dice->Percent(50)) return text;
  return JsonText(text, dice);
}

std::string Damaged(const std::string& row, const std::string& column,
                    Dice* dice) {
  const std::string member = "{\"" + column + "\":";
  switch (dice->Below(7)) {
    case 0:
      return "[" + row + "]";
    case 1:
      return row + "x";
    case 2:
      return row.substr(0, dice->Below(row.size()));
    case 3:
      return member + "[]}";
    case 4:
      return member + "\"\\u0000\"}";
    case 5:
      return member + "1,\"" + reference::LowerCase(column) + "\":2}";
    default:
      return member + "\"\\ud800\"}";
  }
}

}  // namespace

std::string JsonRow(const std::vector<std::string>& columns,
                    const std::vector<std::string>& cells, bool is_damaged,
                    Dice* dice) {
  std::string row = "{";
  for (size_t i = 0; i < cells.size() && i < columns.size(); ++i) {
    if (cells[i].empty() && dice->Percent(70)) continue;
    const std::string name =
        dice->Percent(10) ? reference::LowerCase(columns[i]) : columns[i];
    if (row.size() > 1) row += dice->Percent(10) ? " , " : ",";
    row += JsonText(name, dice) + (dice->Percent(10) ? " : " : ":") +
           JsonValue(cells[i], dice);
  }
  if (dice->Percent(10)) {
    row += row.size() > 1 ? "," : "";
    row += "\"Unknown\":{\"a\":[1,{\"b\":null}]}";
  }
  row += "}";
  return is_damaged ? Damaged(row, columns[0], dice) : row;
}

}  // namespace millrace
