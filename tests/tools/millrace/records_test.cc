// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The subcommands that show: get, jobs, status, results, mappings, values,
// inspect, catalogue.

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

using RecordsTest = CommandTest;

constexpr char kUpload[] =
    "FirstName,LastName,CellPhone,External_1ID\r\n"
    "Ada,Marsh,413-555-0928,A:1\r\n"
    "Ben,Okafor,12345,B-2\r\n";

TEST_F(RecordsTest, Get) {
  LoadContacts(kUpload);
  EXPECT_EQ(Contact(1),
            R"({
  "resourceType": "Contacts",
  "VanID": 1,
  "createdByJob": 1,
  "changedByJob": 1,
  "changedByRow": 1,
  "fields": {
    "FirstName": "Ada",
    "LastName": "Marsh"
  },
  "collections": {
    "ExternalIDs": {
      "1": {
        "ExternalID": "A:1"
      }
    },
    "Phones": {
      "C": {
        "Phone": "+14135550928",
        "PhoneAsGiven": "413-555-0928"
      }
    }
  }
}
)");
}

TEST_F(RecordsTest, GetByExternalId) {
  LoadContacts(kUpload);
  const CommandRun run =
      Run({"get", "contacts", "--external-id", "1:A:1", "--store", "store"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, Contact(1));
}

TEST_F(RecordsTest, GetNothing) {
  LoadContacts(kUpload);
  CommandRun run = Run({"get", "Contacts", "7", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err, "millrace: Contacts: no record with VanID 7\n");
  for (const char* id : {"1:C-3", "2:A:1", "x:y"}) {
    run = Run({"get", "Contacts", "--external-id", id, "--store", "store"});
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, HasSubstr("no record with external id"));
  }
  run = Run({"get", "Contacts", "x", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err, "millrace: VanID is a whole number, not \"x\"\n");
  run = Run({"get", "Contact", "1", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("(did you mean Contacts?)"));
  run = Run({"get", "Contacts", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  run = Run({"get", "Contacts", "--external-id", "1", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("takes TYPE:VALUE"));
}

TEST_F(RecordsTest, Jobs) {
  LoadContacts(kUpload);
  LoadContacts("FirstName,CellPhone\r\nAda,1\r\n");
  CommandRun run = Run({"jobs", "--store", "store"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, StartsWith("JOB  STATUS "));
  EXPECT_THAT(run.out, ContainsRegex("\n +1  Complete +Contacts .* +2 +1 +1 "));
  EXPECT_THAT(run.out, ContainsRegex("\n +2  Failed +Contacts .* +1 +0 +1 "));
  run = Run({"jobs", "--store", "store", "--status", "failed"});
  EXPECT_THAT(run.out, Not(HasSubstr("Complete")));
  EXPECT_THAT(run.out, HasSubstr("Failed"));
  run = Run({"jobs", "--store", "store", "--status", "pending"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(run.err, "millrace: no jobs of that status\n");
  run = Run({"jobs", "--store", "store", "--json"});
  EXPECT_THAT(run.out, StartsWith("[\n{"));
  EXPECT_TRUE(run.out.ends_with("}\n]\n"));
}

TEST_F(RecordsTest, Status) {
  LoadContacts(kUpload);
  CommandRun run = Run({"status", "1", "--store", "store"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, StartsWith("Job 1: Complete"));
  EXPECT_THAT(run.out, HasSubstr("Invalid phone number"));
  EXPECT_THAT(run.out, ContainsRegex("settled +20[0-9]{2}-[0-9]{2}-"));
  EXPECT_THAT(run.out, HasSubstr(Path("upload.csv").native()));
  run = Run({"status", "2", "--store", "store"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, StartsWith("millrace: there is no job 2\n"));
}

TEST_F(RecordsTest, ResultsAreTheSameEveryTime) {
  LoadContacts(kUpload);
  const CommandRun run =
      Run({"results", "1", "--store", "store", "--to", "a/b"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  for (const char* name :
       {"results-1-1.csv", "rejects-1-1.csv", "rejected-1-1.csv"}) {
    EXPECT_THAT(run.out, HasSubstr(std::string("a/b/") + name));
    EXPECT_EQ(Read(std::string("a/b/") + name),
              Read(std::string("out/") + name));
  }
}

TEST_F(RecordsTest, ResultsNeedAFolder) {
  LoadContacts(kUpload);
  EXPECT_EQ(Run({"results", "1", "--store", "store"}).err,
            "millrace: flag --to DIR is missing\n");
  const CommandRun run =
      Run({"results", "1", "--store", "store", "--to", "upload.csv"});
  EXPECT_EQ(run.exit_code, 5);
  EXPECT_THAT(run.err, StartsWith("millrace: folder upload.csv: "));
}

TEST_F(RecordsTest, Mappings) {
  CommandRun run = Run({"mappings"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, ContainsRegex("\nPhones +SinglePerType +Contacts "));
  run = Run({"mappings", "phones"});
  EXPECT_THAT(run.out, ContainsRegex("\nPhone +phone +required "));
  run = Run({"mappings", "Phones", "PHONETYPEID"});
  EXPECT_THAT(run.out, ContainsRegex("\nC +Cell\n"));
  run = Run({"mappings", "CreateOrUpdateContact", "External_7ID"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("External_<n>ID"));
  run = Run({"mappings", "Fones"});
  EXPECT_EQ(run.exit_code, 2);
  run = Run({"mappings", "Phone"});
  EXPECT_THAT(run.err, HasSubstr("(did you mean Phones?)"));
  run = Run({"mappings", "Phones", "PhoneType"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("(did you mean PhoneTypeID?)"));
}

TEST_F(RecordsTest, MappingsOfAnOwnCatalogue) {
  Write("people.json", kPeopleCatalogue);
  const CommandRun run =
      Run({"mappings", "Person", "--catalogue", "people.json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("\nName +text +required"));
}

TEST_F(RecordsTest, Values) {
  LoadContacts(kUpload);
  CommandRun run = Run({"values", "--store", "store"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, ContainsRegex("\nActivistCodes +0 "));
  run = Run({"values", "activistcodes", "--store", "store", "--add",
             "4=Volunteer", "--add", "5=Driver"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("\n4 +Volunteer\n5 +Driver\n"));
  EXPECT_EQ(Run({"values", "ActivistCodes", "--store", "store"}).out, run.out);
  Write("codes.csv", "VanID,ActivistCodeID\r\n1,volunteer\r\n1,5\r\n");
  const Words load = {"--resource", "ContactsActivistCodes", "--mapping",
                      "ActivistCode", "codes.csv"};
  EXPECT_EQ(Load(load).exit_code, 0);
  EXPECT_THAT(Contact(1), HasSubstr("\"ActivistCodes\": {\n      \"4\": {},"));
  run = Run({"values", "ActivistCodes", "--store", "store", "--retire", "4"});
  EXPECT_THAT(run.out, ContainsRegex("\n4 +Volunteer +retired\n"));
  EXPECT_EQ(Load(load).exit_code, 3);
  run = Run(
      {"values", "ActivistCodes", "--store", "store", "--add", "4=Volunteers"});
  EXPECT_THAT(run.out, ContainsRegex("\n4 +Volunteers\n"));
}

TEST_F(RecordsTest, ValuesOfTheCatalogueCanBeRetired) {
  LoadContacts(kUpload);
  const CommandRun run =
      Run({"values", "ContactTypes", "--store", "store", "--retire", "2"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("\n2 +Walk +retired\n"));
}

TEST_F(RecordsTest, ValuesUsage) {
  LoadContacts(kUpload);
  EXPECT_EQ(Run({"values", "ActivistCode", "--store", "store"}).exit_code, 2);
  for (const Words& words :
       {Words{"values", "--add", "1=x"},
        Words{"values", "ActivistCodes", "--add", "1"},
        Words{"values", "ActivistCodes", "--add", "=x"},
        Words{"values", "ActivistCodes", "--add", "1="},
        Words{"values", "ActivistCodes", "--retire", "77"}}) {
    Words all = words;
    all.insert(all.end(), {"--store", "store"});
    EXPECT_EQ(Run(all).exit_code, 2) << all.back();
  }
}

TEST_F(RecordsTest, Inspect) {
  LoadContacts(kUpload);
  CommandRun run = Run({"inspect", "--store", "store"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, StartsWith("Store store, format 1\n"));
  for (const char* family :
       {"default", "records", "identities", "jobs", "outcomes"}) {
    EXPECT_THAT(run.out, ContainsRegex("\n" + std::string(family) + " +"));
  }
  EXPECT_THAT(run.out, ContainsRegex("\nContacts +2\n"));
  EXPECT_THAT(run.out, HasSubstr("\n1 job, 0 failed, none unfinished\n"));
  run = Run({"inspect", "--store", "store", "--count"});
  EXPECT_THAT(run.out, ContainsRegex("\nContacts +2 +1\n"));
}

TEST_F(RecordsTest, Catalogue) {
  CommandRun run = Run({"catalogue"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, ContainsRegex("mapping type +Phones +6 fields"));
  // What is printed is a catalogue.
  run = Run({"catalogue", "--built-in"});
  Write("built_in.json", run.out);
  EXPECT_EQ(Run({"catalogue", "built_in.json", "--json"}).out, run.out);
  EXPECT_EQ(Run({"catalogue", "built_in.json", "--built-in"}).exit_code, 2);
  Write("bad.json", "{\"resourceTypes\": [{\"name\": \"\"}]}");
  run = Run({"catalogue", "bad.json"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, StartsWith("millrace: bad.json: "));
  EXPECT_THAT(run.err, HasSubstr("resourceTypes[0]"));
  EXPECT_EQ(Run({"catalogue", "missing.json"}).exit_code, 5);
}

}  // namespace
}  // namespace millrace::tool
