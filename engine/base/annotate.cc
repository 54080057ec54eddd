// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/annotate.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"

#include "engine/base/absl_view.h"

namespace millrace {

absl::Status StatusOf(absl::StatusCode code, std::string_view message) {
  return absl::Status(code, AbslView(message));
}

absl::Status Annotate(absl::Status status, std::string_view context) {
  if (status.ok() || context.empty()) return status;
  std::string message(context);
  if (!status.message().empty()) {
    message.append(": ").append(StdView(status.message()));
  }
  absl::Status annotated(status.code(), message);
  status.ForEachPayload(
      [&annotated](absl::string_view type, const absl::Cord& payload) {
        annotated.SetPayload(type, payload);
      });
  return annotated;
}

}  // namespace millrace
