// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// HttpClient: one connection to a server on this machine, on which a test
// writes what it likes, well-formed or not, and reads answers.
//
//   HttpClient client(port);
//   HttpAnswer answer = client.Request("GET", "/healthz");
//
// Threading: one thread.

#ifndef MILLRACE_TESTS_SUPPORT_HTTP_CLIENT_H_
#define MILLRACE_TESTS_SUPPORT_HTTP_CLIENT_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace {

struct HttpAnswer {
  int status = 0;  // 0: the connection ended without an answer
  std::map<std::string, std::string> headers = {};  // names in lower case
  std::string body = {};
};

class HttpClient {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  explicit HttpClient(uint16_t port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sent with every Request(), besides Host and Content-Length.
  void AddHeader(std::string name, std::string value);

  // Connects anew if the server has closed.
  HttpAnswer Request(std::string_view method, std::string_view target,
                     std::string_view body = {}, const Headers& headers = {});

  // False: the server has closed.
  bool Write(std::string_view bytes);
  // The next answer. has_body: not so for one to HEAD.
  HttpAnswer Read(bool has_body = true);
  // Whether the server closes the connection within ten seconds, sending
  // nothing more.
  bool IsClosedByServer();

 private:
  void Connect();
  void Close();
  bool Fill();

  const uint16_t port_;
  int socket_ = -1;
  std::string unread_;
  Headers headers_;
};

// "Basic ..." of an application name and a password.
std::string BasicCredentials(std::string_view name, std::string_view password);

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_HTTP_CLIENT_H_
