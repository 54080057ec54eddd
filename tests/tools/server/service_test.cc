// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The service as its clients see it, from a job's posting to its files.

#include <sys/stat.h>

#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/golden_case.h"
#include "tests/support/status_matchers.h"
#include "tests/support/zip_writer.h"
#include "tests/tools/server/service_fixture.h"

namespace millrace::server {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class WorkedExampleTest : public ServiceTest {
 protected:
  void SetUp() override {
    auto golden = GoldenCase::Read(std::filesystem::path(MILLRACE_SOURCE_DIR) /
                                   "tests/golden/worked_example");
    MILLRACE_ASSERT_OK(golden);
    golden_ = *std::move(golden);
    auto store = Store::Open(options_.store, {.create_if_missing = true});
    MILLRACE_ASSERT_OK(store);
    MILLRACE_ASSERT_OK(FillStore(golden_.import_case, store->get()));
  }
  // The job of the seed, with its upload sent directly.
  std::string SpecOfTheSeed() {
    JobSpec spec = golden_.import_case.spec;
    spec.file.source_url = Upload(WriteZip(
        {{.name = spec.file.file_name, .bytes = golden_.import_case.upload}}));
    return ToJson(spec);
  }

  GoldenCase golden_;
};

TEST_F(WorkedExampleTest, IsWalkedAsTheSeedTellsIt) {
  Start();
  const int id = Post(SpecOfTheSeed());
  ASSERT_GT(id, 0);
  // It can be read the moment POST answers.
  const HttpAnswer early =
      Call("GET", "/v4/bulkImportJobs/" + std::to_string(id));
  EXPECT_EQ(early.status, 200);
  EXPECT_THAT(
      early.body,
      MatchesRegex(
          "\\{\"id\":[0-9]+,\"status\":\"(Pending|InProgress|Complete)\","
          "\"resourceType\":\"Contacts\",\"webhookUrl\":null,"
          "\"resultFileSizeLimitKb\":5000,\"errors\":\\[\\],"
          "\"resultFiles\":.*"));
  const JsonTree job = Settled(id);
  EXPECT_EQ(job.Text("status"), "Complete");
  EXPECT_THAT(std::vector(job.names.begin(), job.names.begin() + 7),
              ElementsAre("id", "status", "resourceType", "webhookUrl",
                          "resultFileSizeLimitKb", "errors", "resultFiles"));
  const JsonTree* files = job.Find("resultFiles");
  ASSERT_EQ(files->items.size(), 1u);
  EXPECT_THAT(files->items[0].Text("dateExpired"),
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}"
                           "\\.[0-9]{7}[+-][0-9]{2}:[0-9]{2}"));
  const std::string url = files->items[0].Text("url");
  EXPECT_THAT(url, StartsWith(service_->address() + "/results/"));
  // No credentials.
  const HttpAnswer file = CallAs("", "GET", PathOf(url));
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, golden_.expected.at("results-1-1.csv"));
  EXPECT_EQ(file.headers.at("content-type"), "text/csv; charset=utf-8");
  EXPECT_THAT(file.headers.at("content-disposition"),
              MatchesRegex("attachment; filename=\"results-[0-9]+-1.csv\""));
}

TEST_F(WorkedExampleTest, LinksGiveRangesAndNothingElse) {
  Start();
  const JsonTree job = Settled(Post(SpecOfTheSeed()));
  const std::string path =
      PathOf(job.Find("resultFiles")->items.at(0).Text("url"));
  const std::string whole = golden_.expected.at("results-1-1.csv");
  const HttpAnswer part = CallAs("", "GET", path, "", {{"Range", "bytes=5-9"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, whole.substr(5, 5));
  EXPECT_EQ(part.headers.at("content-range"),
            "bytes 5-9/" + std::to_string(whole.size()));
  EXPECT_EQ(CallAs("", "GET", path, "", {{"Range", "bytes=99999-"}}).status,
            416);
  const std::string tag = part.headers.at("etag");
  EXPECT_EQ(CallAs("", "GET", path, "", {{"If-None-Match", tag}}).status, 304);
  EXPECT_EQ(CallAs("", "GET", path, "",
                   {{"Range", "bytes=5-9"}, {"If-Range", "\"other\""}})
                .body,
            whole);
  const HttpAnswer head = CallAs("", "HEAD", path);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), std::to_string(whole.size()));
  for (const std::string& wrong :
       {path + "x", path + "/..",
        "/results/" + std::string(40, '0') + path.substr(path.rfind('/')),
        path.substr(0, path.rfind('/')) + "/rejects-1-1.csv",
        path.substr(0, path.rfind('/')) + "/..%2f..%2fkeys.json"}) {
    EXPECT_EQ(CallAs("", "GET", wrong).status, 404) << wrong;
  }
  // They last as long as they say, over a restart too.
  Restart();
  EXPECT_EQ(CallAs("", "GET", path).body, whole);
}

