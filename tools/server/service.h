// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Service: a store, its jobs and the HTTP server in front of them: what
// `millrace serve` runs. It owns the state folder and everything that works on
// it; the endpoints (see route_table.cc) are functions of it.
//
//   auto service = Service::Open(options);
//   absl::Status status = (*service)->Start();   // ready when it returns
//   ...
//   (*service)->Stop();
//
// Threading: every method but Start and Stop may be called from any thread.

#ifndef MILLRACE_TOOLS_SERVER_SERVICE_H_
#define MILLRACE_TOOLS_SERVER_SERVICE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "millrace/importer.h"
#include "millrace/store.h"
#include "tools/server/http_server.h"
#include "tools/server/idempotency_ledger.h"
#include "tools/server/job_queue.h"
#include "tools/server/key_ring.h"
#include "tools/server/metrics.h"
#include "tools/server/result_links.h"
#include "tools/server/route.h"
#include "tools/server/service_log.h"
#include "tools/server/service_options.h"
#include "tools/server/source_fetcher.h"
#include "tools/server/state_folder.h"
#include "tools/server/sweeper.h"
#include "tools/server/upload_shelf.h"
#include "tools/server/upload_spool.h"
#include "tools/server/webhook_queue.h"

namespace millrace::server {

// What else the service tells of a job.
struct JobNotice {
  // kInvalidArgument: nobody can be told there.
  std::function<absl::Status(std::string_view url)> check = {};
  // Takes it over durably.
  std::function<absl::Status(JobId, const std::string& url,
                             const std::string& body)>
      send = {};
};

// What is replaced in tests; empty parts are what the options say.
struct ServiceParts {
  std::optional<RemoteSource> remote = {};
  std::optional<JobNotice> notice = {};
  std::function<void(std::string_view line)> write_log = {};
};

class Service : public HttpApplication {
 public:
  static absl::StatusOr<std::unique_ptr<Service>> Open(ServiceOptions options,
                                                       ServiceParts parts = {});
  ~Service() override;

  // Takes up unfinished jobs and listens.
  absl::Status Start();
  // Commits what is whole and ends; unfinished jobs go on at the next start.
  void Stop();

  // "http://127.0.0.1:8086", as listened on.
  std::string address() const;

  std::unique_ptr<HttpExchange> Receive(HttpRequest request) override;

  const ServiceOptions& options() const { return options_; }
  const absl::TimeZone& zone() const { return zone_; }
  Store& store() { return *store_; }
  Importer& importer() { return *importer_; }
  KeyRing& key_ring() { return *key_ring_; }
  UploadShelf& shelf() { return *shelf_; }
  const UploadSpool& spool() const { return *spool_; }
  const ResultLinks& links() const { return *links_; }
  const StateFolder& state() const { return state_; }
  IdempotencyLedger& ledger() { return ledger_; }
  JobQueue& queue() { return *queue_; }
  Metrics& metrics() { return metrics_; }
  ServiceLog& log() { return *log_; }
  const JobNotice& notice() const { return notice_; }
  const std::string& local_token() const { return local_token_; }
  bool is_ready() const { return is_ready_.load(); }
  Metrics::Gauges Gauges();

  // The answer of the interface's GET (contract b.6): base is what links begin
  // with.
  std::string JobJson(const JobReport& report, std::string_view base) const;

  // What those wait for who wait for a job.
  static std::string WaitKey(JobId id);

 private:
  Service(ServiceOptions options, ServiceParts parts);

  absl::Status OpenStore();
  absl::Status OpenState();
  absl::Status OpenRemote();
  absl::Status TakeUpJobs();
  void TakeUp(const JobRecord& job);
  JobWork Work();
  WorkEnd Fetch(JobId id, const std::stop_token& stop);
  WorkEnd Run(JobId id, const std::stop_token& stop);
  absl::Status Cancel(JobId id);
  void Settled(JobId id);
  // Forgets the credentials in a fetched upload's address.
  absl::Status DropCredentials(JobId id);
  WorkEnd FailJob(JobId id, JobErrorCode code, std::string_view text);
  void LogTrouble(std::string_view event, JobId id, const absl::Status& status);
  std::string OwnBase() const;

  // Constant after Start().
  const ServiceOptions options_;
  ServiceParts parts_;
  absl::TimeZone zone_;
  StateFolder state_;
  std::unique_ptr<ServiceLog> log_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Importer> importer_;
  std::unique_ptr<KeyRing> key_ring_;
  std::unique_ptr<UploadShelf> shelf_;
  std::unique_ptr<UploadSpool> spool_;
  std::unique_ptr<ResultLinks> links_;
  std::shared_ptr<const SourceFetcher> fetcher_;
  std::unique_ptr<WebhookQueue> webhooks_;
  JobNotice notice_;
  std::string local_token_;
  uint16_t port_ = 0;

  IdempotencyLedger ledger_;
  Metrics metrics_;
  std::atomic<bool> is_ready_ = false;
  std::unique_ptr<JobQueue> queue_;
  std::unique_ptr<Sweeper> sweeper_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_SERVICE_H_
