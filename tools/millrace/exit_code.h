// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ExitCode: what the command tells scripts; stable numbers.

#ifndef MILLRACE_TOOLS_MILLRACE_EXIT_CODE_H_
#define MILLRACE_TOOLS_MILLRACE_EXIT_CODE_H_

namespace millrace::tool {

enum class ExitCode : int {
  kDone = 0,     // for an import: every row is in
  kUsage = 2,    // wrong usage, job spec or catalogue; no such job or record
  kPartly = 3,   // complete, but not with every row
  kFailed = 4,   // nothing imported, or stopped by its error budget
  kTrouble = 5,  // a store or a file that cannot be used
  kInterrupted = 130,
};

// Says how the codes read in --help. They follow what a shell expects of 130.
inline constexpr char kImportExitCodes[] =
    "  0    every row imported\n"
    "  2    wrong usage, job spec or catalogue\n"
    "  3    some rows rejected, or all mappings of a row failed, or the\n"
    "       upload broke midway\n"
    "  4    nothing imported, or stopped by its error budget\n"
    "  5    trouble with the store or a file; the job can be resumed\n"
    "  130  interrupted; what was whole is committed, the job can be resumed\n";

inline constexpr char kPlainExitCodes[] =
    "  0    done\n"
    "  2    wrong usage, or nothing there by that name\n"
    "  5    trouble with the store or a file\n";

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_EXIT_CODE_H_
