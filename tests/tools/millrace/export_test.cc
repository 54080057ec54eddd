// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `export`, and that `load` takes back what it writes.

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/tools/millrace/command_test.h"

namespace millrace::tool {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class ExportTest : public CommandTest {
 protected:
  // Contacts with all that CSV must quote, several external ids, a mailing
  // address, phones of types without a column, codes.
  void MakeContacts() {
    ASSERT_EQ(Run({"values", "ExternalIDTypes", "--store", "store", "--add",
                   "1=Old system"})
                  .exit_code,
              5);
    ASSERT_EQ(LoadContacts(kContacts).exit_code, 0);
    ASSERT_EQ(Run({"values", "ExternalIDTypes", "--store", "store", "--add",
                   "12=Other system"})
                  .exit_code,
              0);
    ASSERT_EQ(Run({"values", "ActivistCodes", "--store", "store", "--add",
                   "4=Volunteer", "--add", "5=Driver"})
                  .exit_code,
              0);
    LoadMore("CreateOrUpdateContact", "VanID,External_12ID\r\n2,Z/9\r\n");
    LoadMore("MailingAddress",
             "VanID,MailingAddress,MailingCity,MailingStateOrProvince,"
             "MailingZipOrPostal,IsBest\r\n"
             "1,PO Box 7,Boston,MA,02108,Y\r\n");
    LoadMore("Phones",
             "VanID,Phone,PhoneTypeID,PhoneOptInStatusID,IsBest\r\n"
             "1,413-555-0100,F,,\r\n1,413-555-0928,C,1,Y\r\n"
             "2,+442079460958,M,,\r\n");
    LoadMore("ActivistCode",
             "VanID,ActivistCodeID,CanvassedBy,DateCanvassed,ContactTypeID\r\n"
             "1,4,,,\r\n1,5,17,2026-05-01,2\r\n3,4,,,\r\n");
  }
  void LoadMore(const std::string& mapping, const std::string& upload) {
    Write("more.csv", upload);
    const CommandRun run =
        Load({"--resource", "Contacts", "--mapping", mapping, "more.csv"});
    ASSERT_EQ(run.exit_code, 0) << run.out << run.err;
  }
  CommandRun Export(Words words) const {
    words.insert(words.begin(), {"export"});
    words.insert(words.end(), {"--store", "store"});
    return Run(words);
  }
  // The command line that export names, run in the test's folder.
  CommandRun LoadAgain(const std::string& err) const {
    const std::string mark = ": millrace ";
    const size_t start = err.find(mark) + mark.size();
    std::string line = err.substr(start, err.find('\n', start) - start);
    Words words;
    for (size_t space; (space = line.find(' ')) != line.npos;) {
      words.push_back(line.substr(0, space));
      line.erase(0, space + 1);
    }
    words.push_back(line);
    return Run(words);
  }
  std::string AllRecords() const {
    return Export({"Contacts", "--format", "ndjson"}).out;
  }

