// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// HttpRequest, HttpResponse: what our handlers see of HTTP; nothing of the
// library that speaks it.
//
// Threading: plain values and pure functions.

#ifndef MILLRACE_TOOLS_SERVER_HTTP_MESSAGE_H_
#define MILLRACE_TOOLS_SERVER_HTTP_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "tools/server/file_descriptor.h"

namespace millrace::server {

using NameValues = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string id = {};      // ours, in the answer and in every log line
  std::string method = {};  // upper case
  std::string path = {};    // as sent, without the query
  NameValues query = {};    // names and values decoded, in order
  NameValues headers = {};  // names in lower case, in order
  std::string client_address = {};

  // The first of that name, in lower case; nothing if there is none.
  std::optional<std::string_view> Header(std::string_view name) const;
  std::optional<std::string_view> Query(std::string_view name) const;
};

// Part of a file, which is closed with the response.
struct FileBody {
  FileDescriptor file = {};
  uint64_t offset = 0;
  uint64_t bytes = 0;
};

struct HttpResponse {
  int status = 200;
  NameValues headers = {};
  std::string body = {};
  std::optional<FileBody> file = {};  // instead of body
  bool close = false;                 // the connection, after this answer

  static HttpResponse Json(int status, std::string body);
  static HttpResponse Text(int status, std::string_view type, std::string body);
};

// An answer, or the wish to be asked again: when Wake(key) is called, and at
// `until` at the latest.
struct HttpReply {
  HttpReply(HttpResponse answer)  // NOLINT(google-explicit-constructor)
      : response(std::move(answer)) {}
  HttpReply(std::string key, absl::Time until_time)
      : wait_key(std::move(key)), until(until_time) {}

  std::optional<HttpResponse> response = {};
  std::string wait_key = {};
  absl::Time until = absl::InfinitePast();
};

// %41 as A. Nothing where digits are missing, or for a NUL.
std::optional<std::string> PercentDecoded(std::string_view text);
// Everything but letters, digits and -._~ as %XX.
std::string PercentEncoded(std::string_view text);

// Decoded names and values of a=b&c=d; what cannot be decoded is left out.
NameValues ParseQuery(std::string_view text);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_HTTP_MESSAGE_H_