TEST_F(ServiceTest, TheDocumentedWordsAreAnOption) {
  Start({.status_words = StatusWords::kDocumented});
  EXPECT_EQ(Settled(Post(Spec(Upload(kPeople)))).Text("status"), "Completed");
}

TEST_F(ServiceTest, EveryDefectIsToldAtOnce) {
  Start();
  const HttpAnswer answer = Call(
      "POST", "/v4/bulkImportJobs",
      R"({"description":"a <b>","file":{"fileName":"","columns":[],)"
      R"("sourceUrl":"gopher://x","columnDelimiter":"Semicolon"},)"
      R"("actions":[{"actionType":"loadMappedFile","resourceType":"Contacts",)"
      R"("mappingTypes":[{"name":"Nothing"}]}]})");
  EXPECT_EQ(answer.status, 400);
  std::vector<std::string> members;
  const JsonTree tree = TreeOf(answer);
  for (const JsonTree& error : tree.Find("errors")->items) {
    EXPECT_EQ(error.Text("code"), "INVALID_PARAMETER");
    EXPECT_FALSE(error.Text("text").empty());
    for (const std::string& member : error.Texts("properties")) {
      members.push_back(member);
    }
  }
  for (const char* member :
       {"description", "file.fileName", "file.columns", "file.sourceUrl",
        "file.columnDelimiter", "actions[0].mappingTypes[0].name"}) {
    EXPECT_THAT(members, Contains(member));
  }
}

TEST_F(ServiceTest, ASourceIsNeeded) {
  Start();
  const HttpAnswer answer = Call("POST", "/bulkImportJobs", Spec(""));
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("\"file.sourceUrl\""));
  EXPECT_EQ(Call("POST", "/bulkImportJobs", "").status, 400);
  EXPECT_EQ(Call("POST", "/bulkImportJobs", "[]").status, 400);
  EXPECT_EQ(Call("POST", "/bulkImportJobs", Spec("file:///etc/passwd")).status,
            400);
}

TEST_F(ServiceTest, IdsThatAreNone) {
  Start();
  EXPECT_EQ(Call("GET", "/bulkImportJobs/abc").status, 400);
  EXPECT_EQ(Call("GET", "/bulkImportJobs/1.5").status, 400);
  for (const char* id : {"75", "0", "-1", "2147483648"}) {
    const HttpAnswer answer = Call("GET", "/bulkImportJobs/" + std::string(id));
    EXPECT_EQ(answer.status, 404) << id;
    EXPECT_THAT(answer.body, HasSubstr("\"NOT_FOUND\""));
  }
  const HttpAnswer method = Call("DELETE", "/bulkImportJobs/1");
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.headers.at("allow"), "GET");
  EXPECT_EQ(Call("GET", "/nothing").status, 404);
}

