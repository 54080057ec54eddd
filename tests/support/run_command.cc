// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/run_command.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <utility>

#include "engine/base/check.h"

extern char** environ;

namespace millrace {
namespace {

std::map<std::string, std::string> Environment(
    const std::map<std::string, std::string>& changes) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const size_t equals = text.find('=');
    if (equals != text.npos) {
      variables[text.substr(0, equals)] = text.substr(equals + 1);
    }
  }
  for (const auto& [name, value] : changes) {
    if (value.empty()) {
      variables.erase(name);
    } else {
      variables[name] = value;
    }
  }
  return variables;
}

std::vector<char*> Pointers(std::vector<std::string>* texts) {
  std::vector<char*> pointers;
  for (std::string& text : *texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::string BytesOf(int fd) {
  std::string bytes;
  char buffer[1 << 16];
  off_t offset = 0;
  for (;;) {
    const ssize_t got = ::pread(fd, buffer, sizeof(buffer), offset);
    MILLRACE_CHECK(got >= 0);
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(got));
    offset += got;
  }
}

}  // namespace

StartedCommand::StartedCommand(const std::vector<std::string>& words,
                               const CommandSetup& setup) {
  // A command that ends early must not end the test.
  ::signal(SIGPIPE, SIG_IGN);
  int input[2] = {-1, -1};
  MILLRACE_CHECK(::pipe2(input, O_CLOEXEC) == 0);
  input_ = input[1];
  out_ = ::memfd_create("stdout", MFD_CLOEXEC);
  err_ = ::memfd_create("stderr", MFD_CLOEXEC);
  MILLRACE_CHECK(out_ >= 0 && err_ >= 0);
  // All that allocates comes before the fork.
  std::vector<std::string> arguments = words;
  std::vector<std::string> variables;
  for (const auto& [name, value] : Environment(setup.environment)) {
    variables.push_back(name + "=" + value);
  }
  const std::vector<char*> argv = Pointers(&arguments);
  const std::vector<char*> envp = Pointers(&variables);
  pid_ = ::fork();
  MILLRACE_CHECK(pid_ >= 0);
  if (pid_ == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    const bool is_ready =
        ::dup2(input[0], STDIN_FILENO) >= 0 &&
        ::dup2(out_, STDOUT_FILENO) >= 0 && ::dup2(err_, STDERR_FILENO) >= 0 &&
        (setup.directory.empty() || ::chdir(setup.directory.c_str()) == 0);
    if (is_ready) ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  ::close(input[0]);
}

StartedCommand::~StartedCommand() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    Wait();
  }
  CloseInput();
  ::close(out_);
  ::close(err_);
}

bool StartedCommand::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(input_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

void StartedCommand::CloseInput() {
  if (input_ >= 0) ::close(input_);
  input_ = -1;
}

void StartedCommand::Signal(int number) {
  MILLRACE_CHECK(pid_ > 0 && ::kill(pid_, number) == 0);
}

std::string StartedCommand::Output() const { return BytesOf(out_); }

CommandRun StartedCommand::Wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0) MILLRACE_CHECK(errno == EINTR);
  pid_ = -1;
  CommandRun run;
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) run.signal = WTERMSIG(status);
  run.out = BytesOf(out_);
  run.err = BytesOf(err_);
  return run;
}

CommandRun RunCommand(const std::vector<std::string>& words,
                      std::string_view input, const CommandSetup& setup) {
  StartedCommand command(words, setup);
  command.Write(input);
  command.CloseInput();
  return command.Wait();
}

}  // namespace millrace
