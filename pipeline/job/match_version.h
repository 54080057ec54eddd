// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Whether a store's match keys are those that this library and a catalogue
// would make: folded with the same Unicode tables, for every match rule
// (contract m.13). Where they are not, matching would make people twice.
//
// Threading: pure functions of the store.

#ifndef MILLRACE_PIPELINE_JOB_MATCH_VERSION_H_
#define MILLRACE_PIPELINE_JOB_MATCH_VERSION_H_

#include "absl/status/status.h"

#include "millrace/catalogue.h"
#include "millrace/store.h"

namespace millrace {

// kFailedPrecondition: the index must be rebuilt first (CheckIndexes). Marks a
// store that has no match keys yet with this library's version.
absl::Status CheckMatchVersion(Store* store);

// The same, and every rule of the type was known when its records were
// written. To be asked before the rules' names are made in the store. type is
// one that has its own records.
absl::Status CheckMatchRules(Store* store, const ResourceType& type);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_MATCH_VERSION_H_
