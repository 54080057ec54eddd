// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// `check-index`, and what `load` and `values` do with the whole catalogue.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "millrace/store.h"
#include "tests/support/status_matchers.h"
#include "tests/tools/millrace/command_test.h"

namespace millrace::tool {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class CheckIndexTest : public CommandTest {
 protected:
  CheckIndexTest() {
    LoadContacts(
        "FirstName,LastName,Email\r\nAda,Marsh,ada@example.org\r\n"
        "Ben,Okafor,ben@example.org\r\n");
  }

  // Takes one of contact 1's entries away.
  void Damage() const {
    const auto store = Store::Open(Path("store"), {});
    MILLRACE_ASSERT_OK(store);
    const auto commit = (*store)->BeginCommit({});
    commit->DeleteMatch(*(*store)->FindResourceType("Contacts"),
                        *(*store)->FindName("Match/Contacts/Email"),
                        "ada@example.org", PrimaryKey(1).Encode());
    MILLRACE_ASSERT_OK(commit->Apply());
  }
};

TEST_F(CheckIndexTest, SaysWhatIsWrongAndMendsIt) {
  CommandRun run = Run({"check-index", "--store", "store"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("\nContacts +2 +4 +0 +0\n"));
  Damage();
  run = Run({"check-index", "contacts", "--store", "store"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.out, ContainsRegex("\nContacts +2 +3 +1 +0\n"));
  EXPECT_THAT(run.err, HasSubstr("hint: millrace check-index --store store "
                                 "--rebuild"));
  run = Run({"check-index", "--store", "store", "--rebuild"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("the index is made anew"));
  run = Run({"check-index", "--store", "store", "--rebuild"});
  EXPECT_THAT(run.err, HasSubstr("nothing had to be changed"));
}

TEST_F(CheckIndexTest, AfterAChangeOfMatchRules) {
  Write("own.json", R"({"extends": "built-in", "resourceTypes": [
    {"name": "Contacts", "singular": "Contact", "keyName": "VanID",
     "matchRules": [{"name": "LastName", "fields": ["LastName"]}]}]})");
  Write("more.csv", "LastName\nMARSH\n");
  const Words load = {"--catalogue", "own.json",  "--resource",
                      "Contacts",    "--mapping", "CreateOrUpdateContact",
                      "more.csv"};
  CommandRun run = Load(load);
  EXPECT_EQ(run.exit_code, 5) << run.err;
  EXPECT_THAT(run.err, HasSubstr("millrace check-index Contacts --rebuild"));
  run = Run({"check-index", "Contacts", "--store", "store", "--rebuild",
             "--catalogue", "own.json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  run = Load(load);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("0 created, 1 updated"));
}

TEST_F(CheckIndexTest, Usage) {
  EXPECT_EQ(Run({"check-index"}).exit_code, 2);
  EXPECT_EQ(Run({"check-index", "Nobody", "--store", "store"}).exit_code, 2);
  EXPECT_EQ(Run({"check-index", "--store", "nowhere"}).exit_code, 5);
}

TEST_F(CheckIndexTest, LoadShowsWhatMatched) {
  Write("more.csv",
        "FirstName,LastName,Email\nAda,M,ADA@example.org\nNew,N,\n");
  const CommandRun run =
      Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact",
            "--show-match", "--results", "out", "more.csv"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(Read("out/results-2-1.csv"),
              HasSubstr("PrimaryKeyType,MatchedBy,CreateOrUpdateContact_2\r\n"
                        "1,2,1,VanID,Email,Processed\r\n"
                        "2,2,3,VanID,,Processed\r\n"));
  Write("job.json", ContactsSpec({"FirstName"}));
  EXPECT_EQ(Load({"--job", "job.json", "--show-match", "--source", "more.csv"})
                .exit_code,
            2);
}

TEST_F(CheckIndexTest, CodesAreRecords) {
  Write("codes.csv", "Name\nVolunteer\nDriver\n");
  EXPECT_EQ(Load({"--resource", "ActivistCodes", "--mapping",
                  "CreateOrUpdateActivistCode", "codes.csv"})
                .exit_code,
            0);
  CommandRun run = Run({"values", "ActivistCodes", "--store", "store"});
  EXPECT_THAT(run.out, ContainsRegex("\n1 +Volunteer\n2 +Driver\n"));
  run = Run({"values", "ActivistCodes", "--store", "store", "--add", "9=Cook",
             "--retire", "2"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("\n2 +Driver +retired\n9 +Cook\n"));
  EXPECT_THAT(Run({"get", "ActivistCodes", "9", "--store", "store"}).out,
              HasSubstr("\"Name\": \"Cook\""));
  run = Run({"values", "ActivistCodes", "--store", "store", "--add", "x=Cook"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("id must be a whole number: x"));
}

TEST_F(CheckIndexTest, ValuesMayBePartOfSomething) {
  CommandRun run = Run({"values", "CustomFields", "--store", "store", "--add",
                        "31=Shoes", "--parent", "5"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("\n31 +Shoes +of CustomFieldGroupID 5"));
  // Renamed and retired it stays what it is part of.
  run =
      Run({"values", "CustomFields", "--store", "store", "--add", "31=Boots"});
  EXPECT_THAT(run.out, ContainsRegex("\n31 +Boots +of CustomFieldGroupID 5"));
  run = Run({"values", "CustomFields", "--store", "store", "--retire", "31"});
  EXPECT_THAT(run.out,
              ContainsRegex("\n31 +Boots +retired +of CustomFieldGroupID 5"));
  EXPECT_EQ(Run({"values", "Tags", "--store", "store", "--add", "1=T",
                 "--parent", "5"})
                .exit_code,
            2);
  EXPECT_EQ(Run({"values", "CustomFields", "--store", "store", "--parent", "5"})
                .exit_code,
            2);
}

}  // namespace
}  // namespace millrace::tool
