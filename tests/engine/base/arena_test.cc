// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/base/arena.h"

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace millrace {
namespace {

TEST(ArenaTest, AllocatesNothingBeforeTheFirstPiece) {
  const Arena arena;
  EXPECT_EQ(arena.capacity_bytes(), 0u);
  EXPECT_EQ(arena.used_bytes(), 0u);
}

TEST(ArenaTest, HandsOutPiecesThatDoNotOverlap) {
  Arena arena(64);
  std::vector<std::string_view> views;
  std::vector<std::string> texts;
  for (size_t i = 0; i < 200; ++i) {
    texts.emplace_back(i % 70, static_cast<char>('a' + i % 26));
    views.push_back(arena.Copy(texts.back()));
  }
  for (size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(views[i], texts[i]);
}

TEST(ArenaTest, CountsUsedBytes) {
  Arena arena(64);
  arena.Allocate(10);
  arena.Copy("abc");
  EXPECT_EQ(arena.used_bytes(), 13u);
  EXPECT_EQ(arena.capacity_bytes(), 64u);
}

TEST(ArenaTest, GivesNoBytesWithoutNull) {
  Arena arena;
  EXPECT_NE(arena.Allocate(0), nullptr);
  EXPECT_NE(arena.Copy("").data(), nullptr);
  EXPECT_EQ(arena.capacity_bytes(), 0u);
}

TEST(ArenaTest, GivesPiecesLargerThanABlock) {
  Arena arena(64);
  const std::string text(1000, 'x');
  arena.Copy("before");
  const std::string_view view = arena.Copy(text);
  EXPECT_EQ(view, text);
  EXPECT_EQ(arena.Copy("after"), "after");
  EXPECT_EQ(view, text);
}

TEST(ArenaTest, KeepsWhatWasCommittedOfAReservation) {
  Arena arena(64);
  char* const first = arena.Reserve(40);
  std::memcpy(first, "abc", 3);
  arena.Commit(3);
  // The rest of the reservation went back: the next piece follows directly.
  EXPECT_EQ(arena.Allocate(1), first + 3);
  EXPECT_EQ(arena.used_bytes(), 4u);
  EXPECT_EQ(std::string_view(first, 3), "abc");
}

TEST(ArenaTest, ReservationWithoutCommitKeepsNothing) {
  Arena arena(64);
  char* const first = arena.Reserve(40);
  EXPECT_EQ(arena.Reserve(40), first);
  EXPECT_EQ(arena.used_bytes(), 0u);
}

TEST(ArenaTest, ReservationMovesOnWhenTheBlockIsTooShort) {
  Arena arena(64);
  arena.Allocate(50);
  char* const to = arena.Reserve(30);
  std::memset(to, 'r', 30);
  arena.Commit(30);
  EXPECT_EQ(arena.capacity_bytes(), 128u);
  EXPECT_EQ(arena.used_bytes(), 80u);
}

TEST(ArenaTest, SteadyStateAllocatesNothing) {
  Arena arena(64);
  auto fill = [&arena] {
    for (size_t i = 0; i < 50; ++i) arena.Allocate(i % 3 == 0 ? 100 : 30);
  };
  fill();
  const size_t capacity_bytes = arena.capacity_bytes();
  for (int round = 0; round < 10; ++round) {
    arena.Reset();
    EXPECT_EQ(arena.used_bytes(), 0u);
    fill();
    EXPECT_EQ(arena.capacity_bytes(), capacity_bytes);
  }
}

TEST(ArenaTest, ReusesALargeBlockForALargePiece) {
  Arena arena(64);
  arena.Allocate(64);
  arena.Allocate(64);
  arena.Allocate(500);
  const size_t capacity_bytes = arena.capacity_bytes();
  arena.Reset();
  arena.Allocate(10);
  arena.Allocate(500);
  arena.Allocate(60);
  EXPECT_EQ(arena.capacity_bytes(), capacity_bytes);
}

TEST(ArenaTest, MovesWithItsBytes) {
  Arena source(64);
  const std::string_view text = source.Copy("text");
  Arena target = std::move(source);
  EXPECT_EQ(text, "text");
  EXPECT_EQ(target.used_bytes(), 4u);
  EXPECT_EQ(source.used_bytes(), 0u);  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(source.capacity_bytes(), 0u);
  EXPECT_EQ(source.Copy("again"), "again");

  Arena assigned(32);
  assigned.Copy("gone");
  assigned = std::move(target);
  EXPECT_EQ(text, "text");
  EXPECT_EQ(assigned.Copy("more"), "more");
  EXPECT_EQ(assigned.used_bytes(), 8u);
}

#ifndef NDEBUG
TEST(ArenaDeathTest, RefusesToCommitMoreThanReserved) {
  Arena arena(64);
  arena.Reserve(4);
  EXPECT_DEATH(arena.Commit(5), "check failed");
}
#endif

#ifdef __has_feature
#if __has_feature(address_sanitizer)
TEST(ArenaDeathTest, SanitizerSeesBytesThatWereTakenBack) {
  Arena arena(64);
  const std::string_view text = arena.Copy("text");
  EXPECT_EQ(text[0], 't');
  arena.Reset();
  EXPECT_DEATH(EXPECT_EQ(text[0], 't'), "use-after-poison");
}

TEST(ArenaDeathTest, SanitizerSeesBytesThatWereNotKept) {
  Arena arena(64);
  char* const to = arena.Reserve(10);
  to[9] = 'x';
  arena.Commit(3);
  EXPECT_DEATH(to[9] = 'y', "use-after-poison");
}
#endif
#endif

}  // namespace
}  // namespace millrace
