// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/browser.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <regex>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include <curl/curl.h>
#include <simdjson.h>

#include "engine/base/check.h"
#include "tools/millrace/json_writer.h"

extern char** environ;

namespace millrace {
namespace {

using tool::JsonText;

// The key under which the protocol keeps an element's id.
constexpr char kElementKey[] = "element-6066-11e4-a52e-4f735466cecf";

size_t AppendBytes(char* bytes, size_t size, size_t count, void* text) {
  static_cast<std::string*>(text)->append(bytes, size * count);
  return size * count;
}

// Asks the driver and returns its answer, whatever its status.
std::string Ask(const std::string& method, const std::string& url,
                const std::string& body) {
  CURL* const curl = curl_easy_init();
  MILLRACE_CHECK(curl != nullptr);
  std::string answer;
  curl_slist* const headers =
      curl_slist_append(nullptr, "Content-Type: application/json");
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &AppendBytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  if (method == "POST") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  }
  const CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  MILLRACE_CHECK_EQ(static_cast<int>(code), 0);
  return answer;
}

// The `value` of an answer as JSON; ends the test if it is an error.
std::string ValueOf(const std::string& what, const std::string& answer) {
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  const bool is_sound =
      parser.parse(answer)["value"].get(value) == simdjson::SUCCESS;
  const bool is_error =
      is_sound && value.is_object() && !value["error"].error();
  if (!is_sound || is_error) {
    std::cerr << "browser: " << what << ": " << answer << '\n';
    MILLRACE_CHECK(is_sound && !is_error);
  }
  return simdjson::minify(value);
}

std::string TextOf(const std::string& json) {
  simdjson::dom::parser parser;
  const simdjson::dom::element value = parser.parse(json).value();
  return value.is_string() ? std::string(value.get_string().value()) : json;
}

// Starts ChromeDriver on a port that it chooses; `output` is what it says.
pid_t StartDriver(int* output) {
  int ends[2] = {-1, -1};
  MILLRACE_CHECK(::pipe2(ends, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::string program = MILLRACE_CHROMEDRIVER;
  std::string port = "--port=0";
  std::string level = "--log-level=OFF";
  char* const arguments[] = {program.data(), port.data(), level.data(),
                             nullptr};
  pid_t pid = -1;
  MILLRACE_CHECK_EQ(::posix_spawn(&pid, program.c_str(), &actions, nullptr,
                                  arguments, environ),
                    0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  *output = ends[0];
  return pid;
}

// Reads what the driver says until it names its port.
std::string ReadPort(int output) {
  std::string said;
  std::smatch match;
  const std::regex port("on port (\\d+)\\.");
  while (!std::regex_search(said, match, port)) {
    char bytes[512];
    const ssize_t got = ::read(output, bytes, sizeof(bytes));
    MILLRACE_CHECK(got > 0);
    said.append(bytes, static_cast<size_t>(got));
  }
  return match[1];
}

std::string Capabilities(const std::filesystem::path& profile) {
  std::string arguments;
  for (const std::string& argument :
       {std::string("--headless"), std::string("--no-sandbox"),
        std::string("--disable-gpu"), std::string("--disable-quic"),
        std::string("--no-first-run"),
        std::string("--disable-background-networking"),
        std::string("--disable-component-update"),
        std::string("--disable-sync"), std::string("--disable-dev-shm-usage"),
        "--user-data-dir=" + profile.native()}) {
    arguments += (arguments.empty() ? "" : ",") + JsonText(argument);
  }
  return "{\"capabilities\":{\"alwaysMatch\":{"
         "\"timeouts\":{\"script\":60000},"
         "\"goog:loggingPrefs\":{\"browser\":\"ALL\"},"
         "\"goog:chromeOptions\":{\"args\":[" +
         arguments + "]}}}}";
}

}  // namespace

Browser::Browser() {
  driver_ = StartDriver(&driver_output_);
  address_ = "http://127.0.0.1:" + ReadPort(driver_output_);
  const std::string session =
      Command("POST", "/session", Capabilities(profile_.path()));
  simdjson::dom::parser parser;
  address_ +=
      "/session/" +
      std::string(parser.parse(session)["sessionId"].get_string().value());
}

Browser::~Browser() {
  Ask("DELETE", address_, "");
  ::kill(driver_, SIGTERM);
  ::waitpid(driver_, nullptr, 0);
  ::close(driver_output_);
}

std::string Browser::Command(const std::string& method, const std::string& path,
                             const std::string& body) {
  return ValueOf(method + " " + path + " " + body,
                 Ask(method, address_ + path, body));
}

std::string Browser::ElementPath(const std::string& selector) {
  const std::string element = Command(
      "POST", "/element",
      "{\"using\":\"css selector\",\"value\":" + JsonText(selector) + "}");
  simdjson::dom::parser parser;
  return "/element/" +
         std::string(parser.parse(element)[kElementKey].get_string().value());
}

void Browser::Open(const std::string& url) {
  Command("POST", "/url", "{\"url\":" + JsonText(url) + "}");
}

void Browser::Resize(int width, int height) {
  Command("POST", "/window/rect",
          "{\"width\":" + std::to_string(width) +
              ",\"height\":" + std::to_string(height) + "}");
}

void Browser::Click(const std::string& selector) {
  Command("POST", ElementPath(selector) + "/click", "{}");
}

void Browser::Type(const std::string& selector, const std::string& text) {
  Command("POST", ElementPath(selector) + "/value",
          "{\"text\":" + JsonText(text) + "}");
}

void Browser::Press(const std::string& keys) {
  const std::string active = Command("GET", "/element/active", "");
  simdjson::dom::parser parser;
  const std::string id(parser.parse(active)[kElementKey].get_string().value());
  Command("POST", "/element/" + id + "/value",
          "{\"text\":" + JsonText(keys) + "}");
}

std::string Browser::Text(const std::string& selector) {
  return TextOf(Command("GET", ElementPath(selector) + "/text", ""));
}

std::string Browser::Evaluate(const std::string& expression) {
  return TextOf(Command("POST", "/execute/sync",
                        "{\"args\":[],\"script\":" +
                            JsonText("return (" + expression + ");") + "}"));
}

void Browser::WaitFor(const std::string& expression) {
  Command("POST", "/execute/async",
          "{\"args\":[],\"script\":" +
              JsonText("const done = arguments[0]; const look = () => {"
                       "if (" +
                       expression +
                       ") done(true); else setTimeout(look, 20); }; look();") +
              "}");
}

void Browser::Screenshot(const std::filesystem::path& path) {
  const std::string encoded = TextOf(Command("GET", "/screenshot", ""));
  std::string bytes;
  MILLRACE_CHECK(absl::Base64Unescape(encoded, &bytes));
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
}

std::string Browser::ConsoleErrors() {
  const std::string log = Command("POST", "/se/log", "{\"type\":\"browser\"}");
  simdjson::dom::parser parser;
  std::string errors;
  for (const simdjson::dom::element entry :
       parser.parse(log).get_array().value()) {
    if (entry["level"].get_string().value() == "SEVERE") {
      errors += std::string(entry["message"].get_string().value()) + "\n";
    }
  }
  return errors;
}

}  // namespace millrace