TEST_F(ServiceTest, TheSameKeyAndBodyMakeOneJob) {
  Start();
  const std::string spec = Spec(Upload(kPeople));
  const HttpClient::Headers with_key = {{"Idempotency-Key", "k-1"}};
  const HttpAnswer first = Call("POST", "/bulkImportJobs", spec, with_key);
  EXPECT_EQ(first.status, 200);
  const HttpAnswer again = Call("POST", "/bulkImportJobs", spec, with_key);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(Call("POST", "/bulkImportJobs?dryRun=true", spec, with_key).status,
            422);
  const HttpAnswer other =
      Call("POST", "/bulkImportJobs", Spec(Upload(kPeople)), with_key);
  EXPECT_EQ(other.status, 422);
  Restart();
  EXPECT_EQ(Call("POST", "/bulkImportJobs", spec, with_key).body, first.body);
  EXPECT_EQ(TreeOf(Call("GET", "/bulkImportJobs")).Integer("count"), 1);
  // What was refused made no job, and may be mended.
  const HttpClient::Headers second = {{"Idempotency-Key", "k-2"}};
  EXPECT_EQ(Call("POST", "/bulkImportJobs", "{}", second).status, 400);
  EXPECT_EQ(Call("POST", "/bulkImportJobs", spec, second).status, 200);
  EXPECT_EQ(Call("POST", "/bulkImportJobs", spec,
                 {{"Idempotency-Key", std::string(256, 'k')}})
                .status,
            400);
}

TEST_F(ServiceTest, FetchesAtOnceAndForgetsCredentials) {
  Start();
  const std::string url = "https://u:secretpw@files.example/p.csv?sig=secretq";
  {
    MutexLock lock(mutex_);
    sources_[url] = kPeople;
  }
  const int id = Post(Spec(url));
  EXPECT_EQ(Settled(id).Text("status"), "Complete");
  MILLRACE_ASSERT_OK_AND_ASSIGN(const JobRecord job,
                                service_->store().View()->GetJob(JobId{id}));
  EXPECT_THAT(job.spec_json, HasSubstr("https://files.example/p.csv"));
  EXPECT_THAT(job.spec_json, Not(HasSubstr("secret")));
  EXPECT_THAT(log(),
              AllOf(Not(HasSubstr("secret")), Not(HasSubstr("files.example"))));
  EXPECT_TRUE(std::filesystem::is_empty(service_->state().spool()));
}

TEST_F(ServiceTest, ASourceThatCannotBeHadFailsTheJob) {
  Start();
  const JsonTree job =
      Settled(Post(Spec("https://files.example/none.zip?sig=secret")));
  EXPECT_EQ(job.Text("status"), "Failed");
  const JsonTree& error = job.Find("errors")->items.at(0);
  EXPECT_EQ(error.Text("code"), "SOURCE_UNREACHABLE");
  EXPECT_THAT(error.Text("text"), Not(HasSubstr("secret")));
  EXPECT_THAT(job.Find("resultFiles")->items, IsEmpty());
  {
    MutexLock lock(mutex_);
    sources_["https://files.example/large"] = std::string(1'000'001, 'x');
  }
  EXPECT_EQ(Settled(Post(Spec("https://files.example/large")))
                .Find("errors")
                ->items.at(0)
                .Text("code"),
            "SOURCE_TOO_LARGE");
}

TEST_F(ServiceTest, ReadsFilesBelowTheOperatorsFolder) {
  const std::string in = (folder_ / "in").native();
  folder_.Write("in/people.csv", kPeople);
  folder_.Write("out/people.csv", kPeople);
  Start({.allow_file = {in}});
  EXPECT_EQ(Settled(Post(Spec("file://" + in + "/people.csv"))).Text("status"),
            "Complete");
  EXPECT_EQ(Call("POST", "/bulkImportJobs",
                 Spec("file://" + in + "/../out/people.csv"))
                .status,
            400);
  EXPECT_EQ(Settled(Post(Spec("file://" + in + "/none.csv"))).Text("status"),
            "Failed");
}

TEST_F(ServiceTest, OneSlowSourceKeepsNobodyWaiting) {
  Start({.jobs_at_once = 1});
  HoldSources();
  const int slow = Post(Spec("https://files.example/slow"));
  WaitUntilFetching();
  EXPECT_EQ(Settled(Post(Spec(Upload(kPeople)))).Text("status"), "Complete");
  const JsonTree job = Job(slow);
  EXPECT_EQ(job.Text("status"), "Pending");
  EXPECT_EQ(job.Find("queue")->Text("place"), "fetching");
}

