// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Holds tools/server/openapi.json to the table of routes, and the reverse.

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tools/server/json_tree.h"
#include "tools/server/route.h"

namespace millrace::server {
namespace {

class OpenApiTest : public ::testing::Test {
 protected:
  OpenApiTest() {
    auto tree = ParseJsonTree(
        ReadFile(MILLRACE_SOURCE_DIR "/tools/server/openapi.json"));
    EXPECT_THAT(tree, IsOk());
    if (tree.ok()) document_ = *std::move(tree);
  }
  const JsonTree* Operation(const Route& route) const {
    const JsonTree* path = document_.Find("paths")->Find(route.pattern);
    return path == nullptr
               ? nullptr
               : path->Find(absl::AsciiStrToLower(std::string(route.method)));
  }
  // Every "$ref" below a value.
  static void CollectReferences(const JsonTree& tree,
                                std::set<std::string>* to) {
    for (size_t i = 0; i < tree.items.size(); ++i) {
      if (!tree.names.empty() && tree.names[i] == "$ref") {
        to->insert(tree.items[i].text);
      }
      CollectReferences(tree.items[i], to);
    }
  }

  JsonTree document_;
};

TEST_F(OpenApiTest, DescribesEveryRoute) {
  for (const Route& route : Routes()) {
    const JsonTree* operation = Operation(route);
    ASSERT_NE(operation, nullptr) << route.method << " " << route.pattern;
    EXPECT_FALSE(operation->Text("operationId").empty()) << route.pattern;
    EXPECT_FALSE(operation->Text("summary").empty()) << route.pattern;
    const bool is_open = operation->Find("security") != nullptr &&
                         operation->Find("security")->items.empty();
    EXPECT_EQ(is_open, route.access == Route::Access::kAnybody)
        << route.pattern;
    EXPECT_EQ(operation->Find("requestBody") != nullptr,
              route.body != Route::Body::kIgnored)
        << route.pattern;
  }
}

TEST_F(OpenApiTest, DescribesNothingElse) {
  size_t count = 0;
  for (const JsonTree& path : document_.Find("paths")->items) {
    count += path.items.size();
  }
  EXPECT_EQ(count, Routes().size());
}

TEST_F(OpenApiTest, NamesEveryPartOfAPath) {
  for (const Route& route : Routes()) {
    std::set<std::string> parts;
    for (size_t at = route.pattern.find('{'); at != route.pattern.npos;
         at = route.pattern.find('{', at + 1)) {
      parts.emplace(
          route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1));
    }
    std::set<std::string> described;
    if (const JsonTree* list = Operation(route)->Find("parameters")) {
      for (const JsonTree& parameter : list->items) {
        if (parameter.Text("in") == "path") {
          described.insert(parameter.Text("name"));
        }
      }
    }
    EXPECT_EQ(described, parts) << route.pattern;
  }
}

TEST_F(OpenApiTest, EveryReferenceLeadsSomewhereAndEverySchemaIsUsed) {
  std::set<std::string> used;
  CollectReferences(document_, &used);
  std::set<std::string> there;
  for (const std::string& name :
       document_.Find("components")->Find("schemas")->names) {
    there.insert("#/components/schemas/" + name);
  }
  EXPECT_EQ(used, there);
}

}  // namespace
}  // namespace millrace::server
