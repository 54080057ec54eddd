// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/http_server.h"

#include <sys/socket.h>

#include <atomic>
#include <cstring>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include <microhttpd.h>

#include "engine/base/mutex.h"
#include "tools/server/api_error.h"
#include "tools/server/framing_check.h"
#include "tools/server/listen_socket.h"
#include "tools/server/secret.h"

namespace millrace::server {
namespace {

constexpr size_t kRequestIdBytes = 8;
constexpr absl::Duration kTick = absl::Milliseconds(200);

// What is unread of a body that nobody wants: more than this and the
// connection is cut without an answer.
constexpr uint64_t kUnwantedBytesMax = uint64_t{4} << 20;

struct Connection {
  uint64_t number = 0;
  std::string address = {};
};

// A request between its header and the end of its answer; belongs to the
// thread that serves its connection, or, while suspended, to nobody.
struct Exchange {
  std::unique_ptr<HttpExchange> exchange = {};
  std::string id = {};
  uint64_t connection = 0;
  uint64_t unwanted_bytes = 0;
  bool wants_body = true;
  bool has_answer = false;
  bool is_wait_over = false;
  int status = 0;
  uint64_t answer_bytes = 0;
};

struct Waiting {
  MHD_Connection* connection = nullptr;
  Exchange* exchange = nullptr;
  absl::Time until = absl::InfinitePast();
};

struct FreeResponse {
  void operator()(MHD_Response* response) const {
    MHD_destroy_response(response);
  }
};
using OwnedResponse = std::unique_ptr<MHD_Response, FreeResponse>;

OwnedResponse MakeResponse(HttpResponse* answer) {
  if (!answer->file.has_value()) {
    return OwnedResponse(MHD_create_response_from_buffer(
        answer->body.size(), answer->body.data(), MHD_RESPMEM_MUST_COPY));
  }
  return OwnedResponse(MHD_create_response_from_fd_at_offset64(
      answer->file->bytes, answer->file->file.Release(), answer->file->offset));
}

// Paths and queries stay as they were sent; we decode them part by part.
size_t LeaveEscapes(void*, MHD_Connection*, char* text) {
  return std::strlen(text);
}

void DropLogLine(void*, const char*, va_list) {}

MHD_Result AddHeader(void* to, MHD_ValueKind, const char* name,
                     const char* value) {
  static_cast<NameValues*>(to)->emplace_back(absl::AsciiStrToLower(name),
                                             value == nullptr ? "" : value);
  return MHD_YES;
}

MHD_Result AddQueryPart(void* to, MHD_ValueKind, const char* name,
                        const char* value) {
  std::optional<std::string> plain_name = PercentDecoded(name);
  std::optional<std::string> plain_value =
      PercentDecoded(value == nullptr ? "" : value);
  if (plain_name.has_value() && plain_value.has_value()) {
    static_cast<NameValues*>(to)->emplace_back(*std::move(plain_name),
                                               *std::move(plain_value));
  }
  return MHD_YES;
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpServerOptions options, HttpApplication& application)
      : options_(std::move(options)),
        application_(application),
        slow_clients_(options_.slow) {}
  ~Impl() { Stop(); }

  absl::Status Start();
  void Wake(std::string_view key);
  void Stop();

  uint16_t port() const { return port_; }
  bool is_loopback() const { return is_loopback_; }
  size_t connection_count() const { return slow_clients_.open_count(); }

 private:
  static MHD_Result OnRequest(void* self, MHD_Connection* connection,
                              const char* url, const char* method,
                              const char* version, const char* bytes,
                              size_t* byte_count, void** exchange);
  static void OnCompleted(void* self, MHD_Connection* connection,
                          void** exchange, MHD_RequestTerminationCode why);
  static void OnConnection(void* self, MHD_Connection* connection,
                           void** context, MHD_ConnectionNotificationCode what);

