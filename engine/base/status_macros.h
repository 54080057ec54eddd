// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Returns early from a function when a step of it failed.
//
//   MILLRACE_RETURN_IF_ERROR(file->Sync());
//   MILLRACE_ASSIGN_OR_RETURN(uint64_t size, file->Size());
//
// Both work in functions that return absl::Status or absl::StatusOr<T>.
// MILLRACE_ASSIGN_OR_RETURN expands to several statements: brace the body of
// an `if` or a loop that holds one. Its left side must not contain a comma.
//
// Threading: no state.

#ifndef MILLRACE_ENGINE_BASE_STATUS_MACROS_H_
#define MILLRACE_ENGINE_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Evaluates `expr` once and returns its status from the enclosing function
// unless it is OK.
#define MILLRACE_RETURN_IF_ERROR(...)                              \
  MILLRACE_STATUS_MACROS_RETURN_(                                  \
      MILLRACE_STATUS_MACROS_JOIN_(millrace_status_, __COUNTER__), \
      (__VA_ARGS__))

// Evaluates the second argument, an absl::StatusOr<T>, once; assigns its value
// to `lhs`, which may declare a variable, or returns its status.
#define MILLRACE_ASSIGN_OR_RETURN(lhs, ...)                                \
  MILLRACE_STATUS_MACROS_ASSIGN_(                                          \
      MILLRACE_STATUS_MACROS_JOIN_(millrace_status_or_, __COUNTER__), lhs, \
      (__VA_ARGS__))

// The names are unique per use, so that a lambda inside `expr` may use the
// macros again without shadowing.
#define MILLRACE_STATUS_MACROS_RETURN_(status, expr)               \
  do {                                                             \
    if (::absl::Status status = expr; !status.ok()) [[unlikely]] { \
      return status;                                               \
    }                                                              \
  } while (false)

#define MILLRACE_STATUS_MACROS_ASSIGN_(status_or, lhs, expr) \
  auto status_or = expr;                                     \
  if (!status_or.ok()) [[unlikely]] {                        \
    return std::move(status_or).status();                    \
  }                                                          \
  lhs = *std::move(status_or)

#define MILLRACE_STATUS_MACROS_JOIN_(a, b) \
  MILLRACE_STATUS_MACROS_JOIN_INNER_(a, b)
#define MILLRACE_STATUS_MACROS_JOIN_INNER_(a, b) a##b

#endif  // MILLRACE_ENGINE_BASE_STATUS_MACROS_H_
