// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Keeps a name that somebody else chose inside a root folder. A name may have
// parts divided by `/`; it may not be absolute, go up, or hold bytes that
// terminals and logs take for commands.
//
// Threading: pure functions, safe from any thread.

#ifndef MILLRACE_ENGINE_IO_SAFE_PATH_H_
#define MILLRACE_ENGINE_IO_SAFE_PATH_H_

#include <filesystem>
#include <string_view>

#include "absl/status/statusor.h"

namespace millrace {

// Returns `root / name`, or kInvalidArgument. Looks at the name only: use
// ResolveInside() where others can put symbolic links below the root.
absl::StatusOr<std::filesystem::path> SafePath(
    const std::filesystem::path& root, std::string_view name);

// Returns the real path of what `path` names, all symbolic links followed, if
// that is `root` or lies below it; else kPermissionDenied, or kNotFound. Open
// the returned path, not the given one.
absl::StatusOr<std::filesystem::path> ResolveInside(
    const std::filesystem::path& root, const std::filesystem::path& path);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_IO_SAFE_PATH_H_
