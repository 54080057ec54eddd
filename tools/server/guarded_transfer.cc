// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/server/guarded_transfer.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <memory>

#include <curl/curl.h>

#include "tools/server/web_address.h"

namespace millrace::server {
namespace {

constexpr int kPollMilliseconds = 1000;

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

bool InitialiseOnce() {
  static const bool is_ready =
      curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return is_ready;
}

// What the callbacks of one transfer share.
struct Exchange {
  const AddressGuard* guard = nullptr;
  const TransferSink* sink = nullptr;
  CURL* easy = nullptr;
  uint64_t bytes_max = 0;

  uint64_t bytes = 0;
  std::string refusal = {};  // of the last address refused
  bool is_too_large = false;
  absl::Status sink_status = {};
};

bool IsWanted(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status == 200 || status == 0;
}

size_t OnBytes(char* bytes, size_t size, size_t count, void* context) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  const size_t length = size * count;
  exchange.bytes += length;
  if (exchange.bytes > exchange.bytes_max) {
    exchange.is_too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  if (!IsWanted(exchange.easy)) return length;
  exchange.sink_status = (*exchange.sink)(std::string_view(bytes, length));
  return exchange.sink_status.ok() ? length : CURL_WRITEFUNC_ERROR;
}

// Called for every address that a connection is about to be made to.
curl_socket_t OnOpenSocket(void* context, curlsocktype /*purpose*/,
                           curl_sockaddr* address) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  if (const auto refusal =
          exchange.guard->Refusal(&address->addr, address->addrlen)) {
    exchange.refusal = *refusal;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
}

// Sets options and remembers whether each took: a guard must not be silently
// off because the library was built without it.
class Setup {
 public:
  explicit Setup(CURL* easy) : easy_(easy) {}

  template <typename Value>
  void Set(CURLoption option, Value value) {
    is_sound_ = curl_easy_setopt(easy_, option, value) == CURLE_OK && is_sound_;
  }
  bool is_sound() const { return is_sound_; }

 private:
  CURL* easy_;
  bool is_sound_ = true;
};

long Milliseconds(absl::Duration duration) {
  // 0 would mean no limit, or a default.
  const int64_t milliseconds = absl::ToInt64Milliseconds(duration);
  return static_cast<long>(
      std::clamp<int64_t>(milliseconds, 1, int64_t{1} << 31));
}

std::string JoinedSchemes(const std::vector<std::string>& schemes) {
  std::string text;
  for (const std::string& scheme : schemes) {
    if (!text.empty()) text += ',';
    text += scheme;
  }
  return text;
}

void SetTrust(const TransferRequest& request, bool has_password, Setup* setup) {
  setup->Set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  setup->Set(CURLOPT_SSL_VERIFYPEER, 1L);
  setup->Set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!request.ca_file.empty()) {
    setup->Set(CURLOPT_CAINFO, request.ca_file.c_str());
  }
  // Without this option any host key would do; an empty file knows none.
  setup->Set(CURLOPT_SSH_KNOWNHOSTS, request.known_hosts_file.empty()
                                         ? "/dev/null"
                                         : request.known_hosts_file.c_str());
  // Without a key file of ours curl would look for one in the home folder.
  if (request.ssh_key_file.empty() || has_password) {
    setup->Set(CURLOPT_SSH_AUTH_TYPES,
               long{CURLSSH_AUTH_PASSWORD | CURLSSH_AUTH_KEYBOARD});
  } else {
    setup->Set(CURLOPT_SSH_AUTH_TYPES, long{CURLSSH_AUTH_PUBLICKEY});
    setup->Set(CURLOPT_SSH_PRIVATE_KEYFILE, request.ssh_key_file.c_str());
  }
}

void SetLimits(const TransferRequest& request, Setup* setup) {
  setup->Set(CURLOPT_CONNECTTIMEOUT_MS, Milliseconds(request.connect_timeout));
  if (request.timeout != absl::InfiniteDuration()) {
    setup->Set(CURLOPT_TIMEOUT_MS, Milliseconds(request.timeout));
  }
  if (request.slow_bytes_per_second > 0) {
    setup->Set(CURLOPT_LOW_SPEED_LIMIT,
               static_cast<long>(request.slow_bytes_per_second));
    setup->Set(CURLOPT_LOW_SPEED_TIME,
               std::max(1L, Milliseconds(request.slow_timeout) / 1000));
  }
  // Only answers that say their size beforehand; the rest are counted.
  setup->Set(CURLOPT_MAXFILESIZE_LARGE,
             static_cast<curl_off_t>(request.bytes_max));
}

void SetRequest(const TransferRequest& request, const curl_slist* headers,
                Setup* setup) {
  setup->Set(CURLOPT_PROTOCOLS_STR, JoinedSchemes(request.schemes).c_str());
  setup->Set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  setup->Set(CURLOPT_FOLLOWLOCATION, request.redirects_max > 0 ? 1L : 0L);
  setup->Set(CURLOPT_MAXREDIRS, long{request.redirects_max});
  setup->Set(CURLOPT_PROXY, "");
  setup->Set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
  setup->Set(CURLOPT_NOSIGNAL, 1L);
  setup->Set(CURLOPT_USERAGENT, "millrace");
  setup->Set(CURLOPT_HTTPHEADER, headers);
  if (request.body.has_value()) {
    setup->Set(CURLOPT_POST, 1L);
    setup->Set(CURLOPT_POSTFIELDSIZE_LARGE,
               static_cast<curl_off_t>(request.body->size()));
    setup->Set(CURLOPT_POSTFIELDS, request.body->data());
  }
}

void SetCallbacks(Exchange* exchange, Setup* setup) {
  setup->Set(CURLOPT_WRITEFUNCTION, &OnBytes);
  setup->Set(CURLOPT_WRITEDATA, static_cast<void*>(exchange));
  setup->Set(CURLOPT_OPENSOCKETFUNCTION, &OnOpenSocket);
  setup->Set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(exchange));
}

