// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/page_query.h"

#include <cstdint>
#include <limits>
#include <optional>

#include "tools/millrace/json_writer.h"
#include "tools/millrace/text.h"

namespace millrace::server {
namespace {

absl::Status Take(const HttpRequest& request, std::string_view name,
                  int64_t min, int64_t max, size_t* to) {
  const std::optional<std::string_view> text = request.Query(name);
  if (!text.has_value()) return absl::OkStatus();
  const std::optional<int64_t> number = tool::ParseInteger(*text, min, max);
  if (!number.has_value()) {
    return absl::InvalidArgumentError(
        std::string(name) + ": takes a whole number from " +
        std::to_string(min) + " to " + std::to_string(max));
  }
  *to = static_cast<size_t>(*number);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PageQuery> ParsePageQuery(const HttpRequest& request) {
  PageQuery page;
  absl::Status status = Take(request, "$top", 1, kPageTopMax, &page.top);
  if (status.ok()) {
    status = Take(request, "$skip", 0, std::numeric_limits<int32_t>::max(),
                  &page.skip);
  }
  if (!status.ok()) return status;
  return page;
}

std::string PageJson(const std::vector<std::string>& items, size_t count,
                     const PageQuery& page, std::string_view address,
                     const HttpRequest& request) {
  tool::JsonWriter json(tool::JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("items");
  json.BeginArray();
  for (const std::string& item : items) json.Json(item);
  json.EndArray();
  json.Key("nextPageLink");
  if (page.skip + items.size() >= count || items.empty()) {
    json.Null();
  } else {
    std::string link(address);
    link += "?%24top=" + std::to_string(page.top) +
            "&%24skip=" + std::to_string(page.skip + items.size());
    for (const auto& [name, value] : request.query) {
      if (name == "$top" || name == "$skip") continue;
      link += "&" + PercentEncoded(name) + "=" + PercentEncoded(value);
    }
    json.Text(link);
  }
  json.Key("count");
  json.Integer(static_cast<int64_t>(count));
  json.EndObject();
  return json.text();
}

}  // namespace millrace::server
