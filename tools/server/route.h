// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Route: a method and a pattern of path, and what answers them. The table of
// all routes is in route_table.cc; openapi.json describes each of them.
//
// Threading: constant.

#ifndef MILLRACE_TOOLS_SERVER_ROUTE_H_
#define MILLRACE_TOOLS_SERVER_ROUTE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "tools/server/http_message.h"
#include "tools/server/key_ring.h"
#include "tools/server/upload_shelf.h"

namespace millrace::server {

class Service;

// One request on its way through a route.
struct ApiCall {
  HttpRequest request = {};
  std::vector<std::string> parts = {};  // what stands for {...}, decoded
  Caller caller = {};
  std::string base = {};     // of absolute addresses, without prefix
  std::string address = {};  // absolute, of the request's path
  absl::Time received = absl::InfinitePast();
  std::string body = {};
  std::unique_ptr<UploadShelf::Piece> piece = {};  // or the body's bytes
  absl::Status body_status = absl::OkStatus();
  bool is_asked_again = false;  // after a wait
  bool is_wait_over = false;
};

struct Route {
  enum class Access : uint8_t {
    kAnybody,
    kKey,    // an access key, unless the service is open
    kLocal,  // the token in the state folder: the command on this machine
  };
  enum class Body : uint8_t { kIgnored, kJson, kUpload };

  std::string_view method = {};
  std::string_view pattern = {};  // "/uploads/{uploadId}"
  Access access = Access::kKey;
  Body body = Body::kIgnored;
  HttpReply (*answer)(Service& service, ApiCall& call) = nullptr;
  // kUpload: makes call->piece, or says why not.
  std::optional<HttpResponse> (*open)(Service& service,
                                      ApiCall& call) = nullptr;
};

std::span<const Route> Routes();

// A request's path, taken apart. Tolerates what clients do: a prefix or none,
// doubled and trailing slashes, a whole address inside the path (contract
// i.2), of which the last one counts.
struct CleanPath {
  std::vector<std::string> segments = {};  // decoded, without the prefix
  std::string shown = {};  // encoded again, with the prefix if there was one
};
// Nothing where it cannot be decoded.
std::optional<CleanPath> TakeApart(std::string_view path,
                                   std::string_view prefix);

struct RouteMatch {
  const Route* route = nullptr;
  std::vector<std::string> parts = {};
  std::string methods = {};  // allowed for this path, if no route matches
};
// HEAD goes where GET goes. Words of patterns win over {...}.
RouteMatch FindRoute(std::span<const Route> routes, std::string_view method,
                     const std::vector<std::string>& segments);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_ROUTE_H_
