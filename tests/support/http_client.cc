// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

#include "engine/base/check.h"

namespace millrace {
namespace {

// Longer than anything that a test waits for; only a broken server gets here.
constexpr int kPatienceMs = 60'000;
constexpr int kClosingMs = 10'000;

}  // namespace

HttpClient::HttpClient(uint16_t port) : port_(port) { Connect(); }

HttpClient::~HttpClient() { Close(); }

void HttpClient::Connect() {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  MILLRACE_CHECK(socket_ >= 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address),
                sizeof(address)) != 0) {
    Close();
  }
}

void HttpClient::Close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  unread_.clear();
}

void HttpClient::AddHeader(std::string name, std::string value) {
  headers_.emplace_back(std::move(name), std::move(value));
}

bool HttpClient::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool HttpClient::Fill() {
  pollfd waiting = {.fd = socket_, .events = POLLIN, .revents = 0};
  if (socket_ < 0 || ::poll(&waiting, 1, kPatienceMs) <= 0) return false;
  char piece[65536];
  const ssize_t got = ::recv(socket_, piece, sizeof(piece), 0);
  if (got <= 0) return false;
  unread_.append(piece, static_cast<size_t>(got));
  return true;
}

HttpAnswer HttpClient::Read(bool has_body) {
  HttpAnswer answer;
  size_t end = unread_.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (!Fill()) {
      Close();
      return {};
    }
    end = unread_.find("\r\n\r\n");
  }
  std::string header = unread_.substr(0, end + 2);
  unread_.erase(0, end + 4);
  answer.status = std::atoi(header.substr(header.find(' ') + 1).c_str());
  for (size_t at = header.find("\r\n") + 2; at < header.size();) {
    const size_t line_end = header.find("\r\n", at);
    const std::string line = header.substr(at, line_end - at);
    const size_t colon = line.find(':');
    answer.headers[absl::AsciiStrToLower(line.substr(0, colon))] =
        std::string(absl::StripAsciiWhitespace(line.substr(colon + 1)));
    at = line_end + 2;
  }
  if (answer.status == 100) return Read(has_body);
  const size_t bytes = has_body && answer.status != 304 && answer.status != 204
                           ? static_cast<size_t>(std::atoll(
                                 answer.headers["content-length"].c_str()))
                           : 0;
  while (unread_.size() < bytes && Fill()) {
  }
  answer.body = unread_.substr(0, bytes);
  unread_.erase(0, bytes);
  if (absl::AsciiStrToLower(answer.headers["connection"]) == "close") Close();
  return answer;
}

HttpAnswer HttpClient::Request(std::string_view method, std::string_view target,
                               std::string_view body, const Headers& headers) {
  std::string text = std::string(method) + " " + std::string(target) +
                     " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
                     "\r\n";
  for (const Headers* list : {&std::as_const(headers_), &headers}) {
    for (const auto& [name, value] : *list) {
      text += name + ": " + value + "\r\n";
    }
  }
  if (!body.empty() || method == "POST" || method == "PATCH") {
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  text += "\r\n";
  text += body;
  if (socket_ < 0) Connect();
  if (!Write(text)) {
    Close();
    Connect();
    Write(text);
  }
  return Read(method != "HEAD");
}

bool HttpClient::IsClosedByServer() {
  if (socket_ < 0) return true;
  pollfd waiting = {.fd = socket_, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, kClosingMs) <= 0) return false;
  char byte = 0;
  return ::recv(socket_, &byte, 1, 0) <= 0;
}

std::string BasicCredentials(std::string_view name, std::string_view password) {
  return "Basic " +
         absl::Base64Escape(std::string(name) + ":" + std::string(password));
}

}  // namespace millrace
