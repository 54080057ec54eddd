// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/tools/millrace/command_test.h"

#include <utility>

namespace millrace::tool {

const char kPeopleCatalogue[] = R"({
  "resourceTypes": [{
    "name": "People", "singular": "Person", "keyName": "PersonCode",
    "keyType": "text", "keyAssignedBy": "upload"
  }],
  "mappingTypes": [{
    "name": "Person", "displayName": "Person", "creates": true,
    "allowMultipleMode": "Single", "resourceTypes": ["People"],
    "fields": [
      {"name": "PersonCode", "role": "key"},
      {"name": "Name", "required": true, "maxLength": 40},
      {"name": "Age", "type": "integer", "min": "0", "max": "150"},
      {"name": "Notes"}
    ]
  }]
})";

CommandTest::Words CommandTest::WithProgram(Words words) const {
  words.insert(words.begin(), MILLRACE_COMMAND);
  return words;
}

CommandSetup CommandTest::InFolder() const {
  return {.directory = temp_dir_.path().native(),
          .environment = {{"MILLRACE_STORE", ""}, {"MILLRACE_CATALOGUE", ""}}};
}

CommandRun CommandTest::Run(Words words, std::string_view input) const {
  return RunCommand(WithProgram(std::move(words)), input, InFolder());
}

CommandRun CommandTest::Load(Words words, std::string_view input) const {
  words.insert(words.begin(), {"load", "--store", "store"});
  return Run(std::move(words), input);
}

CommandRun CommandTest::LoadContacts(std::string_view upload) const {
  Write("upload.csv", upload);
  return Load({"--resource", "Contacts", "--mapping", "CreateOrUpdateContact",
               "--results", "out", "upload.csv"});
}

std::string CommandTest::Contact(int64_t key) const {
  return Run({"get", "Contacts", std::to_string(key), "--store", "store"}).out;
}

std::string ContactsSpec(const std::vector<std::string>& columns) {
  std::string list;
  for (const std::string& column : columns) {
    list += (list.empty() ? "" : ", ");
    list += "{\"name\": \"" + column + "\"}";
  }
  return R"({"description": "Contacts of a test",
  "file": {"fileName": "upload.csv", "columnDelimiter": "Csv",
           "hasHeader": true, "hasQuotes": true, "columns": [)" +
         list + R"(]},
  "actions": [{"actionType": "loadMappedFile", "resourceType": "Contacts",
               "mappingTypes": [{"name": "CreateOrUpdateContact"}]}]})";
}

std::string ManyContacts(size_t count) {
  std::string upload = "FirstName,LastName,Email\r\n";
  for (size_t i = 1; i <= count; ++i) {
    const std::string number = std::to_string(i);
    upload += "First" + number + ",Last" + number + ",person" + number +
              "@example.org\r\n";
  }
  return upload;
}

}  // namespace millrace::tool
