// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/tidy/style_rules.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/source_tree.h"

namespace millrace::tidy {
namespace {

constexpr std::string_view kLicence =
    "Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0";
constexpr size_t kColumnsMax = 80;
constexpr size_t kLinesMax = 500;

// Names of files which say that nobody found out what is in them.
constexpr std::string_view kBannedNameParts[] = {
    "util",    "utils", "helper", "helpers", "common", "manager",
    "handler", "misc",  "data",   "info",    "context"};

// What must not appear in code, where it may nevertheless, and why not.
struct BannedWord {
  const char* pattern;
  std::vector<std::string_view> allowed;
  std::string_view reason;
};

const std::vector<BannedWord>& BannedWords() {
  static const std::vector<BannedWord> words = {
      {"\\b(std::(recursive_|shared_|timed_)?mutex|std::condition_variable\\w*"
       "|std::lock_guard|std::scoped_lock|std::unique_lock|absl::Mutex\\w*)\\b",
       {"engine/base/mutex.h"},
       "locks are those of engine/base/mutex.h"},
      {"\\busing namespace\\b", {}, "names are imported one by one"},
      {"\\bthread_local\\b", {"tests", "bench"}, "no thread-locals"},
      {"(\\bthrow\\b|\\btry\\s*\\{|\\bcatch\\s*\\()",
       {"tests"},
       "no exceptions"},
      {"(std::cout|std::cerr|\\bf?printf\\s*\\(|\\bputs\\s*\\()",
       {"engine/base/check.cc", "tools", "tests", "bench"},
       "a library does not print"},
      {"(\\babort\\s*\\(|\\bexit\\s*\\()",
       {"engine/base/check.cc", "tools", "tests", "bench"},
       "only a check ends the process"},
      {"\\b(rand|srand|strtok|localtime|gmtime)\\s*\\(",
       {},
       "not safe with threads"},
  };
  return words;
}

bool IsAllowed(const SourceFile& file,
               const std::vector<std::string_view>& places) {
  return std::any_of(places.begin(), places.end(),
                     [&file](std::string_view place) {
                       return file.path == place || file.IsBelow(place);
                     });
}

// Returns the guard that a header at `path` must have. That of a public one
// is made of what a user writes to include it.
std::string GuardOf(std::string_view path) {
  constexpr std::string_view kPublic = "/include/millrace/";
  if (const size_t at = path.find(kPublic); at != std::string_view::npos) {
    path.remove_prefix(at + kPublic.size());
  }
  std::string guard = "MILLRACE_";
  for (const char c : path) {
    const bool is_word = std::isalnum(static_cast<unsigned char>(c)) != 0;
    guard +=
        is_word ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                : '_';
  }
  return guard + "_";
}

bool IsPublicHeader(const SourceFile& file) {
  return file.IsHeader() &&
         file.path.find("/include/millrace/") != std::string::npos;
}

// Returns the words of a CMake list, comments left out.
std::set<std::string> WordsOf(const SourceFile& list) {
  std::set<std::string> words;
  for (const std::string& line : list.lines) {
    static const std::regex word("[^\\s()\"]+");
    const std::string code = line.substr(0, line.find('#'));
    for (std::sregex_iterator it(code.begin(), code.end(), word), end;
         it != end; ++it) {
      words.insert(it->str());
    }
  }
  return words;
}

}  // namespace

Violations CheckLicence(const SourceFile& file) {
  const std::string mark = file.IsCode() ? "// " : "# ";
  const std::string line = mark + std::string(kLicence);
  const bool has_shebang =
      !file.lines.empty() && file.lines[0].starts_with("#!");
  const size_t at = has_shebang ? 1 : 0;
  if (file.lines.size() > at && file.lines[at] == line) return {};
  return {{file.path, at + 1, "licence: first line is not `" + line + "`"}};
}

Violations CheckAscii(const SourceFile& file) {
  Violations violations;
  for (size_t i = 0; i < file.lines.size(); ++i) {
    const bool is_ascii =
        std::all_of(file.lines[i].begin(), file.lines[i].end(),
                    [](char c) { return c >= 0x20 && c < 0x7f; });
    if (!is_ascii) {
      violations.push_back({file.path, i + 1, "ascii: other byte, or a tab"});
    }
  }
  return violations;
}

Violations CheckLengths(const SourceFile& file) {
  Violations violations;
  // Tables made by a program are as long as they are.
  if (!file.IsCode() || file.path.ends_with(".inc")) return violations;
  for (size_t i = 0; i < file.lines.size(); ++i) {
    if (file.lines[i].size() > kColumnsMax) {
      violations.push_back({file.path, i + 1,
                            "length: line of more than " +
                                std::to_string(kColumnsMax) + " columns"});
    }
  }
  if (file.lines.size() > kLinesMax) {
    violations.push_back(
        {file.path, file.lines.size(),
         "length: file of more than " + std::to_string(kLinesMax) + " lines"});
  }
  return violations;
}

Violations CheckFileName(const SourceFile& file) {
  if (!file.IsCode()) return {};
  const std::string name = file.path.substr(file.path.rfind('/') + 1);
  static const std::regex snake_case("[a-z0-9]+(_[a-z0-9]+)*\\.(h|cc|inc)");
  if (!std::regex_match(name, snake_case)) {
    return {{file.path, 0, "name: not in snake case"}};
  }
  const std::string stem = "_" + name.substr(0, name.find('.')) + "_";
  for (const std::string_view part : kBannedNameParts) {
    if (stem.find("_" + std::string(part) + "_") != std::string::npos) {
      return {{file.path, 0,
               "name: `" + std::string(part) +
                   "` says nothing; name the "
                   "concept"}};
    }
  }
  return {};
}

Violations CheckWords(const SourceFile& file) {
  Violations violations;
  if (!file.IsCode()) return violations;
  for (const BannedWord& word : BannedWords()) {
    if (IsAllowed(file, word.allowed)) continue;
    const std::regex pattern(word.pattern);
    for (size_t i = 0; i < file.code_lines.size(); ++i) {
      if (std::regex_search(file.code_lines[i], pattern)) {
        violations.push_back(
            {file.path, i + 1, "word: " + std::string(word.reason)});
      }
    }
  }
  // Comments are looked at too: a note must be a sentence that stands alone.
  static const std::regex note(
      "//.*\\b(TO"
      "DO|FIX"
      "ME|XX"
      "X|HA"
      "CK)\\b");
  static const std::regex sentence(
      "\\bTO"
      "DO: [A-Z]\\S*( \\S+){2,}");
  for (size_t i = 0; i < file.lines.size(); ++i) {
    if (std::regex_search(file.lines[i], note) &&
        !std::regex_search(file.lines[i], sentence)) {
      violations.push_back({file.path, i + 1,
                            "word: note without a sentence that stands alone"});
    }
  }
  return violations;
}

Violations CheckGuard(const SourceFile& file) {
  if (!file.IsHeader()) return {};
  const std::string guard = GuardOf(file.path);
  Violations violations;
  size_t opening = file.lines.size();
  for (size_t i = 0; i < file.lines.size(); ++i) {
    const std::string& line = file.lines[i];
    if (!line.starts_with("#if")) continue;
    if (opening == file.lines.size()) {
      opening = i;
      if (line != "#ifndef " + guard) {
        violations.push_back({file.path, i + 1, "guard: not " + guard});
      }
    } else if (IsPublicHeader(file)) {
      violations.push_back(
          {file.path, i + 1, "guard: public header depends on build flags"});
    }
  }
  if (opening == file.lines.size()) {
    violations.push_back({file.path, 0, "guard: none"});
  } else if (file.lines.back() != "#endif  // " + guard) {
    violations.push_back(
        {file.path, file.lines.size(), "guard: last line does not name it"});
  }
  return violations;
}

Violations CheckReached(const std::vector<SourceFile>& tree) {
  std::set<std::string> listed;
  std::set<std::string> included;
  for (const SourceFile& file : tree) {
    if (file.path.ends_with("CMakeLists.txt")) {
      const size_t slash = file.path.rfind('/');
      const std::string folder =
          slash == std::string::npos ? "" : file.path.substr(0, slash + 1);
      for (const std::string& word : WordsOf(file)) {
        listed.insert(folder + word);
      }
    }
    static const std::regex include("^\\s*#include\\s*[<\"]([^>\"]+)");
    for (const std::string& line : file.code_lines) {
      std::smatch match;
      if (std::regex_search(line, match, include)) included.insert(match[1]);
    }
  }
  Violations violations;
  for (const SourceFile& file : tree) {
    if (!file.IsCode()) continue;
    const bool is_listed = listed.contains(file.path);
    if ((file.path.ends_with(".cc") || IsPublicHeader(file)) && !is_listed) {
      violations.push_back({file.path, 0, "reached: in no CMakeLists.txt"});
    } else if (file.IsHeader() && !is_listed && !included.contains(file.path)) {
      violations.push_back({file.path, 0, "reached: included by nobody"});
    }
  }
  return violations;
}

}  // namespace millrace::tidy
