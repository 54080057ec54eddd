// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/metrics.h"

#include <cstddef>
#include <cstdio>

namespace millrace::server {
namespace {

std::string NumberText(double number) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.9g", number);
  return text;
}

class TextBuilder {
 public:
  void Family(std::string_view name, std::string_view type,
              std::string_view help) {
    name_ = name;
    text_ += "# HELP " + name_ + " " + std::string(help) + "\n# TYPE " + name_ +
             " " + std::string(type) + "\n";
  }
  void Sample(std::string_view suffix, const std::string& labels,
              const std::string& value) {
    text_ += name_ + std::string(suffix);
    if (!labels.empty()) text_ += "{" + labels + "}";
    text_ += " " + value + "\n";
  }
  void One(std::string_view name, std::string_view type, std::string_view help,
           uint64_t value) {
    Family(name, type, help);
    Sample("", "", std::to_string(value));
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string name_;
  std::string text_;
};

}  // namespace

void Metrics::CountRequest(std::string_view route, int status,
                           absl::Duration duration) {
  MutexLock lock(mutex_);
  ++requests_[{std::string(route), status}];
  auto found = durations_.find(route);
  if (found == durations_.end()) {
    found = durations_.emplace(std::string(route), Durations()).first;
  }
  const double seconds = absl::ToDoubleSeconds(duration);
  size_t bucket = 0;
  while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
  ++found->second.counts[bucket];
  found->second.sum += seconds;
}

void Metrics::CountJob(std::string_view end) {
  MutexLock lock(mutex_);
  ++jobs_[std::string(end)];
}

void Metrics::CountRows(uint64_t rows) {
  MutexLock lock(mutex_);
  rows_ += rows;
}

void Metrics::CountFetch(bool worked, uint64_t bytes) {
  MutexLock lock(mutex_);
  ++(worked ? fetches_ : failed_fetches_);
  fetched_bytes_ += bytes;
}

std::string Metrics::ToText(const Gauges& gauges) const {
  MutexLock lock(mutex_);
  TextBuilder text;
  text.Family("millrace_requests_total", "counter",
              "Requests by route and status.");
  for (const auto& [key, count] : requests_) {
    text.Sample("",
                "route=\"" + key.first + "\",status=\"" +
                    std::to_string(key.second) + "\"",
                std::to_string(count));
  }
  text.Family("millrace_request_seconds", "histogram",
              "Time from a request's header to its answer's end.");
  for (const auto& [route, durations] : durations_) {
    const std::string label = "route=\"" + route + "\"";
    uint64_t count = 0;
    for (size_t i = 0; i <= kBounds.size(); ++i) {
      count += durations.counts[i];
      const std::string bound =
          i < kBounds.size() ? NumberText(kBounds[i]) : "+Inf";
      text.Sample("_bucket", label + ",le=\"" + bound + "\"",
                  std::to_string(count));
    }
    text.Sample("_sum", label, NumberText(durations.sum));
    text.Sample("_count", label, std::to_string(count));
  }
  text.Family("millrace_jobs_settled_total", "counter",
              "Jobs settled, by how they ended.");
  for (const auto& [end, count] : jobs_) {
    text.Sample("", "end=\"" + end + "\"", std::to_string(count));
  }
  text.One("millrace_rows_read_total", "counter",
           "Rows read by jobs that settled.", rows_);
  text.Family("millrace_fetches_total", "counter", "Uploads fetched.");
  text.Sample("", "result=\"fetched\"", std::to_string(fetches_));
  text.Sample("", "result=\"failed\"", std::to_string(failed_fetches_));
  text.One("millrace_fetched_bytes_total", "counter",
           "Bytes of uploads fetched.", fetched_bytes_);
  text.Family("millrace_jobs", "gauge", "Unfinished jobs, by where they are.");
  text.Sample("", "state=\"fetching\"", std::to_string(gauges.jobs_fetching));
  text.Sample("", "state=\"waiting\"", std::to_string(gauges.jobs_waiting));
  text.Sample("", "state=\"running\"", std::to_string(gauges.jobs_running));
  text.Sample("", "state=\"paused\"", std::to_string(gauges.jobs_paused));
  text.One("millrace_connections", "gauge", "Open connections.",
           gauges.connections);
  text.One("millrace_store_bytes", "gauge", "Size of the store.",
           gauges.store_bytes);
  return text.Take();
}

}  // namespace millrace::server
