// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The socket holds one byte for the feed from its start. Closed while that is
// unread, it gives its reader ECONNRESET after the bytes on their way; closed
// after it was read, an end of file. That is the whole protocol.

#include "tools/millrace/standard_input.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "tools/millrace/failure.h"

namespace millrace::tool {
namespace {

// No header row of 50 names comes near it.
constexpr size_t kHeadBytesMax = size_t{1} << 20;
constexpr size_t kReadBytes = size_t{64} << 10;
// How long after the end of a pipe a signal to all of its ends may come.
constexpr std::chrono::milliseconds kSignalGrace(50);

std::string ErrnoText() { return std::generic_category().message(errno); }

bool IsRegularFile(int fd) {
  struct stat status = {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

// The first line end outside quotes, if it is there already. Of JSON objects
// one row is not enough: each leaves out what is blank.
bool HoldsWholeRow(std::string_view head) {
  const size_t first = head.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && head[first] == '{') return false;
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

// Copies until the input ends; then ends the socket cleanly, unless a signal
// has ended the input.
void Feed(const std::string& head, int from, int socket,
          const std::function<bool()>& was_signalled) {
  if (!WriteAll(socket, head)) return;
  std::string buffer(kReadBytes, '\0');
  for (;;) {
    ssize_t got = ReadSome(from, buffer.data(), buffer.size());
    if (got < 0) {
      Say("standard input: " + ErrnoText());
      ::close(socket);
      return;
    }
    if (got == 0) break;
    size_t bytes = static_cast<size_t>(got);
    if (!WriteAll(socket, std::string_view(buffer).substr(0, bytes))) return;
  }
  std::this_thread::sleep_for(kSignalGrace);
  if (was_signalled()) return;  // the stop request closes the socket
  char first = 0;
  if (ReadSome(socket, &first, 1) == 1) ::shutdown(socket, SHUT_WR);
}

}  // namespace

absl::StatusOr<std::string> ReadStandardInputHead() {
  off_t start = ::lseek(STDIN_FILENO, 0, SEEK_CUR);
  std::string head;
  while (!HoldsWholeRow(head) && head.size() < kHeadBytesMax) {
    size_t before = head.size();
    head.resize(before + kReadBytes);
    ssize_t got = ReadSome(STDIN_FILENO, head.data() + before, kReadBytes);
    if (got < 0) return absl::UnavailableError(ErrnoText());
    head.resize(before + static_cast<size_t>(got));
    if (got == 0) break;
  }
  if (IsRegularFile(STDIN_FILENO) &&
      ::lseek(STDIN_FILENO, start, SEEK_SET) != start) {
    return absl::UnavailableError(ErrnoText());
  }
  return head;
}

void StandardInputFeed::Abort::operator()() const {
  // The number stays taken, so that the feeding thread cannot write into
  // another file.
  ::dup3(nowhere, socket, O_CLOEXEC);
}

absl::StatusOr<std::unique_ptr<StandardInputFeed>> StandardInputFeed::Start(
    std::string head, std::stop_token stop,
    std::function<bool()> was_signalled) {
  auto feed = std::make_unique<StandardInputFeed>();
  if (IsRegularFile(STDIN_FILENO)) return feed;
  int sockets[2] = {-1, -1};
  int from = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  bool is_ready =
      from >= 0 && nowhere >= 0 &&
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0 &&
      WriteAll(sockets[0], "!") && ::dup2(sockets[0], STDIN_FILENO) >= 0;
  if (!is_ready) return absl::UnavailableError(ErrnoText());
  ::close(sockets[0]);
  int socket = sockets[1];
  feed->on_stop_.emplace(std::move(stop), Abort{socket, nowhere});
  // Detached: it may wait for a slow input when the command is done.
  std::thread([head = std::move(head), from, socket,
               was_signalled = std::move(was_signalled)] {
    Feed(head, from, socket, was_signalled);
  }).detach();
  return feed;
}

}  // namespace millrace::tool
