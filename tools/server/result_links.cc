// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/result_links.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>

#include "tools/millrace/text.h"
#include "tools/server/secret.h"

namespace millrace::server {
namespace {

constexpr size_t kTokenDigits = 40;  // 160 bits

std::string NameOf(const ResultFile& file) {
  return std::filesystem::path(file.path).filename().native();
}

}  // namespace

std::string ResultLinks::TokenOf(const JobRecord& job,
                                 std::string_view file_name) const {
  return KeyedDigestOf(key_, std::string(file_name) + "\n" +
                                 std::to_string(absl::ToUnixNanos(job.settled)))
      .substr(0, kTokenDigits);
}

FileLink ResultLinks::LinkOf(std::string_view base, const JobRecord& job,
                             const ResultFile& file) const {
  const std::string name = NameOf(file);
  return {
      .url = std::string(base) + "/results/" + TokenOf(job, name) + "/" + name,
      .expires = ExpiryOf(job)};
}

std::optional<JobId> ResultLinks::JobOf(std::string_view file_name) {
  const size_t start = file_name.find('-');
  if (start == file_name.npos) return std::nullopt;
  const size_t end = file_name.find('-', start + 1);
  if (end == file_name.npos) return std::nullopt;
  const std::optional<int64_t> number =
      tool::ParseInteger(file_name.substr(start + 1, end - start - 1), 1,
                         std::numeric_limits<int32_t>::max());
  if (!number.has_value()) return std::nullopt;
  return JobId{static_cast<int32_t>(*number)};
}

const ResultFile* ResultLinks::Find(const JobRecord& job,
                                    std::string_view token,
                                    std::string_view file_name,
                                    absl::Time now) const {
  if (!IsSettled(job.status) ||
      !EqualInConstantTime(TokenOf(job, file_name), token) ||
      now >= ExpiryOf(job)) {
    return nullptr;
  }
  for (const auto* files : {&job.result_files, &job.reject_files}) {
    for (const ResultFile& file : *files) {
      if (NameOf(file) == file_name) return &file;
    }
  }
  return nullptr;
}

}  // namespace millrace::server
