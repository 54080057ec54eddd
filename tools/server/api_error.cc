// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/api_error.h"

#include <utility>

#include "millrace/job_spec.h"
#include "tools/millrace/json_writer.h"

namespace millrace::server {
namespace {

using tool::JsonWriter;

std::vector<ApiError> ErrorsOf(const std::vector<SpecDefect>& defects) {
  std::vector<ApiError> errors;
  for (const SpecDefect& defect : defects) {
    ApiError error;
    error.code = defect.code;
    error.text = defect.text;
    if (!defect.path.empty()) error.properties.push_back(defect.path);
    error.hint = defect.hint;
    errors.push_back(std::move(error));
  }
  return errors;
}

}  // namespace

HttpResponse ErrorResponse(int status, const std::vector<ApiError>& errors,
                           std::string_view reference) {
  JsonWriter json(JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("errors");
  json.BeginArray();
  for (const ApiError& error : errors) {
    json.BeginObject();
    json.Key("code");
    json.Text(error.code);
    json.Key("text");
    json.Text(error.text);
    if (!error.properties.empty()) {
      json.Key("properties");
      json.BeginArray();
      for (const std::string& path : error.properties) json.Text(path);
      json.EndArray();
    }
    if (!error.hint.empty()) {
      json.Key("hint");
      json.Text(error.hint);
    }
    if (!reference.empty()) {
      json.Key("referenceCode");
      json.Text(reference);
    }
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return HttpResponse::Json(status, json.text());
}

HttpResponse ErrorResponse(int status, std::string_view code,
                           std::string_view text, std::string_view reference) {
  ApiError error;
  error.code = code;
  error.text = text;
  return ErrorResponse(status, {error}, reference);
}

HttpResponse NotFound(std::string_view text, std::string_view reference) {
  return ErrorResponse(404, "NOT_FOUND", text, reference);
}

HttpResponse ErrorResponse(const absl::Status& status,
                           std::string_view reference) {
  const std::vector<SpecDefect> defects = SpecDefectsOf(status);
  if (!defects.empty()) {
    return ErrorResponse(400, ErrorsOf(defects), reference);
  }
  const std::string text(status.message().data(), status.message().size());
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
      return ErrorResponse(400, "INVALID_PARAMETER", text, reference);
    case absl::StatusCode::kNotFound:
      return NotFound("no such resource", reference);
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
      return ErrorResponse(409, "CONFLICT", text, reference);
    case absl::StatusCode::kPermissionDenied:
      return ErrorResponse(403, "FORBIDDEN", text, reference);
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted: {
      HttpResponse response = ErrorResponse(
          503, "UNAVAILABLE", "the service cannot do this now; try again later",
          reference);
      response.headers.emplace_back("Retry-After", "30");
      return response;
    }
    default:
      return ErrorResponse(500, "INTERNAL_ERROR",
                           "something went wrong here; quote the reference",
                           reference);
  }
}

}  // namespace millrace::server