  MHD_Result BeginExchange(MHD_Connection* connection, const char* url,
                           const char* method, void** to);
  MHD_Result TakeBody(std::string_view bytes, Exchange* exchange);
  MHD_Result AnswerExchange(MHD_Connection* connection, Exchange* exchange);
  MHD_Result Send(MHD_Connection* connection, HttpResponse answer,
                  Exchange* exchange);
  uint64_t generation();
  // False: something was woken in between, so ask again.
  bool Suspend(MHD_Connection* connection, Exchange* exchange,
               const HttpReply& reply, uint64_t generation);
  void Tend(std::stop_token stop);
  void EndWaits(absl::Time now);

  const HttpServerOptions options_;
  HttpApplication& application_;
  SlowClients slow_clients_;
  std::atomic<uint64_t> next_connection_ = 1;
  std::atomic<size_t> exchange_count_ = 0;

  FileDescriptor listening_;
  uint16_t port_ = 0;
  bool is_loopback_ = false;
  MHD_Daemon* daemon_ = nullptr;
  std::jthread tender_;

  Mutex mutex_;
  CondVar changed_;  // an exchange ended, or stopping_ was set
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  std::multimap<std::string, Waiting, std::less<>> waiting_
      ABSL_GUARDED_BY(mutex_);
};

absl::Status HttpServer::Impl::Start() {
  absl::StatusOr<ListenSocket> socket = ListenOn(options_.host, options_.port);
  if (!socket.ok()) return socket.status();
  listening_ = std::move(socket->file);
  port_ = socket->port;
  is_loopback_ = socket->is_loopback;
  const unsigned per_address = options_.connections_per_address_max == 0
                                   ? options_.connections_max
                                   : options_.connections_per_address_max;
  daemon_ = MHD_start_daemon(
      MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ITC |
          MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
      0, nullptr, nullptr, &OnRequest, this,  //
      MHD_OPTION_EXTERNAL_LOGGER, &DropLogLine, nullptr,
      MHD_OPTION_LISTEN_SOCKET, listening_.get(),  //
      MHD_OPTION_THREAD_POOL_SIZE, static_cast<unsigned>(options_.threads),
      MHD_OPTION_CONNECTION_LIMIT, options_.connections_max,
      MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_address,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, options_.header_bytes_max,
      MHD_OPTION_CONNECTION_TIMEOUT,
      static_cast<unsigned>(absl::ToInt64Seconds(options_.idle_time)),
      MHD_OPTION_STRICT_FOR_CLIENT, 1,  //
      MHD_OPTION_UNESCAPE_CALLBACK, &LeaveEscapes, nullptr,
      MHD_OPTION_NOTIFY_COMPLETED, &OnCompleted, this,
      MHD_OPTION_NOTIFY_CONNECTION, &OnConnection, this, MHD_OPTION_END);
  if (daemon_ == nullptr) {
    listening_.Release();  // closed by the library when it cannot start
    return absl::UnavailableError("http: the server does not start");
  }
  tender_ = std::jthread([this](std::stop_token stop) { Tend(stop); });
  return absl::OkStatus();
}

void HttpServer::Impl::OnConnection(void* self, MHD_Connection* connection,
                                    void** context,
                                    MHD_ConnectionNotificationCode what) {
  Impl* server = static_cast<Impl*>(self);
  if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
    const std::unique_ptr<Connection> gone(static_cast<Connection*>(*context));
    if (gone != nullptr) server->slow_clients_.Closed(gone->number);
    *context = nullptr;
    return;
  }
  auto made = std::make_unique<Connection>();
  made->number = server->next_connection_.fetch_add(1);
  const MHD_ConnectionInfo* address =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (address != nullptr) made->address = AddressText(address->client_addr);
  const MHD_ConnectionInfo* socket =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  server->slow_clients_.Opened(
      made->number, socket == nullptr ? -1 : socket->connect_fd, absl::Now());
  *context = made.release();
}

