// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// TestCertificate: a fresh key and a certificate signed with it for localhost,
// 127.0.0.1 and ::1, made with the openssl command.
//
//   TestCertificate certificate(temp_dir.path());
//   FetchOptions options{.ca_file = certificate.certificate_path()};
//
// Threading: immutable once made; making one forks.

#ifndef MILLRACE_TESTS_SUPPORT_TEST_CERTIFICATE_H_
#define MILLRACE_TESTS_SUPPORT_TEST_CERTIFICATE_H_

#include <filesystem>
#include <string>

#include "engine/base/check.h"
#include "tests/support/run_command.h"

namespace millrace {

class TestCertificate {
 public:
  // Writes key.pem and certificate.pem into `folder`.
  explicit TestCertificate(
      const std::filesystem::path& folder,
      const std::string& names = "DNS:localhost,IP:127.0.0.1,IP:::1")
      : key_path_(folder / "key.pem"),
        certificate_path_(folder / "certificate.pem") {
    const CommandRun run = RunCommand(
        {"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
         "/CN=millrace test", "-addext", "subjectAltName=" + names, "-keyout",
         key_path_, "-out", certificate_path_});
    MILLRACE_CHECK_EQ(run.exit_code, 0);
  }

  const std::string& key_path() const { return key_path_; }
  const std::string& certificate_path() const { return certificate_path_; }

 private:
  std::string key_path_;
  std::string certificate_path_;
};

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_TEST_CERTIFICATE_H_
