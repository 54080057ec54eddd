// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// How the command says that something failed: "millrace: CONTEXT: REASON" on
// standard error, a line of advice after it where there is one, and the exit
// code that goes with it.
//
// Threading: one thread, but for Say, which writes whole lines.

#ifndef MILLRACE_TOOLS_MILLRACE_FAILURE_H_
#define MILLRACE_TOOLS_MILLRACE_FAILURE_H_

#include <string>

#include "absl/status/status.h"

#include "tools/millrace/exit_code.h"

namespace millrace::tool {

// Writes "millrace: TEXT" to standard error.
void Say(const std::string& text);

// Writes lines to standard error as they are.
void SayLines(const std::string& lines);

// Writes a line "  hint: TEXT"; nothing if it is empty.
void SayHint(const std::string& text);

// Says it and returns the code. A status that carries spec defects (see
// SpecDefectsOf) is said a defect a line. context may be empty.
ExitCode Fail(ExitCode code, const std::string& context,
              const absl::Status& status, const std::string& hint = {});
ExitCode Fail(ExitCode code, const std::string& text,
              const std::string& hint = {});

// kUsage for a request that cannot be met as it stands, kInterrupted for a
// stop, else kTrouble.
ExitCode ExitCodeFor(const absl::Status& status);

// Says why a job spec or a catalogue cannot be used. One over a limit of the
// library is wrong usage like one that is no JSON.
ExitCode FailToRead(const std::string& path, const absl::Status& status);

// "line 3: reason" for a Status; without the code's name, which says nothing
// to people.
std::string ReasonText(const absl::Status& status);

// Writes to standard output and says so if that cannot be done.
ExitCode Print(const std::string& text);

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_FAILURE_H_
