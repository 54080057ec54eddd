// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// PageQuery: which part of a list a request asks for ($top, $skip), and the
// page object that answers it (contract b.11, h.3).
//
// Threading: pure functions.

#ifndef MILLRACE_TOOLS_SERVER_PAGE_QUERY_H_
#define MILLRACE_TOOLS_SERVER_PAGE_QUERY_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "tools/server/http_message.h"

namespace millrace::server {

inline constexpr size_t kPageTopDefault = 50;
inline constexpr size_t kPageTopMax = 200;

struct PageQuery {
  size_t top = kPageTopDefault;
  size_t skip = 0;
};

// kInvalidArgument names the member that is no number or out of range.
absl::StatusOr<PageQuery> ParsePageQuery(const HttpRequest& request);

// {"items": [...], "nextPageLink": ..., "count": ...}. items: the JSON of those
// on this page; count: of all; address: absolute, of the list itself.
std::string PageJson(const std::vector<std::string>& items, size_t count,
                     const PageQuery& page, std::string_view address,
                     const HttpRequest& request);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_PAGE_QUERY_H_
