// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/page.h"

namespace millrace {

// Made of the files of tools/server/page by the build.
extern const std::string_view page_index_html;
extern const std::string_view page_style_sheet;
extern const std::string_view page_script;

namespace server {

const PageAsset* FindPageAsset(std::string_view path) {
  static const PageAsset assets[] = {
      {"/", "text/html; charset=utf-8", page_index_html},
      {"/page/page.css", "text/css; charset=utf-8", page_style_sheet},
      {"/page/page.js", "text/javascript; charset=utf-8", page_script},
  };
  for (const PageAsset& asset : assets) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

}  // namespace server
}  // namespace millrace
