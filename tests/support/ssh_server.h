// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// SshServer: OpenSSH's sshd on a port of 127.0.0.1, as this user, with a host
// key and a user's key (ed25519) made for the test. It serves files by sftp to
// whoever holds the user's key.
//
//   SshServer server(temp_dir.path());
//   FetchOptions options{.known_hosts_file = server.known_hosts_path(),
//                        .ssh_key_file = server.user_key_path()};
//   Fetch(server.Address(path_of_a_file), ...);
//
// Listens itself and starts an sshd for each connection, so that there is
// neither a port to guess nor a start to wait for.
//
// Threading: one thread, and no other may change the environment.

#ifndef MILLRACE_TESTS_SUPPORT_SSH_SERVER_H_
#define MILLRACE_TESTS_SUPPORT_SSH_SERVER_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>

namespace millrace {

class SshServer {
 public:
  // Writes keys and configuration into `folder`.
  explicit SshServer(const std::filesystem::path& folder);
  ~SshServer();
  SshServer(const SshServer&) = delete;
  SshServer& operator=(const SshServer&) = delete;

  // "sftp://USER[:PASSWORD]@127.0.0.1:PORT" and the file's absolute path.
  std::string Address(const std::filesystem::path& file,
                      const std::string& password = {}) const;
  std::string known_hosts_path() const { return folder_ / "known_hosts"; }
  std::string user_key_path() const { return folder_ / "user_key"; }
  uint16_t port() const { return port_; }
  // "ssh-ed25519 AAAA...", of the host key.
  const std::string& host_key() const { return host_key_; }

 private:
  void Serve() const;

  const std::filesystem::path folder_;
  std::string host_key_;
  std::string user_;
  uint16_t port_ = 0;
  int listener_ = -1;
  std::thread thread_;
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_SSH_SERVER_H_
