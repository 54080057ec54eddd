// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/option_table.h"

#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace millrace::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OptionTableTest : public ::testing::Test {
 protected:
  absl::Status ReadText(const char* json) {
    return ReadServiceOptions(folder_.Write("config.json", json), &options_);
  }
  absl::Status Take(const std::map<std::string, std::string>& environment) {
    return TakeEnvironment(
        [&](const std::string& variable) -> const char* {
          const auto found = environment.find(variable);
          return found == environment.end() ? nullptr : found->second.c_str();
        },
        &options_);
  }

  TempDir folder_;
  ServiceOptions options_;
};

TEST_F(OptionTableTest, ReadsAFile) {
  MILLRACE_ASSERT_OK(
      ReadText(R"({"store":"/srv/crm.db","jobs-at-once":3,"open":true,)"
               R"("status-words":"documented","allow-file":["/a","/b"]})"));
  EXPECT_EQ(options_.store, "/srv/crm.db");
  EXPECT_EQ(options_.jobs_at_once, 3);
  EXPECT_TRUE(options_.open);
  EXPECT_EQ(options_.status_words, StatusWords::kDocumented);
  EXPECT_THAT(options_.allow_file, ElementsAre("/a", "/b"));
  EXPECT_EQ(options_.upload_kb_max, 100'000);
}

TEST_F(OptionTableTest, NamesWhatIsWrong) {
  const std::map<const char*, const char*> cases = {
      {R"({"stroe":"x"})", "stroe"},
      {R"({"store":7})", "store"},
      {R"({"jobs-at-once":"3"})", "jobs-at-once"},
      {R"({"jobs-at-once":0})", "jobs-at-once"},
      {R"({"jobs-at-once":2.5})", "jobs-at-once"},
      {R"({"open":"true"})", "open"},
      {R"({"allow-file":"/a"})", "allow-file"},
      {R"({"allow-file":[1]})", "allow-file"},
      {R"({"status-words":"other"})", "status-words"},
      {R"({"log-form":"xml"})", "log-form"},
      {"nothing", "json"},
  };
  for (const auto& [json, name] : cases) {
    EXPECT_THAT(ReadText(json),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(name)))
        << json;
  }
  EXPECT_THAT(ReadServiceOptions(folder_ / "none.json", &options_),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(OptionTableTest, TheEnvironmentWinsOverTheFile) {
  MILLRACE_ASSERT_OK(
      ReadText(R"({"jobs-at-once":3,"allow-file":["/a"],"prefix":"/v5"})"));
  MILLRACE_ASSERT_OK(Take({{"MILLRACE_JOBS_AT_ONCE", "4"},
                           {"MILLRACE_ALLOW_FILE", "/b,/c"},
                           {"MILLRACE_OPEN", "true"},
                           {"MILLRACE_PREFIX", ""}}));
  EXPECT_EQ(options_.jobs_at_once, 4);
  EXPECT_THAT(options_.allow_file, ElementsAre("/b", "/c"));
  EXPECT_TRUE(options_.open);
  EXPECT_EQ(options_.prefix, "/v5");
  EXPECT_THAT(Take({{"MILLRACE_JOBS_AT_ONCE", "many"}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("MILLRACE_JOBS_AT_ONCE")));
}

TEST_F(OptionTableTest, NamesAreOfOneForm) {
  std::set<std::string> names;
  for (const ServiceOption& option : ServiceOptionTable()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    EXPECT_THAT(option.name, ::testing::MatchesRegex("[a-z]+(-[a-z]+)*"));
    EXPECT_FALSE(option.help.empty()) << option.name;
    EXPECT_EQ(option.value_name.empty(),
              option.kind == ServiceOption::Kind::kSwitch);
    EXPECT_EQ(option.clear != nullptr,
              option.kind == ServiceOption::Kind::kList);
  }
}

}  // namespace
}  // namespace millrace::server
