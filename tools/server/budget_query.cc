// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/budget_query.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "tools/millrace/text.h"

namespace millrace::server {
namespace {

constexpr std::string_view kCount = "maxRejected";
constexpr std::string_view kPercent = "maxRejectedPercent";
constexpr std::string_view kSample = "rejectedSample";

// Nothing where the query does not have it.
absl::Status Take(const HttpRequest& request, std::string_view name,
                  int64_t min, int64_t max, std::optional<int64_t>* to) {
  const std::optional<std::string_view> text = request.Query(name);
  if (!text.has_value()) return absl::OkStatus();
  *to = tool::ParseInteger(*text, min, max);
  if (to->has_value()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      std::string(name) + ": takes a whole number from " + std::to_string(min) +
      " to " + std::to_string(max));
}

}  // namespace

bool HasBudget(const HttpRequest& request) {
  return request.Query(kCount).has_value() ||
         request.Query(kPercent).has_value() ||
         request.Query(kSample).has_value();
}

absl::Status TakeBudget(const HttpRequest& request, ErrorBudget* budget) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  std::optional<int64_t> count;
  std::optional<int64_t> percent;
  std::optional<int64_t> sample;
  absl::Status status = Take(request, kCount, 0, kMax, &count);
  if (status.ok()) status = Take(request, kPercent, 0, 100, &percent);
  if (status.ok()) status = Take(request, kSample, 1, kMax, &sample);
  if (!status.ok()) return status;
  if (count) budget->rejected_max = static_cast<uint64_t>(*count);
  if (percent) budget->percent_max = static_cast<uint32_t>(*percent);
  if (sample) budget->sample_rows = static_cast<uint64_t>(*sample);
  return absl::OkStatus();
}

}  // namespace millrace::server
