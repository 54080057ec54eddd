// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/page.h"

#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/temp_dir.h"

namespace millrace::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::NotNull;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string SourceOf(const std::string& name) {
  return ReadFile(std::string(MILLRACE_SOURCE_DIR "/tools/server/page/") +
                  name);
}

// Everything of the page that matches, by its first group.
std::set<std::string> Matches(const std::string& text, const char* pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end;
       ++it) {
    found.insert((*it)[1]);
  }
  return found;
}

std::vector<std::string> Scripts() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(
           MILLRACE_SOURCE_DIR "/tools/server/page")) {
    if (entry.path().extension() == ".js") {
      names.push_back(entry.path().filename());
    }
  }
  return names;
}

TEST(PageTest, HoldsItsFiles) {
  const PageAsset* const page = FindPageAsset("/");
  ASSERT_THAT(page, NotNull());
  EXPECT_EQ(page->bytes, SourceOf("index.html"));
  EXPECT_THAT(page->bytes, StartsWith("<!DOCTYPE html>"));
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  for (const std::string_view path :
       {"", "/page", "/page/", "/index.html", "/page/../page.h", "//"}) {
    EXPECT_EQ(FindPageAsset(path), nullptr) << path;
  }
}

TEST(PageTest, EveryFileItNamesIsThere) {
  const std::set<std::string> files =
      Matches(SourceOf("index.html"), "(?:src|href)=\"(page[^\"#]+)\"");
  EXPECT_THAT(files, SizeIs(3));
  for (const std::string& file : files) {
    EXPECT_THAT(FindPageAsset("/" + file), NotNull()) << file;
  }
  for (const std::string& name : Scripts()) {
    const PageAsset* const script = FindPageAsset("/page/" + name);
    ASSERT_THAT(script, NotNull()) << name;
    EXPECT_EQ(script->bytes, SourceOf(name));
    EXPECT_EQ(script->content_type, "text/javascript; charset=utf-8");
    for (const std::string& module :
         Matches(SourceOf(name), "from \"\\./([^\"]+)\"")) {
      EXPECT_THAT(FindPageAsset("/page/" + module), NotNull()) << module;
    }
  }
}

TEST(PageTest, HoldsNoScriptOrStyleThatThePolicyForbids) {
  const std::string html = SourceOf("index.html");
  // Addresses are relative, so that the page works below a proxy's prefix.
  EXPECT_THAT(Matches(html, "(?:src|href)=\"(/|[a-z]+:)"), IsEmpty());
  EXPECT_THAT(html, Not(HasSubstr("<style")));
  EXPECT_FALSE(std::regex_search(html, std::regex("\\s(style|on[a-z]+)=")));
  EXPECT_FALSE(std::regex_search(html, std::regex("<script[^>]*>[^<]")));
  EXPECT_THAT(kPageSecurityPolicy, Not(HasSubstr("unsafe")));
  for (const std::string& name : Scripts()) {
    // Text from elsewhere is put in as text.
    const std::string script = SourceOf(name);
    EXPECT_FALSE(std::regex_search(
        script, std::regex("innerHTML|outerHTML|insertAdjacentHTML|eval\\(|"
                           "document\\.write|\\.style\\b")))
        << name;
  }
}

TEST(PageTest, EveryControlHasALabel) {
  const std::string html = SourceOf("index.html");
  const std::set<std::string> labelled = Matches(html, "<label for=\"([^\"]+)");
  const std::set<std::string> controls =
      Matches(html, "<(?:input|select|textarea)[^>]* id=\"([^\"]+)");
  EXPECT_FALSE(controls.empty());
  EXPECT_EQ(labelled, controls);
}

}  // namespace
}  // namespace millrace::server
