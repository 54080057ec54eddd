// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Runs a fuzz harness over the files of its corpus, so that what a fuzzer once
// found is tested by every build: corpus_test FOLDER... Each file is also
// given cut short in a few places, since truncated input is the commonest
// broken input.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/temp_dir.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace millrace {
namespace {

// Copies the input, so that a sanitizer sees the first byte read beyond it.
void RunOne(std::string_view input) {
  const std::vector<uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

void RunWithCuts(std::string_view input) {
  constexpr size_t kCuts = 8;
  RunOne(input);
  for (size_t i = 0; i < kCuts; ++i) {
    RunOne(input.substr(0, input.size() * i / kCuts));
  }
}

int RunCorpus(const std::vector<std::string>& folders) {
  RunOne("");
  size_t file_count = 0;
  for (const std::string& folder : folders) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file()) paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    for (const std::filesystem::path& path : paths) {
      // Printed first: if the harness dies, this is the input to look at.
      std::printf("%s\n", path.c_str());
      std::fflush(stdout);
      RunWithCuts(ReadFile(path));
      ++file_count;
    }
  }
  std::printf("%zu files\n", file_count);
  return file_count == 0 && !folders.empty() ? 1 : 0;
}

}  // namespace
}  // namespace millrace

int main(int argc, char** argv) {
  return millrace::RunCorpus(std::vector<std::string>(argv + 1, argv + argc));
}
