// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/keys_command.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"

#include "tools/millrace/failure.h"
#include "tools/millrace/service_access.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"
#include "tools/server/access_key.h"
#include "tools/server/state_folder.h"

namespace millrace::tool {
namespace {

class KeysCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "keys",
        .summary = "make, list and revoke access keys of the service",
        .usages = {"create --store DIR --name NAME [--mode 0|1] "
                   "[--resource TYPE]...",
                   "list --store DIR", "revoke KEY --store DIR"},
        .about =
            "Access keys live in a file of the service's folder, as salted "
            "hashes; a running service sees a change at once. create prints "
            "the key once: clients send any application name and KEY|MODE as "
            "the password. A key sees only the jobs that it posted; "
            "--resource limits what it may import. revoke takes the id that "
            "list shows.",
        .examples = {"millrace keys create --store crm.db --name Parsons",
                     "millrace keys create --store crm.db --name Donors "
                     "--resource Contributions",
                     "millrace keys revoke 1f0c2a9b --store crm.db"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    AddStateFlag(flags, &state_);
    flags->AddText("name", "NAME", "whose key it is, for the list", &name_);
    flags->AddInteger("mode", "0|1",
                      "what clients put behind the bar; default 1", 0, 1,
                      &mode_);
    flags->AddList("resource", "TYPE", "a resource type it may import",
                   &resources_);
    flags->AddArgument("create|list|revoke", FlagSet::Need::kRequired,
                       &action_);
    flags->AddArgument("KEY", FlagSet::Need::kOptional, &key_);
  }

  ExitCode Run() override;

 private:
  ExitCode Create(const server::StateFolder& folder) const;
  ExitCode List(const server::StateFolder& folder) const;
  ExitCode Revoke(const server::StateFolder& folder) const;

  std::string store_;
  std::string state_;
  std::string name_;
  std::optional<int64_t> mode_;
  std::vector<std::string> resources_;
  std::string action_;
  std::string key_;
};

ExitCode KeysCommand::Create(const server::StateFolder& folder) const {
  if (name_.empty()) {
    return Fail(ExitCode::kUsage, "flag --name is missing",
                "it says in the list whose key it is");
  }
  if (absl::Status status = folder.Make(); !status.ok()) {
    return Fail(ExitCode::kTrouble, "keys", status);
  }
  const int mode = static_cast<int>(mode_.value_or(1));
  const auto made = server::CreateAccessKey(folder.keys(), name_, mode,
                                            resources_, absl::Now());
  if (!made.ok()) return Fail(ExitCode::kTrouble, "keys", made.status());
  Say("this is shown once; clients send it as the password");
  return Print(made->secret + "|" + std::to_string(mode) + "\n");
}

ExitCode KeysCommand::List(const server::StateFolder& folder) const {
  const auto keys = server::ReadAccessKeys(folder.keys());
  if (!keys.ok()) return Fail(ExitCode::kTrouble, "keys", keys.status());
  if (keys->empty()) {
    Say("no access keys");
    return ExitCode::kDone;
  }
  TextTable table;
  table.AddRow({"KEY", "MODE", "NAME", "RESOURCES", "CREATED", "REVOKED"});
  for (const server::AccessKey& key : *keys) {
    table.AddRow(
        {key.id, std::to_string(key.mode), key.name,
         key.resource_types.empty() ? "any" : ListText(key.resource_types),
         TimeText(key.created),
         key.revoked.has_value() ? TimeText(*key.revoked) : "-"});
  }
  return Print(table.ToString());
}

ExitCode KeysCommand::Revoke(const server::StateFolder& folder) const {
  if (key_.empty()) {
    return Fail(ExitCode::kUsage, "argument KEY is missing",
                "millrace keys list shows them");
  }
  const absl::Status status =
      server::RevokeAccessKey(folder.keys(), key_, absl::Now());
  if (absl::IsNotFound(status)) {
    return Fail(ExitCode::kUsage, "keys", status,
                "millrace keys list shows them");
  }
  if (!status.ok()) return Fail(ExitCode::kTrouble, "keys", status);
  return ExitCode::kDone;
}

ExitCode KeysCommand::Run() {
  if (store_.empty() && state_.empty()) {
    return Fail(ExitCode::kUsage, "no store is given",
                "name its folder with --store DIR or in MILLRACE_STORE");
  }
  const server::StateFolder folder = StateFolderOf(store_, state_);
  if (action_ == "create") return Create(folder);
  if (action_ == "list") return List(folder);
  if (action_ == "revoke") return Revoke(folder);
  return Fail(ExitCode::kUsage,
              "keys: no such action: " + action_ +
                  DidYouMean(action_, {"create", "list", "revoke"}),
              "millrace keys --help lists them");
}

}  // namespace

std::unique_ptr<Command> MakeKeysCommand() {
  return std::make_unique<KeysCommand>();
}

}  // namespace millrace::tool
