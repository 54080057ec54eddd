// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Packs an upload as people get it: a zip with one deflated member.
//
// Threading: pure function.

#ifndef MILLRACE_BENCH_ZIP_UPLOAD_H_
#define MILLRACE_BENCH_ZIP_UPLOAD_H_

#include <string>
#include <string_view>

namespace millrace::bench {

// The bytes of the zip. REQUIRES: less than 4 GiB.
std::string ZipUpload(std::string_view member_name, std::string_view bytes);

}  // namespace millrace::bench

#endif  // MILLRACE_BENCH_ZIP_UPLOAD_H_
