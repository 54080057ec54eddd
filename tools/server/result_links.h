// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ResultLinks: addresses of result files that need no credentials, since they
// hold a token that nobody can guess: a keyed digest of the file's name and of
// when its job settled. Nothing has to be stored for a link, and it survives
// restarts as long as the key in the state folder does.
//
//   <base>/results/<token>/results-7-1.csv
//
// Threading: const after construction.

#ifndef MILLRACE_TOOLS_SERVER_RESULT_LINKS_H_
#define MILLRACE_TOOLS_SERVER_RESULT_LINKS_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"

#include "millrace/job_report.h"
#include "millrace/job_state.h"

namespace millrace::server {

class ResultLinks {
 public:
  ResultLinks(std::string key, absl::Duration lasts)
      : key_(std::move(key)), lasts_(lasts) {}

  // base: what the path is put behind, without a slash at its end.
  FileLink LinkOf(std::string_view base, const JobRecord& job,
                  const ResultFile& file) const;

  // The job that a file's name belongs to; nothing for any other name.
  static std::optional<JobId> JobOf(std::string_view file_name);

  // The file of this job under this name, if the token is its own and the
  // link has not expired; null otherwise.
  const ResultFile* Find(const JobRecord& job, std::string_view token,
                         std::string_view file_name, absl::Time now) const;

  absl::Time ExpiryOf(const JobRecord& job) const {
    return job.settled + lasts_;
  }

 private:
  std::string TokenOf(const JobRecord& job, std::string_view file_name) const;

  const std::string key_;
  const absl::Duration lasts_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_RESULT_LINKS_H_
