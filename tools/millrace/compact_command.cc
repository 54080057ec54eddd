// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/compact_command.h"

#include <chrono>
#include <cstdint>
#include <string>

#include "millrace/store.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/json_writer.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class CompactCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "compact",
        .summary = "rewrite a store so that it reads fastest",
        .usages = {"--store DIR [--json]"},
        .about =
            "Merges the store's sorted files until none overlap: after uploads "
            "whose keys came at random, or updates, it is smaller and faster "
            "to read then. The store does so by itself, little by little, "
            "while "
            "it is open; this does all of it now. Nothing that is stored "
            "changes, and it may be stopped at any time and begun again. A "
            "line per file written goes to standard error.",
        .examples = {"millrace compact --store crm.db"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    flags->AddSwitch("json", "print sizes and seconds as JSON", &is_json_);
  }

  ExitCode Run() override;

 private:
  std::string store_;
  bool is_json_ = false;
};

uint64_t BytesOf(const StoreSummary& summary) {
  uint64_t bytes = 0;
  for (const StoreSummary::Family& family : summary.families) {
    bytes += family.bytes;
  }
  return bytes;
}

ExitCode CompactCommand::Run() {
  std::unique_ptr<Store> store;
  const ExitCode code = OpenStore(store_, Access::kWrite, &store);
  if (code != ExitCode::kDone) return code;
  const auto before = store->Summarise();
  if (!before.ok()) {
    return Fail(ExitCode::kTrouble, "store " + store_, before.status());
  }
  const auto start = std::chrono::steady_clock::now();
  uint64_t bytes_written = 0;
  const absl::Status status =
      store->Compact([&bytes_written](const CompactionProgress& progress) {
        bytes_written = progress.bytes_written;
        Say(std::string(progress.family) + ": " +
            BytesText(progress.bytes_written) + " written of at most " +
            BytesText(progress.bytes_total));
      });
  if (!status.ok()) return Fail(ExitCode::kTrouble, "store " + store_, status);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
          .count();
  const auto after = store->Summarise();
  if (!after.ok()) {
    return Fail(ExitCode::kTrouble, "store " + store_, after.status());
  }
  if (is_json_) {
    JsonWriter json(JsonWriter::Form::kOneLine);
    json.BeginObject();
    json.Key("bytesBefore");
    json.Integer(static_cast<int64_t>(BytesOf(*before)));
    json.Key("bytesAfter");
    json.Integer(static_cast<int64_t>(BytesOf(*after)));
    json.Key("bytesWritten");
    json.Integer(static_cast<int64_t>(bytes_written));
    json.Key("seconds");
    json.Decimal(seconds);
    json.EndObject();
    return Print(json.text() + "\n");
  }
  return Print(BytesText(BytesOf(*before)) + " before, " +
               BytesText(BytesOf(*after)) + " after, " +
               BytesText(bytes_written) + " written in " +
               DurationText(seconds) + "\n");
}

}  // namespace

std::unique_ptr<Command> MakeCompactCommand() {
  return std::make_unique<CompactCommand>();
}

}  // namespace millrace::tool
