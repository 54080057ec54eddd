// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/ssh_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string_view>
#include <vector>

#include "engine/base/check.h"
#include "tests/support/run_command.h"
#include "tests/support/temp_dir.h"

extern char** environ;

namespace millrace {
namespace {

void MakeKey(const std::string& path) {
  const CommandRun run = RunCommand(
      {"/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path});
  MILLRACE_CHECK_EQ(run.exit_code, 0);
}

// Type and key of a file that ssh-keygen wrote, without its comment.
std::string PublicKey(const std::string& path) {
  const std::string line = ReadFile(path + ".pub");
  return line.substr(0, line.find(' ', line.find(' ') + 1));
}

void WriteFile(const std::filesystem::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  MILLRACE_CHECK(file.good());
}

std::string UserName() {
  std::array<char, 4096> buffer = {};
  passwd entry = {};
  passwd* found = nullptr;
  MILLRACE_CHECK(::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(),
                              &found) == 0 &&
                 found != nullptr);
  return found->pw_name;
}

// Serves one connection to its end.
void RunDaemon(int connection, const std::string& configuration,
               const std::string& log) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, connection, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, connection, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  std::vector<std::string> words = {"/usr/sbin/sshd", "-i", "-e", "-f",
                                    configuration};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t pid = -1;
  MILLRACE_CHECK_EQ(::posix_spawn(&pid, words[0].c_str(), &actions, nullptr,
                                  arguments.data(), environ),
                    0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(connection);
  int status = 0;
  ::waitpid(pid, &status, 0);
}

}  // namespace

SshServer::SshServer(const std::filesystem::path& folder)
    : folder_(folder), user_(UserName()) {
  MakeKey(folder_ / "host_key");
  MakeKey(folder_ / "user_key");
  host_key_ = PublicKey(folder_ / "host_key");
  WriteFile(folder_ / "authorized_keys",
            PublicKey(folder_ / "user_key") + "\n");
  WriteFile(folder_ / "sshd_config",
            "HostKey " + (folder_ / "host_key").native() +
                "\nAuthorizedKeysFile " +
                (folder_ / "authorized_keys").native() +
                "\nPidFile none\nUsePAM no\nStrictModes no\n"
                "PermitRootLogin yes\nPasswordAuthentication yes\n"
                "Subsystem sftp internal-sftp\n");
  // As root, sshd wants a folder that its service makes at start-up.
  if (::geteuid() == 0) ::mkdir("/run/sshd", 0755);

  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  MILLRACE_CHECK(::bind(listener_, plain, length) == 0 &&
                 ::listen(listener_, 8) == 0 &&
                 ::getsockname(listener_, plain, &length) == 0);
  port_ = ntohs(address.sin_port);
  WriteFile(known_hosts_path(),
            "[127.0.0.1]:" + std::to_string(port_) + " " + host_key_ + "\n");
  thread_ = std::thread([this] { Serve(); });
}

SshServer::~SshServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::string SshServer::Address(const std::filesystem::path& file,
                               const std::string& password) const {
  const std::string sign_in = password.empty() ? user_ : user_ + ":" + password;
  return "sftp://" + sign_in + "@127.0.0.1:" + std::to_string(port_) +
         file.native();
}

void SshServer::Serve() const {
  for (;;) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    RunDaemon(connection, folder_ / "sshd_config", folder_ / "sshd.log");
  }
}

}  // namespace millrace
