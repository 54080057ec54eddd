// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ServiceExchange: one request to the service: finds its route, checks who
// sends it, gathers its body, has the route answer, and counts and logs it.
//
// Threading: one thread at a time.

#ifndef MILLRACE_TOOLS_SERVER_SERVICE_EXCHANGE_H_
#define MILLRACE_TOOLS_SERVER_SERVICE_EXCHANGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/server/http_server.h"
#include "tools/server/route.h"
#include "tools/server/service.h"

namespace millrace::server {

class ServiceExchange : public HttpExchange {
 public:
  ServiceExchange(Service& service, HttpRequest request);

  std::optional<HttpResponse> Begin() override;
  bool Append(std::string_view bytes) override;
  HttpReply Answer(bool is_wait_over) override;
  void Answered(int status, uint64_t bytes) override;

 private:
  std::optional<HttpResponse> FindRouteOf();
  std::optional<HttpResponse> CheckAccess();
  // Whether the request was made by a page of somebody else's.
  bool IsFromOtherSite() const;
  std::string HostBase() const;

  Service& service_;
  ApiCall call_;
  const Route* route_ = nullptr;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_SERVICE_EXCHANGE_H_
