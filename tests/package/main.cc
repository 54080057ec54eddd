// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Imports a few contacts through the installed package and prints the job's
// report: consumer FOLDER.

#include <filesystem>
#include <iostream>
#include <string>

#include "millrace/importer.h"

int Fail(const absl::Status& status) {
  std::cerr << status << '\n';
  return 1;
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path folder = argv[1];
  auto store =
      millrace::Store::Open(folder / "store", {.create_if_missing = true});
  if (!store.ok()) return Fail(store.status());

  const auto upload = millrace::Upload::Memory(
      "FirstName,LastName,Email\n"
      "Ada,Marsh,ada@example.org\n"
      "Ben,Okafor,ben@example.org\n");
  auto spec = millrace::JobSpecFromHeader(
      upload, {.resource_type = "Contacts",
               .mapping_types = {"CreateOrUpdateContact"}});
  if (!spec.ok()) return Fail(spec.status());

  millrace::Importer importer(**store,
                              {.results_directory = folder / "results"});
  auto job_id = importer.Submit(*spec, upload);
  if (!job_id.ok()) return Fail(job_id.status());
  if (auto status = importer.Run(*job_id); !status.ok()) return Fail(status);

  auto report = importer.GetJob(*job_id);
  if (!report.ok()) return Fail(report.status());
  std::cout << millrace::ToJson(*report) << '\n';
  return 0;
}
