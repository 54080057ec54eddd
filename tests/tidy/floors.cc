// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/tidy/floors.h"

#include <algorithm>
#include <cstddef>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/source_tree.h"

namespace millrace::tidy {
namespace {

// A folder and the folders of ours that it may include beside itself.
struct Floor {
  std::string_view folder;
  std::vector<std::string_view> may_include;
};

const std::vector<Floor>& Floors() {
  static const std::vector<Floor> floors = {
      {"engine/base", {}},
      {"engine/io", {"engine/base"}},
      {"engine/include", {}},
      {"engine/storage", {"engine/base", "engine/io", "engine/include"}},
      {"pipeline/include", {"engine/include"}},
      {"pipeline/spec", {"engine/base", "pipeline/batch", "pipeline/include"}},
      {"pipeline/batch", {"engine/base", "engine/include", "pipeline/include"}},
      {"pipeline/source",
       {"engine/base", "engine/io", "pipeline/batch", "pipeline/include"}},
      {"pipeline/transform",
       {"engine/base", "engine/include", "pipeline/batch", "pipeline/include"}},
      {"pipeline/sink",
       {"engine/base", "engine/include", "pipeline/batch", "pipeline/include"}},
      {"pipeline/results",
       {"engine/base", "engine/io", "engine/include", "pipeline/batch",
        "pipeline/include"}},
      {"pipeline/job",
       {"engine/base", "engine/io", "engine/include", "pipeline"}},
      {"tools", {"engine/include", "pipeline/include"}},
      {"bench", {"engine", "pipeline"}},
      {"tests", {"engine", "pipeline", "tools", "bench"}},
  };
  return floors;
}

// A library, how its headers are included, and the files and folders which
// may. Tests and benchmarks may include any.
struct Library {
  std::string_view name;
  const char* headers;
  std::vector<std::string_view> places;
};

const std::vector<Library>& Libraries() {
  static const std::vector<Library> libraries = {
      {"Abseil", "absl/(status|time)/.*", {"engine", "pipeline", "tools"}},
      {"Abseil",
       "absl/.*",
       {"engine/base", "engine/io", "engine/storage", "pipeline/spec",
        "pipeline/batch", "pipeline/source", "pipeline/transform",
        "pipeline/sink", "pipeline/results", "pipeline/job", "tools"}},
      {"RocksDB", "rocksdb/.*", {"engine/storage"}},
      {"simdjson",
       "simdjson.*",
       {"pipeline/spec", "pipeline/source/utf8.cc",
        "pipeline/source/ndjson_parser.cc"}},
      {"xxHash", "xxh(3|ash).*", {"engine/base/checksum.cc"}},
      {"ISA-L", "isa-l.*", {"pipeline/source/zip_*.cc"}},
      {"utf8proc", "utf8proc.*", {"pipeline/batch/match_key.cc"}},
      {"libphonenumber",
       "phonenumbers/.*",
       {"pipeline/transform/phone_validator.cc"}},
      {"RE2", "re2/.*", {"pipeline/transform/pattern_validator.cc"}},
      {"libmicrohttpd", "microhttpd.*", {"tools/server"}},
      {"libcurl", "curl/.*", {"tools/server"}},
      {"libcrypto", "openssl/.*", {"tools/server"}},
      {"GoogleTest", "g(test|mock)/.*", {}},
      {"Google Benchmark", "benchmark/.*", {}},
      {"RapidCheck", "rapidcheck.*", {}},
      {"zlib", "zlib.h", {}},
      {"sanitizer", "sanitizer/.*", {"engine/base/arena.cc"}},
      {"intrinsics", "(immintrin|arm_neon)\\.h", {"pipeline/source"}},
      // Storage asks for modes and fresh folders where RocksDB does not.
      {"POSIX",
       "[a-z0-9_/]+\\.h",
       {"engine/io", "engine/storage/private_file_system.cc",
        "engine/storage/store_folder.cc", "tools"}},
  };
  return libraries;
}

bool IsInside(std::string_view path, std::string_view place) {
  if (const size_t star = place.find('*'); star != std::string_view::npos) {
    return path.starts_with(place.substr(0, star)) &&
           path.ends_with(place.substr(star + 1));
  }
  return path == place || (path.starts_with(place) &&
                           path.substr(place.size()).starts_with('/'));
}

bool IsInsideAny(std::string_view path,
                 const std::vector<std::string_view>& places) {
  return std::any_of(
      places.begin(), places.end(),
      [path](std::string_view place) { return IsInside(path, place); });
}

const Floor* FloorOf(std::string_view path) {
  for (const Floor& floor : Floors()) {
    if (IsInside(path, floor.folder)) return &floor;
  }
  return nullptr;
}

// Returns the path of a header from the root, empty if it is not ours.
std::string PathOfOurs(std::string_view included,
                       const std::vector<SourceFile>& tree) {
  if (FloorOf(included) != nullptr) return std::string(included);
  if (!included.starts_with("millrace/")) return "";
  for (const std::string folder : {"engine/include/", "pipeline/include/"}) {
    std::string path = folder + std::string(included);
    const bool is_there = std::any_of(
        tree.begin(), tree.end(),
        [&path](const SourceFile& file) { return file.path == path; });
    if (is_there) return path;
  }
  return "pipeline/include/" + std::string(included);
}

// Returns what is wrong with one include, empty if nothing.
std::string Judge(const SourceFile& file, const Floor& floor,
                  const std::string& included, bool is_quoted,
                  const std::vector<SourceFile>& tree) {
  const std::string ours = PathOfOurs(included, tree);
  if (!ours.empty()) {
    if (IsInside(ours, floor.folder) || IsInsideAny(ours, floor.may_include)) {
      return "";
    }
    return std::string(floor.folder) + " may not include " + ours;
  }
  static const std::regex standard("[a-z0-9_]+");
  if (!is_quoted && std::regex_match(included, standard)) return "";
  if (floor.folder == "tests" || floor.folder == "bench") return "";
  for (const Library& library : Libraries()) {
    if (!std::regex_match(included, std::regex(library.headers))) continue;
    if (IsInsideAny(file.path, library.places)) return "";
    // A later row may allow a part of the library to more places.
    const bool is_last =
        &library == &Libraries().back() || (&library + 1)->name != library.name;
    if (is_last) {
      return std::string(library.name) +
             " may not be included here: " + included;
    }
  }
  return "in no row of the table: " + included;
}

}  // namespace

Violations CheckFloors(const SourceFile& file,
                       const std::vector<SourceFile>& tree) {
  Violations violations;
  if (!file.IsCode()) return violations;
  // A program of somebody else's, made of installed headers.
  if (file.IsBelow("tests/package")) return violations;
  const Floor* const floor = FloorOf(file.path);
  if (floor == nullptr) {
    violations.push_back({file.path, 0, "floor: folder not in the table"});
    return violations;
  }
  static const std::regex include("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
  for (size_t i = 0; i < file.code_lines.size(); ++i) {
    std::smatch match;
    if (!std::regex_search(file.code_lines[i], match, include)) continue;
    const std::string what =
        Judge(file, *floor, match[2], match[1] == "\"", tree);
    if (!what.empty()) {
      violations.push_back({file.path, i + 1, "floor: " + what});
    }
  }
  return violations;
}

}  // namespace millrace::tidy
