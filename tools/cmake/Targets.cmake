# Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
#
# What all targets of the project share: warnings, sanitizers, language.

# g++ 12 sees overlapping copies in ordinary concatenations of strings (its bug
# 105651), so it does not get to say so.
set(millrace_is_gcc_12
    $<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>)

add_library(millrace_warnings INTERFACE)
target_compile_options(
  millrace_warnings
  INTERFACE -Wall
            -Wextra
            -Wshadow
            -Wconversion
            -Wno-sign-conversion
            $<${millrace_is_gcc_12}:-Wno-restrict>
            $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wthread-safety>
            $<$<BOOL:${MILLRACE_WERROR}>:-Werror>)

add_library(millrace_sanitizers INTERFACE)
if(MILLRACE_SANITIZE)
  list(JOIN MILLRACE_SANITIZE "," millrace_sanitizer_names)
  target_compile_options(
    millrace_sanitizers
    INTERFACE -fsanitize=${millrace_sanitizer_names} -fno-omit-frame-pointer
              -fno-sanitize-recover=all)
  target_compile_definitions(millrace_sanitizers INTERFACE _GLIBCXX_ASSERTIONS)
  target_link_options(millrace_sanitizers INTERFACE
                      -fsanitize=${millrace_sanitizer_names})
endif()

if(MILLRACE_BUILD_FUZZERS)
  target_compile_options(millrace_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Applies to `target` what everything here is compiled with. Our own includes
# are rooted at the top of the source tree.
function(millrace_target target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(
    ${target} PRIVATE $<BUILD_INTERFACE:millrace_warnings>
                      $<BUILD_INTERFACE:millrace_sanitizers>)
endfunction()

# Declares a library `millrace_<name>`, known as millrace::<name> here and
# after installation. Sources and public headers follow in the folder's list.
function(millrace_library name)
  add_library(millrace_${name})
  add_library(millrace::${name} ALIAS millrace_${name})
  millrace_target(millrace_${name})
  set_target_properties(
    millrace_${name}
    PROPERTIES EXPORT_NAME ${name}
               POSITION_INDEPENDENT_CODE ON
               VERIFY_INTERFACE_HEADER_SETS ON
               VERSION ${PROJECT_VERSION}
               SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
endfunction()