MHD_Result HttpServer::Impl::OnRequest(void* self, MHD_Connection* connection,
                                       const char* url, const char* method,
                                       const char*, const char* bytes,
                                       size_t* byte_count, void** exchange) {
  Impl* server = static_cast<Impl*>(self);
  if (*exchange == nullptr) {
    return server->BeginExchange(connection, url, method, exchange);
  }
  auto* known = static_cast<Exchange*>(*exchange);
  if (*byte_count > 0) {
    const MHD_Result result =
        server->TakeBody(std::string_view(bytes, *byte_count), known);
    *byte_count = 0;
    return result;
  }
  return server->AnswerExchange(connection, known);
}

MHD_Result HttpServer::Impl::BeginExchange(MHD_Connection* connection,
                                           const char* url, const char* method,
                                           void** to) {
  auto made = std::make_unique<Exchange>();
  HttpRequest request;
  request.id = RandomHex(kRequestIdBytes);
  made->id = request.id;
  request.method = method;
  request.path = url;
  MHD_get_connection_values(connection, MHD_HEADER_KIND, &AddHeader,
                            &request.headers);
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, &AddQueryPart,
                            &request.query);
  const MHD_ConnectionInfo* context =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  if (context != nullptr && context->socket_context != nullptr) {
    const auto* of = static_cast<const Connection*>(context->socket_context);
    made->connection = of->number;
    request.client_address = of->address;
  }
  slow_clients_.HeaderCame(made->connection, absl::Now());
  exchange_count_.fetch_add(1);
  Exchange* exchange = made.release();  // OnCompleted takes it back
  *to = exchange;
  const std::optional<std::string> wrong = CheckFraming(request.headers);
  const bool has_body = HasBody(request.headers);
  exchange->exchange = application_.Receive(std::move(request));
  std::optional<HttpResponse> answer;
  if (wrong.has_value()) {
    answer = ErrorResponse(400, "INVALID_REQUEST", *wrong, exchange->id);
    answer->close = true;
  } else {
    answer = exchange->exchange->Begin();
  }
  if (!answer.has_value()) return MHD_YES;
  // Whatever follows must not be taken for another request.
  if (has_body) answer->close = true;
  return Send(connection, *std::move(answer), exchange);
}

MHD_Result HttpServer::Impl::TakeBody(std::string_view bytes,
                                      Exchange* exchange) {
  slow_clients_.BodyBytesCame(exchange->connection, bytes.size());
  if (exchange->wants_body) {
    exchange->wants_body = exchange->exchange->Append(bytes);
    return MHD_YES;
  }
  exchange->unwanted_bytes += bytes.size();
  return exchange->unwanted_bytes <= kUnwantedBytesMax ? MHD_YES : MHD_NO;
}

MHD_Result HttpServer::Impl::AnswerExchange(MHD_Connection* connection,
                                            Exchange* exchange) {
  if (exchange->has_answer) return MHD_YES;
  slow_clients_.BodyCame(exchange->connection);
  for (;;) {
    const uint64_t before = generation();
    HttpReply reply = exchange->exchange->Answer(exchange->is_wait_over);
    if (reply.response.has_value()) {
      return Send(connection, *std::move(reply.response), exchange);
    }
    if (Suspend(connection, exchange, reply, before)) return MHD_YES;
  }
}

MHD_Result HttpServer::Impl::Send(MHD_Connection* connection,
                                  HttpResponse answer, Exchange* exchange) {
  slow_clients_.BodyCame(exchange->connection);
  exchange->has_answer = true;
  exchange->status = answer.status;
  exchange->answer_bytes =
      answer.file.has_value() ? answer.file->bytes : answer.body.size();
  const OwnedResponse response = MakeResponse(&answer);
  if (response == nullptr) return MHD_NO;
  bool may_be_kept = false;  // by a cache
  for (const auto& [name, value] : answer.headers) {
    may_be_kept = may_be_kept || name == "Cache-Control";
    MHD_add_response_header(response.get(), name.c_str(), value.c_str());
  }
  MHD_add_response_header(response.get(), "X-Request-Id", exchange->id.c_str());
  MHD_add_response_header(response.get(), "X-Content-Type-Options", "nosniff");
  if (!may_be_kept) {
    MHD_add_response_header(response.get(), "Cache-Control", "no-store");
  }
  if (answer.close) {
    MHD_add_response_header(response.get(), "Connection", "close");
  }
  return MHD_queue_response(connection, static_cast<unsigned>(answer.status),
                            response.get());
}

