// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// CommandTest: runs the built `millrace` in a fresh folder, with a store and
// the files that tests of the command share.
//
// Threading: one thread.

#ifndef MILLRACE_TESTS_TOOLS_MILLRACE_COMMAND_TEST_H_
#define MILLRACE_TESTS_TOOLS_MILLRACE_COMMAND_TEST_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

#include "tests/support/run_command.h"
#include "tests/support/temp_dir.h"

namespace millrace::tool {

class CommandTest : public ::testing::Test {
 protected:
  using Words = std::vector<std::string>;

  // The command with these arguments, in the test's folder, where paths may
  // be relative; environment variables of the command are not set.
  CommandRun Run(Words words, std::string_view input = {}) const;
  // `load --store store` and these.
  CommandRun Load(Words words, std::string_view input = {}) const;
  // `load` of an upload by header into Contacts, as written to a file.
  CommandRun LoadContacts(std::string_view upload) const;
  Words WithProgram(Words words) const;
  CommandSetup InFolder() const;

  std::filesystem::path Path(std::string_view name) const {
    return temp_dir_ / name;
  }
  std::filesystem::path Write(std::string_view name,
                              std::string_view bytes) const {
    return temp_dir_.Write(name, bytes);
  }
  std::string Read(std::string_view name) const {
    return ReadFile(temp_dir_ / name);
  }

  // What `get Contacts KEY` prints; empty if there is no such record.
  std::string Contact(int64_t key) const;

  TempDir temp_dir_;
};

// A job spec over Contacts with these columns, bound by name.
std::string ContactsSpec(const std::vector<std::string>& columns);

// An upload of this many contacts, with a header row: FirstName, LastName,
// Email; their number makes each unlike the others.
std::string ManyContacts(size_t count);

// A catalogue of People, whose keys are texts that the upload gives, with
// mapping type Person: Name (required), Age, Notes.
extern const char kPeopleCatalogue[];

}  // namespace millrace::tool

#endif  // MILLRACE_TESTS_TOOLS_MILLRACE_COMMAND_TEST_H_
