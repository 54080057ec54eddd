// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/http_server.h"

#include <unistd.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/mutex.h"
#include "tests/support/http_client.h"
#include "tests/support/status_matchers.h"

namespace millrace::server {
namespace {

using ::testing::HasSubstr;

// Answers with what it was asked; /refuse at once, /wait after Wake("key").
class EchoExchange : public HttpExchange {
 public:
  EchoExchange(HttpRequest request, std::atomic<int>* waiting,
               std::atomic<int>* answered)
      : request_(std::move(request)), waiting_(waiting), answered_(answered) {}

  std::optional<HttpResponse> Begin() override {
    if (request_.path != "/refuse") return std::nullopt;
    return HttpResponse::Text(403, "text/plain", "no");
  }
  bool Append(std::string_view bytes) override {
    if (body_.size() + bytes.size() > 1000) {
      is_too_much_ = true;
      return false;
    }
    body_ += bytes;
    return true;
  }
  HttpReply Answer(bool is_wait_over) override {
    if (is_too_much_) return HttpResponse::Text(413, "text/plain", "much");
    if (request_.path == "/wait" && !was_asked_ && !is_wait_over) {
      was_asked_ = true;
      waiting_->fetch_add(1);
      return HttpReply("key", absl::Now() + absl::Minutes(5));
    }
    if (request_.path == "/short" && !is_wait_over) {
      return HttpReply("never", absl::Now() + absl::Milliseconds(10));
    }
    std::string query;
    for (const auto& [name, value] : request_.query) {
      query += name + "=" + value + ";";
    }
    return HttpResponse::Text(200, "text/plain",
                              request_.method + " " + request_.path + " " +
                                  query + " " + body_ +
                                  (is_wait_over ? " over" : ""));
  }
  void Answered(int, uint64_t) override { answered_->fetch_add(1); }

 private:
  const HttpRequest request_;
  std::atomic<int>* waiting_;
  std::atomic<int>* answered_;
  std::string body_;
  bool is_too_much_ = false;
  bool was_asked_ = false;
};

class HttpServerTest : public ::testing::Test, public HttpApplication {
 protected:
  void Start(HttpServerOptions options = {}) {
    server_ = std::make_unique<HttpServer>(options, *this);
    MILLRACE_ASSERT_OK(server_->Start());
    ASSERT_NE(server_->port(), 0);
  }
  std::unique_ptr<HttpExchange> Receive(HttpRequest request) override {
    return std::make_unique<EchoExchange>(std::move(request), &waiting_,
                                          &answered_);
  }

