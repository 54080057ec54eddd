// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The page in a real browser against a real service. Screenshots of what it
// looked like are left in the build folder, for people to look at.

#include <signal.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/browser.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_certificate.h"
#include "tests/support/web_server.h"
#include "tools/server/access_key.h"
#include "tools/server/service.h"

namespace millrace::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kPeople[] =
    "FirstName,LastName,Email,Mobile\n"
    "Ada,Marsh,ada@example.org,617-555-0101\n"
    "Ben,Okafor,ben@example.org,not a number\n"
    "Cleo,Rahman,cleo@example.org,617-555-0103,one cell too many\n";

// Conditions of the page, as JavaScript.
constexpr char kIsComplete[] =
    "document.querySelector('#job-report .status-complete')";
constexpr char kIsTried[] =
    "document.querySelector('#trial-report .status-complete')";

class PageBrowserTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);
    options_.store = temp_dir_ / "crm.db";
    options_.listen = "127.0.0.1:0";
    options_.worker_count = 1;
    StartService();
    const absl::StatusOr<NewAccessKey> key =
        CreateAccessKey(service_->state().keys(), "page", 1, {}, absl::Now());
    MILLRACE_ASSERT_OK(key);
    password_ = key->secret + "%7C1";
    browser_.Resize(1200, 1400);
  }

  void StartService() {
    ServiceParts parts;
    parts.write_log = [](std::string_view) {};
    absl::StatusOr<std::unique_ptr<Service>> service =
        Service::Open(options_, parts);
    MILLRACE_ASSERT_OK(service);
    service_ = *std::move(service);
    MILLRACE_ASSERT_OK(service_->Start());
  }

  void TearDown() override {
    // Before the service goes, which the page would notice.
    const std::string errors = browser_.TakeErrors();
    if (!may_have_errors_) {
      EXPECT_THAT(errors, IsEmpty());
    }
    if (service_ != nullptr) service_->Stop();
  }

  // Opens the page and signs in, as the browser's own form would.
  void OpenPage(const std::string& fragment = "") {
    const std::string signed_in = absl::StrReplaceAll(
        service_->address(), {{"http://", "http://page:" + password_ + "@"}});
    browser_.Open(signed_in + "/" + fragment);
    browser_.WaitFor(
        "!document.getElementById('no-jobs').hidden || "
        "document.querySelector('#job-rows tr')");
  }

  void OpenForm(const std::string& upload, const std::string& name) {
    browser_.Click("#new-import");
    browser_.WaitFor("document.querySelector('#mappings input')");
    browser_.ChooseFile("#file", temp_dir_.Write(name, upload));
    browser_.WaitFor("document.getElementById('columns').value !== ''");
  }

  // The selector of the n-th mapping type's checkbox that has that label.
  std::string Mapping(const std::string& label) {
    return "#" + browser_.Evaluate(
                     "[...document.querySelectorAll('#mappings label')]"
                     ".find((label) => label.textContent === '" +
                     label + "').htmlFor");
  }

  // The selector of the choice for a field of a mapping that is in use.
  std::string Field(const std::string& name) {
    return "#" +
           browser_.Evaluate(
               "[...document.querySelectorAll('.fields label')]"
               ".filter((label) => label.textContent.split(' ')[0] === '" +
               name + "').pop().htmlFor");
  }

  // JavaScript that posts a job as another client might: `source` is an
  // expression. Its value is the answer's status.
  static std::string PostJob(const std::string& source,
                             const std::string& description) {
    return "fetch('/bulkImportJobs', {method: 'POST', headers: {'Content-Type'"
           ": 'application/json'}, body: JSON.stringify({description: '" +
           description +
           "', file: {fileName: 'people.csv', hasHeader: true, sourceUrl: " +
           source +
           ", columns: [{name: 'FirstName'}, {name: 'LastName'}, "
           "{name: 'Email'}]}, actions: [{actionType: 'loadMappedFile', "
           "resourceType: 'Contacts', mappingTypes: [{name: "
           "'CreateOrUpdateContact'}]}]})}).then((answer) => answer.status)";
  }

  static std::filesystem::path ShotPath(const std::string& name) {
    std::filesystem::create_directories(MILLRACE_SCREENSHOTS);
    return std::filesystem::path(MILLRACE_SCREENSHOTS) / (name + ".png");
  }

  TempDir temp_dir_;
  ServiceOptions options_;
  std::string password_;
  bool may_have_errors_ = false;
  std::unique_ptr<Service> service_;
  Browser browser_;
};

