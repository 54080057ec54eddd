# Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
#
# Finds what the libraries link. The installed package repeats this list in
# tools/cmake/millrace-config.cmake.in: change both.

list(APPEND CMAKE_MODULE_PATH "${PROJECT_SOURCE_DIR}/tools/cmake")

find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(simdjson REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
# Headers only: see engine/base/checksum.cc.
pkg_check_modules(XXHASH REQUIRED libxxhash)
find_package(PhoneNumber REQUIRED)

if(MILLRACE_BUILD_TOOLS)
  # The service's. Its sources come through curl, whose Debian package speaks
  # sftp.
  find_package(CURL 7.85 REQUIRED COMPONENTS HTTPS SFTP)
  find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
  pkg_check_modules(MICROHTTPD REQUIRED IMPORTED_TARGET libmicrohttpd>=0.9.75)
endif()

# RocksDB comes last: its package puts find modules of its own in front of
# those that others would use.
find_package(RocksDB REQUIRED)

if(MILLRACE_BUILD_TESTS)
  find_package(GTest REQUIRED)
endif()
if(MILLRACE_BUILD_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()
