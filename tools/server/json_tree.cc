// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/json_tree.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <simdjson.h>

namespace millrace::server {
namespace {

constexpr int kDepthMax = 32;

absl::Status Wrong(const std::string& what) {
  return absl::InvalidArgumentError("json: " + what);
}

absl::StatusOr<JsonTree> TreeOf(simdjson::dom::element element, int depth);

absl::Status AddMembers(simdjson::dom::object object, int depth,
                        JsonTree* tree) {
  for (const auto& member : object) {
    std::string name(member.key);
    if (std::find(tree->names.begin(), tree->names.end(), name) !=
        tree->names.end()) {
      return Wrong("member given twice");
    }
    absl::StatusOr<JsonTree> item = TreeOf(member.value, depth + 1);
    if (!item.ok()) return item.status();
    tree->names.push_back(std::move(name));
    tree->items.push_back(*std::move(item));
  }
  return absl::OkStatus();
}

absl::StatusOr<JsonTree> TreeOf(simdjson::dom::element element, int depth) {
  if (depth > kDepthMax) return Wrong("nested too deeply");
  JsonTree tree;
  switch (element.type()) {
    case simdjson::dom::element_type::ARRAY: {
      tree.kind = JsonTree::Kind::kArray;
      simdjson::dom::array array;
      if (element.get(array) != simdjson::SUCCESS) return Wrong("no array");
      for (const simdjson::dom::element one : array) {
        absl::StatusOr<JsonTree> item = TreeOf(one, depth + 1);
        if (!item.ok()) return item.status();
        tree.items.push_back(*std::move(item));
      }
      return tree;
    }
    case simdjson::dom::element_type::OBJECT: {
      tree.kind = JsonTree::Kind::kObject;
      simdjson::dom::object object;
      if (element.get(object) != simdjson::SUCCESS) return Wrong("no object");
      absl::Status status = AddMembers(object, depth, &tree);
      if (!status.ok()) return status;
      return tree;
    }
    case simdjson::dom::element_type::STRING: {
      tree.kind = JsonTree::Kind::kText;
      std::string_view text;
      if (element.get(text) == simdjson::SUCCESS) tree.text = text;
      return tree;
    }
    case simdjson::dom::element_type::BOOL:
      tree.kind = JsonTree::Kind::kBool;
      std::ignore = element.get(tree.boolean);
      return tree;
    case simdjson::dom::element_type::INT64:
      tree.kind = JsonTree::Kind::kInteger;
      std::ignore = element.get(tree.integer);
      return tree;
    case simdjson::dom::element_type::UINT64:
    case simdjson::dom::element_type::DOUBLE:
      tree.kind = JsonTree::Kind::kNumber;
      return tree;
    case simdjson::dom::element_type::NULL_VALUE:
      break;
  }
  return tree;
}

}  // namespace

const JsonTree* JsonTree::Find(std::string_view name) const {
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return &items[i];
  }
  return nullptr;
}

std::string JsonTree::Text(std::string_view name) const {
  const JsonTree* found = Find(name);
  return found == nullptr ? "" : found->text;
}

std::optional<int64_t> JsonTree::Integer(std::string_view name) const {
  const JsonTree* found = Find(name);
  if (found == nullptr || found->kind != Kind::kInteger) return std::nullopt;
  return found->integer;
}

std::vector<std::string> JsonTree::Texts(std::string_view name) const {
  std::vector<std::string> texts;
  const JsonTree* found = Find(name);
  if (found == nullptr || found->kind != Kind::kArray) return texts;
  for (const JsonTree& item : found->items) texts.push_back(item.text);
  return texts;
}

absl::StatusOr<JsonTree> ParseJsonTree(std::string_view text) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(text);
  simdjson::dom::element root;
  const simdjson::error_code error = parser.parse(padded).get(root);
  if (error != simdjson::SUCCESS) return Wrong(simdjson::error_message(error));
  if (!root.is_object()) return Wrong("not an object");
  return TreeOf(root, 1);
}

}  // namespace millrace::server
