// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/load_command.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "millrace/importer.h"
#include "millrace/job_spec.h"
#include "tools/millrace/budget_flags.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/job_runner.h"
#include "tools/millrace/standard_input.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"
#include "tools/millrace/upload_choice.h"

namespace millrace::tool {
namespace {

class LoadCommand : public Command {
 public:
  CommandText Text() const override;
  void DeclareFlags(FlagSet* flags) override;
  ExitCode Run() override;

 private:
  ExitCode CheckUsage() const;
  ExitCode ReadSpec();
  ExitCode SpecFromFile();
  ExitCode SpecFromHeader();
  ExitCode ApplySpecFlags();
  // Before a store is made for a spec that cannot be run.
  ExitCode CheckAgainst(const std::optional<Catalogue>& catalogue) const;
  // What names the spec in messages.
  std::string SpecName() const {
    if (!job_.empty()) return job_;
    return source_ == "-" ? "standard input" : source_;
  }

  RunFlags run_;
  std::string job_;
  std::string source_;
  std::string file_;
  std::string resource_;
  std::vector<std::string> mappings_;
  std::vector<std::string> shown_columns_;
  std::string delimiter_;
  std::string duplicates_;
  bool shows_match_ = false;
  std::string catalogue_;
  bool is_dry_run_ = false;
  bool has_result_codes_ = false;
  BudgetFlags budget_;