  static constexpr char kContacts[] =
      "FirstName,LastName,Email,WorkEmail,CellPhone,CellPhoneCountryCode,"
      "Phone,AddressLine1,City,StateOrProvince,ZipOrPostal,DOB,External_1ID\r\n"
      "Ada,\"Marsh, \"\"the\"\" elder\",ada@example.org,,413-555-0928,US,"
      "(413) 555-0938,\"12 Mill Lane\nFlat 2\",Boston,MA,02108,1970-02-28,A-1"
      "\r\n"
      "Tam\xc3\xa1s,Erd\xc3\xa9lyi,,tamas@example.org,020 7946 0958,GB,,,,,,,"
      "\r\n"
      "\"Cal\r\nvin\",=1+2,,,,,,,,,,,\"  B 2  \"\r\n";
};

TEST_F(ExportTest, CsvLoadsBackUnchanged) {
  MakeContacts();
  const std::string before = AllRecords();
  const CommandRun run = Export({"contacts", "--to", "contacts.csv"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr("--mapping CreateOrUpdateContact --mapping "
                                 "MailingAddress contacts.csv\n"));
  EXPECT_THAT(Read("contacts.csv"),
              StartsWith("VanID,External_1ID,External_12ID,FirstName,"
                         "LastName,DOB,AddressLine1,"));
  const CommandRun again = LoadAgain(run.err);
  EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
  EXPECT_THAT(again.out, HasSubstr("0 created, 0 updated, 3 unchanged"));
  EXPECT_EQ(AllRecords(), before);
}

TEST_F(ExportTest, CsvBringsBackWhatChangedSince) {
  MakeContacts();
  const CommandRun run = Export({"Contacts", "--to", "contacts.csv"});
  LoadMore("CreateOrUpdateContact",
           "VanID,LastName,WorkEmail\r\n1,Moor,\r\n2,,other@example.org\r\n");
  ASSERT_THAT(Contact(1), HasSubstr("Moor"));
  const CommandRun again = LoadAgain(run.err);
  EXPECT_THAT(again.out, HasSubstr("0 created, 2 updated, 1 unchanged"));
  EXPECT_THAT(Contact(1), HasSubstr("Marsh, \\\"the\\\" elder"));
  EXPECT_THAT(Contact(2), HasSubstr("tamas@example.org"));
}

TEST_F(ExportTest, SaysWhatHasNoColumn) {
  MakeContacts();
  const CommandRun run = Export({"Contacts"});
  EXPECT_THAT(run.err, HasSubstr("left out: Phones, 2 values of 2 records; "
                                 "--mapping Phones exports them\n"));
  EXPECT_THAT(run.err, HasSubstr("left out: ActivistCodes, 3 values of 2 "
                                 "records; --mapping ActivistCode exports "
                                 "them\n"));
  EXPECT_THAT(run.err,
              HasSubstr("left out: Phones.PhoneOptInStatusID, 1 value of 1 "
                        "record; --mapping Phones exports them\n"));
  EXPECT_THAT(run.err, HasSubstr("left out: Phones.IsBest, 1 value of 1 "));
  EXPECT_THAT(run.err, HasSubstr("hint: --format ndjson leaves out nothing"));
}

TEST_F(ExportTest, ItemsByRowLoadBackUnchanged) {
  MakeContacts();
  const std::string before = AllRecords();
  for (const char* mapping : {"Phones", "Email", "ApplyExternalID",
                              "ActivistCode", "MailingAddress"}) {
    const CommandRun run =
        Export({"Contacts", "--mapping", mapping, "--to", "items.csv"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    const CommandRun again = LoadAgain(run.err);
    EXPECT_EQ(again.exit_code, 0) << mapping << again.out << again.err;
    EXPECT_THAT(again.out, HasSubstr("0 created, 0 updated, ")) << mapping;
  }
  EXPECT_EQ(AllRecords(), before);
}

TEST_F(ExportTest, ItemsByRow) {
  MakeContacts();
  EXPECT_EQ(Export({"Contacts", "--mapping", "phones"}).out,
            "VanID,Phone,PhoneTypeID,CountryCode,PhoneOptInStatusID,"
            "IsCellStatusID,IsBest\r\n"
            "1,+14135550928,C,US,1,,1\r\n"
            "1,+14135550100,F,,,,\r\n"
            "1,+14135550938,H,,,,\r\n"
            "2,+442079460958,C,GB,,,\r\n"
            "2,+442079460958,M,,,,\r\n");
  EXPECT_EQ(Export({"ContactsActivistCodes"}).out,
            "VanID,ActivistCodeID,CanvassedBy,DateCanvassed,ContactTypeID\r\n"
            "1,4,,,\r\n1,5,17,2026-05-01,2\r\n3,4,,,\r\n");
}

TEST_F(ExportTest, OwnCatalogueLoadsBackUnchanged) {
  Write("people.json", kPeopleCatalogue);
  Write("upload.csv",
        "PersonCode,Name,Age,Notes\r\nP-1,Ada,36,\r\n\"P,2\",Ben,,\"two\n"
        "lines\"\r\n");
  ASSERT_EQ(Load({"--catalogue", "people.json", "--resource", "People",
                  "--mapping", "Person", "upload.csv"})
                .exit_code,
            0);
  const CommandRun run =
      Run({"export", "People", "--store", "store", "--catalogue", "people.json",
           "--to", "people.csv"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(Read("people.csv"),
            "PersonCode,Name,Age,Notes\r\n\"P,2\",Ben,,\"two\nlines\"\r\n"
            "P-1,Ada,36,\r\n");
  const CommandRun again = LoadAgain(run.err);
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("0 created, 0 updated, 2 unchanged"));
}

TEST_F(ExportTest, ToAFileThatIsPrivate) {
  MakeContacts();
  ASSERT_EQ(Export({"Contacts", "--to", "a.csv"}).exit_code, 0);
  struct stat status = {};
  ASSERT_EQ(::stat(Path("a.csv").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_FALSE(std::filesystem::exists(Path("a.csv.part")));
  // Standard output has the same bytes.
  EXPECT_EQ(Export({"Contacts", "--to", "-"}).out, Read("a.csv"));
}

TEST_F(ExportTest, JsonLines) {
  MakeContacts();
  const std::string records = AllRecords();
  EXPECT_THAT(records, StartsWith("{\"resourceType\":\"Contacts\",\"VanID\":1,"
                                  "\"createdByJob\":1,"));
  EXPECT_THAT(records, HasSubstr("\"ActivistCodes\":{\"4\":{},\"5\":{"));
  EXPECT_THAT(records, ContainsRegex("\n\\{\"resourceType\":\"Contacts\","
                                     "\"VanID\":3,[^\n]*\\}\n$"));
}

TEST_F(ExportTest, OfATypeWithoutRecords) {
  Write("people.json", kPeopleCatalogue);
  MakeContacts();
  const CommandRun run = Run(
      {"export", "People", "--store", "store", "--catalogue", "people.json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, "PersonCode\r\n");
}

TEST_F(ExportTest, Usage) {
  MakeContacts();
  CommandRun run = Export({"Contact"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("(did you mean Contacts?)"));
  run = Export({"Contacts", "--mapping", "Phone"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("Contacts has no mapping type Phone; it has "
                                 "CreateOrUpdateContact, Phones, "));
  run = Export({"Contacts", "--mapping", "Phones", "--mapping", "Email"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("Phones gives a row for every item"));
  run = Export({"Contacts", "--format", "ndjson", "--mapping", "Phones"});
  EXPECT_EQ(run.exit_code, 2);
}

TEST_F(ExportTest, TroubleWithTheFile) {
  MakeContacts();
  CommandRun run = Export({"Contacts", "--to", "no/such/folder.csv"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, StartsWith("millrace: no/such/folder.csv: "));
  run = Export({"Contacts", "--to", "store"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_EQ(run.err, "millrace: store: is a folder, not a file\n");
  EXPECT_THAT(run.out, Not(HasSubstr("VanID")));
}

}  // namespace
}  // namespace millrace::tool