TEST_F(PageBrowserTest, TriesAndImportsAFile) {
  OpenPage();
  EXPECT_EQ(browser_.Text("#no-jobs"), "No jobs.");
  OpenForm(kPeople, "people.csv");
  EXPECT_EQ(browser_.Evaluate("document.getElementById('columns').value"),
            "FirstName\nLastName\nEmail\nMobile");
  EXPECT_EQ(browser_.Evaluate("document.getElementById('description').value"),
            "people.csv");
  browser_.Type("#description", "New supporters");
  browser_.Click(Mapping("Apply Phones"));
  browser_.Choose(Field("Phone"), "column Mobile");
  browser_.Choose(Field("PhoneTypeID"), "a constant");
  browser_.WaitFor(
      "document.querySelector('.fields td select + select, "
      ".fields td:nth-child(3) select')");
  browser_.Choose(".fields td:nth-child(3) select", "Cell (C)");

  browser_.Click("#try");
  browser_.WaitFor(kIsTried);
  const std::string trial = browser_.Text("#trial-report");
  EXPECT_THAT(
      trial,
      AllOf(HasSubstr("Complete, trial"), HasSubstr("Imported\n2"),
            HasSubstr("Created\n2"), HasSubstr("Rejected\n1"),
            HasSubstr("Invalid phone\t1"), HasSubstr("First rejected rows")));
  EXPECT_EQ(browser_.Evaluate("document.activeElement.id"), "trial-title");
  browser_.Screenshot(ShotPath("trial"));
  EXPECT_EQ(browser_.Text("#upload-text"), "The file is with the service.");

  browser_.Click("#start");
  browser_.WaitFor(kIsComplete);
  EXPECT_EQ(browser_.Text("#job-title"), "Job 2: New supporters");
  const std::string report = browser_.Text("#job-report");
  EXPECT_THAT(report,
              AllOf(Not(HasSubstr("trial")), HasSubstr("Created\n2"),
                    HasSubstr("results-2-1.csv"), HasSubstr("rejects-2-1.csv"),
                    HasSubstr("rejected-2-1.csv")));
  EXPECT_EQ(browser_.Text("#row-2 .status"), "Complete");
  EXPECT_EQ(browser_.Text("#row-1 .status"), "Complete, trial");
  browser_.Screenshot(ShotPath("job"));

  // The links need no credentials, and lead to the files.
  const std::string file = browser_.Evaluate(
      "fetch(document.querySelector('.files a').href, {credentials: 'omit'})"
      ".then((answer) => answer.text())");
  EXPECT_THAT(file, AllOf(StartsWith("BulkUploadDataID,ULFileID,PrimaryKey"),
                          HasSubstr("Invalid phone number")));
}

TEST_F(PageBrowserTest, SaysWhatIsWrongWithAJob) {
  OpenPage();
  browser_.Click("#new-import");
  browser_.Click("#start");
  browser_.WaitFor("document.querySelector('#form-errors li')");
  EXPECT_EQ(browser_.Text("#form-errors"), "Choose a file first.");
  browser_.WaitFor("document.querySelector('#mappings input')");
  browser_.ChooseFile("#file", temp_dir_.Write("people.csv", kPeople));
  browser_.WaitFor("document.getElementById('columns').value !== ''");
  browser_.Type("#columns", "FirstName\nfirstname");
  browser_.Type("#description", "a < b");
  browser_.Click("#start");
  browser_.WaitFor("document.querySelectorAll('#form-errors li').length >= 2");
  EXPECT_THAT(browser_.Text("#form-errors"),
              AllOf(HasSubstr("description: "), HasSubstr("file.columns[1]")));
  browser_.Screenshot(ShotPath("defects"));
  // The browser notes every answer of 400.
  EXPECT_THAT(browser_.TakeErrors(), HasSubstr("400"));
  // Mended, it goes through, and the file is not sent again.
  browser_.Type("#columns", "FirstName\nLastName\nEmail\nMobile");
  browser_.Type("#description", "mended");
  browser_.Click("#start");
  browser_.WaitFor(kIsComplete);
  EXPECT_EQ(browser_.Text("#job-title"), "Job 1: mended");
  EXPECT_EQ(browser_.Evaluate(
                "performance.getEntriesByType('resource').filter((entry) => "
                "entry.name.endsWith('/uploads')).length"),
            "1");
}

TEST_F(PageBrowserTest, WorksWithTheKeyboardAlone) {
  OpenPage();
  browser_.Press("Tab");
  EXPECT_EQ(browser_.Text(":focus"), "Skip to the jobs");
  browser_.Press("Tab");
  EXPECT_EQ(browser_.Text(":focus"), "New import");
  browser_.Press("Enter");
  EXPECT_EQ(browser_.Evaluate("document.activeElement.id"), "form-title");
  browser_.WaitFor("document.querySelector('#mappings input')");
  browser_.Press("Tab");
  EXPECT_EQ(browser_.Evaluate("document.activeElement.id"), "file");
  // Every control can be reached, in the order in which it is read.
  std::string reached;
  for (int i = 0; i < 200; ++i) {
    browser_.Press("Tab");
    const std::string id = browser_.Evaluate("document.activeElement.id");
    reached += id + " ";
    if (id == "close-form") break;
  }
  EXPECT_THAT(reached, AllOf(StartsWith("description delimiter has-header "
                                        "has-quotes columns resource mapping-"),
                             HasSubstr(" try start close-form ")));
  browser_.Press("Enter");
  EXPECT_EQ(browser_.Evaluate("document.getElementById('form-section').hidden"),
            "true");
  EXPECT_EQ(browser_.Text(":focus"), "New import");
}

