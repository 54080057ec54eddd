// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The grammar of JSON's numbers. They are kept as text wherever rounding them
// would change them.

#ifndef MILLRACE_ENGINE_BASE_JSON_NUMBER_H_
#define MILLRACE_ENGINE_BASE_JSON_NUMBER_H_

#include <string_view>

namespace millrace {

bool IsJsonNumber(std::string_view text);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_BASE_JSON_NUMBER_H_
