// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/service.h"

#include <unistd.h>

#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "tools/millrace/json_writer.h"
#include "tools/server/secret.h"
#include "tools/server/service_exchange.h"

namespace millrace::server {
namespace {

constexpr size_t kJobsAtOnce = 128;
constexpr size_t kLocalTokenBytes = 32;
constexpr absl::Duration kIdempotencyKept = absl::Hours(48);

std::string JobText(JobId id) { return std::to_string(static_cast<int>(id)); }

LogLevel LevelOf(const std::string& word) {
  return word == "debug"     ? LogLevel::kDebug
         : word == "warning" ? LogLevel::kWarning
         : word == "error"   ? LogLevel::kError
                             : LogLevel::kInfo;
}

// Uploads that the service brought are in its spool; jobs that a command left
// unfinished name a file of their own.
bool IsInSpool(const JobRecord& job) {
  return std::filesystem::path(job.source).extension() == ".upload";
}

std::string_view WordOf(WebhookStep step) {
  switch (step) {
    case WebhookStep::kDelivered:
      return "delivered";
    case WebhookStep::kFailed:
      return "failed";
    case WebhookStep::kDropped:
      break;
  }
  return "dropped";
}

RemoteSource RemoteOf(const std::shared_ptr<const SourceFetcher>& fetcher) {
  return {.check = [fetcher](
                       std::string_view url) { return fetcher->CheckUrl(url); },
          .fetch =
              [fetcher](const std::string& url, const std::filesystem::path& to,
                        std::stop_token stop) {
                return fetcher->Fetch(url, to, std::move(stop));
              }};
}

JobNotice NoticeOf(WebhookQueue& queue) {
  return {
      .check = [&queue](std::string_view url) { return queue.CheckUrl(url); },
      .send =
          [&queue](JobId id, const std::string& url, const std::string& body) {
            return queue.Enqueue(id, url, body);
          }};
}

bool IsThere(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

}  // namespace

std::string Service::WaitKey(JobId id) { return "job/" + JobText(id); }

Service::Service(ServiceOptions options, ServiceParts parts)
    : options_(std::move(options)),
      parts_(std::move(parts)),
      state_{options_.StateFolder()},
      local_token_(RandomHex(kLocalTokenBytes)),
      ledger_(kIdempotencyKept) {}

Service::~Service() { Stop(); }

absl::StatusOr<std::unique_ptr<Service>> Service::Open(ServiceOptions options,
                                                       ServiceParts parts) {
  absl::Status status = options.Validate();
  if (!status.ok()) return status;
  std::unique_ptr<Service> service(
      new Service(std::move(options), std::move(parts)));
  const ServiceOptions& given = service->options_;
  absl::LoadTimeZone(given.time_zone, &service->zone_);
  service->log_ = std::make_unique<ServiceLog>(
      given.log_form == "json" ? ServiceLog::Form::kJson
                               : ServiceLog::Form::kText,
      LevelOf(given.log_level), service->parts_.write_log);
  status = service->OpenStore();
  if (status.ok()) status = service->OpenState();
  if (!status.ok()) return status;
  return service;
}

absl::Status Service::OpenStore() {
  StoreOptions store_options;
  store_options.create_if_missing = true;
  absl::StatusOr<std::unique_ptr<Store>> store =
      Store::Open(options_.store, store_options);
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  ImportOptions import;
  import.results_directory = state_.results();
  import.worker_count = static_cast<int>(options_.worker_count);
  import.run_budget_bytes = static_cast<size_t>(options_.run_budget_mb) << 20;
  import.zip_bytes_max = static_cast<uint64_t>(options_.upload_kb_max) * 1000;
  import.unpacked_bytes_max =
      static_cast<uint64_t>(options_.unpacked_kb_max) * 1000;
  if (!options_.catalogue.empty()) {
    absl::StatusOr<Catalogue> catalogue = ReadCatalogue(options_.catalogue);
    if (!catalogue.ok()) return catalogue.status();
    import.catalogue = *std::move(catalogue);
  }
  if (absl::Status status = import.Validate(); !status.ok()) return status;
  importer_ = std::make_unique<Importer>(*store_, std::move(import));
  return absl::OkStatus();
}

absl::Status Service::OpenRemote() {
  FetchOptions fetch;
  fetch.bytes_max = static_cast<uint64_t>(options_.upload_kb_max) * 1000;
  fetch.timeout = absl::Seconds(options_.fetch_seconds_max);
  fetch.allow_http = options_.allow_http;
  fetch.allow_private = options_.allow_private;
  fetch.ca_file = options_.ca_file;
  fetch.known_hosts_file = options_.known_hosts;
  fetch.ssh_key_file = options_.ssh_key;
  absl::StatusOr<SourceFetcher> fetcher = SourceFetcher::Create(fetch);
  if (!fetcher.ok()) return fetcher.status();
  fetcher_ = std::make_shared<SourceFetcher>(*std::move(fetcher));
  WebhookOptions webhook;
  webhook.sender.allow_private = options_.allow_private;
  webhook.sender.ca_file = options_.ca_file;
  webhook.listener = [this](const WebhookDelivery& delivery, WebhookStep step,
                            const absl::Status& status) {
    log_->Write(LogLevel::kInfo, "webhook",
                {{"job", static_cast<int64_t>(delivery.job)},
                 {"step", WordOf(step)},
                 {"reason", absl::StatusCodeToString(status.code())}});
  };
  absl::StatusOr<std::unique_ptr<WebhookQueue>> webhooks =
      WebhookQueue::Open(state_.webhooks(), webhook);
  if (!webhooks.ok()) return webhooks.status();
  webhooks_ = *std::move(webhooks);
  return absl::OkStatus();
}

absl::Status Service::OpenState() {
  if (absl::Status status = state_.Make(); !status.ok()) return status;
  if (absl::Status status = OpenRemote(); !status.ok()) return status;
  absl::StatusOr<std::string> link_key = state_.LinkKey();
  if (!link_key.ok()) return link_key.status();
  links_ = std::make_unique<ResultLinks>(*std::move(link_key),
                                         absl::Hours(options_.result_hours));
  key_ring_ = std::make_unique<KeyRing>(state_.keys());
  const uint64_t bytes_max =
      static_cast<uint64_t>(options_.upload_kb_max) * 1000;
  shelf_ = std::make_unique<UploadShelf>(state_.uploads(), bytes_max);
  spool_ = std::make_unique<UploadSpool>(
      state_.spool(), bytes_max, AllowedFiles(options_.allow_file),
      parts_.remote.has_value() ? *parts_.remote : RemoteOf(fetcher_), *shelf_);
  notice_ = parts_.notice.has_value() ? *parts_.notice : NoticeOf(*webhooks_);
  SweeperOptions sweep;
  sweep.results = state_.results();
  sweep.results_last = absl::Hours(options_.result_hours);
  sweep.uploads_last = absl::Hours(options_.upload_hours);
  if (options_.outcome_days > 0) {
    sweep.outcomes_last = absl::Hours(24 * options_.outcome_days);
  }
  sweeper_ = std::make_unique<Sweeper>(
      sweep, *store_, *shelf_, [this](const absl::Status& status) {
        log_->Write(LogLevel::kWarning, "sweep-trouble",
                    {{"reason", absl::StatusCodeToString(status.code())}});
      });
  queue_ = std::make_unique<JobQueue>(
      JobQueueOptions{
          .jobs_at_once = static_cast<int>(options_.jobs_at_once),
          .fetches_at_once = static_cast<int>(options_.fetches_at_once),
          .jobs_max = static_cast<size_t>(options_.jobs_waiting_max)},
      Work());
  HttpServerOptions http;
  const absl::StatusOr<ListenAddress> address =
      ParseListenAddress(options_.listen);
  if (!address.ok()) return address.status();
  http.host = address->host;
  http.port = address->port;
  http.threads = static_cast<int>(options_.http_threads);
  http.connections_max = static_cast<unsigned>(options_.connections_max);
  http.connections_per_address_max =
      static_cast<unsigned>(options_.connections_per_address_max);
  http.header_bytes_max = static_cast<size_t>(options_.header_kb_max) << 10;
  http.slow.header_time = absl::Seconds(options_.slow_seconds_max);
  http.slow.body_time = http.slow.header_time;
  http.stop_time = absl::Seconds(options_.stop_seconds_max);
  server_ = std::make_unique<HttpServer>(http, *this);
  return absl::OkStatus();
}

absl::Status Service::Start() {
  if (absl::Status status = server_->Start(); !status.ok()) return status;
  port_ = server_->port();
  if (options_.open && !server_->is_loopback()) {
    return absl::InvalidArgumentError(
        "open: without keys the service listens on this machine only");
  }
  if (absl::Status status = TakeUpJobs(); !status.ok()) return status;
  const absl::Status status =
      WriteRunningService(state_, {address(), local_token_});
  if (!status.ok()) return status;
  queue_->Start();
  webhooks_->Start();
  sweeper_->Start();
  is_ready_ = true;
  log_->Write(
      LogLevel::kInfo, "started",
      {{"port", port_},
       {"keys", static_cast<int64_t>(key_ring_->key_count())},
       {"unfinished", static_cast<int64_t>(queue_->Count(LineState::kFetch) +
                                           queue_->Count(LineState::kReady))}});
  return absl::OkStatus();
}

void Service::Stop() {
  const bool was_ready = is_ready_.exchange(false);
  if (was_ready) log_->Write(LogLevel::kInfo, "stopping", {});
  // Those who wait get their answers before the jobs stop.
  if (server_ != nullptr) server_->Stop();
  if (queue_ != nullptr) queue_->Stop();
  if (webhooks_ != nullptr) webhooks_->Stop();
  if (sweeper_ != nullptr) sweeper_->Stop();
  if (!was_ready) return;
  ::unlink(state_.running().c_str());
  log_->Write(LogLevel::kInfo, "stopped", {});
}

std::string Service::address() const {
  const absl::StatusOr<ListenAddress> listen =
      ParseListenAddress(options_.listen);
  std::string host = listen.ok() ? listen->host : "127.0.0.1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return "http://" + host + ":" + std::to_string(port_);
}

std::string Service::OwnBase() const {
  return options_.base_url.empty() ? address() : options_.base_url;
}

std::unique_ptr<HttpExchange> Service::Receive(HttpRequest request) {
  return std::make_unique<ServiceExchange>(*this, std::move(request));
}

absl::Status Service::TakeUpJobs() {
  const std::unique_ptr<StoreView> view = store_->View();
  std::set<std::string> kept;
  JobId first = JobId{1};
  for (;;) {
    const absl::StatusOr<std::vector<JobRecord>> jobs =
        view->ListJobs(first, kJobsAtOnce);
    if (!jobs.ok()) return jobs.status();
    if (jobs->empty()) break;
    for (const JobRecord& job : *jobs) {
      if (IsInSpool(job)) {
        if (!IsSettled(job.status)) {
          kept.insert(std::filesystem::path(job.source).filename().native());
        } else if (IsThere(spool_->PathOf(job.source))) {
          Settled(job.id);  // what an earlier run had no time for
        }
      }
      TakeUp(job);
    }
    first = JobId{static_cast<int32_t>(jobs->back().id) + 1};
  }
  spool_->RemoveAllBut(kept);
  return absl::OkStatus();
}

void Service::TakeUp(const JobRecord& job) {
  ledger_.Add(job, absl::Now());
  if (IsSettled(job.status)) return;
  LineEntry entry = {.owner = job.owner, .priority = job.priority};
  if (job.paused) {
    entry.state = LineState::kPaused;
  } else if (!IsInSpool(job)) {
    entry.state = IsThere(job.source) ? LineState::kReady : LineState::kPaused;
  } else if (IsThere(spool_->PathOf(job.source))) {
    entry.state = LineState::kReady;
  }
  queue_->Add(job.id, entry);
}

JobWork Service::Work() {
  return {
      .fetch = [this](JobId id,
                      std::stop_token stop) { return Fetch(id, stop); },
      .run = [this](JobId id, std::stop_token stop) { return Run(id, stop); },
      .cancel = [this](JobId id) { return Cancel(id); },
      .settled = [this](JobId id) { Settled(id); }};
}

void Service::LogTrouble(std::string_view event, JobId id,
                         const absl::Status& status) {
  // Not the message: it may name a file that a user named.
  log_->Write(LogLevel::kWarning, event,
              {{"job", static_cast<int64_t>(id)},
               {"reason", absl::StatusCodeToString(status.code())}});
}

WorkEnd Service::FailJob(JobId id, JobErrorCode code, std::string_view text) {
  const absl::Status status = importer_->Fail(id, code, text);
  if (status.ok()) return WorkEnd::kSettled;
  LogTrouble("fail-trouble", id, status);
  return WorkEnd::kTrouble;
}

WorkEnd Service::Fetch(JobId id, const std::stop_token& stop) {
  const absl::StatusOr<JobRecord> job = store_->View()->GetJob(id);
  if (!job.ok()) return WorkEnd::kTrouble;
  const absl::StatusOr<JobSpec> spec = ParseJobSpec(job->spec_json);
  if (!spec.ok()) {
    return FailJob(id, JobErrorCode::kInternalError,
                   "the stored job cannot be read");
  }
  const std::filesystem::path path = spool_->PathOf(job->source);
  const absl::Status status = spool_->Fetch(spec->file.source_url, path, stop);
  std::error_code ignored;
  metrics_.CountFetch(
      status.ok(), status.ok() ? std::filesystem::file_size(path, ignored) : 0);
  if (status.ok()) {
    const absl::Status dropped = DropCredentials(id);
    if (!dropped.ok()) LogTrouble("fetch-trouble", id, dropped);
    return dropped.ok() ? WorkEnd::kDone : WorkEnd::kTrouble;
  }
  if (absl::IsCancelled(status)) return WorkEnd::kStopped;
  LogTrouble("fetch-trouble", id, status);
  const std::string reason(status.message());
  switch (status.code()) {
    case absl::StatusCode::kResourceExhausted:
      return FailJob(id, JobErrorCode::kSourceTooLarge,
                     "the upload is too large: " + reason);
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kPermissionDenied:
      return FailJob(id, JobErrorCode::kSourceUnreachable,
                     "the upload cannot be had: " + reason);
    default:
      return WorkEnd::kTrouble;
  }
}

absl::Status Service::DropCredentials(JobId id) {
  const absl::StatusOr<std::unique_ptr<JobClaim>> claim = store_->ClaimJob(id);
  if (!claim.ok()) return claim.status();
  absl::StatusOr<JobRecord> job = store_->View()->GetJob(id);
  if (!job.ok()) return job.status();
  absl::StatusOr<JobSpec> spec = ParseJobSpec(job->spec_json);
  if (!spec.ok()) return spec.status();
  std::string plain = WithoutCredentials(spec->file.source_url);
  if (plain == spec->file.source_url) return absl::OkStatus();
  spec->file.source_url = std::move(plain);
  job->spec_json = ToJson(*spec);
  return store_->UpdateJob(*job);
}

WorkEnd Service::Run(JobId id, const std::stop_token& stop) {
  const absl::StatusOr<JobRecord> job = store_->View()->GetJob(id);
  if (!job.ok()) return WorkEnd::kTrouble;
  const std::filesystem::path path = IsInSpool(*job)
                                         ? spool_->PathOf(job->source)
                                         : std::filesystem::path(job->source);
  if (!IsThere(path)) {
    return FailJob(id, JobErrorCode::kSourceUnreachable,
                   "the upload is not there any more");
  }
  log_->Write(LogLevel::kInfo, "job-run", {{"job", static_cast<int64_t>(id)}});
  const absl::Status status = importer_->Run(id, Upload(path), stop);
  if (absl::IsCancelled(status)) return WorkEnd::kStopped;
  if (!status.ok()) {
    LogTrouble("job-trouble", id, status);
    return WorkEnd::kTrouble;
  }
  const absl::StatusOr<JobRecord> after = store_->View()->GetJob(id);
  if (!after.ok()) return WorkEnd::kTrouble;
  return IsSettled(after->status) ? WorkEnd::kDone : WorkEnd::kPaused;
}

absl::Status Service::Cancel(JobId id) {
  absl::Status status = importer_->Cancel(id);
  if (!status.ok()) LogTrouble("cancel-trouble", id, status);
  return status;
}

void Service::Settled(JobId id) {
  const absl::StatusOr<JobReport> report = importer_->GetJob(id);
  if (!report.ok()) {
    LogTrouble("settle-trouble", id, report.status());
    return;
  }
  const JobRecord& job = report->job;
  const std::string end = job.status != JobStatus::kFailed ? "complete"
                          : job.errors.empty()             ? "failed"
                                               : job.errors.front().code;
  log_->Write(LogLevel::kInfo, "job-settled",
              {{"job", static_cast<int64_t>(id)},
               {"end", end},
               {"read", static_cast<int64_t>(job.counters.read)},
               {"imported", static_cast<int64_t>(job.counters.imported)},
               {"rejected", static_cast<int64_t>(job.counters.rejected)}});
  metrics_.CountJob(end);
  metrics_.CountRows(job.counters.read);
  // Those of a job that ended without its upload.
  if (const absl::Status dropped = DropCredentials(id); !dropped.ok()) {
    LogTrouble("settle-trouble", id, dropped);
  }
  bool is_told = true;
  if (!job.webhook_url.empty() && notice_.send) {
    const absl::Status status =
        notice_.send(id, job.webhook_url, JobJson(*report, OwnBase()));
    is_told = status.ok();
    if (!is_told) LogTrouble("webhook-trouble", id, status);
  }
  // The file's being there says that this is still to be done.
  if (IsInSpool(job) && is_told) {
    std::error_code ignored;  // the next start removes it
    std::filesystem::remove(spool_->PathOf(job.source), ignored);
  }
  server_->Wake(WaitKey(id));
}

std::string Service::JobJson(const JobReport& report,
                             std::string_view base) const {
  ReportJsonOptions json_options;
  json_options.words = options_.status_words;
  json_options.zone = zone_;
  json_options.link = [&](const ResultFile& file) {
    return links_->LinkOf(base, report.job, file);
  };
  std::string json = ToJson(report, json_options);
  const JobQueue::Place place = queue_->PlaceOf(report.job.id);
  if (place.word.empty()) return json;
  tool::JsonWriter queue(tool::JsonWriter::Form::kOneLine);
  queue.BeginObject();
  queue.Key("place");
  queue.Text(place.word);
  queue.Key("waitingBefore");
  queue.Integer(static_cast<int64_t>(place.waiting_before));
  queue.EndObject();
  json.pop_back();
  return json + ",\"queue\":" + queue.text() + "}";
}

Metrics::Gauges Service::Gauges() {
  Metrics::Gauges gauges;
  gauges.connections = server_->connection_count();
  gauges.jobs_fetching =
      queue_->Count(LineState::kFetch) + queue_->Count(LineState::kFetching);
  gauges.jobs_waiting =
      queue_->Count(LineState::kReady) + queue_->Count(LineState::kParked);
  gauges.jobs_running = queue_->Count(LineState::kRunning);
  gauges.jobs_paused = queue_->Count(LineState::kPaused);
  const absl::StatusOr<StoreSummary> summary = store_->Summarise();
  if (summary.ok()) {
    for (const StoreSummary::Family& family : summary->families) {
      gauges.store_bytes += family.bytes;
    }
  }
  return gauges;
}

}  // namespace millrace::server
