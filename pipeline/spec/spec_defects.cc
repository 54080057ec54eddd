// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/job_spec.h: defects as a status and back. The payload is
//
//   {"defects": [{"path": ..., "code": ..., "text": ..., "hint": ...}, ...]}

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

#include "millrace/job_spec.h"
#include "millrace/limits.h"
#include "pipeline/spec/defect_list.h"
#include "pipeline/spec/json_object.h"
#include "pipeline/spec/json_reader.h"
#include "pipeline/spec/json_writer.h"

namespace millrace {
namespace {

constexpr char kPayloadUrl[] = "millrace/spec-defects";

std::string DefectsJson(const std::vector<SpecDefect>& defects) {
  JsonWriter json;
  json.BeginObject().Name("defects").BeginArray();
  for (const SpecDefect& defect : defects) {
    json.BeginObject();
    json.Name("path").Text(defect.path);
    json.Name("code").Text(defect.code);
    json.Name("text").Text(defect.text);
    json.Name("hint").Text(defect.hint);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return std::move(json).Take();
}

}  // namespace

absl::Status SpecDefectsStatus(const std::vector<SpecDefect>& defects) {
  std::string message = absl::StrCat(
      defects.size(), defects.size() == 1 ? " defect:" : " defects:");
  for (const SpecDefect& defect : defects) {
    absl::StrAppend(&message, "\n", defect.path,
                    defect.path.empty() ? "" : ": ", defect.text);
    if (!defect.hint.empty()) {
      absl::StrAppend(&message, " (valid: ", defect.hint, ")");
    }
  }
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kPayloadUrl, absl::Cord(DefectsJson(defects)));
  return status;
}

std::vector<SpecDefect> SpecDefectsOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value()) return {};
  const std::string text(*payload);
  // Our own text: its size follows from the limits of what it came from.
  const auto document = ReadJson(
      text, {.bytes_max = text.size(), .values_max = kCatalogueValuesMax});
  if (!document.ok()) return {};
  std::vector<SpecDefect> defects;
  DefectList ignored;
  JsonObject root(document->root, "", &ignored);
  for (JsonObject& defect : root.Objects("defects")) {
    defects.push_back({.path = defect.Text("path"),
                       .code = defect.Text("code"),
                       .text = defect.Text("text"),
                       .hint = defect.Text("hint")});
  }
  return defects;
}

}  // namespace millrace
