# Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
#
# Finds libphonenumber, which brings neither a CMake package nor a pkg-config
# file, and makes the target PhoneNumber::phonenumber of it. Its public header
# includes protobuf's, so protobuf is found and linked as well.

find_path(PhoneNumber_INCLUDE_DIR NAMES phonenumbers/phonenumberutil.h)
find_library(PhoneNumber_LIBRARY NAMES phonenumber)
find_package(Protobuf QUIET)
mark_as_advanced(PhoneNumber_INCLUDE_DIR PhoneNumber_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  PhoneNumber REQUIRED_VARS PhoneNumber_LIBRARY PhoneNumber_INCLUDE_DIR
                            Protobuf_FOUND)

if(PhoneNumber_FOUND AND NOT TARGET PhoneNumber::phonenumber)
  add_library(PhoneNumber::phonenumber UNKNOWN IMPORTED)
  set_target_properties(
    PhoneNumber::phonenumber
    PROPERTIES IMPORTED_LOCATION "${PhoneNumber_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${PhoneNumber_INCLUDE_DIR}"
               INTERFACE_LINK_LIBRARIES protobuf::libprotobuf)
endif()
