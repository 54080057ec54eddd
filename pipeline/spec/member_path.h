// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Writes the paths that name members of a JSON document, dotted and with
// zero-based indexes: "file.columns[3].name" (contract a). Texts that come
// from the document are cut and cleaned before they are shown.
//
// Threading: pure functions.

#ifndef MILLRACE_PIPELINE_SPEC_MEMBER_PATH_H_
#define MILLRACE_PIPELINE_SPEC_MEMBER_PATH_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace millrace {

// The path of a member of the object at `parent`; the root's path is empty.
std::string MemberPath(std::string_view parent, std::string_view name);

// The path of an element of the array at `parent`.
std::string ItemPath(std::string_view parent, size_t index);

// Returns whether `path` is `ancestor` or lies below it.
bool IsAtOrBelow(std::string_view path, std::string_view ancestor);

// Returns a name as it may stand in a message: one line, at most 64 bytes.
std::string Shown(std::string_view name);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_MEMBER_PATH_H_
