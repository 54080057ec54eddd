// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/job/job_outcomes.h"

#include <string>
#include <string_view>

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"
#include "engine/io/posix_file_system.h"
#include "pipeline/batch/outcome_block.h"
#include "pipeline/results/result_layout.h"
#include "pipeline/results/result_renderer.h"
#include "pipeline/results/row_reader.h"

namespace millrace {

absl::Status CheckOutcomesAreKept(const StoreView& view, const JobRecord& job) {
  if (!IsSettled(job.status) || job.counters.read == 0) return absl::OkStatus();
  const absl::Status status = view.LastOutcomeBlock(job.id).status();
  if (!absl::IsNotFound(status)) return status;
  return absl::NotFoundError("the outcomes of job " +
                             std::to_string(static_cast<int32_t>(job.id)) +
                             " are not kept any more");
}

absl::StatusOr<RenderedFiles> RenderJob(
    const Store& store, const StoreView& view, const JobRecord& record,
    bool is_complete, const std::filesystem::path& directory,
    const Validators& validators, const RenderOptions& options) {
  MILLRACE_ASSIGN_OR_RETURN(const PreparedJob job,
                            PrepareJob(store, record, validators));
  FileSystem& files = *PosixFileSystem();
  MILLRACE_RETURN_IF_ERROR(
      Annotate(files.CreateDirectory(directory), "results"));
  const ResultLayout layout(job.record, job.spec, job.plan,
                            options.result_codes);
  ResultRenderer renderer(files, directory, layout);
  absl::Status status;
  MILLRACE_RETURN_IF_ERROR(
      view.ScanOutcomes(record.id, 0, [&](uint64_t, std::string_view block) {
        status = renderer.Add(block);
        return status.ok();
      }));
  MILLRACE_RETURN_IF_ERROR(status);
  MILLRACE_RETURN_IF_ERROR(renderer.Close(is_complete));
  return RenderedFiles{renderer.result_files(), renderer.reject_files()};
}

absl::Status VisitJobRows(const StoreView& view, const PreparedJob& job,
                          uint64_t first_row,
                          const std::function<bool(const RowReport&)>& visit) {
  const ResultLayout layout(job.record, job.spec, job.plan);
  absl::Status status;
  MILLRACE_RETURN_IF_ERROR(view.ScanOutcomes(
      job.record.id, 0, [&](uint64_t, std::string_view block) {
        const absl::StatusOr<Checkpoint> after = ReadCheckpoint(block);
        status = after.status();
        if (!status.ok()) return false;
        // A block that an error budget has cut stays at its batch's start.
        if (after->next_row_number + after->committed_rows <= first_row) {
          return true;
        }
        const absl::StatusOr<bool> goes_on =
            VisitBlock(layout, block, [&](const RowReport& row) {
              return row.row_number < first_row || visit(row);
            });
        status = goes_on.status();
        return goes_on.ok() && *goes_on;
      }));
  return status;
}

}  // namespace millrace
