// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Hands what RocksDB logs to the log hook of the store's options, or drops it.
// RocksDB would otherwise write a file of its own into the store.
//
// Threading: safe from any thread; the hook must be, too.

#ifndef MILLRACE_ENGINE_STORAGE_HOOK_LOGGER_H_
#define MILLRACE_ENGINE_STORAGE_HOOK_LOGGER_H_

#include <cstdarg>
#include <utility>

#include "rocksdb/env.h"

#include "millrace/store_options.h"

namespace millrace {

class HookLogger : public rocksdb::Logger {
 public:
  // An empty hook drops everything before it is formatted.
  explicit HookLogger(LogHook hook)
      : Logger(hook ? rocksdb::WARN_LEVEL : rocksdb::NUM_INFO_LOG_LEVELS),
        hook_(std::move(hook)) {}

  using Logger::Logv;
  void Logv(rocksdb::InfoLogLevel level, const char* format,
            va_list arguments) override;
  // Headers list all options at every open: of no interest to our users.
  void LogHeader(const char* /*format*/, va_list /*arguments*/) override {}

 private:
  const LogHook hook_;
};

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_HOOK_LOGGER_H_
