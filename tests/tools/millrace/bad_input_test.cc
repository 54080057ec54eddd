// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Every kind of bad input that a user may meet: a clear message that names
// the place, the right exit code, and nothing lost.

#include <sys/stat.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/zip_writer.h"
#include "tests/tools/millrace/command_test.h"

namespace millrace::tool {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class BadInputTest : public CommandTest {
 protected:
  // By a spec with columns FirstName and LastName; the upload is upload.csv
  // in a zip, or the bytes themselves.
  CommandRun LoadBytes(std::string_view bytes) const {
    Write("job.json", ContactsSpec({"FirstName", "LastName"}));
    Write("upload", bytes);
    return Load(
        {"--job", "job.json", "--source", "upload", "--results", "out"});
  }
  CommandRun LoadZip(const ZipEntry& entry, const ZipShape& shape = {}) const {
    return LoadBytes(WriteZip({entry}, shape));
  }
  CommandRun LoadSpec(std::string_view spec) const {
    Write("job.json", spec);
    Write("upload.csv", "FirstName,LastName\r\nAda,Marsh\r\n");
    return Load({"--job", "job.json", "--source", "upload.csv"});
  }
  void ExpectFailed(const CommandRun& run, const std::string& code) const {
    EXPECT_EQ(run.exit_code, 4) << run.err;
    EXPECT_THAT(run.out, StartsWith("Job 1: Failed"));
    EXPECT_THAT(run.out, HasSubstr("error " + code + ": "));
  }
  void ExpectSpecRefused(const CommandRun& run, const std::string& what) const {
    EXPECT_EQ(run.exit_code, 2) << run.err;
    EXPECT_THAT(run.err, StartsWith("millrace: job.json: "));
    EXPECT_THAT(run.err, HasSubstr(what));
    EXPECT_FALSE(std::filesystem::exists(Path("store")));
  }
};

constexpr char kRows[] = "FirstName,LastName\r\nAda,Marsh\r\nBen,Stone\r\n";

// A zip whose rows are worth many chunks, packed or not.
std::string ManyRows() {
  std::string rows = "FirstName,LastName\r\n";
  for (int i = 0; i < 200000; ++i) {
    rows += "First" + std::to_string(i) + ",Last" + std::to_string(i) + "\r\n";
  }
  return rows;
}

TEST_F(BadInputTest, MissingUpload) {
  const CommandRun run = Load({"--resource", "Contacts", "--mapping",
                               "CreateOrUpdateContact", "missing.csv"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_EQ(run.err,
            "millrace: upload missing.csv: No such file or directory\n");
}

TEST_F(BadInputTest, FolderInsteadOfAnUpload) {
  std::filesystem::create_directory(Path("folder"));
  const CommandRun run = Load({"--resource", "Contacts", "--mapping",
                               "CreateOrUpdateContact", "folder"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_EQ(run.err, "millrace: upload folder: is a folder, not a file\n");
}

TEST_F(BadInputTest, MissingSpecAndCatalogue) {
  CommandRun run = Load({"--job", "missing.json", "--source", "x"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, StartsWith("millrace: missing.json: "));
  Write("upload.csv", kRows);
  run = Load({"--catalogue", "missing.json", "--resource", "Contacts",
              "--mapping", "CreateOrUpdateContact", "upload.csv"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, StartsWith("millrace: missing.json: "));
  run = Load({"--job", "store.d", "--source", "x"});
  EXPECT_EQ(run.exit_code, 5);
}

TEST_F(BadInputTest, EmptyUpload) {
  ExpectFailed(LoadBytes(""), "NO_VALID_ROWS");
  const CommandRun run = LoadContacts("");
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, StartsWith("millrace: upload upload.csv: "));
}

TEST_F(BadInputTest, HeaderOnly) {
  ExpectFailed(LoadBytes("FirstName,LastName\r\n"), "NO_VALID_ROWS");
}

TEST_F(BadInputTest, EmptyZip) {
  ExpectFailed(LoadBytes(WriteZip({})), "FILE_NOT_IN_ZIP");
}

TEST_F(BadInputTest, ZipWithoutTheMember) {
  const CommandRun run = LoadZip({.name = "other.csv", .bytes = kRows});
  ExpectFailed(run, "FILE_NOT_IN_ZIP");
  EXPECT_THAT(run.out, HasSubstr("upload.csv"));
}

TEST_F(BadInputTest, ZipCutShort) {
  std::string zip = WriteZip({{.name = "upload.csv", .bytes = kRows}});
  zip.resize(zip.size() / 2);
  ExpectFailed(LoadBytes(zip), "INVALID_ZIP");
}

TEST_F(BadInputTest, EncryptedZip) {
  ExpectFailed(LoadZip({.name = "upload.csv", .bytes = kRows, .flags = 1}),
               "INVALID_ZIP");
}

TEST_F(BadInputTest, Deflate64Zip) {
  const CommandRun run =
      LoadZip({.name = "upload.csv", .bytes = kRows, .method = 9});
  ExpectFailed(run, "INVALID_ZIP");
  EXPECT_THAT(run.out, HasSubstr("Deflate64"));
}

// The checksum comes after the rows, which are kept (contract m.11).
TEST_F(BadInputTest, ZipWithAWrongChecksum) {
  const CommandRun run =
      LoadZip({.name = "upload.csv", .bytes = kRows, .crc = 1});
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.out, StartsWith("Job 1: Complete"));
  EXPECT_THAT(run.out, HasSubstr("error INVALID_ZIP: "));
  EXPECT_THAT(run.out, HasSubstr("checksum"));
}

// What came before the break is kept (contract m.11).
TEST_F(BadInputTest, ZipThatBreaksMidway) {
  std::string packed = DeflateBytes(ManyRows(), 6);
  packed.resize(packed.size() / 2);
  Write("job.json", ContactsSpec({"FirstName", "LastName"}));
  Write("upload",
        WriteZip(
            {{.name = "upload.csv", .bytes = ManyRows(), .packed = packed}}));
  const CommandRun run =
      Load({"--job", "job.json", "--source", "upload", "--run-budget-mb", "1"});
  EXPECT_EQ(run.exit_code, 3) << run.out << run.err;
  EXPECT_THAT(run.out, StartsWith("Job 1: Complete"));
  EXPECT_THAT(run.out, HasSubstr("error INVALID_ZIP: "));
}

TEST_F(BadInputTest, ZipBomb) {
  const std::string lines(std::size_t{65} << 20, '\n');
  const CommandRun run = LoadZip({.name = "upload.csv",
                                  .packed = DeflateBytes(lines, 9),
                                  .unpacked_bytes = lines.size()});
  EXPECT_EQ(run.exit_code, 4) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("INVALID_ZIP"));
  EXPECT_THAT(run.out, HasSubstr("ratio_max"));
}

TEST_F(BadInputTest, ZipThatLiesAboutItsSize) {
  const std::string zeros(std::size_t{64} << 20, 'x');
  const CommandRun run =
      LoadZip({.name = "upload.csv",
               .packed = DeflateBytes(zeros, 9) + std::string(),
               .unpacked_bytes = 1000});
  EXPECT_EQ(run.exit_code, 4) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("error "));
}

TEST_F(BadInputTest, Utf16) {
  ExpectFailed(LoadBytes(std::string("\xff\xfe"
                                     "F\0i\0",
                                     6)),
               "INVALID_FILE");
}

TEST_F(BadInputTest, RowsThatAreNoText) {
  const CommandRun run =
      LoadBytes(std::string("FirstName,LastName\r\nAda,Marsh\r\nB\0n,Stone\r\n"
                            "C\xffl,Reed\r\nDev,Patel\r\n",
                            63));
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(Read("out/rejects-1-1.csv"), HasSubstr("\r\n2,31,,NUL_BYTE,"));
  EXPECT_THAT(Read("out/rejects-1-1.csv"), HasSubstr("\r\n3,42,,NOT_UTF8,"));
  EXPECT_THAT(Contact(2), HasSubstr("Patel"));
}

TEST_F(BadInputTest, OpenQuoteAtTheEnd) {
  const CommandRun run = LoadBytes(
      "FirstName,LastName\r\nAda,Marsh\r\nBen,\"Stone\r\nCal,Reed\r\n");
  EXPECT_EQ(run.exit_code, 3) << run.out;
  EXPECT_THAT(Read("out/rejects-1-1.csv"), HasSubstr("\r\n2,31,,OPEN_QUOTE,"));
  EXPECT_THAT(Contact(2), HasSubstr("Reed"));
}

// It eats no more than the row limit: then reading goes on at the next line.
TEST_F(BadInputTest, OpenQuoteInTheMiddle) {
  const std::string rows = ManyRows();
  const size_t middle = rows.find("First100000,") + 12;
  const CommandRun run = LoadBytes(std::string(rows).insert(middle, "\""));
  EXPECT_EQ(run.exit_code, 3) << run.out;
  EXPECT_THAT(Read("out/rejects-1-1.csv"), HasSubstr("\r\n100001,"));
  EXPECT_THAT(Read("out/rejects-1-1.csv"), HasSubstr(",OPEN_QUOTE,"));
  // There to be mended.
  EXPECT_THAT(Read("out/rejected-1-1.csv"), HasSubstr("First100000,\""));
  EXPECT_THAT(run.out, HasSubstr("199,999 created"));
}

TEST_F(BadInputTest, RowOfAHundredMegabytes) {
  std::string upload = "FirstName,LastName\r\nAda,Marsh\r\nBen,";
  upload.append(100'000'000, 'x');
  upload += "\r\nCal,Reed\r\n";
  const CommandRun run = LoadBytes(upload);
  EXPECT_EQ(run.exit_code, 3) << run.out;
  EXPECT_THAT(Read("out/rejects-1-1.csv"),
              HasSubstr("\r\n2,31,,ROW_TOO_LONG,"));
  EXPECT_THAT(Read("out/results-1-1.csv"), HasSubstr("\r\n3,1,2,VanID,"));
}

TEST_F(BadInputTest, FiftyOneColumns) {
  std::string header = "VanID";
  for (int i = 1; i <= 50; ++i) header += ",Column" + std::to_string(i);
  const CommandRun run = LoadContacts(header + "\r\n");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, StartsWith("millrace: upload.csv: file.columns: "));
  EXPECT_THAT(run.err, HasSubstr("50"));
}

TEST_F(BadInputTest, SpecThatIsNoJson) {
  ExpectSpecRefused(LoadSpec("{\"description\": "), "");
  ExpectSpecRefused(LoadSpec(""), "");
  ExpectSpecRefused(LoadSpec("[]"), "");
}

TEST_F(BadInputTest, SpecNestedTooDeep) {
  std::string spec;
  for (int i = 0; i < 5000; ++i) spec += "{\"a\":[";
  ExpectSpecRefused(LoadSpec(spec), "");
  for (int i = 0; i < 5000; ++i) spec += "]}";
  ExpectSpecRefused(LoadSpec(spec), "nested deeper");
}

TEST_F(BadInputTest, SpecWithDuplicateKeys) {
  std::string spec = ContactsSpec({"FirstName", "LastName"});
  spec.insert(1, "\"description\": \"another\", ");
  ExpectSpecRefused(LoadSpec(spec), "description");
}

TEST_F(BadInputTest, StoreThatIsAFile) {
  Write("store", "not a store");
  const CommandRun run = LoadBytes(kRows);
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, StartsWith("millrace: store store: "));
  EXPECT_EQ(Read("store"), "not a store");
}

TEST_F(BadInputTest, StoreFolderThatIsSomethingElse) {
  Write("store/keep.txt", "mine");
  const CommandRun run = LoadBytes(kRows);
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, StartsWith("millrace: store store: "));
  EXPECT_EQ(Read("store/keep.txt"), "mine");
}

