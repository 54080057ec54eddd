// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// CatalogueJson: mapping types, their fields and values as the interface shows
// them (contract b.8 to b.10), for one caller: what a key may not import, it
// does not see.
//
// Threading: pure functions.

#ifndef MILLRACE_TOOLS_SERVER_CATALOGUE_JSON_H_
#define MILLRACE_TOOLS_SERVER_CATALOGUE_JSON_H_

#include <string>
#include <vector>

#include "millrace/catalogue.h"
#include "tools/server/key_ring.h"

namespace millrace::server {

std::vector<std::string> ResourceNames(const Catalogue& catalogue,
                                       const Caller& caller);

// Whether the type is for any resource type that the caller may import.
bool MaySee(const MappingType& type, const Caller& caller);

std::string MappingTypeJson(const Catalogue& catalogue, const MappingType& type,
                            const Caller& caller);

// An element for each value that new rows may have; empty for a field without
// a set of values.
std::vector<std::string> ValueJsons(const Catalogue& catalogue,
                                    const MappingType& type,
                                    const Field& field);

}  // namespace millrace::server

#endif  // MILLRACE_TOOLS_SERVER_CATALOGUE_JSON_H_
