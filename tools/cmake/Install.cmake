# Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
#
# Installs libraries, public headers, the CMake package and the pkg-config
# files, so that find_package(millrace) and pkg-config find them.

include(CMakePackageConfigHelpers)

set(millrace_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/millrace")

install(
  TARGETS millrace_engine millrace_pipeline
  EXPORT millrace-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  FILE_SET HEADERS
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(TARGET millrace)
  install(TARGETS millrace RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  # To begin from: how systemd runs the service, and its options.
  install(FILES "${PROJECT_SOURCE_DIR}/tools/server/millrace.service"
                "${PROJECT_SOURCE_DIR}/tools/server/millrace.json"
          DESTINATION "${CMAKE_INSTALL_DATADIR}/millrace")
endif()
install(
  EXPORT millrace-targets
  NAMESPACE millrace::
  DESTINATION "${millrace_package_dir}")

configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/millrace-config.cmake.in"
  "${PROJECT_BINARY_DIR}/millrace-config.cmake"
  INSTALL_DESTINATION "${millrace_package_dir}"
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/millrace-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/millrace-config.cmake"
              "${PROJECT_BINARY_DIR}/millrace-config-version.cmake"
              "${CMAKE_CURRENT_LIST_DIR}/FindPhoneNumber.cmake"
        DESTINATION "${millrace_package_dir}")

# A program that links the static libraries must link what they need, too; one
# that links the shared libraries need not.
set(millrace_engine_requires "absl_status absl_statusor absl_time")
set(millrace_engine_internals
    "absl_cord absl_flat_hash_map absl_hash absl_strings rocksdb")
set(millrace_pipeline_requires "millrace-engine")
set(millrace_pipeline_internals "libisal libutf8proc re2 simdjson")
set(millrace_engine_libs "-lmillrace_engine")
set(millrace_pipeline_libs "-lmillrace_pipeline")
if(NOT BUILD_SHARED_LIBS)
  string(APPEND millrace_engine_requires " ${millrace_engine_internals}")
  string(APPEND millrace_pipeline_requires " ${millrace_pipeline_internals}")
  string(APPEND millrace_pipeline_libs " -lphonenumber -lprotobuf")
endif()

# The way from the pkg-config files up to the prefix, so that an installed tree
# can be moved.
set(millrace_pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY
           "${CMAKE_INSTALL_PREFIX}/${millrace_pkgconfig_dir}" OUTPUT_VARIABLE
           millrace_way_up)
foreach(name engine pipeline)
  configure_file("${CMAKE_CURRENT_LIST_DIR}/millrace-${name}.pc.in"
                 "${PROJECT_BINARY_DIR}/millrace-${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/millrace-${name}.pc"
          DESTINATION "${millrace_pkgconfig_dir}")
endforeach()
