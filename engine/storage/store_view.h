// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// StoreView over one snapshot of the database: see millrace/store.h.
//
// Threading: const and safe from any thread.
// Ownership: borrows the database.

#ifndef MILLRACE_ENGINE_STORAGE_STORE_VIEW_H_
#define MILLRACE_ENGINE_STORAGE_STORE_VIEW_H_

#include <memory>

#include "engine/storage/database.h"
#include "millrace/store.h"

namespace millrace {

std::unique_ptr<StoreView> MakeStoreView(Database* database);

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_STORE_VIEW_H_