  JobSpec spec_;
  std::optional<Upload> upload_;
  std::string head_;  // read from standard input already
};

CommandText LoadCommand::Text() const {
  return {
      .name = "load",
      .summary = "import an upload",
      .usages = {"--store DIR --job JOB.json [--source FILE|-] [flags]",
                 "--store DIR --resource TYPE --mapping NAME... FILE|- "
                 "[flags]"},
      .about =
          "Imports an upload, plain text or a zip, into a store, which is made "
          "if it is not there. With --job a job spec says what the columns "
          "are and where they go. Without one the upload's header row, or the "
          "members of its JSON objects (one a line), name the columns; they "
          "bind by name to the fields of the mappings given "
          "(see millrace mappings). A row that cannot be imported is counted "
          "and listed in the reject files; it stops nothing.",
      .examples =
          {"millrace load --store crm.db --job contacts.job.json --source "
           "upload.zip --results out",
           "millrace load --store crm.db --resource Contacts --mapping "
           "CreateOrUpdateContact people.csv",
           "zcat people.csv.gz | millrace load --store crm.db --resource "
           "Contacts --mapping CreateOrUpdateContact -"},
      .exit_codes = kImportExitCodes,
  };
}

void LoadCommand::DeclareFlags(FlagSet* flags) {
  flags->AddText("job", "JOB.json", "the job spec", &job_);
  flags->AddText("source", "FILE|-",
                 "the upload; -: standard input; default: the job spec's "
                 "sourceUrl, if it is a file: address",
                 &source_);
  flags->AddText("resource", "TYPE", "resource type to import, without --job",
                 &resource_);
  flags->AddList("mapping", "NAME",
                 "mapping type to apply to every row, without --job; may be "
                 "given more than once",
                 &mappings_);
  flags->AddChoice("delimiter", {"csv", "tab", "pipe", "ndjson"},
                   "without --job; default: what the first row shows",
                   &delimiter_);
  flags->AddList("show-column", "NAME",
                 "column to repeat in the result files, without --job; may be "
                 "given more than once",
                 &shown_columns_);
  flags->AddSwitch("show-match",
                   "add a column MatchedBy to the result files, without "
                   "--job: what found the row's record",
                   &shows_match_);
  flags->AddChoice("duplicates", {"update", "ignore-later", "reject-later"},
                   "what happens to a row whose record an earlier row of the "
                   "upload made or found, without --job; default update",
                   &duplicates_);
  AddCatalogueFlag(flags, &catalogue_);
  flags->AddSwitch("dry-run",
                   "do everything but change records; the job and its result "
                   "files are kept",
                   &is_dry_run_);
  flags->AddSwitch("result-codes",
                   "a column with the code's name behind every message in the "
                   "result files (see millrace codes)",
                   &has_result_codes_);
  budget_.Declare(flags);
  run_.Declare(flags);
  flags->AddArgument("FILE", FlagSet::Need::kOptional, &file_);
}

ExitCode LoadCommand::CheckUsage() const {
  constexpr char kForms[] =
      "either --job JOB.json, or --resource TYPE with --mapping NAME and a "
      "FILE";
  if (!file_.empty() && !source_.empty()) {
    return Fail(ExitCode::kUsage, "the upload is given twice",
                "as FILE or with --source");
  }
  if (job_.empty()) {
    if (resource_.empty() || mappings_.empty()) {
      return Fail(ExitCode::kUsage, "nothing says what to import", kForms);
    }
    if (file_.empty() && source_.empty()) {
      return Fail(ExitCode::kUsage, "argument FILE is missing", kForms);
    }
    return ExitCode::kDone;
  }
  const std::pair<const char*, bool> spec_flags[] = {
      {"--resource", !resource_.empty()},
      {"--mapping", !mappings_.empty()},
      {"--delimiter", !delimiter_.empty()},
      {"--show-column", !shown_columns_.empty()},
      {"--show-match", shows_match_},
      {"--duplicates", !duplicates_.empty()},
  };
  for (auto [name, is_given] : spec_flags) {
    if (!is_given) continue;
    return Fail(ExitCode::kUsage,
                std::string("flag ") + name + " does not go with --job",
                "the job spec says it");
  }
  return ExitCode::kDone;
}

ExitCode LoadCommand::SpecFromFile() {
  auto spec = ReadJobSpec(job_);
  if (!spec.ok()) return FailToRead(job_, spec.status());
  spec_ = *std::move(spec);
  if (source_.empty()) {
    std::optional<std::string> path = PathOfFileUrl(spec_.file.source_url);
    if (!path) {
      return Fail(ExitCode::kUsage,
                  job_ + ": file.sourceUrl: not a file: address",
                  "give the upload with --source FILE");
    }
    source_ = *path;
  }
  return ChooseUpload(source_, &upload_);
}

ExitCode LoadCommand::SpecFromHeader() {
  HeaderSpecOptions options;
  options.resource_type = resource_;
  options.mapping_types = mappings_;
  if (delimiter_ == "csv") options.delimiter = ColumnDelimiter::kCsv;
  if (delimiter_ == "tab") options.delimiter = ColumnDelimiter::kTab;
  if (delimiter_ == "pipe") options.delimiter = ColumnDelimiter::kPipe;
  if (delimiter_ == "ndjson") options.delimiter = ColumnDelimiter::kNdjson;
  ExitCode code = ChooseUpload(source_, &upload_);
  if (code != ExitCode::kDone) return code;
  std::string head;
  if (source_ == "-") {
    auto read = ReadStandardInputHead();
    if (!read.ok()) {
      return Fail(ExitCode::kTrouble, "standard input", read.status());
    }
    head = *std::move(read);
  }
  auto spec = JobSpecFromHeader(
      source_ == "-" ? Upload::Memory(head) : *upload_, options);
  if (!spec.ok()) {
    // kDataLoss: an upload that is broken from its start.
    bool is_broken = absl::IsDataLoss(spec.status());
    return Fail(is_broken ? ExitCode::kFailed : ExitCodeFor(spec.status()),
                "upload " + SpecName(), spec.status());
  }
  spec_ = *std::move(spec);
  if (source_ != "-") return ExitCode::kDone;
  // A name is wanted, and its ending for the verbatim rejects.
  spec_.file.file_name = "standard-input.txt";
  if (spec_.file.delimiter == ColumnDelimiter::kCsv) {
    spec_.file.file_name = "standard-input.csv";
  } else if (spec_.file.delimiter == ColumnDelimiter::kNdjson) {
    spec_.file.file_name = "standard-input.ndjson";
  }
  head_ = std::move(head);
  return ExitCode::kDone;
}

ExitCode LoadCommand::ApplySpecFlags() {
  // Says more than a job spec that does not ask for them, and never less.
  if (has_result_codes_) spec_.result_codes = true;
  if (!shown_columns_.empty()) spec_.columns_to_include = shown_columns_;
  if (shows_match_) spec_.include_match_in_results_file = true;
  if (duplicates_ == "ignore-later") {
    spec_.duplicate_policy = DuplicatePolicy::kIgnoreLater;
  } else if (duplicates_ == "reject-later") {
    spec_.duplicate_policy = DuplicatePolicy::kRejectLater;
  }
  return ExitCode::kDone;
}

ExitCode LoadCommand::ReadSpec() {
  if (source_.empty()) source_ = file_;
  ExitCode code = job_.empty() ? SpecFromHeader() : SpecFromFile();
  return code == ExitCode::kDone ? ApplySpecFlags() : code;
}

ExitCode LoadCommand::CheckAgainst(
    const std::optional<Catalogue>& catalogue) const {
  auto defects =
      CheckJobSpec(spec_, catalogue ? *catalogue : BuiltInCatalogue());
  if (defects.empty()) return ExitCode::kDone;
  return Fail(ExitCode::kUsage, SpecName(), SpecDefectsStatus(defects));
}

ExitCode LoadCommand::Run() {
  ImportOptions options = run_.ToImportOptions();
  ExitCode code = CheckUsage();
  if (code == ExitCode::kDone) {
    code = ReadCatalogueFile(catalogue_, &options.catalogue);
  }
  if (code == ExitCode::kDone) code = ReadSpec();
  if (code == ExitCode::kDone && !std::filesystem::exists(run_.store)) {
    code = CheckAgainst(options.catalogue);
  }
  if (code == ExitCode::kDone) code = run_.PrepareResults();
  std::unique_ptr<Store> store;
  if (code == ExitCode::kDone) {
    code = OpenStore(run_.store, Access::kCreate, &store,
                     run_.FreeSpaceFloorBytes());
  }
  if (code != ExitCode::kDone) return code;
  JobRunner runner(*store, run_, std::move(options));
  code = runner.FeedUpload(*upload_, std::move(head_));
  if (code != ExitCode::kDone) return code;
  SubmitOptions submit;
  submit.dry_run = is_dry_run_;
  budget_.ApplyTo(&submit.error_budget);
  auto id = runner.importer().Submit(spec_, *upload_, submit);
  if (!id.ok()) return Fail(ExitCodeFor(id.status()), SpecName(), id.status());
  return runner.Run(*id, {});
}

}  // namespace

std::unique_ptr<Command> MakeLoadCommand() {
  return std::make_unique<LoadCommand>();
}

}  // namespace millrace::tool
