// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

constexpr size_t kShownBytesMax = 64;

}  // namespace

std::string MemberPath(std::string_view parent, std::string_view name) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  path += name;
  return path;
}

std::string ItemPath(std::string_view parent, size_t index) {
  std::string path(parent);
  path += '[';
  path += std::to_string(index);
  path += ']';
  return path;
}

bool IsAtOrBelow(std::string_view path, std::string_view ancestor) {
  if (!path.starts_with(ancestor)) return false;
  if (path.size() == ancestor.size() || ancestor.empty()) return true;
  return path[ancestor.size()] == '.' || path[ancestor.size()] == '[';
}

std::string Shown(std::string_view name) {
  bool is_cut = name.size() > kShownBytesMax;
  if (is_cut) {
    size_t bytes = kShownBytesMax - 3;
    // Never in the middle of a character: continuation bytes are 10xxxxxx.
    while (bytes > 0 && (name[bytes] & 0xc0) == 0x80) --bytes;
    name = name.substr(0, bytes);
  }
  std::string shown(name);
  for (char& c : shown) {
    if ((c >= 0 && c < ' ') || c == 0x7f) c = '?';
  }
  if (is_cut) shown += "...";
  return shown;
}

}  // namespace millrace
