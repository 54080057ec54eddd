// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/tidy/source_tree.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/temp_dir.h"

namespace millrace::tidy {
namespace {

constexpr std::string_view kFolders[] = {"engine", "pipeline", "bench", "tests",
                                         "tools"};

// Files outside of those folders, or without an ending that tells.
constexpr std::string_view kSingleFiles[] = {".ci/run", "CMakeLists.txt",
                                             "tools/prepare.sh",
                                             "tools/quickstart", "tools/test"};

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

bool IsWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Replaces a piece of text by blanks, line ends excepted.
void Blank(std::string* text, size_t from, size_t to) {
  for (size_t i = from; i < to && i < text->size(); ++i) {
    if ((*text)[i] != '\n') (*text)[i] = ' ';
  }
}

// Returns the place behind a literal that opens with the quote at `from`.
size_t EndOfLiteral(const std::string& text, size_t from) {
  const bool is_raw = text[from] == '"' && from > 0 && text[from - 1] == 'R';
  if (is_raw) {
    const size_t open = text.find('(', from);
    if (open == std::string::npos) return text.size();
    const std::string close =
        ")" + text.substr(from + 1, open - from - 1) + "\"";
    const size_t end = text.find(close, open);
    return end == std::string::npos ? text.size() : end + close.size();
  }
  for (size_t i = from + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text[from] || text[i] == '\n') {
      return i + 1;
    }
  }
  return text.size();
}

// Returns `text` with comments and the insides of literals blanked out.
// Include lines keep their paths.
std::string CodeOf(std::string_view source) {
  std::string text(source);
  size_t i = 0;
  while (i < text.size()) {
    const std::string_view rest = std::string_view(text).substr(i);
    size_t end = i + 1;
    if (rest.starts_with("#include")) {
      end = std::min(text.find('\n', i), text.size());
    } else if (rest.starts_with("//")) {
      end = std::min(text.find('\n', i), text.size());
      Blank(&text, i, end);
    } else if (rest.starts_with("/*")) {
      end = text.find("*/", i + 2);
      end = end == std::string::npos ? text.size() : end + 2;
      Blank(&text, i, end);
    } else if (rest[0] == '"') {
      end = EndOfLiteral(text, i);
      Blank(&text, i + 1, end - 1);
    } else if (rest[0] == '\'' && (i == 0 || !IsWordByte(text[i - 1]))) {
      // Behind a digit it divides thousands.
      end = EndOfLiteral(text, i);
      Blank(&text, i + 1, end - 1);
    }
    i = end;
  }
  return text;
}

bool IsOurs(const std::filesystem::path& path) {
  const std::string name = path.filename().native();
  const std::string extension = path.extension().native();
  return extension == ".h" || extension == ".cc" || extension == ".inc" ||
         extension == ".cmake" || name == "CMakeLists.txt";
}

}  // namespace

bool SourceFile::IsBelow(std::string_view folder) const {
  return path.size() > folder.size() && path.starts_with(folder) &&
         path[folder.size()] == '/';
}

bool SourceFile::IsHeader() const { return path.ends_with(".h"); }

bool SourceFile::IsCode() const {
  return IsHeader() || path.ends_with(".cc") || path.ends_with(".inc");
}

SourceFile ParseSource(std::string_view path, std::string_view text) {
  SourceFile file;
  file.path = path;
  file.lines = SplitLines(text);
  if (file.IsCode()) file.code_lines = SplitLines(CodeOf(text));
  return file;
}

std::vector<SourceFile> ReadSourceTree(const std::filesystem::path& root) {
  std::vector<std::string> paths;
  for (const std::string_view folder : kFolders) {
    using Walk = std::filesystem::recursive_directory_iterator;
    for (auto entry = Walk(root / folder); entry != Walk(); ++entry) {
      if (entry->is_directory() && entry->path().filename() == "build") {
        entry.disable_recursion_pending();
      } else if (entry->is_regular_file() && IsOurs(entry->path())) {
        paths.push_back(entry->path().lexically_relative(root).native());
      }
    }
  }
  for (const std::string_view path : kSingleFiles) paths.emplace_back(path);
  std::sort(paths.begin(), paths.end());
  std::vector<SourceFile> files;
  for (const std::string& path : paths) {
    files.push_back(ParseSource(path, ReadFile(root / path)));
  }
  return files;
}

std::string ToText(const Violations& violations) {
  std::string text;
  for (const Violation& violation : violations) {
    text += "\n" + violation.path + ":" +
            std::to_string(violation.line_number) + ": " + violation.what;
  }
  return text;
}

}  // namespace millrace::tidy
