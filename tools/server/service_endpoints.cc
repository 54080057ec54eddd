// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind endpoints.h: the service itself.

#include <string>
#include <string_view>

#include "tools/server/api_error.h"
#include "tools/server/endpoints.h"
#include "tools/server/page.h"

namespace millrace {

// openapi.json, compiled in.
extern const std::string_view service_openapi_json;

}  // namespace millrace

namespace millrace::server {

HttpReply GetHealth(Service&, ApiCall&) {
  return HttpResponse::Json(200, "{\"status\":\"ok\"}");
}

HttpReply GetReadiness(Service& service, ApiCall&) {
  return service.is_ready()
             ? HttpResponse::Json(200, "{\"status\":\"ready\"}")
             : HttpResponse::Json(503, "{\"status\":\"not ready\"}");
}

HttpReply GetMetrics(Service& service, ApiCall&) {
  return HttpResponse::Text(200, "text/plain; version=0.0.4; charset=utf-8",
                            service.metrics().ToText(service.Gauges()));
}

HttpReply GetOpenApi(Service&, ApiCall&) {
  return HttpResponse::Json(200, std::string(service_openapi_json));
}

HttpReply GetPage(Service&, ApiCall& call) {
  const std::string path = call.parts.empty() ? "/" : "/page/" + call.parts[0];
  const PageAsset* asset = FindPageAsset(path);
  if (asset == nullptr) {
    return NotFound("there is nothing at this address", call.request.id);
  }
  HttpResponse response =
      HttpResponse::Text(200, asset->content_type, std::string(asset->bytes));
  response.headers.emplace_back("Content-Security-Policy", kPageSecurityPolicy);
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace millrace::server
