// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Runs a program as a user would, without a shell: arguments and standard
// input in, exit code, standard output and standard error out.
//
//   CommandRun run = RunCommand({"/usr/bin/printf", "%s", "x"});
//   EXPECT_EQ(run.out, "x");
//
//   StartedCommand command({program, "load", "--source", "-"});
//   command.Write("a,b\r\n");
//   command.Signal(SIGINT);
//   CommandRun run = command.Wait();
//
// Threading: one thread, and no other may fork or change the environment.

#ifndef MILLRACE_TESTS_SUPPORT_RUN_COMMAND_H_
#define MILLRACE_TESTS_SUPPORT_RUN_COMMAND_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

struct CommandRun {
  int exit_code = -1;  // -1: ended by a signal
  int signal = 0;
  std::string out = {};
  std::string err = {};
};

struct CommandSetup {
  std::string directory = {};  // to run in; empty: this process's
  // Over this process's environment; an empty value removes.
  std::map<std::string, std::string> environment = {};
};

class StartedCommand {
 public:
  // words[0] is the program's path. Standard input is a pipe.
  explicit StartedCommand(const std::vector<std::string>& words,
                          const CommandSetup& setup = {});
  // Kills what still runs.
  ~StartedCommand();
  StartedCommand(const StartedCommand&) = delete;
  StartedCommand& operator=(const StartedCommand&) = delete;

  // Blocks while the pipe is full. False: nobody reads any more.
  bool Write(std::string_view bytes);
  void CloseInput();
  void Signal(int number);
  // What it has printed on standard output so far.
  std::string Output() const;
  // Leaves the input open, so that the command does not see its end.
  CommandRun Wait();

 private:
  pid_t pid_ = -1;
  int input_ = -1;
  int out_ = -1;  // unnamed files, so that the command never waits for us
  int err_ = -1;
};

// Runs it to its end with these bytes as standard input.
CommandRun RunCommand(const std::vector<std::string>& words,
                      std::string_view input = {},
                      const CommandSetup& setup = {});

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_RUN_COMMAND_H_
