// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/option_table.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"

#include "tools/millrace/text.h"
#include "tools/server/json_tree.h"
#include "tools/server/small_file.h"

namespace millrace::server {
namespace {

using Kind = ServiceOption::Kind;

absl::Status Wrong(const std::string& what) {
  return absl::InvalidArgumentError(what);
}

ServiceOption PathOption(std::string name, std::string value_name,
                         std::string help,
                         std::filesystem::path ServiceOptions::*member) {
  return {.name = std::move(name),
          .kind = Kind::kText,
          .value_name = std::move(value_name),
          .help = std::move(help),
          .set = [member](const std::string& value, ServiceOptions* options) {
            options->*member = value;
            return absl::OkStatus();
          }};
}

ServiceOption TextOption(std::string name, std::string value_name,
                         std::string help,
                         std::string ServiceOptions::*member) {
  return {.name = std::move(name),
          .kind = Kind::kText,
          .value_name = std::move(value_name),
          .help = std::move(help),
          .set = [member](const std::string& value, ServiceOptions* options) {
            options->*member = value;
            return absl::OkStatus();
          }};
}

ServiceOption SwitchOption(std::string name, std::string help,
                           bool ServiceOptions::*member) {
  return {.name = std::move(name),
          .kind = Kind::kSwitch,
          .help = std::move(help),
          .set = [member](const std::string& value, ServiceOptions* options) {
            if (value != "true" && value != "false") {
              return Wrong("takes true or false, not \"" + value + "\"");
            }
            options->*member = value == "true";
            return absl::OkStatus();
          }};
}

ServiceOption NumberOption(std::string name, std::string help, int64_t min,
                           int64_t max, int64_t ServiceOptions::*member) {
  return {.name = std::move(name),
          .kind = Kind::kNumber,
          .value_name = "N",
          .help = std::move(help),
          .set = [min, max, member](const std::string& value,
                                    ServiceOptions* options) {
            const auto number = tool::ParseInteger(value, min, max);
            if (!number.has_value()) {
              return Wrong("takes a whole number from " + std::to_string(min) +
                           " to " + std::to_string(max) + ", not \"" + value +
                           "\"");
            }
            options->*member = *number;
            return absl::OkStatus();
          }};
}

ServiceOption ListOption(std::string name, std::string value_name,
                         std::string help,
                         std::vector<std::string> ServiceOptions::*member) {
  return {
      .name = std::move(name),
      .kind = Kind::kList,
      .value_name = std::move(value_name),
      .help = std::move(help),
      .set =
          [member](const std::string& value, ServiceOptions* options) {
            (options->*member).push_back(value);
            return absl::OkStatus();
          },
      .clear =
          [member](ServiceOptions* options) { (options->*member).clear(); }};
}

ServiceOption WordOption(std::string name, std::vector<std::string> words,
                         std::string help,
                         std::string ServiceOptions::*member) {
  std::string value_name;
  for (const std::string& word : words) {
    value_name += (value_name.empty() ? "" : "|") + word;
  }
  return {.name = std::move(name),
          .kind = Kind::kText,
          .value_name = std::move(value_name),
          .help = std::move(help),
          .set = [words = std::move(words), member](const std::string& value,
                                                    ServiceOptions* options) {
            for (const std::string& word : words) {
              if (!tool::EqualsIgnoringCase(word, value)) continue;
              options->*member = word;
              return absl::OkStatus();
            }
            return Wrong("takes one of " + tool::ListText(words) + ", not \"" +
                         value + "\"");
          }};
}

absl::Status SetStatusWords(const std::string& value, ServiceOptions* options) {
  if (tool::EqualsIgnoringCase(value, "seed")) {
    options->status_words = StatusWords::kSeed;
  } else if (tool::EqualsIgnoringCase(value, "documented")) {
    options->status_words = StatusWords::kDocumented;
  } else if (tool::EqualsIgnoringCase(value, "documented-with-errors")) {
    options->status_words = StatusWords::kDocumentedWithErrors;
  } else {
    return Wrong(
        "takes one of seed, documented and documented-with-errors, "
        "not \"" +
        value + "\"");
  }
  return absl::OkStatus();
}

std::vector<ServiceOption> AccessOptions() {
  using O = ServiceOptions;
  return {
      PathOption("store", "DIR", "folder of the store, made if missing",
                 &O::store),
      PathOption("state", "DIR",
                 "folder for keys, uploads and results; default STORE.service",
                 &O::state),
      TextOption("catalogue", "FILE",
                 "resource and mapping types of your own, as JSON",
                 &O::catalogue),
      TextOption("listen", "HOST:PORT",
                 "address to listen on; port 0 takes any that is free; "
                 "default 127.0.0.1:8086",
                 &O::listen),
      TextOption("prefix", "PATH",
                 "routes are served below it and without it; default /v4",
                 &O::prefix),
      TextOption("base-url", "URL",
                 "what links begin with, where a proxy is in front; default "
                 "from each request's Host",
                 &O::base_url),
      SwitchOption("open", "no access keys, for programs of this machine only",
                   &O::open),
      {.name = "status-words",
       .kind = Kind::kText,
       .value_name = "seed|documented|documented-with-errors",
       .help = "seed says Complete; documented says Completed, which is what "
               "Parsons and Airbyte wait for",
       .set = SetStatusWords},
      TextOption("time-zone", "ZONE", "zone of dateExpired; default UTC",
                 &O::time_zone),
  };
}

std::vector<ServiceOption> SourceOptions() {
  using O = ServiceOptions;
  return {
      ListOption("allow-file", "DIR", "folder that file: addresses may be in",
                 &O::allow_file),
      SwitchOption("allow-http", "fetch uploads over plain http, too",
                   &O::allow_http),
      ListOption("allow-private", "CIDR",
                 "private addresses that uploads may come from",
                 &O::allow_private),
      TextOption("ca-file", "FILE",
                 "certificates to trust instead of the system's", &O::ca_file),
      TextOption("known-hosts", "FILE", "host keys to trust for sftp",
                 &O::known_hosts),
      TextOption("ssh-key", "FILE", "private key to use for sftp", &O::ssh_key),
      NumberOption("fetch-seconds-max", "longest time for fetching an upload",
                   1, 7 * 86400, &O::fetch_seconds_max),
      NumberOption("upload-kb-max",
                   "largest upload as it comes; default "
                   "100000",
                   1, int64_t{1} << 40, &O::upload_kb_max),
      NumberOption("unpacked-kb-max",
                   "largest upload unpacked; default "
                   "10000000",
                   1, int64_t{1} << 40, &O::unpacked_kb_max),
  };
}

std::vector<ServiceOption> WorkOptions() {
  using O = ServiceOptions;
  return {
      NumberOption("jobs-at-once", "jobs that run side by side; default 2", 1,
                   64, &O::jobs_at_once),
      NumberOption("fetches-at-once", "uploads fetched side by side; default 4",
                   1, 64, &O::fetches_at_once),
      NumberOption("jobs-waiting-max",
                   "unfinished jobs before new ones get 429; default 1000", 1,
                   1'000'000, &O::jobs_waiting_max),
      NumberOption("workers", "threads of each job; default one a core", 0, 256,
                   &O::worker_count),
      NumberOption("run-budget-mb",
                   "memory of each job for rows between two commits; default "
                   "256",
                   1, 1 << 20, &O::run_budget_mb),
      NumberOption("result-hours", "how long result links last; default 24", 1,
                   24 * 365, &O::result_hours),
      NumberOption("upload-hours",
                   "how long a direct upload is kept; default 24", 1, 24 * 365,
                   &O::upload_hours),
      NumberOption("outcome-days",
                   "how long rows' outcomes stay in the store, 0 for ever; "
                   "default 30",
                   0, 36500, &O::outcome_days),
      NumberOption("http-threads", "threads that answer requests; default 4", 1,
                   64, &O::http_threads),
      NumberOption("connections-max", "open connections; default 2000", 8,
                   100'000, &O::connections_max),
      NumberOption("connections-per-address-max",
                   "of one client address, 0 for no such limit; default 0", 0,
                   100'000, &O::connections_per_address_max),
      NumberOption("header-kb-max", "longest request header; default 32", 4,
                   1024, &O::header_kb_max),
      NumberOption("slow-seconds-max",
                   "time for a request's header, and for its body beside what "
                   "its size takes at 4 KiB a second; default 20",
                   1, 3600, &O::slow_seconds_max),
      NumberOption("stop-seconds-max",
                   "time for answers under way when stopping; default 30", 0,
                   3600, &O::stop_seconds_max),
      WordOption("log-form", {"text", "json"}, "lines on standard error",
                 &O::log_form),
      WordOption("log-level", {"debug", "info", "warning", "error"},
                 "the least that is logged; default info", &O::log_level),
  };
}

const ServiceOption* FindOption(std::string_view name) {
  for (const ServiceOption& option : ServiceOptionTable()) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

// A JSON value as the text that the command line would have; nothing if it is
// of a kind that the option does not take.
std::optional<std::string> TextOf(const ServiceOption& option,
                                  const JsonTree& value) {
  switch (option.kind) {
    case Kind::kText:
    case Kind::kList:
      if (value.kind == JsonTree::Kind::kText) return value.text;
      break;
    case Kind::kSwitch:
      if (value.kind == JsonTree::Kind::kBool) {
        return value.boolean ? "true" : "false";
      }
      break;
    case Kind::kNumber:
      if (value.kind == JsonTree::Kind::kInteger) {
        return std::to_string(value.integer);
      }
      break;
  }
  return std::nullopt;
}

absl::Status SetMember(const ServiceOption& option, const JsonTree& value,
                       ServiceOptions* options) {
  const std::optional<std::string> text = TextOf(option, value);
  const absl::Status status = text.has_value() ? option.set(*text, options)
                                               : Wrong("is of another type");
  return status.ok()
             ? status
             : Wrong(option.name + ": " + std::string(status.message()));
}

}  // namespace

std::string ServiceOption::Variable() const {
  std::string variable = "MILLRACE_" + absl::AsciiStrToUpper(name);
  for (char& c : variable) {
    if (c == '-') c = '_';
  }
  return variable;
}

const std::vector<ServiceOption>& ServiceOptionTable() {
  static const auto& table = *new std::vector<ServiceOption>([] {
    std::vector<ServiceOption> all = AccessOptions();
    for (ServiceOption& option : SourceOptions()) all.push_back(option);
    for (ServiceOption& option : WorkOptions()) all.push_back(option);
    return all;
  }());
  return table;
}

absl::Status ReadServiceOptions(const std::filesystem::path& file,
                                ServiceOptions* options) {
  const absl::StatusOr<std::string> text = ReadSmallFile(file);
  if (!text.ok()) return text.status();
  const absl::StatusOr<JsonTree> tree = ParseJsonTree(*text);
  if (!tree.ok()) return tree.status();
  for (size_t i = 0; i < tree->names.size(); ++i) {
    const ServiceOption* option = FindOption(tree->names[i]);
    if (option == nullptr) {
      std::vector<std::string> names;
      for (const ServiceOption& known : ServiceOptionTable()) {
        names.push_back(known.name);
      }
      return Wrong("unknown option " + tree->names[i] +
                   tool::DidYouMean(tree->names[i], names));
    }
    const JsonTree& value = tree->items[i];
    const bool is_list = option->kind == Kind::kList;
    if (is_list && value.kind != JsonTree::Kind::kArray) {
      return Wrong(option->name + ": takes an array of texts");
    }
    if (is_list) option->clear(options);
    absl::Status status;
    for (const JsonTree& item :
         is_list ? value.items : std::vector<JsonTree>{value}) {
      status.Update(SetMember(*option, item, options));
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status TakeEnvironment(
    const std::function<const char*(const std::string& variable)>& value,
    ServiceOptions* options) {
  for (const ServiceOption& option : ServiceOptionTable()) {
    const char* set = value(option.Variable());
    if (set == nullptr || *set == '\0') continue;
    std::string_view rest = set;
    if (option.kind == Kind::kList) option.clear(options);
    while (!rest.empty()) {
      const size_t end =
          option.kind == Kind::kList ? rest.find(',') : rest.npos;
      const absl::Status status =
          option.set(std::string(rest.substr(0, end)), options);
      if (!status.ok()) {
        return Wrong(option.Variable() + ": " + std::string(status.message()));
      }
      rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    }
  }
  return absl::OkStatus();
}

}  // namespace millrace::server
