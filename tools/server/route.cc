// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/route.h"

#include <cstddef>
#include <utility>

namespace millrace::server {
namespace {

std::vector<std::string_view> Split(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const size_t end = path.find('/');
    if (end != 0) segments.push_back(path.substr(0, end));
    path.remove_prefix(end == path.npos ? path.size() : end + 1);
  }
  return segments;
}

// What follows the last whole address in the path, or all of it.
std::string_view WithoutAddress(std::string_view path) {
  const size_t scheme = path.rfind("://");
  if (scheme == path.npos) return path;
  const size_t start = path.find('/', scheme + 3);
  return start == path.npos ? "" : path.substr(start);
}

bool IsPart(std::string_view segment) { return segment.starts_with('{'); }

// Fills parts; false if the pattern does not match.
bool Matches(std::string_view pattern, const std::vector<std::string>& segments,
             std::vector<std::string>* parts) {
  const std::vector<std::string_view> wanted = Split(pattern);
  if (wanted.size() != segments.size()) return false;
  parts->clear();
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (IsPart(wanted[i])) {
      parts->push_back(segments[i]);
    } else if (wanted[i] != segments[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<CleanPath> TakeApart(std::string_view path,
                                   std::string_view prefix) {
  std::vector<std::string_view> segments = Split(WithoutAddress(path));
  const std::vector<std::string_view> before = Split(prefix);
  size_t first = 0;
  while (first < before.size() && first < segments.size() &&
         segments[first] == before[first]) {
    ++first;
  }
  if (first < before.size()) first = 0;
  CleanPath clean;
  if (first > 0) clean.shown = prefix;
  for (size_t i = first; i < segments.size(); ++i) {
    std::optional<std::string> plain = PercentDecoded(segments[i]);
    if (!plain.has_value()) return std::nullopt;
    clean.shown += "/" + PercentEncoded(*plain);
    clean.segments.push_back(*std::move(plain));
  }
  return clean;
}

RouteMatch FindRoute(std::span<const Route> routes, std::string_view method,
                     const std::vector<std::string>& segments) {
  if (method == "HEAD") method = "GET";
  RouteMatch best;
  for (const Route& route : routes) {
    std::vector<std::string> parts;
    if (!Matches(route.pattern, segments, &parts)) continue;
    if (route.method != method) {
      best.methods += best.methods.empty() ? "" : ", ";
      best.methods += route.method;
      continue;
    }
    if (best.route == nullptr || parts.size() < best.parts.size()) {
      best.route = &route;
      best.parts = std::move(parts);
    }
  }
  return best;
}

}  // namespace millrace::server
