// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/upload_choice.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <system_error>

#include "tools/millrace/failure.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

std::string ErrnoText() { return std::generic_category().message(errno); }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

ExitCode ChooseUpload(const std::string& word, std::optional<Upload>* upload) {
  if (word == "-") {
    *upload = Upload::StandardInput();
    return ExitCode::kDone;
  }
  std::error_code error;
  std::filesystem::file_status status = std::filesystem::status(word, error);
  std::string context = "upload " + word + ": ";
  if (!std::filesystem::exists(status)) {
    return Fail(ExitCode::kTrouble,
                context + (error ? error.message() : "no such file"));
  }
  if (std::filesystem::is_directory(status)) {
    return Fail(ExitCode::kTrouble, context + "is a folder, not a file");
  }
  if (::access(word.c_str(), R_OK) != 0) {
    return Fail(ExitCode::kTrouble, context + ErrnoText());
  }
  *upload = Upload(std::filesystem::path(word));
  return ExitCode::kDone;
}

std::optional<std::string> PathOfFileUrl(std::string_view url) {
  constexpr std::string_view kScheme = "file:";
  if (!EqualsIgnoringCase(url.substr(0, kScheme.size()), kScheme)) return {};
  url.remove_prefix(kScheme.size());
  if (url.starts_with("//")) {
    url.remove_prefix(2);
    std::string_view host = url.substr(0, url.find('/'));
    if (!host.empty() && !EqualsIgnoringCase(host, "localhost")) return {};
    url.remove_prefix(host.size());
  }
  std::string path;
  for (size_t i = 0; i < url.size(); ++i) {
    if (url[i] != '%') {
      path += url[i];
      continue;
    }
    if (i + 2 >= url.size()) return {};
    int high = HexDigit(url[i + 1]);
    int low = HexDigit(url[i + 2]);
    if (high < 0 || low < 0 || (high == 0 && low == 0)) return {};
    path += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (path.empty()) return {};
  return path;
}

}  // namespace millrace::tool
