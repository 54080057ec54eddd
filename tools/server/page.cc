// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/page.h"

namespace millrace {

// Made of the files of tools/server/page by the build.
extern const std::string_view page_api;
extern const std::string_view page_form;
extern const std::string_view page_icon;
extern const std::string_view page_index;
extern const std::string_view page_mappings;
extern const std::string_view page_script;
extern const std::string_view page_style;
extern const std::string_view page_view;

namespace server {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kScript = "text/javascript; charset=utf-8";
constexpr std::string_view kStyle = "text/css; charset=utf-8";
constexpr std::string_view kIcon = "image/svg+xml";

}  // namespace

const PageAsset* FindPageAsset(std::string_view path) {
  static const PageAsset assets[] = {
      {"/", kHtml, page_index},
      {"/page/api.js", kScript, page_api},
      {"/page/form.js", kScript, page_form},
      {"/page/icon.svg", kIcon, page_icon},
      {"/page/mappings.js", kScript, page_mappings},
      {"/page/page.css", kStyle, page_style},
      {"/page/page.js", kScript, page_script},
      {"/page/view.js", kScript, page_view},
  };
  for (const PageAsset& asset : assets) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

}  // namespace server
}  // namespace millrace
