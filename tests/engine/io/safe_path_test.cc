// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "engine/io/safe_path.h"

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace {
namespace {

TEST(SafePathTest, KeepsOrdinaryNames) {
  for (const std::string_view name :
       {"results.csv", "75/results.csv", "a b.csv", "...", ".hidden", "a..b",
        "\xc3\xa9t\xc3\xa9.csv"}) {
    EXPECT_THAT(SafePath("/root", name),
                IsOkAndHolds(std::filesystem::path("/root") / name));
  }
}

TEST(SafePathTest, RefusesNamesThatLeaveTheRoot) {
  for (const std::string_view name :
       {"", "/", "/etc/passwd", "..", "../x", "a/../../x", "a/..", ".", "./a",
        "a//b", "a/", "a\\b", "a\nb", "a\x1b[0m", "a\x7f"}) {
    EXPECT_THAT(SafePath("/root", name),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << name;
  }
  EXPECT_THAT(SafePath("/root", std::string_view("a\0b", 3)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(SafePath("/root", std::string(251, 'n')),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(SafePath("/root", std::string(250, 'n')), IsOk());
}

TEST(SafePathTest, ResolvesBelowTheRoot) {
  const TempDir temp_dir;
  const auto file = temp_dir.Write("root/folder/file", "");
  const auto root = temp_dir / "root";
  const auto real = std::filesystem::canonical(file);
  EXPECT_THAT(ResolveInside(root, file), IsOkAndHolds(real));
  EXPECT_THAT(ResolveInside(root, root / "folder/../folder/file"),
              IsOkAndHolds(real));
  std::filesystem::create_symlink(file, root / "link");
  EXPECT_THAT(ResolveInside(root, root / "link"), IsOkAndHolds(real));
  EXPECT_THAT(ResolveInside(root, root),
              IsOkAndHolds(std::filesystem::canonical(root)));
}

TEST(SafePathTest, RefusesWhatResolvesElsewhere) {
  const TempDir temp_dir;
  temp_dir.Write("root/file", "");
  const auto root = temp_dir / "root";
  const auto sibling = temp_dir.Write("rootless/file", "");
  std::filesystem::create_symlink(sibling, root / "link");
  for (const auto& path :
       {sibling, root / "link", root / "../rootless/file", temp_dir.path()}) {
    EXPECT_THAT(ResolveInside(root, path),
                StatusIs(absl::StatusCode::kPermissionDenied))
        << path;
  }
  EXPECT_THAT(ResolveInside(root, root / "none"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ResolveInside(temp_dir / "none", sibling),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace millrace
