// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/page.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <map>
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

// The colours of a block of the stylesheet, by name.
std::map<std::string, std::string> Colours(const std::string& block) {
  std::map<std::string, std::string> colours;
  const std::regex colour("--([a-z-]+): #([0-9a-f]{6});");
  for (std::sregex_iterator it(block.begin(), block.end(), colour), end;
       it != end; ++it) {
    colours[(*it)[1]] = (*it)[2];
  }
  return colours;
}

// How light a colour is, from 0 to 1, as the W3C's guidelines measure it.
double Luminance(const std::string& colour) {
  double sum = 0;
  const double weights[] = {0.2126, 0.7152, 0.0722};
  for (size_t i = 0; i < 3; ++i) {
    const double part = std::stoi(colour.substr(i * 2, 2), nullptr, 16) / 255.0;
    sum +=
        weights[i] * (part <= 0.04045 ? part / 12.92
                                      : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

double Contrast(const std::string& one, const std::string& other) {
  const auto [dark, light] = std::minmax({Luminance(one), Luminance(other)});
  return (light + 0.05) / (dark + 0.05);
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

TEST(PageTest, TextStandsOutFromItsGround) {
  const std::string css = SourceOf("page.css");
  const size_t dark = css.find("prefers-color-scheme: dark");
  ASSERT_NE(dark, css.npos);
  for (const std::string& block : {css.substr(0, dark), css.substr(dark)}) {
    std::map<std::string, std::string> colours = Colours(block);
    ASSERT_EQ(colours.size(), 10);
    for (const char* text : {"ink", "quiet", "main", "good", "bad", "warn"}) {
      for (const char* ground : {"paper", "panel"}) {
        EXPECT_GE(Contrast(colours[text], colours[ground]), 4.5)
            << text << " on " << ground;
      }
    }
    EXPECT_GE(Contrast(colours["main-ink"], colours["main"]), 4.5);
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
