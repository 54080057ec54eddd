// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/webhook_queue.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <system_error>

#include "absl/strings/str_format.h"

#include "tools/server/small_file.h"
#include "tools/server/web_address.h"
#include "tools/server/webhook_signature.h"

namespace millrace::server {
namespace {

constexpr std::string_view kSuffix = ".delivery";
constexpr std::string_view kSecretName = "secret";
// A clock that is set forward is noticed after so long.
constexpr absl::Duration kLongestSleep = absl::Minutes(1);
constexpr double kSpread = 0.2;

absl::StatusOr<std::string> ReadOrMakeSecret(
    const std::filesystem::path& path) {
  absl::StatusOr<std::string> secret = ReadSmallFile(path);
  if (secret.ok()) {
    // An operator's editor ends it with a line feed.
    while (secret->ends_with('\n') || secret->ends_with('\r')) {
      secret->pop_back();
    }
    if (secret->empty()) {
      return absl::FailedPreconditionError("webhook secret: file is empty");
    }
    return secret;
  }
  if (!absl::IsNotFound(secret.status())) return secret.status();
  secret = NewWebhookSecret();
  if (!secret.ok()) return secret.status();
  absl::Status written = WriteSmallFile(path, *secret + "\n");
  if (!written.ok()) return written;
  return secret;
}

std::string HostOf(std::string_view url) {
  const absl::StatusOr<WebAddress> address = ParseWebAddress(url);
  return address.ok() ? address->host : "";
}

int64_t MicrosOf(std::string_view id) {
  int64_t micros = 0;
  std::from_chars(id.data(), id.data() + id.size(), micros, 16);
  return micros;
}

}  // namespace

absl::StatusOr<std::unique_ptr<WebhookQueue>> WebhookQueue::Open(
    const std::filesystem::path& folder, WebhookOptions options) {
  if (absl::Status made = MakePrivateFolder(folder); !made.ok()) return made;
  absl::StatusOr<std::string> secret = ReadOrMakeSecret(folder / kSecretName);
  if (!secret.ok()) return secret.status();
  absl::StatusOr<WebhookSender> sender =
      WebhookSender::Create(options.sender, *std::move(secret));
  if (!sender.ok()) return sender.status();
  if (!options.now) options.now = absl::Now;
  std::unique_ptr<WebhookQueue> queue(
      new WebhookQueue(folder, std::move(options), *std::move(sender)));
  if (absl::Status read = queue->ReadFolder(); !read.ok()) return read;
  return queue;
}

WebhookQueue::WebhookQueue(std::filesystem::path folder, WebhookOptions options,
                           WebhookSender sender)
    : folder_(std::move(folder)),
      options_(std::move(options)),
      sender_(std::move(sender)),
      dice_(std::random_device{}()) {}

WebhookQueue::~WebhookQueue() { Stop(); }

absl::Status WebhookQueue::ReadFolder() {
  std::error_code error;
  std::filesystem::directory_iterator entry(folder_, error);
  const std::filesystem::directory_iterator end;
  MutexLock lock(mutex_);
  for (; !error && entry != end; entry.increment(error)) {
    std::string id = entry->path().filename().native();
    if (!id.ends_with(kSuffix)) continue;
    id.resize(id.size() - kSuffix.size());
    absl::StatusOr<WebhookDelivery> delivery = Read(id);
    if (!delivery.ok()) {
      // One that is damaged must not keep the others, or the service, from
      // their work. Its file stays, for people to look at.
      WebhookDelivery unread;
      unread.id = id;
      ++counts_.dropped;
      Tell(unread, WebhookStep::kDropped, delivery.status());
      continue;
    }
    AddWaiting(*delivery);
    last_micros_ = std::max(last_micros_, MicrosOf(id));
  }
  if (error) {
    return absl::UnavailableError("webhook folder: " + error.message());
  }
  return absl::OkStatus();
}

absl::StatusOr<WebhookDelivery> WebhookQueue::Read(
    const std::string& id) const {
  const absl::StatusOr<std::string> content = ReadSmallFile(PathOf(id));
  if (!content.ok()) return content.status();
  return DecodeDelivery(id, *content);
}

std::filesystem::path WebhookQueue::PathOf(std::string_view id) const {
  return folder_ / (std::string(id) + std::string(kSuffix));
}

void WebhookQueue::AddWaiting(const WebhookDelivery& delivery) {
  waiting_[delivery.id] = {delivery.queued, delivery.next,
                           HostOf(delivery.url)};
}

absl::Status WebhookQueue::CheckUrl(std::string_view url) const {
  return sender_.CheckUrl(url);
}

absl::Status WebhookQueue::Enqueue(JobId job, const std::string& url,
                                   const std::string& body) {
  if (absl::Status status = CheckUrl(url); !status.ok()) return status;
  WebhookDelivery delivery;
  delivery.job = job;
  delivery.url = url;
  delivery.body = body;
  delivery.queued = options_.now();
  delivery.next = delivery.queued;
  {
    MutexLock lock(mutex_);
    if (waiting_.size() >= options_.pending_max) {
      return absl::ResourceExhaustedError("webhooks: too many are waiting: " +
                                          std::to_string(waiting_.size()));
    }
    last_micros_ =
        std::max(absl::ToUnixMicros(delivery.queued), last_micros_ + 1);
    delivery.id =
        absl::StrFormat("%016x-%d", last_micros_, static_cast<int32_t>(job));
  }
  if (absl::Status status =
          WriteSmallFile(PathOf(delivery.id), EncodeDelivery(delivery));
      !status.ok()) {
    return status;
  }
  MutexLock lock(mutex_);
  AddWaiting(delivery);
  changed_.NotifyAll();
  return absl::OkStatus();
}

void WebhookQueue::Start() {
  thread_ = std::jthread([this](std::stop_token stop) { Run(stop); });
}

void WebhookQueue::Stop() {
  {
    MutexLock lock(mutex_);
    is_stopping_ = true;
    changed_.NotifyAll();
  }
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

WebhookCounts WebhookQueue::Counts() const {
  MutexLock lock(mutex_);
  WebhookCounts counts = counts_;
  counts.pending = waiting_.size();
  return counts;
}

void WebhookQueue::Run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    SendDue(stop);
    MutexLock lock(mutex_);
    while (!is_stopping_) {
      const absl::Duration left = NextDue() - options_.now();
      if (left <= absl::ZeroDuration()) break;
      changed_.WaitFor(mutex_, std::min(left, kLongestSleep));
    }
  }
}

