// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind endpoints.h: direct uploads. A whole upload is one POST. One in
// pieces is a POST with Upload-Length (and no bytes, or the first ones), then a
// PATCH for each piece, with Upload-Offset. Upload-SHA256 is checked at the
// end.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"

#include "tools/millrace/json_writer.h"
#include "tools/millrace/text.h"
#include "tools/server/api_error.h"
#include "tools/server/endpoints.h"

namespace millrace::server {
namespace {

constexpr size_t kDigestDigits = 64;

HttpResponse NoUpload(const ApiCall& call) {
  return NotFound("the upload cannot be found", call.request.id);
}

HttpResponse UploadResponse(int status, const ShelvedUpload& upload) {
  tool::JsonWriter json(tool::JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("uploadId");
  json.Text(upload.id);
  json.Key("sourceUrl");
  json.Text("upload:" + upload.id);
  json.Key("bytes");
  json.Integer(static_cast<int64_t>(upload.bytes));
  json.Key("length");
  if (upload.length.has_value()) {
    json.Integer(static_cast<int64_t>(*upload.length));
  } else {
    json.Null();
  }
  json.Key("isWhole");
  json.Bool(upload.is_whole);
  json.Key("sha256");
  if (upload.sha256.empty()) {
    json.Null();
  } else {
    json.Text(upload.sha256);
  }
  json.EndObject();
  HttpResponse response = HttpResponse::Json(status, json.text());
  response.headers.emplace_back("Upload-Offset", std::to_string(upload.bytes));
  return response;
}

// The number in a header; nothing if it is not there; kInvalidArgument.
absl::StatusOr<std::optional<uint64_t>> NumberHeader(const ApiCall& call,
                                                     std::string_view name) {
  const std::optional<std::string_view> text = call.request.Header(name);
  if (!text.has_value()) return std::optional<uint64_t>();
  const std::optional<int64_t> number =
      tool::ParseInteger(*text, 0, std::numeric_limits<int64_t>::max());
  if (!number.has_value()) {
    return absl::InvalidArgumentError(std::string(name) + ": takes a number");
  }
  return std::optional<uint64_t>(static_cast<uint64_t>(*number));
}

bool IsDigest(std::string_view text) {
  return text.size() == kDigestDigits &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isxdigit(static_cast<unsigned char>(c));
         });
}

HttpResponse TooLarge(const Service& service, const ApiCall& call) {
  return ErrorResponse(413, "TOO_LARGE",
                       "the upload is larger than " +
                           std::to_string(service.options().upload_kb_max) +
                           " KB",
                       call.request.id);
}

// The upload that the path names, if it is the caller's.
absl::StatusOr<ShelvedUpload> FindCallersUpload(Service& service,
                                                const ApiCall& call) {
  absl::StatusOr<ShelvedUpload> upload = service.shelf().Find(call.parts[0]);
  if (upload.ok() && !call.caller.MaySee(upload->owner)) {
    return absl::NotFoundError("another key's");
  }
  return upload;
}

}  // namespace

std::optional<HttpResponse> BeginUpload(Service& service, ApiCall& call) {
  const std::string_view digest =
      call.request.Header("upload-sha256").value_or("");
  if (!digest.empty() && !IsDigest(digest)) {
    return ErrorResponse(400, "INVALID_PARAMETER",
                         "Upload-SHA256: takes 64 hexadecimal digits",
                         call.request.id);
  }
  const auto length = NumberHeader(call, "upload-length");
  if (!length.ok()) return ErrorResponse(length.status(), call.request.id);
  const auto body = NumberHeader(call, "content-length");
  const uint64_t bytes_max =
      static_cast<uint64_t>(service.options().upload_kb_max) * 1000;
  if (length->value_or(0) > bytes_max ||
      (body.ok() && body->value_or(0) > bytes_max)) {
    return TooLarge(service, call);
  }
  auto piece = service.shelf().Begin(call.caller.owner, *length,
                                     std::string(digest), absl::Now());
  if (absl::IsResourceExhausted(piece.status())) {
    HttpResponse response =
        ErrorResponse(429, "TOO_MANY_UPLOADS",
                      "too many uploads wait for their jobs", call.request.id);
    response.headers.emplace_back("Retry-After", "60");
    return response;
  }
  if (!piece.ok()) return ErrorResponse(piece.status(), call.request.id);
  call.piece = *std::move(piece);
  return std::nullopt;
}

std::optional<HttpResponse> ContinueUpload(Service& service, ApiCall& call) {
  const absl::StatusOr<ShelvedUpload> upload = FindCallersUpload(service, call);
  if (!upload.ok()) return NoUpload(call);
  const auto offset = NumberHeader(call, "upload-offset");
  if (!offset.ok() || !offset->has_value()) {
    return ErrorResponse(400, "INVALID_PARAMETER",
                         "Upload-Offset: takes where the piece begins",
                         call.request.id);
  }
  auto piece = service.shelf().Continue(call.parts[0], **offset);
  if (absl::IsNotFound(piece.status())) return NoUpload(call);
  if (!piece.ok()) {
    HttpResponse response = ErrorResponse(piece.status(), call.request.id);
    response.headers.emplace_back("Upload-Offset",
                                  std::to_string(upload->bytes));
    return response;
  }
  call.piece = *std::move(piece);
  return std::nullopt;
}

HttpReply FinishPiece(Service& service, ApiCall& call) {
  const bool is_new = call.request.method == "POST";
  const absl::Status body = call.body_status;
  const absl::StatusOr<ShelvedUpload> upload =
      body.ok() ? call.piece->Finish() : body;
  call.piece.reset();
  if (upload.ok()) return UploadResponse(is_new ? 201 : 200, *upload);
  switch (upload.status().code()) {
    case absl::StatusCode::kResourceExhausted:
      return TooLarge(service, call);
    case absl::StatusCode::kOutOfRange:
      return ErrorResponse(400, "INVALID_PARAMETER",
                           "more bytes came than Upload-Length says",
                           call.request.id);
    case absl::StatusCode::kDataLoss:
      return ErrorResponse(
          422, "DIGEST_MISMATCH",
          "what came has another SHA-256; the upload is dropped",
          call.request.id);
    default:
      return ErrorResponse(upload.status(), call.request.id);
  }
}

HttpReply GetUpload(Service& service, ApiCall& call) {
  const absl::StatusOr<ShelvedUpload> upload = FindCallersUpload(service, call);
  if (!upload.ok()) return NoUpload(call);
  return UploadResponse(200, *upload);
}

HttpReply DeleteUpload(Service& service, ApiCall& call) {
  const absl::StatusOr<ShelvedUpload> upload = FindCallersUpload(service, call);
  if (!upload.ok() || !service.shelf().Remove(call.parts[0]).ok()) {
    return NoUpload(call);
  }
  HttpResponse response;
  response.status = 204;
  return response;
}

}  // namespace millrace::server
