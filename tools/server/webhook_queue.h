// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// WebhookQueue: tells receivers that a job has settled, at least once. Every
// delivery is a small file from Enqueue until a receiver has answered 2xx, so
// that a restart goes on with it. A failed attempt is repeated after a delay
// that doubles from first_delay to longest_delay, each spread at random by a
// fifth. give_up_after the delivery was queued, or when the receiver answers
// 410, it is dropped and the listener told.
//
//   auto queue = WebhookQueue::Open(state / "webhooks", options);
//   (*queue)->Start();
//   (*queue)->Enqueue(job, "https://crm.example.org/hook", report_json);
//
// One thread sends. A receiver that fails is left alone for the rest of the
// round, so that it costs the others no more than one timeout.
//
// Files:
//   folder   := delivery* secret
//   delivery := ID ".delivery", see webhook_delivery.h;
//               ID := 16 hex digits, the time it was queued in microseconds,
//               "-", the job's id: in order of names is in order of age
//   secret   := 64 hex digits, made by the first Open
// What is none of these, or damaged, is left alone.
//
// Threading: safe from any thread.

#ifndef MILLRACE_TOOLS_SERVER_WEBHOOK_QUEUE_H_
#define MILLRACE_TOOLS_SERVER_WEBHOOK_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "engine/base/mutex.h"
#include "millrace/job_state.h"
#include "tools/server/webhook_delivery.h"
#include "tools/server/webhook_sender.h"

namespace millrace::server {

enum class WebhookStep : uint8_t {
  kDelivered,
  kFailed,   // and will be tried again
  kDropped,  // too old, or not wanted any more
};

struct WebhookOptions {
  WebhookSenderOptions sender = {};
  absl::Duration first_delay = absl::Seconds(10);
  absl::Duration longest_delay = absl::Hours(1);
  absl::Duration give_up_after = absl::Hours(72);
  size_t pending_max = 10'000;
  // Told of every attempt, and by Open of files that cannot be read: for logs.
  // The status never names more of the address than its host.
  std::function<void(const WebhookDelivery&, WebhookStep, const absl::Status&)>
      listener = {};
  // For tests. Empty: the machine's clock, and a WebhookSender.
  std::function<absl::Time()> now = {};
  std::function<absl::Status(const WebhookDelivery&, std::stop_token)> send =
      {};
};

struct WebhookCounts {
  size_t pending = 0;
  // Since Open.
  uint64_t delivered = 0;
  uint64_t failed_attempts = 0;
  uint64_t dropped = 0;
};

class WebhookQueue {
 public:
  // Makes the folder, mode 0700, if it is not there, and reads what is in it.
  static absl::StatusOr<std::unique_ptr<WebhookQueue>> Open(
      const std::filesystem::path& folder, WebhookOptions options);
  // Stops.
  ~WebhookQueue();
  WebhookQueue(const WebhookQueue&) = delete;
  WebhookQueue& operator=(const WebhookQueue&) = delete;

  // Refuses at submission, with kInvalidArgument, what is not https or names
  // a forbidden address in digits.
  absl::Status CheckUrl(std::string_view url) const;

  // Durable when it returns. kResourceExhausted when pending_max are waiting.
  absl::Status Enqueue(JobId job, const std::string& url,
                       const std::string& body) ABSL_LOCKS_EXCLUDED(mutex_);

  // Starts sending. At most once.
  void Start();
  // Ends an attempt under way, which then counts as not made, and waits for
  // the thread. Nothing is lost: the next Open goes on.
  void Stop();

  WebhookCounts Counts() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Sends what is due now, oldest first; what the thread does over and over.
  // Returns when the next delivery is due, InfiniteFuture if none waits.
  absl::Time SendDue(std::stop_token stop) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // What memory holds of a waiting delivery; the rest is in its file.
  struct Waiting {
    absl::Time queued;
    absl::Time next;
    std::string host;
  };

  WebhookQueue(std::filesystem::path folder, WebhookOptions options,
               WebhookSender sender);

  absl::Status ReadFolder() ABSL_LOCKS_EXCLUDED(mutex_);
  std::filesystem::path PathOf(std::string_view id) const;
  absl::StatusOr<WebhookDelivery> Read(const std::string& id) const;
  void AddWaiting(const WebhookDelivery& delivery)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void Run(std::stop_token stop) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Time NextDue() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // In order of age.
  std::vector<std::pair<std::string, Waiting>> Due()
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Makes one attempt and keeps what came of it. False: the receiver failed.
  bool Attempt(const std::string& id, std::stop_token stop)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Retry(WebhookDelivery delivery, const absl::Status& reason)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Remove(const WebhookDelivery& delivery, WebhookStep step,
              const absl::Status& reason) ABSL_LOCKS_EXCLUDED(mutex_);
  void Postpone(const std::string& id, absl::Time next)
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Duration DelayAfter(uint32_t attempts) ABSL_LOCKS_EXCLUDED(mutex_);
  void Tell(const WebhookDelivery& delivery, WebhookStep step,
            const absl::Status& status) const;

  // Constant after construction.
  const std::filesystem::path folder_;
  const WebhookOptions options_;
  const WebhookSender sender_;

  mutable Mutex mutex_;
  CondVar changed_;
  std::map<std::string, Waiting> waiting_ ABSL_GUARDED_BY(mutex_);  // by id
  // Of the newest id: ids never repeat, whatever the clock does.
  int64_t last_micros_ ABSL_GUARDED_BY(mutex_) = 0;
  WebhookCounts counts_ ABSL_GUARDED_BY(mutex_);
  std::minstd_rand dice_ ABSL_GUARDED_BY(mutex_);
  bool is_stopping_ ABSL_GUARDED_BY(mutex_) = false;

  // Last, so that it ends before what it uses goes.
  std::jthread thread_;
};

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_WEBHOOK_QUEUE_H_
