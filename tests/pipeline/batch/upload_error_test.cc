// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/batch/upload_error.h"

#include "gtest/gtest.h"

#include "engine/base/annotate.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

TEST(UploadErrorTest, CodeTravelsThroughAnnotations) {
  const absl::Status status =
      Annotate(UploadError(JobErrorCode::kInvalidZip, "broken"), "upload");
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss, "upload: broken"));
  EXPECT_EQ(UploadErrorOf(status), JobErrorCode::kInvalidZip);
}

TEST(UploadErrorTest, OtherErrorsHaveNoCode) {
  EXPECT_EQ(UploadErrorOf(absl::OkStatus()), std::nullopt);
  EXPECT_EQ(UploadErrorOf(absl::DataLossError("store")), std::nullopt);
}

TEST(UploadErrorTest, NamesComeBack) {
  for (int number = 1; number <= 8; ++number) {
    const auto code = static_cast<JobErrorCode>(number);
    EXPECT_EQ(JobErrorFromName(JobErrorName(code)), code);
  }
  EXPECT_EQ(JobErrorFromName("NO_SUCH"), std::nullopt);
  EXPECT_EQ(JobErrorName(JobErrorCode::kFileNotInZip), "FILE_NOT_IN_ZIP");
}

}  // namespace
}  // namespace millrace
