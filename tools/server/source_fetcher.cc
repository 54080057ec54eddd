// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/source_fetcher.h"

#include <utility>

#include "tools/server/guarded_transfer.h"
#include "tools/server/new_file.h"
#include "tools/server/web_address.h"

namespace millrace::server {
namespace {

constexpr int kHttpOk = 200;

absl::Status SpoolError(const absl::Status& status) {
  return absl::InternalError("spool file " + std::string(status.message()));
}

}  // namespace

absl::StatusOr<SourceFetcher> SourceFetcher::Create(FetchOptions options) {
  absl::StatusOr<AddressGuard> guard =
      AddressGuard::Create(options.allow_private);
  if (!guard.ok()) return guard.status();
  return SourceFetcher(std::move(options), *std::move(guard));
}

SourceFetcher::SourceFetcher(FetchOptions options, AddressGuard guard)
    : options_(std::move(options)), guard_(std::move(guard)) {}

std::vector<std::string> SourceFetcher::Schemes() const {
  if (options_.allow_http) return {"https", "sftp", "http"};
  return {"https", "sftp"};
}

absl::Status SourceFetcher::CheckUrl(std::string_view url) const {
  const absl::StatusOr<WebAddress> address = ParseWebAddress(url);
  if (!address.ok()) return address.status();
  if (absl::Status status = CheckWebAddress(*address, Schemes(), guard_);
      !status.ok()) {
    return status;
  }
  if (address->scheme != "sftp") return absl::OkStatus();
  if (address->user.empty()) {
    return absl::InvalidArgumentError("address: names no user to sign in as");
  }
  if (!address->has_password && options_.ssh_key_file.empty()) {
    return absl::InvalidArgumentError(
        "address: has no password, and the service has no key to sign in with");
  }
  return absl::OkStatus();
}

absl::Status SourceFetcher::Fetch(const std::string& url,
                                  const std::filesystem::path& to,
                                  std::stop_token stop) const {
  if (absl::Status status = CheckUrl(url); !status.ok()) return status;
  TransferRequest request;
  request.url = url;
  request.schemes = Schemes();
  request.redirects_max = options_.redirects_max;
  request.bytes_max = options_.bytes_max;
  request.timeout = options_.timeout;
  request.connect_timeout = options_.connect_timeout;
  request.slow_bytes_per_second = options_.slow_bytes_per_second;
  request.slow_timeout = options_.slow_timeout;
  request.ca_file = options_.ca_file;
  request.known_hosts_file = options_.known_hosts_file;
  request.ssh_key_file = options_.ssh_key_file;

  absl::StatusOr<NewFile> file = NewFile::Create(to);
  if (!file.ok()) return SpoolError(file.status());
  const TransferSink append = [&file](std::string_view bytes) {
    absl::Status status = file->Append(bytes);
    return status.ok() ? status : SpoolError(status);
  };
  const absl::StatusOr<int> answer =
      Transfer(request, guard_, append, std::move(stop));
  const std::string name = RedactedAddress(url) + ": ";
  if (!answer.ok()) {
    if (absl::IsInternal(answer.status())) return answer.status();
    return absl::Status(answer.status().code(),
                        name + std::string(answer.status().message()));
  }
  if (*answer != 0 && *answer != kHttpOk) {
    return absl::UnavailableError(name + "answered " + std::to_string(*answer));
  }
  if (absl::Status status = file->Finish(); !status.ok()) {
    return SpoolError(status);
  }
  return absl::OkStatus();
}

}  // namespace millrace::server