TEST_F(ServiceTest, AJobIsCancelledWhereverItIs) {
  Start();
  HoldSources();
  const int id = Post(Spec("https://files.example/slow"));
  WaitUntilFetching();
  const std::string path = "/bulkImportJobs/" + std::to_string(id);
  const HttpAnswer answer = Call("POST", path + "/cancel");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(TreeOf(answer).Text("status"), "Failed");
  EXPECT_EQ(TreeOf(answer).Find("errors")->items.at(0).Text("code"),
            "CANCELLED");
  EXPECT_EQ(Call("POST", path + "/cancel").status, 409);
  EXPECT_EQ(Call("POST", path + "/resume").status, 409);
}

TEST_F(ServiceTest, TooManyJobsAreRefusedForNow) {
  Start({.jobs_waiting_max = 2});
  HoldSources();
  Post(Spec("https://files.example/1"));
  Post(Spec("https://files.example/2"));
  const HttpAnswer answer =
      Call("POST", "/bulkImportJobs", Spec("https://files.example/3"));
  EXPECT_EQ(answer.status, 429);
  EXPECT_FALSE(answer.headers.at("retry-after").empty());
  EXPECT_EQ(TreeOf(Call("GET", "/bulkImportJobs")).Integer("count"), 2);
}

TEST_F(ServiceTest, UnfinishedJobsGoOnAfterARestart) {
  Start();
  HoldSources();
  const std::string url = "https://files.example/p.csv?sig=1";
  const int id = Post(Spec(url));
  WaitUntilFetching();
  Stop();
  ReleaseSources();
  {
    MutexLock lock(mutex_);
    sources_[url] = kPeople;
  }
  Start(options_);
  EXPECT_EQ(Settled(id).Text("status"), "Complete");
}

TEST_F(ServiceTest, NoticesAreWhatGetAnswers) {
  Start({.base_url = "https://import.example"});
  const int id =
      Post(Spec(Upload(kPeople), ",\"webhookUrl\":\"https://hook.example/x\""));
  Settled(id);
  const std::string get =
      Call("GET", "/bulkImportJobs/" + std::to_string(id)).body;
  EXPECT_THAT(get, HasSubstr("\"webhookUrl\":\"https://hook.example/x\""));
  EXPECT_THAT(get, HasSubstr("https://import.example/results/"));
  EXPECT_THAT(notices(), ElementsAre("https://hook.example/x " + get));
}

TEST_F(ServiceTest, AJobOverItsErrorBudgetWaitsForALargerOne) {
  Start();
  const std::string spec =
      Spec(Upload("FirstName,LastName,Email\r\n"
                  "Ada,Marsh,ada@example.org\r\n"
                  "too,few\r\n"
                  "Carla,Lind,carla@example.org\r\n"));
  EXPECT_EQ(Call("POST", "/bulkImportJobs?maxRejected=few", spec).status, 400);
  const int id = Post(spec, "?maxRejected=0");
  while (service_->queue().Count(LineState::kPaused) == 0) {
    std::this_thread::yield();
  }
  JsonTree job = Job(id);
  EXPECT_EQ(job.Text("status"), "InProgress");
  EXPECT_TRUE(job.Find("paused")->boolean);
  EXPECT_FALSE(job.Text("pauseReason").empty());
  EXPECT_EQ(job.Find("queue")->Text("place"), "paused");
  // It stays so over a restart.
  Restart();
  EXPECT_EQ(Job(id).Find("queue")->Text("place"), "paused");
  const std::string resume =
      "/bulkImportJobs/" + std::to_string(id) + "/resume";
  EXPECT_EQ(Call("POST", resume + "?maxRejectedPercent=101").status, 400);
  EXPECT_EQ(Call("POST", resume + "?maxRejected=1").status, 200);
  job = Settled(id);
  EXPECT_EQ(job.Text("status"), "Complete");
  EXPECT_EQ(job.Find("counts")->Integer("created"), 2);
}

