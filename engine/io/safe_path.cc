// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/io/safe_path.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "engine/base/annotate.h"
#include "engine/base/status_macros.h"

namespace millrace {
namespace {

// What Linux file systems allow, less what AtomicFile adds.
constexpr size_t kPartBytesMax = 255 - 5;

absl::Status Refuse(std::string_view reason) {
  std::string message("unsafe file name: ");
  message.append(reason);
  return StatusOf(absl::StatusCode::kInvalidArgument, message);
}

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

absl::Status CheckPart(std::string_view part) {
  if (part.empty()) return Refuse("empty part");
  if (part == "." || part == "..") return Refuse("leaves its place");
  if (part.size() > kPartBytesMax) return Refuse("too long");
  return absl::OkStatus();
}

absl::StatusOr<std::filesystem::path> RealPath(
    const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::path real = std::filesystem::canonical(path, error);
  if (!error) return real;
  const bool is_missing = error == std::errc::no_such_file_or_directory;
  return StatusOf(is_missing ? absl::StatusCode::kNotFound
                             : absl::StatusCode::kPermissionDenied,
                  path.native() + ": cannot be resolved");
}

}  // namespace

absl::StatusOr<std::filesystem::path> SafePath(
    const std::filesystem::path& root, std::string_view name) {
  if (name.empty()) return Refuse("empty");
  if (name.front() == '/') return Refuse("absolute");
  if (std::any_of(name.begin(), name.end(), IsControl)) {
    return Refuse("control character");
  }
  if (name.find('\\') != std::string_view::npos) return Refuse("backslash");
  std::string_view rest = name;
  while (true) {
    const size_t slash = rest.find('/');
    MILLRACE_RETURN_IF_ERROR(CheckPart(rest.substr(0, slash)));
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  return root / name;
}

absl::StatusOr<std::filesystem::path> ResolveInside(
    const std::filesystem::path& root, const std::filesystem::path& path) {
  MILLRACE_ASSIGN_OR_RETURN(const std::filesystem::path real_root,
                            RealPath(root));
  MILLRACE_ASSIGN_OR_RETURN(std::filesystem::path real, RealPath(path));
  // Whole parts are compared: /data is not above /database.
  const auto [rest, unused] = std::mismatch(real_root.begin(), real_root.end(),
                                            real.begin(), real.end());
  if (rest != real_root.end()) {
    return StatusOf(absl::StatusCode::kPermissionDenied,
                    path.native() + ": outside of " + root.native());
  }
  return real;
}

}  // namespace millrace
