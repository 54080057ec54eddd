// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/serve_command.h"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/millrace/failure.h"
#include "tools/millrace/text.h"
#include "tools/server/option_table.h"
#include "tools/server/service.h"
#include "tools/server/service_options.h"

namespace millrace::tool {
namespace {

using server::Service;
using server::ServiceOption;
using server::ServiceOptions;
using server::ServiceOptionTable;

class ServeCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "serve",
        .summary = "offer the bulk import interface over HTTP",
        .usages = {"--store DIR [--listen HOST:PORT] [flags]",
                   "--config FILE [--check-config]"},
        .about =
            "Serves the store to programs that speak the bulk import "
            "interface, one line on standard output when it is ready, its log "
            "on standard error. Access keys are made with millrace keys. "
            "SIGTERM and SIGINT commit what is whole and end it with 0; the "
            "next start goes on with what is unfinished. TLS is the business "
            "of a proxy in front.\n\nEvery flag is also a member of the JSON "
            "file that --config names, and a variable: --jobs-at-once is "
            "\"jobs-at-once\" and MILLRACE_JOBS_AT_ONCE. A flag wins over a "
            "variable, a variable over the file.",
        .examples = {"millrace keys create --store crm.db --name Parsons",
                     "millrace serve --store crm.db",
                     "millrace serve --store crm.db --open --allow-file "
                     "/srv/uploads",
                     "millrace serve --config millrace.json --check-config"},
    };
  }

  void DeclareFlags(FlagSet* flags) override;
  ExitCode Run() override;

 private:
  absl::Status Gather(ServiceOptions* options) const;
  ExitCode Serve(ServiceOptions options) const;

  std::string config_;
  bool is_check_ = false;
  // What was given, by option's name.
  std::map<std::string, std::vector<std::string>> given_;
  std::map<std::string, bool> switches_;
};

void ServeCommand::DeclareFlags(FlagSet* flags) {
  flags->AddText("config", "FILE", "options as JSON", &config_);
  flags->WithEnvironment("MILLRACE_CONFIG");
  flags->AddSwitch("check-config", "check the options and end", &is_check_);
  for (const ServiceOption& option : ServiceOptionTable()) {
    switch (option.kind) {
      case ServiceOption::Kind::kSwitch:
        flags->AddSwitch(option.name, option.help, &switches_[option.name]);
        break;
      case ServiceOption::Kind::kText:
      case ServiceOption::Kind::kNumber:
        given_[option.name].resize(1);
        flags->AddText(option.name, option.value_name, option.help,
                       &given_[option.name].front());
        break;
      case ServiceOption::Kind::kList:
        flags->AddList(option.name, option.value_name, option.help,
                       &given_[option.name]);
        break;
    }
  }
}

absl::Status ServeCommand::Gather(ServiceOptions* options) const {
  if (!config_.empty()) {
    absl::Status status = server::ReadServiceOptions(config_, options);
    if (!status.ok()) {
      return absl::InvalidArgumentError(config_ + ": " +
                                        std::string(status.message()));
    }
  }
  absl::Status status = server::TakeEnvironment(
      // Nothing else runs yet that could change the environment.
      [](const std::string& variable) {
        return std::getenv(variable.c_str());  // NOLINT(concurrency-mt-unsafe)
      },
      options);
  if (!status.ok()) return status;
  for (const ServiceOption& option : ServiceOptionTable()) {
    std::vector<std::string> values;
    if (option.kind == ServiceOption::Kind::kSwitch) {
      if (switches_.at(option.name)) values = {"true"};
    } else {
      values = given_.at(option.name);
    }
    if (values.empty() || values.front().empty()) continue;
    if (option.clear) option.clear(options);
    for (const std::string& value : values) {
      status = option.set(value, options);
      if (!status.ok()) {
        return absl::InvalidArgumentError("flag --" + option.name + " " +
                                          std::string(status.message()));
      }
    }
  }
  return options->Validate();
}

// The signals that end the service, which only Wait() takes: blocked before
// any thread starts, so that every thread has them blocked.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    // A client that leaves while we write is no reason to end.
    std::signal(SIGPIPE, SIG_IGN);
  }
  void Wait() const {
    int number = 0;
    while (sigwait(&set_, &number) != 0) {
    }
  }
  // From now on a signal ends the process, which loses nothing either.
  void Release() const { pthread_sigmask(SIG_UNBLOCK, &set_, nullptr); }

 private:
  sigset_t set_;
};

// As many open files as we may have: each connection is one.
void RaiseFileLimit() {
  struct rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

ExitCode ServeCommand::Serve(ServiceOptions options) const {
  const EndSignals signals;
  RaiseFileLimit();
  auto service = Service::Open(std::move(options));
  if (!service.ok()) {
    return Fail(ExitCodeFor(service.status()), "serve", service.status());
  }
  if (absl::Status status = (*service)->Start(); !status.ok()) {
    return Fail(ExitCodeFor(status), "serve", status);
  }
  if (!(*service)->options().open && (*service)->key_ring().key_count() == 0) {
    Say("no access keys yet: millrace keys create --store " +
        ShellText((*service)->options().store.native()) + " --name NAME");
  }
  const ExitCode code = Print("ready at " + (*service)->address() + "\n");
  if (code == ExitCode::kDone) signals.Wait();
  signals.Release();
  (*service)->Stop();
  return code;
}

ExitCode ServeCommand::Run() {
  ServiceOptions options;
  absl::Status status = Gather(&options);
  if (!status.ok()) {
    return Fail(ExitCode::kUsage, "serve", status,
                "millrace serve --help lists the options");
  }
  if (is_check_) return Print("the options are in order\n");
  return Serve(std::move(options));
}

}  // namespace

std::unique_ptr<Command> MakeServeCommand() {
  return std::make_unique<ServeCommand>();
}

}  // namespace millrace::tool