absl::Status Unavailable(std::string_view reason) {
  return absl::UnavailableError(std::string(reason));
}

// Says in words what curl says in a number. Its own texts may hold names that
// the server chose.
absl::Status TransferError(CURLcode code, const Exchange& exchange,
                           bool is_sftp) {
  if (!exchange.sink_status.ok()) return exchange.sink_status;
  if (exchange.is_too_large || code == CURLE_FILESIZE_EXCEEDED) {
    return absl::ResourceExhaustedError(
        "larger than " + std::to_string(exchange.bytes_max) + " bytes");
  }
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Unavailable("no such host");
    case CURLE_COULDNT_CONNECT:
      if (!exchange.refusal.empty()) {
        return Unavailable("address not allowed: " + exchange.refusal);
      }
      return Unavailable("cannot connect");
    case CURLE_OPERATION_TIMEDOUT:
      return Unavailable("no answer in time, or too slow");
    case CURLE_PEER_FAILED_VERIFICATION:
      return Unavailable(is_sftp ? "host key is not known"
                                 : "certificate is not trusted");
    case CURLE_SSL_CACERT_BADFILE:
      return Unavailable("file of trusted certificates cannot be read");
    case CURLE_TOO_MANY_REDIRECTS:
      return Unavailable("too many redirects");
    case CURLE_UNSUPPORTED_PROTOCOL:
      return Unavailable("redirected to other than https");
    case CURLE_LOGIN_DENIED:
      return Unavailable("sign-in refused");
    case CURLE_REMOTE_FILE_NOT_FOUND:
      return Unavailable("no such file");
    case CURLE_REMOTE_ACCESS_DENIED:
      return Unavailable("no right to read the file");
    case CURLE_PARTIAL_FILE:
      return Unavailable("broken off before its end");
    default:
      return Unavailable(curl_easy_strerror(code));
  }
}

// Returns once the transfer is over; nothing when `stop` was requested first.
std::optional<CURLcode> Drive(CURLM* multi, const std::stop_token& stop) {
  const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
  int running = 1;
  while (running > 0) {
    if (stop.stop_requested()) return std::nullopt;
    if (curl_multi_perform(multi, &running) != CURLM_OK) {
      return CURLE_FAILED_INIT;
    }
    if (running > 0) {
      curl_multi_poll(multi, nullptr, 0, kPollMilliseconds, nullptr);
    }
  }
  int left = 0;
  const CURLMsg* const message = curl_multi_info_read(multi, &left);
  return message != nullptr ? message->data.result : CURLE_FAILED_INIT;
}

}  // namespace

absl::StatusOr<int> Transfer(const TransferRequest& request,
                             const AddressGuard& guard,
                             const TransferSink& sink, std::stop_token stop) {
  const absl::StatusOr<WebAddress> address = ParseWebAddress(request.url);
  if (!address.ok()) return address.status();
  if (!InitialiseOnce()) return absl::InternalError("curl cannot be set up");
  const std::unique_ptr<CURLM, MultiDeleter> multi(curl_multi_init());
  std::unique_ptr<curl_slist, ListDeleter> headers;
  for (const std::string& header : request.headers) {
    headers.reset(curl_slist_append(headers.release(), header.c_str()));
  }
  Exchange exchange;
  const std::unique_ptr<CURL, EasyDeleter> easy(curl_easy_init());
  if (multi == nullptr || easy == nullptr) {
    return absl::InternalError("curl cannot be set up");
  }
  exchange.guard = &guard;
  exchange.sink = &sink;
  exchange.easy = easy.get();
  exchange.bytes_max = request.bytes_max;
  Setup setup(easy.get());
  setup.Set(CURLOPT_URL, request.url.c_str());
  SetRequest(request, headers.get(), &setup);
  SetTrust(request, address->has_password, &setup);
  SetLimits(request, &setup);
  SetCallbacks(&exchange, &setup);
  if (!setup.is_sound()) {
    return absl::InternalError("curl lacks an option that is needed");
  }

  curl_multi_add_handle(multi.get(), easy.get());
  const std::optional<CURLcode> code = Drive(multi.get(), stop);
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_multi_remove_handle(multi.get(), easy.get());
  if (!code.has_value()) return absl::CancelledError("stopped");
  if (*code != CURLE_OK) {
    return TransferError(*code, exchange, address->scheme == "sftp");
  }
  return address->scheme == "sftp" ? 0 : static_cast<int>(status);
}

}  // namespace millrace::server
