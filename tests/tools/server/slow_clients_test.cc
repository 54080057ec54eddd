// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/slow_clients.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace millrace::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SlowClientsTest : public ::testing::Test {
 protected:
  std::vector<int> CutAt(int seconds) {
    std::vector<int> sockets;
    clients_.CutSlow(start_ + absl::Seconds(seconds),
                     [&](int socket) { sockets.push_back(socket); });
    return sockets;
  }

  absl::Time start_ = absl::FromUnixSeconds(1'700'000'000);
  SlowClients clients_{{.header_time = absl::Seconds(10),
                        .body_time = absl::Seconds(5),
                        .body_bytes_per_second = 100}};
};

TEST_F(SlowClientsTest, AHeaderMustEndInTime) {
  clients_.Opened(1, 41, start_);
  EXPECT_THAT(CutAt(10), IsEmpty());
  EXPECT_THAT(CutAt(11), ElementsAre(41));
  EXPECT_THAT(CutAt(12), IsEmpty());  // once is enough
}

TEST_F(SlowClientsTest, ABodyHasTimeByItsBytes) {
  clients_.Opened(1, 41, start_);
  clients_.HeaderCame(1, start_ + absl::Seconds(9));
  EXPECT_THAT(CutAt(14), IsEmpty());
  clients_.BodyBytesCame(1, 1000);
  EXPECT_THAT(CutAt(24), IsEmpty());
  EXPECT_THAT(CutAt(25), ElementsAre(41));
}

TEST_F(SlowClientsTest, NothingIsOwedWhileWeAnswer) {
  clients_.Opened(1, 41, start_);
  clients_.HeaderCame(1, start_);
  clients_.BodyCame(1);
  EXPECT_THAT(CutAt(3600), IsEmpty());
  clients_.Answered(1, start_ + absl::Seconds(3600));
  EXPECT_THAT(CutAt(3610), IsEmpty());
  EXPECT_THAT(CutAt(3611), ElementsAre(41));
}

TEST_F(SlowClientsTest, AClosedSocketIsLeftAlone) {
  clients_.Opened(1, 41, start_);
  clients_.Opened(2, 42, start_);
  EXPECT_EQ(clients_.open_count(), 2u);
  clients_.Closed(1);
  EXPECT_EQ(clients_.open_count(), 1u);
  EXPECT_THAT(CutAt(100), ElementsAre(42));
  clients_.HeaderCame(1, start_);  // of no connection: ignored
}

}  // namespace
}  // namespace millrace::server
