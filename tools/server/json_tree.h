// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// JsonTree: small JSON texts of the service's own, read whole: configuration,
// keys, records of uploads, bodies of our extensions. (Job specs are the
// library's to read.) The one place here that knows simdjson.
//
// Threading: plain values.

#ifndef MILLRACE_TOOLS_SERVER_JSON_TREE_H_
#define MILLRACE_TOOLS_SERVER_JSON_TREE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace millrace::server {

struct JsonTree {
  enum class Kind : uint8_t {
    kNull,
    kBool,
    kInteger,
    kNumber,  // any other; its value is not kept
    kText,
    kArray,
    kObject,
  };

  Kind kind = Kind::kNull;
  bool boolean = false;
  int64_t integer = 0;
  std::string text = {};
  // Elements, or the values of the members at the same place of `names`.
  std::vector<JsonTree> items = {};
  std::vector<std::string> names = {};

  // Null when there is no such member.
  const JsonTree* Find(std::string_view name) const;
  // The member's text; empty when there is none, or it is no text.
  std::string Text(std::string_view name) const;
  std::optional<int64_t> Integer(std::string_view name) const;
  // The texts of a member that is an array.
  std::vector<std::string> Texts(std::string_view name) const;
};

// kInvalidArgument: no JSON object, a member given twice, or too deep.
absl::StatusOr<JsonTree> ParseJsonTree(std::string_view text);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_JSON_TREE_H_
