// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Browser: a page in a headless Chromium, used as a person would: with real
// clicks and keys, through the DevTools protocol on a pair of pipes.
//
//   Browser browser;
//   browser.Open("http://127.0.0.1:8086/");
//   browser.Click("#new-import");
//   browser.Type("#description", "May");
//   browser.WaitFor("document.querySelectorAll('#job-rows tr').length === 1");
//
// Waits in the page for a condition, never for a time of its own; gives up
// after a minute. Whatever cannot be done ends the test, with the browser's
// words on standard error.
//
// Threading: one thread.

#ifndef MILLRACE_TESTS_SUPPORT_BROWSER_H_
#define MILLRACE_TESTS_SUPPORT_BROWSER_H_

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/temp_dir.h"

namespace millrace {

class Browser {
 public:
  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  // Returns once the page and its scripts are loaded.
  void Open(const std::string& url);
  void Resize(int width, int height);

  // Elements are named by CSS selectors; the first that matches counts, and
  // Click waits until it is there to be seen.
  void Click(const std::string& selector);
  // Replaces what is in a text field.
  void Type(const std::string& selector, const std::string& text);
  // Chooses the option with that text.
  void Choose(const std::string& selector, const std::string& option);
  void ChooseFile(const std::string& selector,
                  const std::filesystem::path& file);
  // "Tab", "Enter" or " ", to whatever has the focus.
  void Press(const std::string& key);

  // The text that a reader sees.
  std::string Text(const std::string& selector);
  // What a JavaScript expression is, as text.
  std::string Evaluate(const std::string& expression);
  // Returns once a JavaScript expression is true.
  void WaitFor(const std::string& expression);

  // Of what is visible, as a PNG.
  void Screenshot(const std::filesystem::path& path);
  // What the page's console was told of errors, breaches of its policy among
  // them, since the last call.
  std::string TakeErrors();

 private:
  // Sends a command and returns its result as JSON.
  std::string Command(std::string_view method, const std::string& parameters);
  // Calls a JavaScript function with the element that is there.
  void CallOn(const std::string& selector, const std::string& function);
  std::string ReadMessage();
  void NoteEvent(const std::string& message);

  TempDir profile_;
  pid_t pid_ = -1;
  int to_browser_ = -1;
  int from_browser_ = -1;
  std::string unread_;
  int last_id_ = 0;
  std::string session_;
  std::string errors_;
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_BROWSER_H_
