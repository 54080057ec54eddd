// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The FileSystem of the machine. New files have mode 0600 and new folders
// 0700, further narrowed by the umask: they hold people's data.
//
// Threading: safe from any thread.
// Ownership: PosixFileSystem() lives as long as the process.

#ifndef MILLRACE_ENGINE_IO_POSIX_FILE_SYSTEM_H_
#define MILLRACE_ENGINE_IO_POSIX_FILE_SYSTEM_H_

#include <memory>

#include "engine/io/file_system.h"

namespace millrace {

FileSystem* PosixFileSystem();

// Returns the process's standard input, which it does not close.
std::unique_ptr<ReadableStream> StandardInput();

}  // namespace millrace

#endif  // MILLRACE_ENGINE_IO_POSIX_FILE_SYSTEM_H_
