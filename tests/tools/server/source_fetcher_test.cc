// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Fetches from real servers on this machine: https with a certificate made for
// the test, and OpenSSH.

#include "tools/server/source_fetcher.h"

#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/support/ssh_server.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_certificate.h"
#include "tests/support/web_server.h"

namespace millrace::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class SourceFetcherTest : public ::testing::Test {
 protected:
  SourceFetcherTest() : certificate_(temp_dir_.path()) {
    ::signal(SIGPIPE, SIG_IGN);
    options_.ca_file = certificate_.certificate_path();
    options_.allow_private = {"127.0.0.1"};
  }

  // Makes a server that gives this answer to every call.
  void Serve(const WebAnswer& answer) {
    server_ = std::make_unique<WebServer>(
        [answer](const WebCall&) { return answer; }, &certificate_);
  }

  absl::Status Fetch(const std::string& url, std::stop_token stop = {}) {
    const absl::StatusOr<SourceFetcher> fetcher =
        SourceFetcher::Create(options_);
    if (!fetcher.ok()) return fetcher.status();
    return fetcher->Fetch(url, spool(), stop);
  }

  std::filesystem::path spool() const { return temp_dir_ / "spool"; }

  // Expects the error that names no more of the address than its host, and
  // that nothing is left of the spool file.
  void ExpectUnreachable(const absl::Status& status,
                         const std::string& reason) {
    EXPECT_THAT(status,
                StatusIs(absl::StatusCode::kUnavailable,
                         AllOf(StartsWith("https://"), HasSubstr(reason),
                               Not(HasSubstr("upload")))));
    EXPECT_FALSE(std::filesystem::exists(spool()));
  }

  TempDir temp_dir_;
  TestCertificate certificate_;
  FetchOptions options_;
  std::unique_ptr<WebServer> server_;
};

TEST_F(SourceFetcherTest, BringsTheBytesIntoAFileForItsOwnerOnly) {
  const std::string upload(3'000'000, 'x');
  Serve({.body = upload});
  temp_dir_.Write("spool", "what an earlier attempt left");
  MILLRACE_ASSERT_OK(Fetch(server_->Address("/upload.zip?sig=a%2Fb")));
  EXPECT_TRUE(ReadFile(spool()) == upload);
  struct stat entry = {};
  ASSERT_EQ(::stat(spool().c_str(), &entry), 0);
  EXPECT_EQ(entry.st_mode & 0777, 0600);
}

TEST_F(SourceFetcherTest, TakesAnswersOfUnknownLength) {
  Serve({.body = "a,b\n", .ending = WebEnding::kChunked});
  MILLRACE_ASSERT_OK(Fetch(server_->Address("/")));
  EXPECT_EQ(ReadFile(spool()), "a,b\n");
}

TEST_F(SourceFetcherTest, AnEmptyUploadIsAnUpload) {
  Serve({.body = ""});
  MILLRACE_ASSERT_OK(Fetch(server_->Address("/upload.zip")));
  EXPECT_THAT(ReadFile(spool()), IsEmpty());
}

TEST_F(SourceFetcherTest, SendsUserAndPasswordOnlyToTheHostTheyAreFor) {
  server_ = std::make_unique<WebServer>(
      [this](const WebCall& call) {
        if (call.path == "/upload.zip") return WebAnswer{.body = "x"};
        return WebAnswer{
            .status = 302,
            .headers = {
                {"Location", server_->Address("/upload.zip", "localhost")}}};
      },
      &certificate_);
  options_.allow_private = {"127.0.0.1", "::1"};
  MILLRACE_ASSERT_OK(Fetch(server_->Address("/a", "ada:secret@127.0.0.1")));
  const std::vector<WebCall> calls = server_->Calls();
  ASSERT_THAT(calls, SizeIs(2));
  EXPECT_EQ(calls[0].headers.count("authorization"), 1);
  EXPECT_EQ(calls[1].headers.count("authorization"), 0);
}

