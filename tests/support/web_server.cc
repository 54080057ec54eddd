// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/web_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <utility>

#include <microhttpd.h>

#include "engine/base/check.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

// A body on its way out.
struct Outgoing {
  const WebServer* server;
  WebAnswer answer;
};

ssize_t ReadBody(void* context, uint64_t position, char* to, size_t room) {
  const Outgoing& outgoing = *static_cast<Outgoing*>(context);
  const std::string& body = outgoing.answer.body;
  if (position < body.size()) {
    const size_t count = std::min<size_t>(room, body.size() - position);
    std::memcpy(to, body.data() + position, count);
    return static_cast<ssize_t>(count);
  }
  if (outgoing.answer.ending == WebEnding::kNeverComing) {
    outgoing.server->WaitForEnd();
  }
  return outgoing.answer.ending == WebEnding::kChunked
             ? MHD_CONTENT_READER_END_OF_STREAM
             : MHD_CONTENT_READER_END_WITH_ERROR;
}

void FreeOutgoing(void* context) { delete static_cast<Outgoing*>(context); }

MHD_Response* MakeResponse(const WebServer* server, WebAnswer answer) {
  MHD_Response* response = nullptr;
  const std::map<std::string, std::string> headers = answer.headers;
  if (answer.ending == WebEnding::kWhole) {
    response = MHD_create_response_from_buffer(
        answer.body.size(), answer.body.data(), MHD_RESPMEM_MUST_COPY);
  } else {
    const uint64_t size = answer.ending == WebEnding::kBrokenOff
                              ? answer.body.size() + 1
                              : MHD_SIZE_UNKNOWN;
    response = MHD_create_response_from_callback(
        size, size_t{32} << 10, &ReadBody,
        new Outgoing{server, std::move(answer)}, &FreeOutgoing);
  }
  MILLRACE_CHECK(response != nullptr);
  for (const auto& [name, value] : headers) {
    MHD_add_response_header(response, name.c_str(), value.c_str());
  }
  return response;
}

MHD_Result AddHeader(void* context, MHD_ValueKind /*kind*/, const char* name,
                     const char* value) {
  std::string lower = name;
  for (char& c : lower) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  (*static_cast<std::map<std::string, std::string>*>(context))[lower] =
      value == nullptr ? "" : value;
  return MHD_YES;
}

MHD_Result OnCall(void* context, MHD_Connection* connection, const char* path,
                  const char* method, const char* /*version*/,
                  const char* bytes, size_t* bytes_size, void** state) {
  WebServer& server = *static_cast<WebServer*>(context);
  if (*state == nullptr) {
    *state = new WebCall{.method = method, .path = path};
    return MHD_YES;
  }
  WebCall& call = *static_cast<WebCall*>(*state);
  if (*bytes_size > 0) {
    call.body.append(bytes, *bytes_size);
    *bytes_size = 0;
    return MHD_YES;
  }
  MHD_get_connection_values(connection, MHD_HEADER_KIND, &AddHeader,
                            &call.headers);
  const WebAnswer answer = server.Take(call);
  MHD_Response* const response = MakeResponse(&server, answer);
  const MHD_Result result =
      MHD_queue_response(connection, answer.status, response);
  MHD_destroy_response(response);
  return result;
}

void OnEnd(void* /*context*/, MHD_Connection* /*connection*/, void** state,
           MHD_RequestTerminationCode /*code*/) {
  delete static_cast<WebCall*>(*state);
  *state = nullptr;
}

}  // namespace

WebServer::WebServer(Answer answer, const TestCertificate* certificate)
    : answer_(std::move(answer)),
      scheme_(certificate == nullptr ? "http" : "https") {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  unsigned flags =
      MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION;
  std::string key;
  std::string chain;
  std::vector<MHD_OptionItem> options;
  if (certificate != nullptr) {
    flags |= MHD_USE_TLS;
    key = ReadFile(certificate->key_path());
    chain = ReadFile(certificate->certificate_path());
    options.push_back({MHD_OPTION_HTTPS_MEM_KEY, 0, key.data()});
    options.push_back({MHD_OPTION_HTTPS_MEM_CERT, 0, chain.data()});
  }
  options.push_back({MHD_OPTION_END, 0, nullptr});
  daemon_ = MHD_start_daemon(flags, 0, nullptr, nullptr, &OnCall, this,
                             MHD_OPTION_SOCK_ADDR, &address,
                             MHD_OPTION_NOTIFY_COMPLETED, &OnEnd, nullptr,
                             MHD_OPTION_ARRAY, options.data(), MHD_OPTION_END);
  MILLRACE_CHECK(daemon_ != nullptr);
  port_ = MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT)->port;
}

WebServer::~WebServer() {
  {
    MutexLock lock(mutex_);
    is_ending_ = true;
    changed_.NotifyAll();
  }
  MHD_stop_daemon(daemon_);
}

std::string WebServer::Address(const std::string& path,
                               const std::string& host) const {
  return scheme_ + "://" + host + ":" + std::to_string(port_) + path;
}

std::vector<WebCall> WebServer::Calls() const {
  MutexLock lock(mutex_);
  return calls_;
}

void WebServer::WaitForEnd() const {
  MutexLock lock(mutex_);
  while (!is_ending_) changed_.Wait(mutex_);
}

WebAnswer WebServer::Take(WebCall call) {
  {
    MutexLock lock(mutex_);
    calls_.push_back(call);
  }
  return answer_(call);
}

}  // namespace millrace
