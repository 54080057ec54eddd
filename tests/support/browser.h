// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Browser: a headless Chromium, driven as a person would, through ChromeDriver
// and the W3C's WebDriver protocol.
//
//   Browser browser;
//   browser.Open("http://127.0.0.1:8086/");
//   browser.Click("#new-import");
//   browser.Type("#description", "May");
//   browser.WaitFor("document.querySelectorAll('#job-rows tr').length === 1");
//
// Waits in the page, for as long as a condition takes, never for a time.
// Whatever cannot be done ends the test with what the browser said.
//
// Threading: one thread.

#ifndef MILLRACE_TESTS_SUPPORT_BROWSER_H_
#define MILLRACE_TESTS_SUPPORT_BROWSER_H_

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "tests/support/temp_dir.h"

namespace millrace {

class Browser {
 public:
  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  void Open(const std::string& url);
  void Resize(int width, int height);

  // Elements are named by CSS selectors; the first that matches counts.
  void Click(const std::string& selector);
  // Types into it; of a file input, the path of the file to choose.
  void Type(const std::string& selector, const std::string& text);
  // To whatever has the focus. "\uE004" is the tabulator key, "\uE007" enter.
  void Press(const std::string& keys);

  // The text that a reader sees.
  std::string Text(const std::string& selector);
  // What a JavaScript expression is, as text.
  std::string Evaluate(const std::string& expression);
  // Returns once a JavaScript expression is true.
  void WaitFor(const std::string& expression);

  // Of what is visible, as a PNG.
  void Screenshot(const std::filesystem::path& path);
  // Errors that the page wrote to its console, policy violations among them.
  std::string ConsoleErrors();

 private:
  // Sends a command of the session and returns its value as JSON.
  std::string Command(const std::string& method, const std::string& path,
                      const std::string& body);
  std::string ElementPath(const std::string& selector);

  TempDir profile_;
  pid_t driver_ = -1;
  int driver_output_ = -1;
  std::string address_;  // of the driver; then of the session
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_BROWSER_H_
