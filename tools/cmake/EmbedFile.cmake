# Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
#
# Included, it declares millrace_embed(); run as a script (cmake -P), it writes
# the source that holds a file's bytes.

# millrace_embed(target file name)
#
# Compiles the text file `file` into `target` as
#   namespace millrace { extern const std::string_view name; }
# which the code that uses it declares.
function(millrace_embed target file name)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cc")
  set(script "${PROJECT_SOURCE_DIR}/tools/cmake/EmbedFile.cmake")
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
  add_custom_command(
    OUTPUT "${source}"
    COMMAND "${CMAKE_COMMAND}" "-DEMBED_FILE=${file}" "-DEMBED_NAME=${name}"
            "-DEMBED_SOURCE=${source}" -P "${script}"
    DEPENDS "${file}" "${script}"
    VERBATIM)
  target_sources(${target} PRIVATE "${source}")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${EMBED_FILE}" text)
  file(
    WRITE "${EMBED_SOURCE}"
    "#include <string_view>\n\n"
    "namespace millrace {\n\n"
    "extern const std::string_view ${EMBED_NAME};\n"
    "constinit const std::string_view ${EMBED_NAME} = R\"embedded(")
  file(APPEND "${EMBED_SOURCE}" "${text}")
  file(APPEND "${EMBED_SOURCE}" ")embedded\";\n\n}  // namespace millrace\n")
endif()
