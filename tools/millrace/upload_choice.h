// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// From the word a user gave for an upload to the Upload. Functions that fail
// say why themselves.
//
// Threading: one thread.

#ifndef MILLRACE_TOOLS_MILLRACE_UPLOAD_CHOICE_H_
#define MILLRACE_TOOLS_MILLRACE_UPLOAD_CHOICE_H_

#include <optional>
#include <string>
#include <string_view>

#include "millrace/importer.h"
#include "tools/millrace/exit_code.h"

namespace millrace::tool {

// "-" is standard input, everything else the path of a file, which must be
// there and readable.
ExitCode ChooseUpload(const std::string& word, std::optional<Upload>* upload);

// The path of a "file:" address of this machine; nothing for others.
std::optional<std::string> PathOfFileUrl(std::string_view url);

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_UPLOAD_CHOICE_H_
