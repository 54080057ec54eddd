// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include <utility>

#include "millrace/importer.h"

namespace millrace {

Upload::Upload(std::filesystem::path path) : path_(std::move(path)) {}

Upload::Upload(const char* path) : path_(path) {}

Upload Upload::Memory(std::string bytes) {
  Upload upload;
  upload.kind_ = Kind::kMemory;
  upload.bytes_ = std::make_shared<const std::string>(std::move(bytes));
  return upload;
}

Upload Upload::StandardInput() {
  Upload upload;
  upload.kind_ = Kind::kStandardInput;
  return upload;
}

}  // namespace millrace