TEST_F(SourceFetcherTest, AskedForNothingTheEnvironmentOffers) {
  ::setenv("https_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  Serve({.headers = {{"Set-Cookie", "a=b"}}, .body = "x"});
  MILLRACE_EXPECT_OK(Fetch(server_->Address("/1")));
  MILLRACE_EXPECT_OK(Fetch(server_->Address("/2")));
  ::unsetenv("https_proxy");
  ::unsetenv("ALL_PROXY");
  const std::vector<WebCall> calls = server_->Calls();
  ASSERT_THAT(calls, SizeIs(2));
  EXPECT_EQ(calls[1].headers.count("cookie"), 0);
}

TEST_F(SourceFetcherTest, FollowsAFewRedirects) {
  server_ = std::make_unique<WebServer>(
      [](const WebCall& call) {
        if (call.path.size() > 5) return WebAnswer{.body = "arrived"};
        return WebAnswer{.status = 307,
                         .headers = {{"Location", call.path + "x"}},
                         .body = "not this"};
      },
      &certificate_);
  MILLRACE_ASSERT_OK(Fetch(server_->Address("/")));
  EXPECT_EQ(ReadFile(spool()), "arrived");
  options_.redirects_max = 4;
  ExpectUnreachable(Fetch(server_->Address("/")), "too many redirects");
  options_.redirects_max = 0;
  ExpectUnreachable(Fetch(server_->Address("/")), "answered 307");
}

TEST_F(SourceFetcherTest, RefusesARedirectToHttp) {
  const WebServer plain([](const WebCall&) { return WebAnswer{.body = "x"}; });
  options_.allow_http = true;
  for (const std::string& location :
       {plain.Address("/upload.zip"), std::string("file:///etc/passwd"),
        std::string("ftp://127.0.0.1/upload.zip"),
        std::string("sftp://a:b@127.0.0.1/upload.zip")}) {
    Serve({.status = 302, .headers = {{"Location", location}}});
    ExpectUnreachable(Fetch(server_->Address("/upload.zip")),
                      "redirected to other than https");
  }
  EXPECT_THAT(plain.Calls(), IsEmpty());
}

TEST_F(SourceFetcherTest, RefusesARedirectToAForbiddenAddress) {
  for (const char* host : {"127.0.0.2", "10.0.0.1", "[::1]", "0x7f.2",
                           "169.254.169.254", "[::ffff:127.0.0.1]"}) {
    Serve({.status = 302,
           .headers = {{"Location", "https://" + std::string(host) + "/"}}});
    ExpectUnreachable(Fetch(server_->Address("/upload.zip")),
                      "address not allowed: ");
  }
}

TEST_F(SourceFetcherTest, RefusesANameThatResolvesToAForbiddenAddress) {
  Serve({.body = "x"});
  options_.allow_private = {};
  const std::string url = server_->Address("/upload.zip", "localhost");
  // Nothing is wrong with the name as such.
  MILLRACE_EXPECT_OK(SourceFetcher::Create(options_)->CheckUrl(url));
  ExpectUnreachable(Fetch(url), "address not allowed: loopback address");
  EXPECT_THAT(server_->Calls(), IsEmpty());
}

TEST_F(SourceFetcherTest, ATooLargeSourceIsCutOff) {
  options_.bytes_max = 100'000;
  for (const WebEnding ending :
       {WebEnding::kWhole, WebEnding::kChunked, WebEnding::kNeverComing}) {
    Serve({.body = std::string(100'001, 'x'), .ending = ending});
    EXPECT_THAT(Fetch(server_->Address("/upload.zip")),
                StatusIs(absl::StatusCode::kResourceExhausted,
                         "https://127.0.0.1/...: larger than 100000 bytes"));
    EXPECT_FALSE(std::filesystem::exists(spool()));
  }
  Serve({.body = std::string(100'000, 'x'), .ending = WebEnding::kChunked});
  MILLRACE_EXPECT_OK(Fetch(server_->Address("/upload.zip")));
}

TEST_F(SourceFetcherTest, ASlowSourceIsGivenUp) {
  Serve({.body = "x", .ending = WebEnding::kNeverComing});
  options_.slow_timeout = absl::Seconds(1);
  ExpectUnreachable(Fetch(server_->Address("/upload.zip")), "too slow");
  options_.slow_timeout = absl::Hours(1);
  options_.timeout = absl::Milliseconds(300);
  ExpectUnreachable(Fetch(server_->Address("/upload.zip")), "too slow");
}

TEST_F(SourceFetcherTest, ABrokenOffAnswerIsNoUpload) {
  Serve({.body = "a,b\n", .ending = WebEnding::kBrokenOff});
  ExpectUnreachable(Fetch(server_->Address("/upload.zip")), "");
}

TEST_F(SourceFetcherTest, OnlyTheWholeAnswerIsAnUpload) {
  for (const unsigned status : {204U, 206U, 304U, 403U, 404U, 500U}) {
    const bool has_body = status != 204 && status != 304;
    Serve({.status = status, .body = has_body ? "not an upload" : ""});
    ExpectUnreachable(Fetch(server_->Address("/upload.zip")),
                      "answered " + std::to_string(status));
  }
}

TEST_F(SourceFetcherTest, RefusesACertificateThatIsNotTrusted) {
  Serve({.body = "x"});
  options_.ca_file = "";
  ExpectUnreachable(Fetch(server_->Address("/upload.zip")),
                    "certificate is not trusted");
  options_.ca_file = temp_dir_ / "no such file";
  ExpectUnreachable(Fetch(server_->Address("/upload.zip")), "certificates");
  EXPECT_THAT(server_->Calls(), IsEmpty());
}

TEST_F(SourceFetcherTest, RefusesACertificateOfAnotherName) {
  std::filesystem::create_directory(temp_dir_ / "other");
  const TestCertificate other(temp_dir_ / "other", "DNS:files.example.org");
  const WebServer server([](const WebCall&) { return WebAnswer{}; }, &other);
  options_.ca_file = other.certificate_path();
  ExpectUnreachable(Fetch(server.Address("/upload.zip")),
                    "certificate is not trusted");
}

TEST_F(SourceFetcherTest, SaysWhenNobodyIsThere) {
  Serve({});
  const std::string url = server_->Address("/upload.zip");
  server_.reset();
  ExpectUnreachable(Fetch(url), "cannot connect");
  // Too long a label for a name, so that nobody need be asked.
  ExpectUnreachable(Fetch("https://" + std::string(64, 'a') + ".example/b"),
                    "no such host");
}

TEST_F(SourceFetcherTest, StopsWhenAsked) {
  std::stop_source stop;
  server_ = std::make_unique<WebServer>(
      [&stop](const WebCall&) {
        stop.request_stop();
        return WebAnswer{.body = "x", .ending = WebEnding::kNeverComing};
      },
      &certificate_);
  EXPECT_THAT(Fetch(server_->Address("/upload.zip"), stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_FALSE(std::filesystem::exists(spool()));
}

TEST_F(SourceFetcherTest, HttpOnlyWhereAllowed) {
  const WebServer plain([](const WebCall&) { return WebAnswer{.body = "x"}; });
  EXPECT_THAT(Fetch(plain.Address("/")),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "address: scheme is not https or sftp"));
  EXPECT_THAT(plain.Calls(), IsEmpty());
  options_.allow_http = true;
  MILLRACE_EXPECT_OK(Fetch(plain.Address("/")));
}

TEST_F(SourceFetcherTest, TroubleWithTheSpoolFileIsNotTheSources) {
  Serve({.body = "x"});
  const absl::StatusOr<SourceFetcher> fetcher = SourceFetcher::Create(options_);
  MILLRACE_ASSERT_OK(fetcher);
  EXPECT_THAT(
      fetcher->Fetch(server_->Address("/"), temp_dir_ / "none/spool", {}),
      StatusIs(absl::StatusCode::kInternal,
               "spool file spool: create failed: No such file or "
               "directory"));
}

TEST_F(SourceFetcherTest, RefusesAtSubmissionWhatCannotBeFetched) {
  options_.allow_private = {};
  const absl::StatusOr<SourceFetcher> fetcher = SourceFetcher::Create(options_);
  MILLRACE_ASSERT_OK(fetcher);
  MILLRACE_EXPECT_OK(fetcher->CheckUrl("https://a.example/b?sig=c"));
  MILLRACE_EXPECT_OK(fetcher->CheckUrl("HTTPS://u:p@a.example/"));
  MILLRACE_EXPECT_OK(fetcher->CheckUrl("sftp://u:p@a.example/b"));
  for (const char* url :
       {"", "a.zip", "ftp://a.example/b", "file:///etc/passwd",
        "scp://u:p@a.example/b", "http://a.example/b", "https://127.0.0.1/",
        "https://[::1]/", "https://2130706433/", "sftp://u:p@10.0.0.1/b",
        "sftp://a.example/b", "sftp://:p@a.example/b"}) {
    EXPECT_THAT(fetcher->CheckUrl(url),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << url;
  }
  EXPECT_THAT(fetcher->CheckUrl("sftp://u@a.example/b"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("has no password")));
  options_.ssh_key_file = "key";
  MILLRACE_EXPECT_OK(
      SourceFetcher::Create(options_)->CheckUrl("sftp://u@a.example/b"));
  options_.allow_private = {"x"};
  EXPECT_THAT(SourceFetcher::Create(options_),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

class SftpTest : public SourceFetcherTest {
 protected:
  SftpTest() : ssh_(MakeFolder()) {
    options_.known_hosts_file = ssh_.known_hosts_path();
    options_.ssh_key_file = ssh_.user_key_path();
    upload_ = temp_dir_.Write("upload.zip", std::string(1'000'000, 'x'));
  }

  std::filesystem::path MakeFolder() {
    std::filesystem::create_directory(temp_dir_ / "ssh");
    return temp_dir_ / "ssh";
  }

  void ExpectUnreachable(const absl::Status& status,
                         const std::string& reason) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable,
                                 "sftp://127.0.0.1/...: " + reason));
    EXPECT_FALSE(std::filesystem::exists(spool()));
  }

  SshServer ssh_;
  std::filesystem::path upload_;
};

TEST_F(SftpTest, BringsTheBytes) {
  MILLRACE_ASSERT_OK(Fetch(ssh_.Address(upload_)));
  EXPECT_TRUE(ReadFile(spool()) == ReadFile(upload_));
}

TEST_F(SftpTest, RefusesAHostWhoseKeyIsNotKnown) {
  options_.known_hosts_file = "";
  ExpectUnreachable(Fetch(ssh_.Address(upload_)), "host key is not known");
  options_.known_hosts_file = temp_dir_ / "no such file";
  ExpectUnreachable(Fetch(ssh_.Address(upload_)), "host key is not known");
}

TEST_F(SftpTest, RefusesAHostWhoseKeyChanged) {
  const std::string host = "[127.0.0.1]:" + std::to_string(ssh_.port());
  const std::string user_key = ReadFile(ssh_.user_key_path() + ".pub");
  options_.known_hosts_file =
      temp_dir_.Write("known_hosts", host + " " + user_key);
  ExpectUnreachable(Fetch(ssh_.Address(upload_)), "host key is not known");
}

TEST_F(SftpTest, RefusesAWrongPasswordAndDoesNotShowIt) {
  ExpectUnreachable(Fetch(ssh_.Address(upload_, "secret")), "sign-in refused");
}

TEST_F(SftpTest, RefusesAKeyThatTheHostDoesNotKnow) {
  options_.ssh_key_file = temp_dir_ / "ssh/host_key";
  ExpectUnreachable(Fetch(ssh_.Address(upload_)), "sign-in refused");
}

TEST_F(SftpTest, SaysWhenThereIsNoSuchFile) {
  ExpectUnreachable(Fetch(ssh_.Address(temp_dir_ / "none.zip")),
                    "no such file");
}

TEST_F(SftpTest, ATooLargeSourceIsCutOff) {
  options_.bytes_max = 999'999;
  EXPECT_THAT(Fetch(ssh_.Address(upload_)),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       "sftp://127.0.0.1/...: larger than 999999 bytes"));
  EXPECT_FALSE(std::filesystem::exists(spool()));
}

TEST_F(SftpTest, ConnectsToAllowedAddressesOnly) {
  options_.allow_private = {};
  std::string url = ssh_.Address(upload_);
  url.replace(url.find("127.0.0.1"), 9, "localhost");
  EXPECT_THAT(Fetch(url),
              StatusIs(absl::StatusCode::kUnavailable,
                       "sftp://localhost/...: address not allowed: loopback "
                       "address"));
}

}  // namespace
}  // namespace millrace::server
