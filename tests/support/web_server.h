// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// WebServer: a server on a port of 127.0.0.1 that answers as a test says: the
// source of uploads, or the receiver of webhooks. With a certificate it speaks
// https, else http.
//
//   WebServer server(
//       [](const WebCall& call) { return WebAnswer{.body = "a,b\n"}; },
//       &certificate);
//   Fetch(server.Address("/upload.zip"), ...);
//
// Threading: the answering function runs on threads of the server, several at
// a time. The rest is for one thread.

#ifndef MILLRACE_TESTS_SUPPORT_WEB_SERVER_H_
#define MILLRACE_TESTS_SUPPORT_WEB_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"

#include "engine/base/mutex.h"
#include "tests/support/test_certificate.h"

struct MHD_Connection;
struct MHD_Daemon;

namespace millrace {

struct WebCall {
  std::string method = {};
  std::string path = {};
  std::map<std::string, std::string> headers = {};  // names in lower case
  std::string body = {};
};

// How the body of an answer ends.
enum class WebEnding {
  kWhole,        // with its length said beforehand
  kChunked,      // without
  kBrokenOff,    // before the length it announced
  kNeverComing,  // it stays open until the server goes
};

struct WebAnswer {
  unsigned status = 200;
  std::map<std::string, std::string> headers = {};
  std::string body = {};
  WebEnding ending = WebEnding::kWhole;
};

class WebServer {
 public:
  using Answer = std::function<WebAnswer(const WebCall&)>;

  explicit WebServer(Answer answer,
                     const TestCertificate* certificate = nullptr);
  ~WebServer();
  WebServer(const WebServer&) = delete;
  WebServer& operator=(const WebServer&) = delete;

  // "https://127.0.0.1:PORT" and the path.
  std::string Address(const std::string& path,
                      const std::string& host = "127.0.0.1") const;
  uint16_t port() const { return port_; }
  std::vector<WebCall> Calls() const ABSL_LOCKS_EXCLUDED(mutex_);

  // For the server's own threads: returns once the server is going.
  void WaitForEnd() const ABSL_LOCKS_EXCLUDED(mutex_);
  WebAnswer Take(WebCall call) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const Answer answer_;
  const std::string scheme_;
  uint16_t port_ = 0;
  MHD_Daemon* daemon_ = nullptr;

  mutable Mutex mutex_;
  mutable CondVar changed_;
  std::vector<WebCall> calls_ ABSL_GUARDED_BY(mutex_);
  bool is_ending_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_WEB_SERVER_H_
