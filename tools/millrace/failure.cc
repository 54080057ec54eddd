// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/failure.h"

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <vector>

#include "millrace/job_spec.h"

namespace millrace::tool {
namespace {

void SayDefects(const std::string& context,
                const std::vector<SpecDefect>& defects) {
  for (const SpecDefect& defect : defects) {
    std::string line = context;
    for (const std::string& part : {defect.path, defect.text}) {
      if (part.empty()) continue;
      if (!line.empty()) line += ": ";
      line += part;
    }
    if (!defect.hint.empty()) line += " (" + defect.hint + ")";
    Say(line);
  }
}

}  // namespace

void Say(const std::string& text) {
  std::string line = "millrace: " + text + "\n";
  // Nobody is left to be told when standard error fails.
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void SayLines(const std::string& lines) {
  std::fwrite(lines.data(), 1, lines.size(), stderr);
}

void SayHint(const std::string& text) {
  if (text.empty()) return;
  std::string line = "  hint: " + text + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

std::string ReasonText(const absl::Status& status) {
  std::string text(status.message());
  return text.empty() ? absl::StatusCodeToString(status.code()) : text;
}

ExitCode Fail(ExitCode code, const std::string& context,
              const absl::Status& status, const std::string& hint) {
  if (auto defects = SpecDefectsOf(status); !defects.empty()) {
    SayDefects(context, defects);
  } else {
    Say(context.empty() ? ReasonText(status)
                        : context + ": " + ReasonText(status));
  }
  SayHint(hint);
  return code;
}

ExitCode Fail(ExitCode code, const std::string& text, const std::string& hint) {
  Say(text);
  SayHint(hint);
  return code;
}

ExitCode ExitCodeFor(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return ExitCode::kDone;
    case absl::StatusCode::kInvalidArgument:
      return ExitCode::kUsage;
    case absl::StatusCode::kCancelled:
      return ExitCode::kInterrupted;
    default:
      return ExitCode::kTrouble;
  }
}

ExitCode FailToRead(const std::string& path, const absl::Status& status) {
  const ExitCode code = absl::IsResourceExhausted(status) ? ExitCode::kUsage
                                                          : ExitCodeFor(status);
  // A reason names the file by itself, a list of defects does not.
  return Fail(code, SpecDefectsOf(status).empty() ? "" : path, status);
}

ExitCode Print(const std::string& text) {
  bool is_written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
      std::fflush(stdout) == 0;
  if (is_written) return ExitCode::kDone;
  return Fail(ExitCode::kTrouble,
              "standard output: " + std::generic_category().message(errno));
}

}  // namespace millrace::tool
