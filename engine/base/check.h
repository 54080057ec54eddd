// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Stops the process when the program itself is wrong: a broken invariant or an
// impossible value. Never for bad data (that is an outcome) nor for trouble
// with files or memory (that is an absl::Status).
//
//   MILLRACE_CHECK(batch != nullptr);
//   MILLRACE_CHECK_EQ(rows_read, rows_imported + rows_rejected);
//
// Prints place, condition and, for the comparing ones, both values, then
// aborts. MILLRACE_DCHECK is for hot loops: it is not evaluated under NDEBUG.
// Values of numbers, enums, booleans and text are printed; do not compare cell
// values with these macros, since uploads are people's data.
//
// Threading: no state.

#ifndef MILLRACE_ENGINE_BASE_CHECK_H_
#define MILLRACE_ENGINE_BASE_CHECK_H_

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#define MILLRACE_CHECK(condition)                                    \
  ((condition) ? static_cast<void>(0)                                \
               : ::millrace::check_internal::Die(__FILE__, __LINE__, \
                                                 #condition, {}, {}))

#define MILLRACE_CHECK_EQ(a, b) MILLRACE_CHECK_COMPARE_(Equal, ==, a, b)
#define MILLRACE_CHECK_NE(a, b) MILLRACE_CHECK_COMPARE_(NotEqual, !=, a, b)
#define MILLRACE_CHECK_LT(a, b) MILLRACE_CHECK_COMPARE_(Less, <, a, b)
#define MILLRACE_CHECK_LE(a, b) MILLRACE_CHECK_COMPARE_(LessOrEqual, <=, a, b)
#define MILLRACE_CHECK_GT(a, b) MILLRACE_CHECK_COMPARE_(Greater, >, a, b)
#define MILLRACE_CHECK_GE(a, b) \
  MILLRACE_CHECK_COMPARE_(GreaterOrEqual, >=, a, b)

// Under NDEBUG the condition is compiled, so that it cannot rot, but not run.
#ifdef NDEBUG
#define MILLRACE_DCHECK(condition) \
  static_cast<void>(true || static_cast<bool>(condition))
#else
#define MILLRACE_DCHECK(condition) MILLRACE_CHECK(condition)
#endif

#define MILLRACE_CHECK_COMPARE_(kind, op, a, b)                          \
  ::millrace::check_internal::Compare<::millrace::check_internal::kind>( \
      (a), (b), __FILE__, __LINE__, #a " " #op " " #b)

namespace millrace::check_internal {

// Prints `file:line: check failed: condition`, with the two values unless both
// are empty, and aborts.
[[noreturn]] void Die(const char* file, int line, std::string_view condition,
                      std::string_view a, std::string_view b);

std::string Print(bool value);
std::string Print(char value);
std::string Print(long long value);
std::string Print(unsigned long long value);
std::string Print(double value);
std::string Print(std::string_view value);
std::string Print(const void* value);

template <typename T>
std::string PrintAny(const T& value) {
  if constexpr (std::is_enum_v<T>) {
    return PrintAny(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::same_as<T, bool> || std::same_as<T, char>) {
    return Print(value);
  } else if constexpr (std::signed_integral<T>) {
    return Print(static_cast<long long>(value));
  } else if constexpr (std::unsigned_integral<T>) {
    return Print(static_cast<unsigned long long>(value));
  } else if constexpr (std::floating_point<T>) {
    return Print(static_cast<double>(value));
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    return Print(std::string_view(value));
  } else if constexpr (std::convertible_to<const T&, const void*>) {
    return Print(static_cast<const void*>(value));
  } else {
    return "(value)";
  }
}

template <typename T>
concept PlainInteger =
    std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
    !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
    !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

// Each kind compares integers by value whatever their signedness.
#define MILLRACE_CHECK_KIND_(kind, op, integer_function)  \
  struct kind {                                           \
    template <typename A, typename B>                     \
    static constexpr bool Holds(const A& a, const B& b) { \
      if constexpr (PlainInteger<A> && PlainInteger<B>) { \
        return integer_function(a, b);                    \
      } else {                                            \
        return static_cast<bool>(a op b);                 \
      }                                                   \
    }                                                     \
  }
MILLRACE_CHECK_KIND_(Equal, ==, std::cmp_equal);
MILLRACE_CHECK_KIND_(NotEqual, !=, std::cmp_not_equal);
MILLRACE_CHECK_KIND_(Less, <, std::cmp_less);
MILLRACE_CHECK_KIND_(LessOrEqual, <=, std::cmp_less_equal);
MILLRACE_CHECK_KIND_(Greater, >, std::cmp_greater);
MILLRACE_CHECK_KIND_(GreaterOrEqual, >=, std::cmp_greater_equal);
#undef MILLRACE_CHECK_KIND_

template <typename Kind, typename A, typename B>
inline void Compare(const A& a, const B& b, const char* file, int line,
                    const char* condition) {
  if (Kind::Holds(a, b)) [[likely]] {
    return;
  }
  Die(file, line, condition, PrintAny(a), PrintAny(b));
}

}  // namespace millrace::check_internal

#endif  // MILLRACE_ENGINE_BASE_CHECK_H_
