// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Matchers for absl::Status and absl::StatusOr<T>, which our Abseil lacks.
//
//   EXPECT_THAT(file.Sync(), IsOk());
//   EXPECT_THAT(Open(path), StatusIs(absl::StatusCode::kNotFound));
//   EXPECT_THAT(Open(path), StatusIs(absl::StatusCode::kNotFound,
//                                    HasSubstr("no such file")));
//   EXPECT_THAT(file.Size(), IsOkAndHolds(12));
//   MILLRACE_ASSERT_OK(file.Close());
//   MILLRACE_ASSERT_OK_AND_ASSIGN(auto store, Store::Open(path));

#ifndef MILLRACE_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define MILLRACE_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "engine/base/status_macros.h"

#define MILLRACE_ASSERT_OK(...) ASSERT_THAT((__VA_ARGS__), ::millrace::IsOk())
#define MILLRACE_EXPECT_OK(...) EXPECT_THAT((__VA_ARGS__), ::millrace::IsOk())

#define MILLRACE_ASSERT_OK_AND_ASSIGN(lhs, ...)                            \
  MILLRACE_ASSERT_OK_AND_ASSIGN_(                                          \
      MILLRACE_STATUS_MACROS_JOIN_(millrace_status_or_, __COUNTER__), lhs, \
      (__VA_ARGS__))
#define MILLRACE_ASSERT_OK_AND_ASSIGN_(status_or, lhs, expr) \
  auto status_or = expr;                                     \
  ASSERT_THAT(status_or, ::millrace::IsOk());                \
  lhs = *std::move(status_or)

namespace millrace {
namespace status_matchers_internal {

inline const absl::Status& StatusIn(const absl::Status& status) {
  return status;
}

template <typename T>
const absl::Status& StatusIn(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

}  // namespace status_matchers_internal

MATCHER(IsOk, "is OK") {
  const absl::Status& status = status_matchers_internal::StatusIn(arg);
  if (!status.ok()) *result_listener << status.ToString();
  return status.ok();
}

MATCHER_P(StatusIs, code, absl::StatusCodeToString(code)) {
  const absl::Status& status = status_matchers_internal::StatusIn(arg);
  if (status.code() == code) return true;
  *result_listener << status.ToString();
  return false;
}

// `message` is a string or a matcher of one.
MATCHER_P2(StatusIs, code, message,
           absl::StatusCodeToString(code) + " with message " +
               ::testing::DescribeMatcher<std::string>(message)) {
  const absl::Status& status = status_matchers_internal::StatusIn(arg);
  if (status.code() == code &&
      ::testing::Matches(::testing::SafeMatcherCast<std::string>(message))(
          std::string(status.message()))) {
    return true;
  }
  *result_listener << status.ToString();
  return false;
}

// `value` is a value or a matcher of one.
MATCHER_P(IsOkAndHolds, value,
          "is OK and holds " + ::testing::PrintToString(value)) {
  if (!arg.ok()) {
    *result_listener << arg.status().ToString();
    return false;
  }
  return ::testing::ExplainMatchResult(value, *arg, result_listener);
}

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_STATUS_MATCHERS_H_
