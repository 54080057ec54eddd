// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads the sources of the project and holds them to the floors and to the
// style that a machine can check. The first half looks at the tree, the second
// half proves that each rule notices what it is there for.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

#include "tests/support/temp_dir.h"
#include "tests/tidy/floors.h"
#include "tests/tidy/source_tree.h"
#include "tests/tidy/style_rules.h"

namespace millrace::tidy {
namespace {

const std::vector<SourceFile>& Tree() {
  static const std::vector<SourceFile> tree =
      ReadSourceTree(MILLRACE_SOURCE_DIR);
  return tree;
}

using Rule = std::function<Violations(const SourceFile&)>;

// Holds all files to a rule and says which break it.
void ExpectAllKeep(const Rule& rule) {
  std::string text;
  for (const SourceFile& file : Tree()) text += ToText(rule(file));
  EXPECT_TRUE(text.empty()) << text;
}

TEST(TidyTest, TreeIsThere) { EXPECT_GT(Tree().size(), 50u); }

TEST(TidyTest, FloorsAreKept) {
  ExpectAllKeep(
      [](const SourceFile& file) { return CheckFloors(file, Tree()); });
}

TEST(TidyTest, LicenceComesFirst) { ExpectAllKeep(CheckLicence); }

TEST(TidyTest, SourcesAreAscii) { ExpectAllKeep(CheckAscii); }

TEST(TidyTest, LinesAndFilesAreShort) { ExpectAllKeep(CheckLengths); }

TEST(TidyTest, FileNamesSayWhatIsInside) { ExpectAllKeep(CheckFileName); }

TEST(TidyTest, BannedWordsAreAbsent) { ExpectAllKeep(CheckWords); }

TEST(TidyTest, GuardsNameTheirFile) { ExpectAllKeep(CheckGuard); }

TEST(TidyTest, NoFileIsLeftOut) {
  const std::string text = ToText(CheckReached(Tree()));
  EXPECT_TRUE(text.empty()) << text;
}

TEST(TidyTest, VersionsAgree) {
  const std::filesystem::path root = MILLRACE_SOURCE_DIR;
  const std::string cmake = ReadFile(root / "CMakeLists.txt");
  const std::string header =
      ReadFile(root / "engine/include/millrace/version.h");
  std::smatch in_cmake;
  std::smatch in_header;
  ASSERT_TRUE(std::regex_search(cmake, in_cmake,
                                std::regex("VERSION (\\d+\\.\\d+\\.\\d+)")));
  ASSERT_TRUE(std::regex_search(header, in_header,
                                std::regex("MILLRACE_VERSION \"([0-9.]+)\"")));
  EXPECT_EQ(in_cmake[1].str(), in_header[1].str());
}

// Returns how many violations `rule` finds in `text` at `path`.
size_t Count(Violations (*rule)(const SourceFile&), std::string_view path,
             std::string_view text) {
  return rule(ParseSource(path, text)).size();
}

size_t CountFloors(std::string_view path, std::string_view text) {
  const std::vector<SourceFile> tree = {
      ParseSource("engine/include/millrace/store.h", ""),
      ParseSource("pipeline/include/millrace/importer.h", "")};
  return CheckFloors(ParseSource(path, text), tree).size();
}

TEST(FloorsTest, OursGoDownOnly) {
  EXPECT_EQ(CountFloors("engine/io/a.cc", "#include \"engine/base/b.h\"\n"),
            0u);
  EXPECT_EQ(CountFloors("engine/base/a.cc", "#include \"engine/io/b.h\"\n"),
            1u);
  EXPECT_EQ(
      CountFloors("engine/storage/a.cc", "#include \"pipeline/batch/b.h\"\n"),
      1u);
  EXPECT_EQ(
      CountFloors("pipeline/sink/a.cc", "#include \"engine/storage/b.h\"\n"),
      1u);
  EXPECT_EQ(
      CountFloors("pipeline/sink/a.cc", "#include \"pipeline/source/b.h\"\n"),
      1u);
  EXPECT_EQ(CountFloors("pipeline/job/a.cc",
                        "#include \"pipeline/source/b.h\"\n"
                        "#include \"pipeline/spec/b.h\"\n"
                        "#include \"millrace/importer.h\"\n"),
            0u);
  EXPECT_EQ(
      CountFloors("tools/millrace/a.cc", "#include \"pipeline/job/b.h\"\n"),
      1u);
}

TEST(FloorsTest, PublicHeadersAreToldApart) {
  EXPECT_EQ(
      CountFloors("engine/storage/a.cc", "#include \"millrace/store.h\"\n"),
      0u);
  EXPECT_EQ(
      CountFloors("engine/storage/a.cc", "#include \"millrace/importer.h\"\n"),
      1u);
}

TEST(FloorsTest, LibrariesStayInTheirPlaces) {
  EXPECT_EQ(CountFloors("engine/storage/a.cc", "#include <rocksdb/db.h>\n"),
            0u);
  EXPECT_EQ(CountFloors("engine/storage/a.cc", "#include \"rocksdb/db.h\"\n"),
            0u);
  EXPECT_EQ(CountFloors("pipeline/job/a.cc", "#include <rocksdb/db.h>\n"), 1u);
  EXPECT_EQ(CountFloors("engine/base/a.cc", "#include <xxhash.h>\n"), 1u);
  EXPECT_EQ(CountFloors("engine/base/checksum.cc", "#include <xxhash.h>\n"),
            0u);
  EXPECT_EQ(CountFloors("pipeline/source/zip_inflater.cc",
                        "#include <isa-l/igzip_lib.h>\n"),
            0u);
  EXPECT_EQ(CountFloors("pipeline/source/upload_reader.cc",
                        "#include <isa-l/igzip_lib.h>\n"),
            1u);
  EXPECT_EQ(CountFloors("engine/io/a.cc", "#include <unistd.h>\n"), 0u);
  EXPECT_EQ(CountFloors("pipeline/batch/a.cc", "#include <unistd.h>\n"), 1u);
  EXPECT_EQ(CountFloors("pipeline/batch/a.cc", "#include <vector>\n"), 0u);
  EXPECT_EQ(CountFloors("pipeline/batch/a.cc", "#include \"strange.h\"\n"), 1u);
  EXPECT_EQ(CountFloors("engine/include/millrace/a.h",
                        "#include \"absl/strings/str_cat.h\"\n"),
            1u);
  EXPECT_EQ(CountFloors("engine/include/millrace/a.h",
                        "#include \"absl/status/status.h\"\n"),
            0u);
  EXPECT_EQ(CountFloors("tests/a.cc", "#include <rocksdb/db.h>\n"), 0u);
}

TEST(FloorsTest, NewFoldersNeedARow) {
  EXPECT_EQ(CountFloors("pipeline/extras/a.cc", ""), 1u);
}

TEST(FloorsTest, CommentsAreNoIncludes) {
  EXPECT_EQ(CountFloors("pipeline/job/a.cc", "// #include <rocksdb/db.h>\n"),
            0u);
}

TEST(StyleRulesTest, LicenceIsWanted) {
  const std::string licence =
      "Copyright 2026 The Millrace Authors. "
      "SPDX-License-Identifier: Apache-2.0\n";
  EXPECT_EQ(Count(CheckLicence, "engine/a.cc", "// " + licence), 0u);
  EXPECT_EQ(Count(CheckLicence, "engine/a.cc", "\n// " + licence), 1u);
  EXPECT_EQ(Count(CheckLicence, "engine/a.cc", ""), 1u);
  EXPECT_EQ(Count(CheckLicence, "tools/test", "#!/bin/sh\n# " + licence), 0u);
}

TEST(StyleRulesTest, OtherBytesThanAsciiAreFound) {
  EXPECT_EQ(Count(CheckAscii, "engine/a.cc", "// caf\xc3\xa9\n\t\nok\n"), 2u);
}

TEST(StyleRulesTest, LongLinesAndFilesAreFound) {
  const std::string line(80, 'x');
  EXPECT_EQ(Count(CheckLengths, "engine/a.cc", line + "\n" + line), 0u);
  EXPECT_EQ(Count(CheckLengths, "engine/a.cc", line + "y\n"), 1u);
  EXPECT_EQ(Count(CheckLengths, "engine/a.cc", std::string(500, '\n')), 0u);
  EXPECT_EQ(Count(CheckLengths, "engine/a.cc", std::string(501, '\n')), 1u);
}

TEST(StyleRulesTest, EmptyNamesAreFound) {
  EXPECT_EQ(Count(CheckFileName, "engine/base/string_utils.h", ""), 1u);
  EXPECT_EQ(Count(CheckFileName, "engine/base/job_manager_test.cc", ""), 1u);
  EXPECT_EQ(Count(CheckFileName, "engine/base/JobSpec.h", ""), 1u);
  EXPECT_EQ(Count(CheckFileName, "engine/base/database.h", ""), 0u);
}

TEST(StyleRulesTest, BannedWordsAreFoundInCodeOnly) {
  EXPECT_EQ(Count(CheckWords, "engine/a.cc", "std::mutex m;\n"), 1u);
  EXPECT_EQ(Count(CheckWords, "engine/base/mutex.h", "std::mutex m;\n"), 0u);
  EXPECT_EQ(Count(CheckWords, "engine/a.cc", "// std::mutex m;\n"), 0u);
  EXPECT_EQ(Count(CheckWords, "engine/a.cc", "f(\"std::mutex\");\n"), 0u);
  EXPECT_EQ(Count(CheckWords, "engine/a.cc",
                  "int n = 1'000; std::mutex m; char c = '\"';\n"),
            1u);
  EXPECT_EQ(Count(CheckWords, "engine/a.cc", "/* throw\n throw */ throw 1;\n"),
            1u);
  EXPECT_EQ(Count(CheckWords, "engine/a.cc", "f(R\"x(throw)\" )x\"); g();\n"),
            0u);
  EXPECT_EQ(Count(CheckWords, "pipeline/a.cc", "std::cout << 1;\n"), 1u);
  EXPECT_EQ(Count(CheckWords, "tools/a.cc", "std::cout << 1;\n"), 0u);
}

TEST(StyleRulesTest, NotesNeedASentence) {
  const std::string note =
      "// TO"
      "DO";
  EXPECT_EQ(Count(CheckWords, "engine/a.cc", note + "\n"), 1u);
  EXPECT_EQ(Count(CheckWords, "engine/a.cc", note + ": later\n"), 1u);
  EXPECT_EQ(Count(CheckWords, "engine/a.cc",
                  note + ": Measure whether two threads gain here.\n"),
            0u);
}

TEST(StyleRulesTest, GuardsAreHeldToThePath) {
  EXPECT_EQ(Count(CheckGuard, "engine/base/a.h",
                  "#ifndef MILLRACE_ENGINE_BASE_A_H_\n"
                  "#endif  // MILLRACE_ENGINE_BASE_A_H_\n"),
            0u);
  EXPECT_EQ(Count(CheckGuard, "engine/base/a.h", "#pragma once\n"), 1u);
  EXPECT_EQ(
      Count(CheckGuard, "engine/base/a.h", "#ifndef A_H\n#endif  // A_H\n"),
      2u);
  EXPECT_EQ(Count(CheckGuard, "engine/include/millrace/a.h",
                  "#ifndef MILLRACE_A_H_\n"
                  "#ifdef NDEBUG\n"
                  "#endif\n"
                  "#endif  // MILLRACE_A_H_\n"),
            1u);
}

TEST(StyleRulesTest, ForgottenFilesAreFound) {
  const std::vector<SourceFile> tree = {
      ParseSource("engine/CMakeLists.txt",
                  "add_library(engine base/a.cc) # base/b.cc\n"),
      ParseSource("engine/base/a.cc", "#include \"engine/base/a.h\"\n"),
      ParseSource("engine/base/a.h", ""),
      ParseSource("engine/base/b.cc", ""),
      ParseSource("engine/base/b.h", ""),
      ParseSource("engine/include/millrace/c.h", ""),
  };
  const Violations violations = CheckReached(tree);
  ASSERT_EQ(violations.size(), 3u) << ToText(violations);
  EXPECT_EQ(violations[0].path, "engine/base/b.cc");
  EXPECT_EQ(violations[1].path, "engine/base/b.h");
  EXPECT_EQ(violations[2].path, "engine/include/millrace/c.h");
}

}  // namespace
}  // namespace millrace::tidy
