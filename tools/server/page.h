// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The files of the page for people, which are part of the program. They hold
// no script or style inside the HTML, so that the policy below can be strict.
//
// Threading: immutable.

#ifndef MILLRACE_TOOLS_SERVER_PAGE_H_
#define MILLRACE_TOOLS_SERVER_PAGE_H_

#include <string_view>

namespace millrace::server {

struct PageAsset {
  std::string_view path;  // of the request: "/", "/page/page.css"
  std::string_view content_type;
  std::string_view bytes;
};

// Null for any other path.
const PageAsset* FindPageAsset(std::string_view path);

// Value of the header Content-Security-Policy, to be sent with each of them.
inline constexpr std::string_view kPageSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'";

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_PAGE_H_
