// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/browser.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <iostream>
#include <utility>

#include "absl/strings/escaping.h"
#include <simdjson.h>

#include "engine/base/check.h"
#include "tools/millrace/json_writer.h"

extern char** environ;

namespace millrace {
namespace {

using simdjson::dom::element;
using simdjson::dom::parser;
using tool::JsonText;

// Where Chromium looks for the pipes of --remote-debugging-pipe.
constexpr int kItsInput = 3;
constexpr int kItsOutput = 4;
constexpr int kPatienceMilliseconds = 60'000;

[[noreturn]] void GiveUp(const std::string& what) {
  std::cerr << "browser: " << what << '\n';
  MILLRACE_CHECK(false);
  std::abort();
}

// Ends of pipes that are none of the numbers that the child will use.
void MakePipe(int* reader, int* writer) {
  int ends[2] = {-1, -1};
  MILLRACE_CHECK(::pipe2(ends, O_CLOEXEC) == 0);
  *reader = ::fcntl(ends[0], F_DUPFD_CLOEXEC, 10);
  *writer = ::fcntl(ends[1], F_DUPFD_CLOEXEC, 10);
  MILLRACE_CHECK(*reader >= 0 && *writer >= 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

pid_t StartChromium(const std::filesystem::path& profile, int input,
                    int output) {
  std::vector<std::string> words = {
      MILLRACE_CHROMIUM,
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-proxy-server",
      "--remote-debugging-pipe",
      "--user-data-dir=" + profile.native(),
  };
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, kItsInput);
  posix_spawn_file_actions_adddup2(&actions, output, kItsOutput);
  // What it says about itself is of no interest, and there is much of it.
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                   O_WRONLY, 0);
  pid_t pid = -1;
  MILLRACE_CHECK_EQ(::posix_spawn(&pid, words[0].c_str(), &actions, nullptr,
                                  arguments.data(), environ),
                    0);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

std::string Member(const std::string& json, std::string_view pointer) {
  parser reader;
  element value;
  if (reader.parse(json).at_pointer(pointer).get(value) != simdjson::SUCCESS) {
    return "";
  }
  return value.is_string() ? std::string(value.get_string().value())
                           : simdjson::minify(value);
}

}  // namespace

Browser::Browser() {
  int its_input = -1;
  int its_output = -1;
  MakePipe(&its_input, &to_browser_);
  MakePipe(&from_browser_, &its_output);
  pid_ = StartChromium(profile_.path(), its_input, its_output);
  ::close(its_input);
  ::close(its_output);
  const std::string target =
      Command("Target.createTarget", "{\"url\":\"about:blank\"}");
  const std::string attached = Command(
      "Target.attachToTarget", "{\"flatten\":true,\"targetId\":" +
                                   JsonText(Member(target, "/targetId")) + "}");
  session_ = Member(attached, "/sessionId");
  for (const char* domain : {"Page.enable", "Runtime.enable", "Log.enable"}) {
    Command(domain, "{}");
  }
}

Browser::~Browser() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  ::close(to_browser_);
  ::close(from_browser_);
}

std::string Browser::ReadMessage() {
  for (;;) {
    if (const size_t end = unread_.find('\0'); end != unread_.npos) {
      std::string message = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return message;
    }
    pollfd waiting = {from_browser_, POLLIN, 0};
    if (::poll(&waiting, 1, kPatienceMilliseconds) <= 0) {
      GiveUp("no answer in a minute");
    }
    char bytes[1 << 16];
    const ssize_t got = ::read(from_browser_, bytes, sizeof(bytes));
    if (got <= 0) GiveUp("it has ended");
    unread_.append(bytes, static_cast<size_t>(got));
  }
}

std::string Browser::Command(std::string_view method,
                             const std::string& parameters) {
  const std::string id = std::to_string(++last_id_);
  std::string message = "{\"id\":" + id + ",\"method\":" + JsonText(method) +
                        ",\"params\":" + parameters;
  if (!session_.empty()) message += ",\"sessionId\":" + JsonText(session_);
  message += "}";
  std::string_view rest(message.c_str(), message.size() + 1);
  while (!rest.empty()) {
    const ssize_t written = ::write(to_browser_, rest.data(), rest.size());
    if (written <= 0) GiveUp("it has ended");
    rest.remove_prefix(static_cast<size_t>(written));
  }
  for (;;) {
    const std::string answer = ReadMessage();
    if (Member(answer, "/id") != id) {
      NoteEvent(answer);
      continue;
    }
    if (!Member(answer, "/error").empty()) GiveUp(message + ": " + answer);
    return Member(answer, "/result");
  }
}

void Browser::NoteEvent(const std::string& message) {
  const std::string method = Member(message, "/method");
  if (method == "Runtime.exceptionThrown") {
    errors_ += Member(message, "/params/exceptionDetails") + "\n";
  } else if (method == "Log.entryAdded" &&
             Member(message, "/params/entry/level") == "error") {
    errors_ += Member(message, "/params/entry/text") + "\n";
  }
}

std::string Browser::TakeErrors() {
  Evaluate("0");  // events come before the answer
  return std::exchange(errors_, {});
}

void Browser::Open(const std::string& url) {
  Command("Page.navigate", "{\"url\":" + JsonText(url) + "}");
  WaitFor(
      "document.readyState === 'complete' && location.href !== "
      "'about:blank'");
}

void Browser::Resize(int width, int height) {
  Command("Emulation.setDeviceMetricsOverride",
          "{\"width\":" + std::to_string(width) +
              ",\"height\":" + std::to_string(height) +
              ",\"deviceScaleFactor\":1,\"mobile\":false}");
}

std::string Browser::Evaluate(const std::string& expression) {
  const std::string result =
      Command("Runtime.evaluate",
              "{\"awaitPromise\":true,\"returnByValue\":true,\"expression\":" +
                  JsonText(expression) + "}");
  if (!Member(result, "/exceptionDetails").empty()) {
    GiveUp(expression + ": " + result);
  }
  return Member(result, "/result/value");
}

void Browser::WaitFor(const std::string& expression) {
  const std::string found = Evaluate(
      "new Promise((resolve) => { const end = Date.now() + 50000;"
      "const look = () => { let is = false; try { is = (" +
      expression +
      "); } catch {} if (is) resolve('yes');"
      "else if (Date.now() > end) resolve('no');"
      "else setTimeout(look, 20); }; look(); })");
  if (found != "yes") {
    GiveUp("did not become true: " + expression + "\n" +
           Evaluate("document.body.innerText") + "\n" + errors_);
  }
}

void Browser::CallOn(const std::string& selector, const std::string& function) {
  WaitFor("document.querySelector(" + JsonText(selector) + ")");
  Evaluate("(" + function + ")(document.querySelector(" + JsonText(selector) +
           "))");
}

void Browser::Click(const std::string& selector) {
  const std::string found =
      "document.querySelector(" + JsonText(selector) + ")";
  WaitFor(found + ".getClientRects().length > 0 && !" + found + ".disabled");
  CallOn(selector, "(node) => node.scrollIntoView({block: 'center'})");
  const std::string place = Evaluate(
      "(() => { const box = " + found +
      ".getBoundingClientRect(); return '\"x\":' + (box.x + box.width / 2) + "
      "',\"y\":' + (box.y + box.height / 2); })()");
  for (const char* type : {"mousePressed", "mouseReleased"}) {
    Command("Input.dispatchMouseEvent",
            "{\"button\":\"left\",\"clickCount\":1," + place +
                ",\"type\":" + JsonText(type) + "}");
  }
}

void Browser::Type(const std::string& selector, const std::string& text) {
  CallOn(selector, "(node) => { node.focus(); node.select(); }");
  if (text.empty()) {
    Command("Input.dispatchKeyEvent",
            R"({"type":"keyDown","key":"Delete","windowsVirtualKeyCode":46})");
  } else {
    Command("Input.insertText", "{\"text\":" + JsonText(text) + "}");
  }
  CallOn(selector,
         "(node) => node.dispatchEvent(new Event('change', {bubbles: true}))");
}

void Browser::Choose(const std::string& selector, const std::string& option) {
  CallOn(selector,
         "(node) => { const option = [...node.options].find((one) => "
         "one.text === " +
             JsonText(option) +
             "); node.focus(); node.value = option.value;"
             "node.dispatchEvent(new Event('input', {bubbles: true}));"
             "node.dispatchEvent(new Event('change', {bubbles: true})); }");
}

void Browser::ChooseFile(const std::string& selector,
                         const std::filesystem::path& file) {
  const std::string document = Command("DOM.getDocument", "{}");
  const std::string node = Command(
      "DOM.querySelector", "{\"nodeId\":" + Member(document, "/root/nodeId") +
                               ",\"selector\":" + JsonText(selector) + "}");
  Command("DOM.setFileInputFiles", "{\"nodeId\":" + Member(node, "/nodeId") +
                                       ",\"files\":[" +
                                       JsonText(file.native()) + "]}");
}

void Browser::Press(const std::string& key) {
  const bool is_tab = key == "Tab";
  const std::string text = is_tab ? "" : key == "Enter" ? "\r" : key;
  const int code = is_tab ? 9 : key == "Enter" ? 13 : 32;
  const std::string common =
      ",\"key\":" + JsonText(key) +
      ",\"windowsVirtualKeyCode\":" + std::to_string(code) + "}";
  Command("Input.dispatchKeyEvent",
          "{\"type\":\"keyDown\",\"text\":" + JsonText(text) + common);
  Command("Input.dispatchKeyEvent", "{\"type\":\"keyUp\"" + common);
}

std::string Browser::Text(const std::string& selector) {
  return Evaluate("document.querySelector(" + JsonText(selector) +
                  ").innerText");
}

void Browser::Screenshot(const std::filesystem::path& path) {
  const std::string shot = Command("Page.captureScreenshot", "{}");
  std::string bytes;
  MILLRACE_CHECK(absl::Base64Unescape(Member(shot, "/data"), &bytes));
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
}

}  // namespace millrace
