// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/local_client.h"

#include <cstddef>
#include <memory>

#include <curl/curl.h>

#include "tools/server/json_tree.h"

namespace millrace::server {
namespace {

constexpr size_t kAnswerBytesMax = size_t{4} << 20;
constexpr long kConnectSecondsMax = 5;
constexpr long kSecondsMax = 120;

struct EndHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

size_t TakeBytes(char* bytes, size_t size, size_t count, void* to) {
  auto* body = static_cast<std::string*>(to);
  if (body->size() + size * count > kAnswerBytesMax) return 0;
  body->append(bytes, size * count);
  return size * count;
}

}  // namespace

absl::StatusOr<LocalAnswer> PostToService(const RunningService& running,
                                          const std::string& path,
                                          const std::string& body) {
  const std::unique_ptr<CURL, EndHandle> handle(curl_easy_init());
  if (handle == nullptr) return absl::InternalError("no curl handle");
  LocalAnswer answer;
  const std::string url = running.address + path;
  std::unique_ptr<curl_slist, FreeList> headers(curl_slist_append(
      nullptr, ("Authorization: Bearer " + running.token).c_str()));
  curl_slist_append(headers.get(), "Content-Type: application/json");
  CURL* const curl = handle.get();
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSecondsMax);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kSecondsMax);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &TakeBytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) {
    return absl::UnavailableError("service at " + running.address + ": " +
                                  curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

std::string ErrorTextOf(const LocalAnswer& answer) {
  std::string text;
  const absl::StatusOr<JsonTree> tree = ParseJsonTree(answer.body);
  const JsonTree* errors = tree.ok() ? tree->Find("errors") : nullptr;
  if (errors != nullptr) {
    for (const JsonTree& error : errors->items) {
      text += (text.empty() ? "" : "\n") + error.Text("text");
    }
  }
  return text.empty() ? "status " + std::to_string(answer.status) : text;
}

}  // namespace millrace::server
