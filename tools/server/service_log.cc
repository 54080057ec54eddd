// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/service_log.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "tools/millrace/json_writer.h"
#include "tools/server/file_descriptor.h"

namespace millrace::server {
namespace {

using tool::JsonWriter;

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

std::string JsonLine(absl::Time time, LogLevel level, std::string_view event,
                     const std::vector<LogField>& fields) {
  JsonWriter json(JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("time");
  json.Text(TimeText(time));
  json.Key("level");
  json.Text(LogLevelName(level));
  json.Key("event");
  json.Text(event);
  for (const LogField& field : fields) {
    json.Key(field.name);
    if (field.is_number) {
      json.Json(field.value);
    } else {
      json.Text(field.value);
    }
  }
  json.EndObject();
  return json.text() + "\n";
}

// As it is if it is one plain word, else as a JSON text.
std::string FieldText(const LogField& field) {
  const bool is_plain =
      !field.value.empty() &&
      std::all_of(field.value.begin(), field.value.end(), [](char c) {
        return c > ' ' && c < 0x7f && c != '"' && c != '=';
      });
  return is_plain ? field.value : tool::JsonText(field.value);
}

}  // namespace

std::string_view LogLevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      break;
  }
  return "error";
}

ServiceLog::ServiceLog(Form form, LogLevel least,
                       std::function<void(std::string_view line)> write)
    : form_(form), least_(least), write_(std::move(write)) {}

std::string ServiceLog::Line(Form form, absl::Time time, LogLevel level,
                             std::string_view event,
                             const std::vector<LogField>& fields) {
  if (form == Form::kJson) return JsonLine(time, level, event, fields);
  std::string line = TimeText(time) + " " + std::string(LogLevelName(level)) +
                     " " + std::string(event);
  for (const LogField& field : fields) {
    line += " " + std::string(field.name) + "=" + FieldText(field);
  }
  return line + "\n";
}

void ServiceLog::Write(LogLevel level, std::string_view event,
                       const std::vector<LogField>& fields) {
  if (level < least_) return;
  const std::string line = Line(form_, absl::Now(), level, event, fields);
  MutexLock lock(mutex_);
  if (write_) {
    write_(line);
    return;
  }
  // There is nobody left to tell if this fails.
  WriteAll(STDERR_FILENO, line).IgnoreError();
}

}  // namespace millrace::server
