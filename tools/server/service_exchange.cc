// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/service_exchange.h"

#include <utility>

#include "millrace/limits.h"
#include "tools/server/api_error.h"
#include "tools/server/credentials.h"
#include "tools/server/secret.h"

namespace millrace::server {
namespace {

HttpResponse Unauthorized(std::string_view reference) {
  HttpResponse response = ErrorResponse(
      401, "UNAUTHORIZED",
      "an application name and \"key|mode\" are needed, as Basic credentials",
      reference);
  response.headers.emplace_back("WWW-Authenticate",
                                "Basic realm=\"millrace\", charset=\"UTF-8\"");
  return response;
}

bool IsLocalName(std::string_view host) {
  host = host.substr(0, host.rfind(':') == host.npos || host.ends_with(']')
                            ? host.npos
                            : host.rfind(':'));
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace

ServiceExchange::ServiceExchange(Service& service, HttpRequest request)
    : service_(service) {
  call_.request = std::move(request);
  call_.received = absl::Now();
}

std::string ServiceExchange::HostBase() const {
  if (!service_.options().base_url.empty()) return service_.options().base_url;
  const std::optional<std::string_view> host = call_.request.Header("host");
  return host.has_value() ? "http://" + std::string(*host) : service_.address();
}

std::optional<HttpResponse> ServiceExchange::FindRouteOf() {
  const std::string& id = call_.request.id;
  const std::optional<CleanPath> path =
      TakeApart(call_.request.path, service_.options().prefix);
  if (!path.has_value()) {
    return ErrorResponse(400, "INVALID_PARAMETER", "the path is malformed", id);
  }
  RouteMatch match = FindRoute(Routes(), call_.request.method, path->segments);
  if (match.route == nullptr && match.methods.empty()) {
    return NotFound("there is nothing at this address", id);
  }
  if (match.route == nullptr) {
    HttpResponse response = ErrorResponse(
        405, "METHOD_NOT_ALLOWED", "this address takes " + match.methods, id);
    response.headers.emplace_back("Allow", match.methods);
    return response;
  }
  route_ = match.route;
  call_.parts = std::move(match.parts);
  call_.base = HostBase();
  call_.address = call_.base + path->shown;
  return std::nullopt;
}

bool ServiceExchange::IsFromOtherSite() const {
  const std::optional<std::string_view> origin = call_.request.Header("origin");
  if (!origin.has_value()) return false;
  const size_t scheme = origin->find("://");
  const std::string_view from =
      scheme == origin->npos ? *origin : origin->substr(scheme + 3);
  if (from == call_.request.Header("host").value_or("")) return false;
  // Behind a proxy: scheme, host and port of the address that it is known by.
  const std::string& base = service_.options().base_url;
  const size_t host = base.find("://");
  return host == base.npos ||
         *origin != std::string_view(base).substr(0, base.find('/', host + 3));
}

std::optional<HttpResponse> ServiceExchange::CheckAccess() {
  const std::string& id = call_.request.id;
  const std::string_view credentials =
      call_.request.Header("authorization").value_or("");
  // A page somewhere else may make a browser send what it likes.
  if (route_->method != "GET" && IsFromOtherSite()) {
    return ErrorResponse(403, "FORBIDDEN", "pages of other sites may not", id);
  }
  if (route_->access == Route::Access::kAnybody) return std::nullopt;
  // The command on this machine acts for whoever runs the service.
  const std::optional<std::string> token = ParseBearer(credentials);
  if (token.has_value() &&
      EqualInConstantTime(*token, service_.local_token())) {
    call_.caller.sees_all = true;
    return std::nullopt;
  }
  if (route_->access == Route::Access::kLocal) {
    return ErrorResponse(403, "FORBIDDEN",
                         "only the command on the same machine may", id);
  }
  if (service_.options().open) {
    call_.caller.sees_all = true;
    // Nor may a name that was pointed at this machine only just now.
    if (IsLocalName(call_.request.Header("host").value_or("localhost"))) {
      return std::nullopt;
    }
    return ErrorResponse(403, "FORBIDDEN",
                         "an open service answers to localhost only", id);
  }
  switch (service_.key_ring().Check(credentials, &call_.caller)) {
    case AccessVerdict::kGranted:
      return std::nullopt;
    case AccessVerdict::kForbidden:
      return ErrorResponse(403, "FORBIDDEN", "the key is for the other mode",
                           id);
    case AccessVerdict::kUnauthorized:
      break;
  }
  return Unauthorized(id);
}

std::optional<HttpResponse> ServiceExchange::Begin() {
  if (std::optional<HttpResponse> response = FindRouteOf()) return response;
  if (std::optional<HttpResponse> response = CheckAccess()) return response;
  if (!service_.is_ready() && route_->access != Route::Access::kAnybody) {
    HttpResponse response =
        ErrorResponse(503, "UNAVAILABLE", "the service is starting or stopping",
                      call_.request.id);
    response.headers.emplace_back("Retry-After", "5");
    return response;
  }
  if (route_->open != nullptr) return route_->open(service_, call_);
  return std::nullopt;
}

bool ServiceExchange::Append(std::string_view bytes) {
  if (!call_.body_status.ok()) return false;
  if (call_.piece != nullptr) {
    call_.body_status = call_.piece->Append(bytes);
    return call_.body_status.ok();
  }
  if (route_ == nullptr || route_->body != Route::Body::kJson) return false;
  if (call_.body.size() + bytes.size() > kJobSpecBytesMax) {
    call_.body_status = absl::ResourceExhaustedError("the body is too large");
    call_.body.clear();
    return false;
  }
  call_.body += bytes;
  return true;
}

HttpReply ServiceExchange::Answer(bool is_wait_over) {
  if (!call_.body_status.ok() && route_->body == Route::Body::kJson) {
    return ErrorResponse(413, "TOO_LARGE",
                         "the body is larger than " +
                             std::to_string(kJobSpecBytesMax / 1000) + " KB",
                         call_.request.id);
  }
  call_.is_wait_over = is_wait_over;
  HttpReply reply = route_->answer(service_, call_);
  call_.is_asked_again = true;
  return reply;
}

void ServiceExchange::Answered(int status, uint64_t bytes) {
  const absl::Duration duration = absl::Now() - call_.received;
  // A path may hold a token, and anything at all where no route matched.
  const std::string_view route = route_ == nullptr ? "(none)" : route_->pattern;
  service_.metrics().CountRequest(route, status, duration);
  const LogLevel level = status >= 500 ? LogLevel::kError : LogLevel::kInfo;
  service_.log().Write(level, "request",
                       {{"id", call_.request.id},
                        {"method", route_ == nullptr ? "-" : route_->method},
                        {"route", route},
                        {"status", status},
                        {"bytes", static_cast<int64_t>(bytes)},
                        {"ms", absl::ToInt64Milliseconds(duration)},
                        {"key", call_.caller.owner},
                        {"from", call_.request.client_address}});
}

}  // namespace millrace::server
