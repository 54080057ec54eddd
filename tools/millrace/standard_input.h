// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Standard input as an upload. A header row must be read ahead and given
// again; an interrupt must end a read that waits for a slow pipe; and the end
// of a pipe whose writer the same Ctrl-C ended must not pass for the end of
// the upload. So what is no regular file comes to the importer through a
// socket of ours, which ends cleanly only where the input does.
//
// Threading: main thread; a feed has a thread of its own.

#ifndef MILLRACE_TOOLS_MILLRACE_STANDARD_INPUT_H_
#define MILLRACE_TOOLS_MILLRACE_STANDARD_INPUT_H_

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace millrace::tool {

// Bytes from standard input, at least to the end of the first row. A regular
// file is left where it was; what was read of anything else must be given to
// a feed.
absl::StatusOr<std::string> ReadStandardInputHead();

class StandardInputFeed {
 public:
  // Puts itself in the place of standard input, unless that is a regular
  // file, and gives the head again. When stop is requested, reading fails.
  // was_signalled tells a moment earlier.
  static absl::StatusOr<std::unique_ptr<StandardInputFeed>> Start(
      std::string head, std::stop_token stop,
      std::function<bool()> was_signalled);

 private:
  struct Abort {
    int socket = -1;
    int nowhere = -1;
    void operator()() const;
  };

  std::optional<std::stop_callback<Abort>> on_stop_;
};

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_STANDARD_INPUT_H_
