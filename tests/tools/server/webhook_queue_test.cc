// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Time is a clock that stands still, and receivers are functions; one test
// lets the thread and a real receiver loose.

#include "tools/server/webhook_queue.h"

#include <signal.h>

#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_certificate.h"
#include "tests/support/web_server.h"

namespace millrace::server {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::MatchesRegex;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr char kUrl[] = "https://crm.example.org/hook";

class WebhookQueueTest : public ::testing::Test {
 protected:
  WebhookQueueTest() {
    ::signal(SIGPIPE, SIG_IGN);
    options_.now = [this] { return clock_.Now(); };
    options_.send = [this](const WebhookDelivery& delivery, std::stop_token) {
      sent_.push_back(delivery);
      const auto answer = answers_.find(delivery.url);
      return answer == answers_.end() ? absl::OkStatus() : answer->second;
    };
    options_.listener = [this](const WebhookDelivery& delivery,
                               WebhookStep step, const absl::Status&) {
      steps_.push_back(step);
      last_told_ = delivery.id;
    };
    Reopen();
  }

  void Reopen() {
    queue_.reset();
    absl::StatusOr<std::unique_ptr<WebhookQueue>> queue =
        WebhookQueue::Open(folder(), options_);
    MILLRACE_ASSERT_OK(queue);
    queue_ = *std::move(queue);
  }

  void Enqueue(int32_t job, const std::string& url = kUrl) {
    MILLRACE_ASSERT_OK(
        queue_->Enqueue(JobId{job}, url, "body " + std::to_string(job)));
  }

  // Sets the clock to when the next delivery is due and sends. Returns how
  // far that was.
  absl::Duration Advance() {
    const absl::Time next = queue_->SendDue({});
    const absl::Duration step = next - clock_.Now();
    clock_.Set(next);
    queue_->SendDue({});
    return step;
  }

  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
      const std::string name = entry.path().filename();
      if (name != "secret") names.push_back(name);
    }
    return names;
  }

  std::vector<int32_t> SentJobs() const {
    std::vector<int32_t> jobs;
    for (const WebhookDelivery& delivery : sent_) {
      jobs.push_back(static_cast<int32_t>(delivery.job));
    }
    return jobs;
  }

  std::filesystem::path folder() const { return temp_dir_ / "webhooks"; }

  TempDir temp_dir_;
  ManualClock clock_;
  WebhookOptions options_;
  std::map<std::string, absl::Status> answers_;  // by address; else OK
  std::vector<WebhookDelivery> sent_;
  std::vector<WebhookStep> steps_;
  std::string last_told_;
  std::unique_ptr<WebhookQueue> queue_;
};

TEST_F(WebhookQueueTest, DeliversOnceAndForgets) {
  Enqueue(75);
  EXPECT_THAT(Files(), ElementsAre(MatchesRegex("[0-9a-f]+-75.delivery")));
  EXPECT_EQ(queue_->Counts().pending, 1);
  EXPECT_EQ(queue_->SendDue({}), absl::InfiniteFuture());
  queue_->SendDue({});
  ASSERT_THAT(SentJobs(), ElementsAre(75));
  EXPECT_EQ(sent_[0].url, kUrl);
  EXPECT_EQ(sent_[0].body, "body 75");
  EXPECT_THAT(Files(), IsEmpty());
  EXPECT_THAT(steps_, ElementsAre(WebhookStep::kDelivered));
  EXPECT_EQ(queue_->Counts().pending, 0);
  EXPECT_EQ(queue_->Counts().delivered, 1);
}

TEST_F(WebhookQueueTest, OldestFirstEvenIfTheClockGoesBack) {
  Enqueue(3);
  clock_.Advance(-absl::Hours(1));
  Enqueue(1);
  clock_.Advance(absl::Hours(2));
  Enqueue(2);
  queue_->SendDue({});
  EXPECT_THAT(SentJobs(), ElementsAre(3, 1, 2));
}