TEST_F(PageBrowserTest, TextOfAnUploadIsNeverTakenForThePages) {
  OpenPage();
  OpenForm(
      "FirstName,<img src=x onerror=alert(1)>,Email\nAda,x,a@example.org\n",
      "<b>.csv");
  browser_.Type("#description", "x");
  browser_.Click("details summary");
  EXPECT_EQ(browser_.Evaluate("document.querySelectorAll('img, b').length"),
            "0");
  EXPECT_THAT(browser_.Text(Field("FirstName")), HasSubstr("<img src=x"));
}

TEST_F(PageBrowserTest, ShowsWhatOthersDoByItselfAndFilters) {
  OpenPage();
  // Calls of the page's script, so that they carry its credentials, on a page
  // whose address has none.
  browser_.Open(service_->address() + "/");
  for (const char* description : {"first of May", "second of May"}) {
    EXPECT_EQ(browser_.Evaluate(
                  "fetch('/uploads', {method: 'POST', body: "
                  "'FirstName,LastName,Email\\nAda,Marsh,a@example.org\\n'})"
                  ".then((answer) => answer.json()).then((upload) => " +
                  PostJob("upload.sourceUrl", description) + ")"),
              "200");
  }
  browser_.WaitFor(
      "document.querySelectorAll('#job-rows .status-complete')"
      ".length === 2");
  EXPECT_EQ(browser_.Text("#job-rows tr td"), "2");
  browser_.Type("#text-filter", "FIRST");
  browser_.WaitFor("document.querySelectorAll('#job-rows tr').length === 1");
  EXPECT_THAT(browser_.Text("#job-rows"), HasSubstr("first of May"));
  browser_.Choose("#status-filter", "failed");
  browser_.WaitFor("!document.getElementById('no-jobs').hidden");
  browser_.Choose("#status-filter", "complete");
  browser_.Type("#text-filter", "");
  browser_.WaitFor("document.querySelectorAll('#job-rows tr').length === 2");
  browser_.Click("#row-1 a");
  browser_.WaitFor(kIsComplete);
  EXPECT_EQ(browser_.Evaluate("document.activeElement.id"), "job-title");
  browser_.Click("#close-job");
  EXPECT_EQ(browser_.Evaluate("location.hash"), "");
  EXPECT_EQ(browser_.Text(":focus"), "1");
}

TEST_F(PageBrowserTest, CancelsAJobAfterAsking) {
  // Its upload never comes, so it waits.
  std::filesystem::create_directory(temp_dir_ / "source");
  const TestCertificate certificate(temp_dir_ / "source");
  const WebServer source(
      [](const WebCall&) {
        return WebAnswer{.body = "x", .ending = WebEnding::kNeverComing};
      },
      &certificate);
  service_->Stop();
  service_.reset();
  options_.allow_private = {"127.0.0.1"};
  options_.ca_file = certificate.certificate_path();
  StartService();
  OpenPage();
  browser_.Open(service_->address() + "/");
  EXPECT_EQ(browser_.Evaluate(PostJob("'" + source.Address("/people.csv") + "'",
                                      "never coming")),
            "200");
  browser_.Click("#row-1 a");
  browser_.WaitFor("document.querySelector('#job-report .status-waiting')");
  browser_.Click("#cancel");
  browser_.Click("#cancel-no");
  browser_.Click("#cancel");
  browser_.Screenshot(ShotPath("cancel"));
  browser_.Click("#cancel-yes");
  browser_.WaitFor("document.querySelector('#job-report .status-failed')");
  EXPECT_THAT(browser_.Text("#job-report"), HasSubstr("(CANCELLED)"));
  EXPECT_EQ(browser_.Evaluate("document.getElementById('cancel').hidden"),
            "true");
}

TEST_F(PageBrowserTest, FitsANarrowScreen) {
  browser_.Resize(390, 900);
  OpenPage();
  OpenForm(kPeople, "people.csv");
  browser_.Click("#start");
  browser_.WaitFor(kIsComplete);
  EXPECT_EQ(
      browser_.Evaluate("document.documentElement.scrollWidth <= innerWidth"),
      "true");
  browser_.Screenshot(ShotPath("narrow"));
}

TEST_F(PageBrowserTest, SaysWhenThereIsNoSuchJobOrNoService) {
  may_have_errors_ = true;
  OpenPage("#job-99");
  browser_.WaitFor(
      "document.getElementById('connection').textContent === "
      "'There is no such job.'");
  service_->Stop();
  browser_.WaitFor(
      "document.getElementById('connection').textContent === "
      "'The service cannot be reached.'");
}

}  // namespace
}  // namespace millrace::server
