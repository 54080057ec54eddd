// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/page_query.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace millrace::server {
namespace {

HttpRequest With(const char* query) {
  HttpRequest request;
  request.query = ParseQuery(query);
  return request;
}

TEST(PageQueryTest, HasDefaults) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const PageQuery page, ParsePageQuery(With("")));
  EXPECT_EQ(page.top, 50u);
  EXPECT_EQ(page.skip, 0u);
}

TEST(PageQueryTest, ReadsBothPlainAndEncoded) {
  MILLRACE_ASSERT_OK_AND_ASSIGN(const PageQuery page,
                                ParsePageQuery(With("%24top=200&$skip=7")));
  EXPECT_EQ(page.top, 200u);
  EXPECT_EQ(page.skip, 7u);
}

TEST(PageQueryTest, RefusesWhatIsOutOfRange) {
  for (const char* query : {"$top=0", "$top=201", "$top=-1", "$top=x",
                            "$top=", "$skip=-1", "$skip=99999999999"}) {
    EXPECT_THAT(ParsePageQuery(With(query)),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << query;
  }
}

TEST(PageQueryTest, LinksToTheNextPage) {
  EXPECT_EQ(PageJson({"1", "2"}, 5, {.top = 2, .skip = 2}, "http://h/v4/x",
                     With("$top=2&$skip=2&text=a b")),
            R"({"items":[1,2],"nextPageLink":)"
            R"("http://h/v4/x?%24top=2&%24skip=4&text=a%20b","count":5})");
}

TEST(PageQueryTest, TheLastPageLinksNowhere) {
  EXPECT_EQ(PageJson({"1"}, 5, {.top = 2, .skip = 4}, "http://h/x", With("")),
            R"({"items":[1],"nextPageLink":null,"count":5})");
  EXPECT_EQ(PageJson({}, 5, {.top = 2, .skip = 9}, "http://h/x", With("")),
            R"({"items":[],"nextPageLink":null,"count":5})");
  EXPECT_EQ(PageJson({}, 0, {}, "http://h/x", With("")),
            R"({"items":[],"nextPageLink":null,"count":0})");
}

}  // namespace
}  // namespace millrace::server