absl::Time WebhookQueue::NextDue() const {
  absl::Time next = absl::InfiniteFuture();
  for (const auto& [id, waiting] : waiting_) {
    next = std::min(next, waiting.next);
  }
  return next;
}

std::vector<std::pair<std::string, WebhookQueue::Waiting>> WebhookQueue::Due() {
  const absl::Time now = options_.now();
  std::vector<std::pair<std::string, Waiting>> due;
  MutexLock lock(mutex_);
  for (const auto& [id, waiting] : waiting_) {
    if (waiting.next <= now) due.emplace_back(id, waiting);
  }
  return due;
}

absl::Time WebhookQueue::SendDue(std::stop_token stop) {
  std::set<std::string> failed_hosts;
  for (const auto& [id, waiting] : Due()) {
    if (stop.stop_requested()) break;
    const absl::Time now = options_.now();
    // One that is too old has its last attempt whoever else failed.
    const bool is_last = now - waiting.queued >= options_.give_up_after;
    if (!is_last && failed_hosts.contains(waiting.host)) {
      Postpone(id, now + options_.first_delay);
    } else if (!Attempt(id, stop)) {
      failed_hosts.insert(waiting.host);
    }
  }
  MutexLock lock(mutex_);
  return NextDue();
}

bool WebhookQueue::Attempt(const std::string& id, std::stop_token stop) {
  absl::StatusOr<WebhookDelivery> delivery = Read(id);
  if (!delivery.ok()) {
    // The disk's trouble, or an operator removed it.
    WebhookDelivery unread;
    unread.id = id;
    const bool is_gone = absl::IsNotFound(delivery.status());
    if (is_gone) {
      Remove(unread, WebhookStep::kDropped, delivery.status());
    } else {
      Postpone(id, options_.now() + options_.longest_delay);
      Tell(unread, WebhookStep::kFailed, delivery.status());
    }
    return true;
  }
  const absl::Status sent = options_.send
                                ? options_.send(*delivery, stop)
                                : sender_.Send(*delivery, options_.now(), stop);
  if (sent.ok()) {
    Remove(*delivery, WebhookStep::kDelivered, sent);
    return true;
  }
  if (stop.stop_requested()) return false;
  ++delivery->attempts;
  const bool is_unwanted =
      absl::IsFailedPrecondition(sent) || absl::IsInvalidArgument(sent);
  const absl::Duration age = options_.now() - delivery->queued;
  if (is_unwanted || age >= options_.give_up_after) {
    Remove(*delivery, WebhookStep::kDropped, sent);
  } else {
    Retry(*std::move(delivery), sent);
  }
  return false;
}

void WebhookQueue::Retry(WebhookDelivery delivery, const absl::Status& reason) {
  delivery.next = options_.now() + DelayAfter(delivery.attempts);
  // If the file keeps the old times, a restart tries again earlier.
  WriteSmallFile(PathOf(delivery.id), EncodeDelivery(delivery)).IgnoreError();
  Postpone(delivery.id, delivery.next);
  {
    MutexLock lock(mutex_);
    ++counts_.failed_attempts;
  }
  Tell(delivery, WebhookStep::kFailed, reason);
}

void WebhookQueue::Remove(const WebhookDelivery& delivery, WebhookStep step,
                          const absl::Status& reason) {
  // If the file stays, a restart sends it again: at least once.
  RemoveSmallFile(PathOf(delivery.id)).IgnoreError();
  {
    MutexLock lock(mutex_);
    waiting_.erase(delivery.id);
    if (step == WebhookStep::kDelivered) {
      ++counts_.delivered;
    } else {
      ++counts_.failed_attempts;
      ++counts_.dropped;
    }
  }
  Tell(delivery, step, reason);
}

void WebhookQueue::Postpone(const std::string& id, absl::Time next) {
  MutexLock lock(mutex_);
  if (auto it = waiting_.find(id); it != waiting_.end()) {
    it->second.next = next;
  }
}

absl::Duration WebhookQueue::DelayAfter(uint32_t attempts) {
  absl::Duration delay = options_.first_delay;
  for (uint32_t i = 1; i < attempts && delay < options_.longest_delay; ++i) {
    delay *= 2;
  }
  delay = std::min(delay, options_.longest_delay);
  MutexLock lock(mutex_);
  std::uniform_real_distribution<double> spread(1 - kSpread, 1 + kSpread);
  return delay * spread(dice_);
}

void WebhookQueue::Tell(const WebhookDelivery& delivery, WebhookStep step,
                        const absl::Status& status) const {
  if (options_.listener) options_.listener(delivery, step, status);
}

}  // namespace millrace::server
