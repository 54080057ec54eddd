// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// TaskRunner: runs a handful of independent tasks and waits for all of them:
// on the caller's thread alone, or on a job's workers as well.

#ifndef MILLRACE_PIPELINE_SINK_TASK_RUNNER_H_
#define MILLRACE_PIPELINE_SINK_TASK_RUNNER_H_

#include <cstddef>
#include <functional>
#include <vector>

namespace millrace {

class TaskRunner {
 public:
  virtual ~TaskRunner() = default;
  // How many tasks can run at the same time, the caller's included.
  virtual size_t width() const = 0;
  virtual void RunAll(std::vector<std::function<void()>> tasks) = 0;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SINK_TASK_RUNNER_H_
