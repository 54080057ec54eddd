// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// ServiceLog: one line for each thing worth knowing, as text or JSON:
//
//   2026-05-01T08:45:50.123Z info request id=1f.. route=/x status=200
//   {"time":"...","level":"info","event":"request","id":"1f..",...}
//
// Fields are ours: ids, routes, counts, statuses. No field ever holds what a
// user wrote: no cells, no descriptions, no addresses of uploads, no tokens.
//
// Threading: safe from any thread; lines are written one at a time.

#ifndef MILLRACE_TOOLS_SERVER_SERVICE_LOG_H_
#define MILLRACE_TOOLS_SERVER_SERVICE_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

#include "engine/base/mutex.h"
#include "millrace/store_options.h"

namespace millrace::server {

struct LogField {
  LogField(std::string_view field_name, std::string_view text)
      : name(field_name), value(text) {}
  LogField(std::string_view field_name, int64_t number)
      : name(field_name), value(std::to_string(number)), is_number(true) {}

  std::string_view name;
  std::string value;
  bool is_number = false;
};

class ServiceLog {
 public:
  enum class Form : uint8_t { kText, kJson };

  // Lines below `least` are dropped. write: gets each line, with its end;
  // empty: standard error.
  ServiceLog(Form form, LogLevel least,
             std::function<void(std::string_view line)> write = {});

  void Write(LogLevel level, std::string_view event,
             const std::vector<LogField>& fields);

  // A line as it would be written; for tests.
  static std::string Line(Form form, absl::Time time, LogLevel level,
                          std::string_view event,
                          const std::vector<LogField>& fields);

 private:
  const Form form_;
  const LogLevel least_;
  const std::function<void(std::string_view)> write_;
  Mutex mutex_;
};

std::string_view LogLevelName(LogLevel level);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_SERVICE_LOG_H_