TEST_F(ServiceTest, ADryRunChangesNothing) {
  Start();
  const JsonTree job = Settled(Post(Spec(Upload(kPeople)), "?dryRun=true"));
  EXPECT_EQ(job.Text("status"), "Complete");
  EXPECT_TRUE(job.Find("dryRun")->boolean);
  EXPECT_EQ(job.Find("counts")->Integer("created"), 3);
  const JsonTree real = Settled(Post(Spec(Upload(kPeople))));
  EXPECT_EQ(real.Find("counts")->Integer("created"), 3);
}

TEST_F(ServiceTest, ListsJobsNewestFirst) {
  Start();
  for (int i = 0; i < 3; ++i) Settled(Post(Spec(Upload(kPeople))));
  Settled(Post(Spec("https://files.example/none")));
  const JsonTree page =
      TreeOf(Call("GET", "/v4/bulkImportJobs?%24top=2&status=complete"));
  EXPECT_EQ(page.Integer("count"), 3);
  ASSERT_EQ(page.Find("items")->items.size(), 2u);
  EXPECT_EQ(page.Find("items")->items[0].Integer("id"), 3);
  const std::string next = page.Text("nextPageLink");
  EXPECT_THAT(next, EndsWith("/v4/bulkImportJobs?%24top=2&%24skip=2&"
                             "status=complete"));
  const JsonTree last = TreeOf(Call("GET", PathOf(next)));
  ASSERT_EQ(last.Find("items")->items.size(), 1u);
  EXPECT_EQ(last.Find("items")->items[0].Integer("id"), 1);
  EXPECT_EQ(last.Find("nextPageLink")->kind, JsonTree::Kind::kNull);
  EXPECT_EQ(
      TreeOf(Call("GET", "/bulkImportJobs?status=Completed")).Integer("count"),
      3);
  EXPECT_EQ(
      TreeOf(Call("GET", "/bulkImportJobs?status=failed")).Integer("count"), 1);
  EXPECT_EQ(
      TreeOf(Call("GET", "/bulkImportJobs?text=PEOPLE%20of")).Integer("count"),
      4);
  EXPECT_EQ(TreeOf(Call("GET", "/bulkImportJobs?text=others")).Integer("count"),
            0);
  EXPECT_EQ(Call("GET", "/bulkImportJobs?status=odd").status, 400);
  EXPECT_EQ(Call("GET", "/bulkImportJobs?$top=0").status, 400);
}

TEST_F(ServiceTest, TellsWhatBecameOfRows) {
  Start();
  const int id =
      Post(Spec(Upload("FirstName,LastName,Email\r\n"
                       "Ada,Marsh,ada@example.org\r\n"
                       "Ben,Okafor,no address\r\n"
                       "too,few\r\n"
                       "Carla,Lind,carla@example.org\r\n")));
  Settled(id);
  const std::string rows = "/bulkImportJobs/" + std::to_string(id) + "/rows";
  const JsonTree all = TreeOf(Call("GET", rows));
  EXPECT_THAT(all.Find("items")->items, SizeIs(4));
  const JsonTree page = TreeOf(Call("GET", rows + "?$top=1&after=1"));
  ASSERT_THAT(page.Find("items")->items, SizeIs(1));
  EXPECT_EQ(page.Find("items")->items[0].Integer("row"), 2);
  const JsonTree next = TreeOf(Call("GET", PathOf(page.Text("nextPageLink"))));
  EXPECT_EQ(next.Find("items")->items.at(0).Integer("row"), 3);
  const JsonTree bad = TreeOf(Call("GET", rows + "?code=column_count"));
  ASSERT_THAT(bad.Find("items")->items, SizeIs(1));
  EXPECT_EQ(bad.Find("items")->items[0].Text("status"), "rejected");
  EXPECT_EQ(bad.Find("nextPageLink")->kind, JsonTree::Kind::kNull);
  const JsonTree good = TreeOf(
      Call("GET", rows + "?mapping=createorupdatecontact&code=PROCESSED"));
  EXPECT_THAT(good.Find("items")->items, SizeIs(2));
  EXPECT_EQ(Call("GET", rows + "?code=NOTHING").status, 400);
  EXPECT_EQ(Call("GET", rows + "?after=x").status, 400);
}

}  // namespace
}  // namespace millrace::server
