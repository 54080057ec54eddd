// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// CatalogueEntries: the lists of a catalogue with what the store adds to them.
//
// Threading: pure function of the store.

#ifndef MILLRACE_PIPELINE_JOB_CATALOGUE_ENTRIES_H_
#define MILLRACE_PIPELINE_JOB_CATALOGUE_ENTRIES_H_

#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/store.h"

namespace millrace {

// An entry of the store renames, retires or revives one of the same id.
absl::StatusOr<Catalogue> WithStoreEntries(Catalogue catalogue,
                                           const Store& store);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_CATALOGUE_ENTRIES_H_