TEST_F(BadInputTest, FullDisk) {
  const CommandRun run = [this] {
    Write("job.json", ContactsSpec({"FirstName", "LastName"}));
    Write("upload", kRows);
    return Load({"--job", "job.json", "--source", "upload",
                 "--free-space-floor-mb", "2000000000"});
  }();
  EXPECT_EQ(run.exit_code, 5) << run.out;
  EXPECT_THAT(run.err, HasSubstr("space"));
}

TEST_F(BadInputTest, ResultsFolderThatIsAFile) {
  Write("out", "a file");
  const CommandRun run = LoadBytes(kRows);
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, StartsWith("millrace: results folder out: "));
  EXPECT_THAT(run.err, HasSubstr("hint: nothing was imported"));
  EXPECT_FALSE(std::filesystem::exists(Path("store")));
}

// The rows are in the store; only the files are missing.
TEST_F(BadInputTest, ResultsThatCannotBeWritten) {
  std::filesystem::create_directories(Path("out/results-1-1.csv/x"));
  CommandRun run = LoadBytes(kRows);
  EXPECT_EQ(run.exit_code, 5) << run.out;
  std::filesystem::remove_all(Path("out"));
  run = Run({"resume", "--store", "store", "--results", "out"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(Read("out/results-1-1.csv"), HasSubstr("\r\n2,1,2,VanID,"));
}

}  // namespace
}  // namespace millrace::tool
