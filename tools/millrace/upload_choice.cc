// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/upload_choice.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "tools/millrace/failure.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

// No header row of 50 names comes near it.
constexpr size_t kHeadBytesMax = size_t{1} << 20;
constexpr size_t kReadBytes = size_t{64} << 10;

std::string ErrnoText() { return std::generic_category().message(errno); }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The first line end outside quotes, if it is there already.
bool HoldsWholeRow(std::string_view head) {
  bool in_quotes = false;
  for (char c : head) {
    if (c == '"') in_quotes = !in_quotes;
    if (!in_quotes && (c == '\n' || c == '\r')) return true;
  }
  return false;
}

// Bytes read, 0 at the end, negative on trouble.
ssize_t ReadSome(int fd, char* to, size_t bytes_max) {
  for (;;) {
    ssize_t got = ::read(fd, to, bytes_max);
    if (got >= 0 || errno != EINTR) return got;
  }
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

// Copies until the input ends. After trouble the pipe is left open: closed,
// it would look like the end of a whole upload.
void Feed(const std::string& head, int from, int to) {
  if (!WriteAll(to, head)) return;
  std::string buffer(kReadBytes, '\0');
  for (;;) {
    ssize_t got = ReadSome(from, buffer.data(), buffer.size());
    if (got < 0) {
      Say("standard input: " + ErrnoText() + "; stop with Ctrl-C");
      return;
    }
    if (got == 0) break;
    size_t bytes = static_cast<size_t>(got);
    if (!WriteAll(to, std::string_view(buffer).substr(0, bytes))) return;
  }
  ::close(to);
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

absl::StatusOr<std::string> ReadStandardInputHead() {
  std::string head;
  while (!HoldsWholeRow(head) && head.size() < kHeadBytesMax) {
    size_t before = head.size();
    head.resize(before + kReadBytes);
    ssize_t got = ReadSome(STDIN_FILENO, head.data() + before, kReadBytes);
    if (got < 0) return absl::UnavailableError(ErrnoText());
    head.resize(before + static_cast<size_t>(got));
    if (got == 0) break;
  }
  return head;
}

absl::Status RefeedStandardInput(std::string head) {
  int fds[2] = {-1, -1};
  int from = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  if (from < 0 || ::pipe2(fds, O_CLOEXEC) != 0 ||
      ::dup2(fds[0], STDIN_FILENO) < 0) {
    return absl::UnavailableError(ErrnoText());
  }
  ::close(fds[0]);
  // Detached: it may wait for a slow input when the command is done.
  std::thread([head = std::move(head), from, to = fds[1]] {
    Feed(head, from, to);
  }).detach();
  return absl::OkStatus();
}

}  // namespace millrace::tool