void HttpServer::Impl::OnCompleted(void* self, MHD_Connection*, void** exchange,
                                   MHD_RequestTerminationCode why) {
  Impl* server = static_cast<Impl*>(self);
  const std::unique_ptr<Exchange> done(static_cast<Exchange*>(*exchange));
  *exchange = nullptr;
  if (done == nullptr) return;
  server->slow_clients_.Answered(done->connection, absl::Now());
  const bool is_sent = why == MHD_REQUEST_TERMINATED_COMPLETED_OK;
  done->exchange->Answered(is_sent ? done->status : 0, done->answer_bytes);
  MutexLock lock(server->mutex_);
  server->exchange_count_.fetch_sub(1);
  server->changed_.NotifyAll();
}

uint64_t HttpServer::Impl::generation() {
  MutexLock lock(mutex_);
  return generation_;
}

bool HttpServer::Impl::Suspend(MHD_Connection* connection, Exchange* exchange,
                               const HttpReply& reply, uint64_t generation) {
  MutexLock lock(mutex_);
  if (stopping_) {
    exchange->is_wait_over = true;
    return false;
  }
  if (generation != generation_) return false;
  MHD_suspend_connection(connection);
  waiting_.emplace(reply.wait_key, Waiting{connection, exchange, reply.until});
  return true;
}

void HttpServer::Impl::Wake(std::string_view key) {
  MutexLock lock(mutex_);
  ++generation_;
  const auto [first, last] = waiting_.equal_range(key);
  for (auto it = first; it != last; ++it) {
    MHD_resume_connection(it->second.connection);
  }
  waiting_.erase(first, last);
}

void HttpServer::Impl::EndWaits(absl::Time now) {
  MutexLock lock(mutex_);
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    if (it->second.until > now) {
      ++it;
      continue;
    }
    it->second.exchange->is_wait_over = true;
    MHD_resume_connection(it->second.connection);
    it = waiting_.erase(it);
  }
}

void HttpServer::Impl::Tend(std::stop_token stop) {
  while (!stop.stop_requested()) {
    EndWaits(absl::Now());
    slow_clients_.CutSlow(absl::Now(),
                          [](int socket) { ::shutdown(socket, SHUT_RDWR); });
    MutexLock lock(mutex_);
    if (!stopping_) changed_.WaitFor(mutex_, kTick);
    if (stopping_) return;
  }
}

void HttpServer::Impl::Stop() {
  if (daemon_ == nullptr) return;
  MHD_quiesce_daemon(daemon_);
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  tender_.join();
  EndWaits(absl::InfiniteFuture());
  const absl::Time deadline = absl::Now() + options_.stop_time;
  {
    MutexLock lock(mutex_);
    while (exchange_count_.load() > 0 && absl::Now() < deadline) {
      changed_.WaitFor(mutex_, kTick);
    }
  }
  MHD_stop_daemon(daemon_);
  daemon_ = nullptr;
  listening_.Close();
}

HttpServer::HttpServer(HttpServerOptions options, HttpApplication& application)
    : impl_(std::make_unique<Impl>(std::move(options), application)) {}
HttpServer::~HttpServer() = default;

absl::Status HttpServer::Start() { return impl_->Start(); }
uint16_t HttpServer::port() const { return impl_->port(); }
bool HttpServer::is_loopback() const { return impl_->is_loopback(); }
void HttpServer::Wake(std::string_view key) { impl_->Wake(key); }
void HttpServer::Stop() { impl_->Stop(); }
size_t HttpServer::connection_count() const {
  return impl_->connection_count();
}

}  // namespace millrace::server
