// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/http_message.h"

#include "absl/strings/ascii.h"

namespace millrace::server {
namespace {

int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string_view> FindValue(const NameValues& list,
                                          std::string_view name) {
  for (const auto& [known, value] : list) {
    if (known == name) return value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> HttpRequest::Header(
    std::string_view name) const {
  return FindValue(headers, name);
}

std::optional<std::string_view> HttpRequest::Query(
    std::string_view name) const {
  return FindValue(query, name);
}

HttpResponse HttpResponse::Json(int status, std::string body) {
  return Text(status, "application/json", std::move(body));
}

HttpResponse HttpResponse::Text(int status, std::string_view type,
                                std::string body) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("Content-Type", type);
  response.body = std::move(body);
  return response;
}

std::optional<std::string> PercentDecoded(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = DigitValue(text[i + 1]);
    const int low = DigitValue(text[i + 2]);
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return plain;
}

std::string PercentEncoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '-' || c == '.' || c == '_' ||
        c == '~') {
      encoded += c;
      continue;
    }
    encoded += '%';
    encoded += kDigits[byte >> 4];
    encoded += kDigits[byte & 15];
  }
  return encoded;
}

NameValues ParseQuery(std::string_view text) {
  NameValues query;
  while (!text.empty()) {
    const size_t end = text.find('&');
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (one.empty()) continue;
    std::string plain(one);
    for (char& c : plain) {
      if (c == '+') c = ' ';
    }
    const size_t equals = plain.find('=');
    std::optional<std::string> name =
        PercentDecoded(std::string_view(plain).substr(0, equals));
    std::optional<std::string> value = PercentDecoded(
        equals == plain.npos ? "" : std::string_view(plain).substr(equals + 1));
    if (!name.has_value() || !value.has_value()) continue;
    query.emplace_back(*std::move(name), *std::move(value));
  }
  return query;
}

}  // namespace millrace::server
