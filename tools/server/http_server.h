// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// HttpServer: HTTP/1.1 on one address, for one application. Hides the library
// that speaks it (libmicrohttpd); http_server.cc alone includes that.
//
//   HttpServer server(options, application);
//   absl::Status status = server.Start();    // server.port() is known now
//   ...
//   server.Stop();                           // answers what is under way
//
// What it sees to by itself: limits on header, connections in all and per
// address; slow senders are cut; a request whose length or host is ambiguous
// is answered 400 and its connection closed; every answer carries a request id.
// TLS is the business of a proxy in front.
//
// Threading: the application is called from the server's threads; Wake() may be
// called from any thread.

#ifndef MILLRACE_TOOLS_SERVER_HTTP_SERVER_H_
#define MILLRACE_TOOLS_SERVER_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "tools/server/http_message.h"
#include "tools/server/slow_clients.h"

namespace millrace::server {

// One request, from its header to its answer. Called by one thread at a time.
class HttpExchange {
 public:
  virtual ~HttpExchange() = default;

  // An answer to the header alone; the body is then not read.
  virtual std::optional<HttpResponse> Begin() = 0;
  // The next bytes of the body. False: no more are wanted, Answer() says why.
  virtual bool Append(std::string_view bytes) = 0;
  // After the body; again after each wait. is_wait_over: no more waiting.
  virtual HttpReply Answer(bool is_wait_over) = 0;
  // When the answer went out, or the client left (status 0 if it was before
  // there was an answer).
  virtual void Answered(int status, uint64_t bytes) = 0;
};

class HttpApplication {
 public:
  virtual ~HttpApplication() = default;
  virtual std::unique_ptr<HttpExchange> Receive(HttpRequest request) = 0;
};

struct HttpServerOptions {
  std::string host = "127.0.0.1";  // a name or an address
  uint16_t port = 0;               // 0: any that is free
  int threads = 4;
  unsigned connections_max = 2000;
  unsigned connections_per_address_max = 0;  // 0: as many as in all
  size_t header_bytes_max = size_t{32} << 10;
  absl::Duration idle_time = absl::Seconds(60);
  SlowLimits slow = {};
  // How long Stop() waits for answers that are under way.
  absl::Duration stop_time = absl::Seconds(5);
};

class HttpServer {
 public:
  // The application must outlive the server.
  HttpServer(HttpServerOptions options, HttpApplication& application);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // kInvalidArgument: the address; kUnavailable: it cannot be listened on.
  absl::Status Start();
  // After Start().
  uint16_t port() const;
  // Whether only programs of this machine reach it.
  bool is_loopback() const;

  // Has those asked again who wait for the key.
  void Wake(std::string_view key);
  // No new connections; whoever waits is answered.
  void Stop();

  size_t connection_count() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Whether the address that a name stands for is one of this machine's loopback
// addresses; kInvalidArgument: it stands for none.
absl::StatusOr<bool> IsLoopback(const std::string& host);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_HTTP_SERVER_H_