TEST_F(WebhookQueueTest, TriesAgainAfterGrowingDelays) {
  answers_[kUrl] = absl::UnavailableError("answered 500");
  Enqueue(75);
  std::vector<double> seconds;
  for (int i = 0; i < 12; ++i) {
    seconds.push_back(absl::ToDoubleSeconds(Advance()));
  }
  double expected = 10;
  for (const double delay : seconds) {
    EXPECT_THAT(delay, AllOf(Ge(expected * 0.8), Le(expected * 1.2)));
    expected = std::min(expected * 2, 3600.0);
  }
  EXPECT_EQ(expected, 3600);
  EXPECT_THAT(sent_, SizeIs(13));
  EXPECT_EQ(queue_->Counts().failed_attempts, 13);
  // Every attempt is the same delivery.
  for (const WebhookDelivery& delivery : sent_) {
    EXPECT_EQ(delivery.id, sent_[0].id);
  }
  answers_.clear();
  Advance();
  EXPECT_EQ(queue_->Counts().delivered, 1);
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(WebhookQueueTest, DelaysAreSpread) {
  answers_[kUrl] = absl::UnavailableError("answered 500");
  std::set<absl::Duration> delays;
  for (int32_t job = 1; job <= 8; ++job) {
    Enqueue(job);
    delays.insert(queue_->SendDue({}) - clock_.Now());
    clock_.Advance(absl::Hours(100));
    queue_->SendDue({});
    ASSERT_THAT(Files(), IsEmpty());
  }
  EXPECT_GT(delays.size(), 1);
}

TEST_F(WebhookQueueTest, GivesUpAfterThreeDays) {
  answers_[kUrl] = absl::UnavailableError("answered 500");
  Enqueue(75);
  const absl::Time start = clock_.Now();
  while (queue_->Counts().pending > 0) Advance();
  EXPECT_EQ(steps_.back(), WebhookStep::kDropped);
  EXPECT_EQ(last_told_, sent_[0].id);
  const absl::Duration age = clock_.Now() - start;
  EXPECT_GE(age, absl::Hours(72));
  EXPECT_LE(age, absl::Hours(74));
  EXPECT_EQ(queue_->Counts().dropped, 1);
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(WebhookQueueTest, GivesUpWhenNotWantedAnyMore) {
  answers_[kUrl] = absl::FailedPreconditionError("answered 410");
  Enqueue(75);
  queue_->SendDue({});
  EXPECT_THAT(steps_, ElementsAre(WebhookStep::kDropped));
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(WebhookQueueTest, ARestartGoesOn) {
  answers_[kUrl] = absl::UnavailableError("answered 500");
  Enqueue(75);
  const absl::Time next = queue_->SendDue({});
  const std::string id = sent_[0].id;
  sent_.clear();
  answers_.clear();
  Reopen();
  EXPECT_EQ(queue_->Counts().pending, 1);
  // Not before its time, and then as the same delivery.
  EXPECT_LE(absl::AbsDuration(queue_->SendDue({}) - next),
            absl::Microseconds(1));
  EXPECT_THAT(sent_, IsEmpty());
  clock_.Set(next);
  queue_->SendDue({});
  ASSERT_THAT(SentJobs(), ElementsAre(75));
  EXPECT_EQ(sent_[0].id, id);
  EXPECT_EQ(sent_[0].attempts, 1);
  EXPECT_EQ(sent_[0].body, "body 75");
  Reopen();
  EXPECT_EQ(queue_->Counts().pending, 0);
}

TEST_F(WebhookQueueTest, AnAttemptThatWasStoppedWasNotMade) {
  std::stop_source stop;
  options_.send = [&stop](const WebhookDelivery&, std::stop_token) {
    stop.request_stop();
    return absl::CancelledError("stopped");
  };
  Reopen();
  Enqueue(75);
  queue_->SendDue(stop.get_token());
  EXPECT_THAT(steps_, IsEmpty());
  EXPECT_EQ(queue_->Counts().failed_attempts, 0);
  ASSERT_THAT(Files(), SizeIs(1));
  EXPECT_THAT(ReadFile(folder() / Files()[0]), HasSubstr("attempts: 0\n"));
}

TEST_F(WebhookQueueTest, AReceiverThatFailsCostsTheOthersOneAttemptARound) {
  const std::string dead = "https://dead.example.org/hook";
  answers_[dead] = absl::UnavailableError("no answer in time");
  Enqueue(1, dead);
  Enqueue(2, dead);
  Enqueue(3, "https://dead.example.org/other");
  Enqueue(4);
  queue_->SendDue({});
  EXPECT_THAT(SentJobs(), ElementsAre(1, 4));
  answers_.clear();
  Advance();
  Advance();
  EXPECT_EQ(queue_->Counts().delivered, 4);
}

TEST_F(WebhookQueueTest, RefusesWhatCannotBeSentAndTooMany) {
  EXPECT_THAT(queue_->Enqueue(JobId{1}, "http://crm.example.org/", "x"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(queue_->CheckUrl("https://a:b@crm.example.org/"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Files(), IsEmpty());
  options_.pending_max = 2;
  Reopen();
  Enqueue(1);
  Enqueue(2);
  EXPECT_THAT(queue_->Enqueue(JobId{3}, kUrl, "x"),
              StatusIs(absl::StatusCode::kResourceExhausted));
  queue_->SendDue({});
  Enqueue(3);
}

TEST_F(WebhookQueueTest, KeepsOneSecret) {
  const std::string secret = ReadFile(folder() / "secret");
  EXPECT_THAT(secret, MatchesRegex("[0-9a-f]+\n"));
  Reopen();
  EXPECT_EQ(ReadFile(folder() / "secret"), secret);
  temp_dir_.Write("webhooks/secret", "\n");
  EXPECT_THAT(WebhookQueue::Open(folder(), options_),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(WebhookQueueTest, ADamagedFileIsSaidAndKeepsNobodyWaiting) {
  Enqueue(75);
  temp_dir_.Write("webhooks/readme", "mine");
  temp_dir_.Write("webhooks/1-1.delivery", "mine");
  Reopen();
  EXPECT_THAT(steps_, ElementsAre(WebhookStep::kDropped));
  EXPECT_EQ(last_told_, "1-1");
  EXPECT_EQ(queue_->Counts().pending, 1);
  queue_->SendDue({});
  EXPECT_THAT(SentJobs(), ElementsAre(75));
  EXPECT_THAT(Files(), UnorderedElementsAre("readme", "1-1.delivery"));
}

TEST_F(WebhookQueueTest, ADeliveryThatAnOperatorRemovedIsDropped) {
  answers_[kUrl] = absl::UnavailableError("answered 500");
  Enqueue(75);
  queue_->SendDue({});
  std::filesystem::remove(folder() / Files()[0]);
  Advance();
  EXPECT_EQ(queue_->Counts().pending, 0);
  EXPECT_THAT(SentJobs(), ElementsAre(75));
}

TEST_F(WebhookQueueTest, ItsThreadSendsToARealReceiver) {
  const TestCertificate certificate(temp_dir_.path());
  std::promise<WebCall> received;
  const WebServer server(
      [&received](const WebCall& call) {
        received.set_value(call);
        return WebAnswer{.status = 204};
      },
      &certificate);
  std::promise<void> delivered;
  options_.now = {};
  options_.send = {};
  options_.sender.ca_file = certificate.certificate_path();
  options_.sender.allow_private = {"127.0.0.1"};
  options_.listener = [&delivered](const WebhookDelivery&, WebhookStep step,
                                   const absl::Status& status) {
    EXPECT_EQ(step, WebhookStep::kDelivered) << status;
    delivered.set_value();
  };
  Reopen();
  queue_->Start();
  Enqueue(75, server.Address("/hook"));
  EXPECT_EQ(received.get_future().get().body, "body 75");
  delivered.get_future().wait();
  queue_->Stop();
  queue_->Stop();
  EXPECT_THAT(Files(), IsEmpty());
}

}  // namespace
}  // namespace millrace::server
