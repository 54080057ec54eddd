// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// OptionTable: every option of the service by name, so that one table serves
// the configuration file ("jobs-at-once": 3), the environment
// (MILLRACE_JOBS_AT_ONCE=3) and the command line (--jobs-at-once 3). What
// stands later in that order wins.
//
// Threading: one thread.

#ifndef MILLRACE_TOOLS_SERVER_OPTION_TABLE_H_
#define MILLRACE_TOOLS_SERVER_OPTION_TABLE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "tools/server/service_options.h"

namespace millrace::server {

struct ServiceOption {
  enum class Kind : uint8_t { kText, kSwitch, kNumber, kList };

  std::string name = {};  // "jobs-at-once"
  Kind kind = Kind::kText;
  std::string value_name = {};  // for help; empty for a switch
  std::string help = {};
  // From text, as on the command line; for a list, one value at a time. A
  // switch takes "true" and "false".
  std::function<absl::Status(const std::string&, ServiceOptions*)> set = {};
  // Empties a list before a later source fills it.
  std::function<void(ServiceOptions*)> clear = {};

  std::string Variable() const;  // "MILLRACE_JOBS_AT_ONCE"
};

const std::vector<ServiceOption>& ServiceOptionTable();

// kInvalidArgument names the member that is unknown or of another type.
absl::Status ReadServiceOptions(const std::filesystem::path& file,
                                ServiceOptions* options);

// value: by variable's name; null for one that is not set. A list's values are
// divided by commas.
absl::Status TakeEnvironment(
    const std::function<const char*(const std::string& variable)>& value,
    ServiceOptions* options);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_OPTION_TABLE_H_