  std::atomic<int> waiting_ = 0;
  std::atomic<int> answered_ = 0;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, AnswersOneRequestAfterTheOther) {
  Start();
  EXPECT_TRUE(server_->is_loopback());
  HttpClient client(server_->port());
  const HttpAnswer first = client.Request("GET", "/a%2Fb?%24top=1&x=a+b");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, "GET /a%2Fb $top=1;x=a b; ");
  EXPECT_EQ(first.headers.at("x-request-id").size(), 16u);
  EXPECT_EQ(first.headers.at("cache-control"), "no-store");
  EXPECT_EQ(client.Request("POST", "/p", "body").body, "POST /p  body");
  EXPECT_EQ(client.Request("GET", "/p", "{}").body, "GET /p  {}");
  EXPECT_EQ(client.Request("HEAD", "/p").body, "");
  EXPECT_EQ(client.Request("PATCH", "/p", "x").body, "PATCH /p  x");
}

TEST_F(HttpServerTest, TakesChunkedBodies) {
  Start();
  HttpClient client(server_->port());
  client.Write(
      "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client.Read().body, "POST /p  abcde");
}

TEST_F(HttpServerTest, RefusesBeforeTheBody) {
  Start();
  HttpClient client(server_->port());
  client.Write(
      "POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n"
      "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Read().status, 403);
  EXPECT_TRUE(client.IsClosedByServer());
}

// Two readers could take the body of each of these for something else.
TEST_F(HttpServerTest, AmbiguousRequestsAreRefusedAndCut) {
  Start();
  const char* const requests[] = {
      "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
      "Content-Length: 5\r\n\r\nabcde",
      "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
      "Content-Length: 3\r\n\r\nabc",
      "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
      "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
      "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n"
      "0\r\n\r\n",
      "GET /p HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET /p HTTP/1.1\r\nHost: a/b\r\n\r\n",
      "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
      "GET /p HTTP/1.1\r\n\r\n",
      "GET /p HTTP/1.1\r\nHost : a\r\n\r\n",
      "\x16\x03\x01\x02\x05\x01\r\n\r\n",
      "GET\r\n\r\n",
  };
  for (const char* request : requests) {
    HttpClient client(server_->port());
    // A second request right behind it must not be answered.
    client.Write(std::string(request) +
                 "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    const HttpAnswer answer = client.Read();
    EXPECT_TRUE(answer.status == 400 || answer.status == 0)
        << request << answer.status;
    EXPECT_THAT(answer.body, ::testing::Not(HasSubstr("smuggled"))) << request;
    EXPECT_TRUE(client.IsClosedByServer()) << request;
  }
}

TEST_F(HttpServerTest, LongHeadersAreRefused) {
  Start({.header_bytes_max = 8192});
  HttpClient client(server_->port());
  client.Write("GET /p HTTP/1.1\r\nHost: a\r\nX: ");
  const std::string piece(4096, 'x');
  for (int i = 0; i < 64 && client.Write(piece); ++i) {
  }
  client.Write("\r\n\r\n");
  const int status = client.Read().status;
  EXPECT_TRUE(status == 431 || status == 414 || status == 413 || status == 0)
      << status;
  EXPECT_TRUE(client.IsClosedByServer());
  HttpClient other(server_->port());
  EXPECT_EQ(other.Request("GET", "/p").status, 200);
}

size_t ResidentBytes() {
  size_t pages = 0;
  size_t resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<size_t>(::sysconf(_SC_PAGESIZE));
}

TEST_F(HttpServerTest, HostileRequestsCostLittleMemory) {
  Start({.header_bytes_max = 8192});
  const std::string megabyte(1 << 20, 'x');
  EXPECT_EQ(HttpClient(server_->port()).Request("GET", "/p").status, 200);
  const size_t before = ResidentBytes();
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(std::make_unique<HttpClient>(server_->port()));
    clients.back()->Write(i % 2 == 0 ? "GET /p HTTP/1.1\r\nHost: a\r\nX: "
                                     : "POST /p HTTP/1.1\r\nHost: a\r\n"
                                       "Content-Length: 900000000000\r\n\r\n");
    for (int j = 0; j < 5 && clients.back()->Write(megabyte); ++j) {
    }
  }
  // 500 MB were offered.
  EXPECT_LT(ResidentBytes(), before + (size_t{32} << 20));
}

TEST_F(HttpServerTest, UnwantedBodiesAreNotKept) {
  Start();
  HttpClient client(server_->port());
  EXPECT_EQ(client.Request("POST", "/p", std::string(5000, 'x')).status, 413);
  // Nor read for ever.
  HttpClient endless(server_->port());
  endless.Write(
      "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: "
      "1000000000\r\n\r\n");
  const std::string piece(1 << 20, 'x');
  int sent = 0;
  while (sent < 100 && endless.Write(piece)) ++sent;
  EXPECT_LT(sent, 100);
}

TEST_F(HttpServerTest, SlowSendersAreCut) {
  Start({.slow = {.header_time = absl::Milliseconds(300),
                  .body_time = absl::Milliseconds(300),
                  .body_bytes_per_second = 1000}});
  HttpClient header(server_->port());
  header.Write("GET /p HTTP/1.1\r\nHo");
  EXPECT_TRUE(header.IsClosedByServer());
  HttpClient body(server_->port());
  body.Write("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nab");
  EXPECT_TRUE(body.IsClosedByServer());
  HttpClient idle(server_->port());
  EXPECT_EQ(idle.Request("GET", "/p").status, 200);
  EXPECT_TRUE(idle.IsClosedByServer());
}

TEST_F(HttpServerTest, ConnectionsAreLimited) {
  Start({.threads = 1, .connections_max = 8});
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<HttpClient>(server_->port()));
    EXPECT_EQ(clients.back()->Request("GET", "/p").status, 200);
  }
  EXPECT_EQ(server_->connection_count(), 8u);
  clients.clear();
  while (server_->connection_count() > 0) std::this_thread::yield();
  HttpClient again(server_->port());
  EXPECT_EQ(again.Request("GET", "/p").status, 200);
}

TEST_F(HttpServerTest, WakesThoseWhoWait) {
  Start({.slow = {.header_time = absl::Milliseconds(500)}});
  constexpr int kClients = 50;
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<HttpClient>(server_->port()));
    clients.back()->Write("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  while (waiting_.load() < kClients) std::this_thread::yield();
  server_->Wake("other");
  server_->Wake("key");
  for (const auto& client : clients) {
    EXPECT_EQ(client->Read().body, "GET /wait  ");
  }
}

TEST_F(HttpServerTest, AWaitEndsInTime) {
  Start();
  HttpClient client(server_->port());
  EXPECT_EQ(client.Request("GET", "/short").body, "GET /short   over");
}

TEST_F(HttpServerTest, StopAnswersThoseWhoWait) {
  Start();
  HttpClient client(server_->port());
  client.Write("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  while (waiting_.load() < 1) std::this_thread::yield();
  server_->Stop();
  EXPECT_EQ(client.Read().body, "GET /wait   over");
  EXPECT_EQ(answered_.load(), 1);
  HttpClient late(server_->port());
  EXPECT_EQ(late.Request("GET", "/p").status, 0);
}

TEST_F(HttpServerTest, AClientThatLeavesWhileItWaitsIsNoTrouble) {
  Start();
  {
    HttpClient client(server_->port());
    client.Write("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    while (waiting_.load() < 1) std::this_thread::yield();
  }
  server_->Wake("key");
  while (answered_.load() < 1) std::this_thread::yield();
  HttpClient other(server_->port());
  EXPECT_EQ(other.Request("GET", "/p").status, 200);
}

TEST_F(HttpServerTest, AnAddressInUseIsRefused) {
  Start();
  HttpServer second({.port = server_->port()}, *this);
  EXPECT_THAT(second.Start(), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace millrace::server
