// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/webhook_delivery.h"

#include <charconv>
#include <cstddef>
#include <system_error>

#include "absl/status/status.h"

namespace millrace::server {
namespace {

constexpr std::string_view kFirstLine = "millrace-webhook 1\n";

// Takes lines off the front of a delivery's content.
class LineReader {
 public:
  explicit LineReader(std::string_view content) : rest_(content) {}

  // The text behind `name` in the next line; makes the reader fail if the
  // line is another one or has no end.
  std::string_view Text(std::string_view name) {
    const size_t end = rest_.find('\n');
    if (end == rest_.npos || !rest_.starts_with(name)) {
      is_sound_ = false;
      return {};
    }
    const std::string_view text = rest_.substr(name.size(), end - name.size());
    rest_.remove_prefix(end + 1);
    return text;
  }

  template <typename Integer>
  Integer Number(std::string_view name) {
    const std::string_view text = Text(name);
    Integer number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end) is_sound_ = false;
    return number;
  }

  std::string_view rest() const { return rest_; }
  bool is_sound() const { return is_sound_; }

 private:
  std::string_view rest_;
  bool is_sound_ = true;
};

std::string MicrosText(absl::Time time) {
  return std::to_string(absl::ToUnixMicros(time));
}

}  // namespace

std::string EncodeDelivery(const WebhookDelivery& delivery) {
  std::string content(kFirstLine);
  content +=
      "job: " + std::to_string(static_cast<int32_t>(delivery.job)) + "\n";
  content += "queued: " + MicrosText(delivery.queued) + "\n";
  content += "attempts: " + std::to_string(delivery.attempts) + "\n";
  content += "next: " + MicrosText(delivery.next) + "\n";
  content += "url: " + delivery.url + "\n\n";
  return content += delivery.body;
}

absl::StatusOr<WebhookDelivery> DecodeDelivery(std::string_view id,
                                               std::string_view content) {
  WebhookDelivery delivery;
  delivery.id = id;
  LineReader reader(content);
  const std::string_view first =
      reader.Text(kFirstLine.substr(0, kFirstLine.size() - 1));
  delivery.job = JobId{reader.Number<int32_t>("job: ")};
  delivery.queued = absl::FromUnixMicros(reader.Number<int64_t>("queued: "));
  delivery.attempts = reader.Number<uint32_t>("attempts: ");
  delivery.next = absl::FromUnixMicros(reader.Number<int64_t>("next: "));
  delivery.url = reader.Text("url: ");
  const std::string_view divider = reader.Text("");
  if (!reader.is_sound() || !first.empty() || !divider.empty()) {
    return absl::DataLossError("delivery " + std::string(id) +
                               ": not a file of ours");
  }
  delivery.body = reader.rest();
  return delivery;
}

}  // namespace millrace::server
