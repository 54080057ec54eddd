// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// What a job came to, as text for people, and as an exit code. Pure
// functions.

#ifndef MILLRACE_TOOLS_MILLRACE_JOB_SUMMARY_H_
#define MILLRACE_TOOLS_MILLRACE_JOB_SUMMARY_H_

#include <string>
#include <string_view>
#include <vector>

#include "millrace/job_report.h"
#include "tools/millrace/exit_code.h"

namespace millrace::tool {

// Status, rows by outcome, messages by count, errors and files; ends with a
// line feed. singular is what the resource type calls a record.
std::string JobSummary(const JobReport& report, std::string_view singular);

// One file a line, indented: "  out/results-3-1.csv  3 rows  402 bytes".
std::string FileLines(const std::vector<ResultFile>& results,
                      const std::vector<ResultFile>& rejects);

// The status as the command shows it: the seed's word, and why it rests.
std::string StatusText(const JobReport& report);

// Contract m.10 and m.11 for a job that has been run.
ExitCode ExitCodeForJob(const JobReport& report);

// A job's number, as text.
std::string JobIdText(JobId id);

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_JOB_SUMMARY_H_
