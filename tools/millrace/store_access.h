// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// How subcommands come by a store and a catalogue. Every function says what
// is wrong itself and returns the exit code for it; kDone means it worked.
//
// Threading: one thread.

#ifndef MILLRACE_TOOLS_MILLRACE_STORE_ACCESS_H_
#define MILLRACE_TOOLS_MILLRACE_STORE_ACCESS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "millrace/catalogue.h"
#include "millrace/importer.h"
#include "millrace/store.h"
#include "tools/millrace/exit_code.h"
#include "tools/millrace/flags.h"

namespace millrace::tool {

// Declare --store DIR and --catalogue FILE, each with its variable.
void AddStoreFlag(FlagSet* flags, std::string* store);
void AddCatalogueFlag(FlagSet* flags, std::string* catalogue);

enum class Access {
  kRead,    // beside a writing process
  kWrite,   // must be there
  kCreate,  // made if missing
};

// free_space_floor_bytes: see StoreOptions; absent: its default.
ExitCode OpenStore(const std::string& directory, Access access,
                   std::unique_ptr<Store>* store,
                   std::optional<uint64_t> free_space_floor_bytes = {});

// Leaves *catalogue empty, for the built-in one, when path is empty.
ExitCode ReadCatalogueFile(const std::string& path,
                           std::optional<Catalogue>* catalogue);

// The catalogue for looking at a store: that of the file; without one, the
// catalogue of the newest job over the resource type (any type if empty); the
// built-in one if there is no such job. With the store's own list entries.
ExitCode ChooseCatalogue(const std::string& path, Store& store,
                         std::string_view resource_type, Catalogue* catalogue);

// The catalogue that a job was checked against; null if it cannot be read.
std::optional<Catalogue> CatalogueOfJob(const Store& store,
                                        const JobRecord& job);

// What the job's resource type calls one record: "Contact".
std::string SingularOf(const Store& store, const JobRecord& job);

// The type by its name in any case; says which there are if there is none.
ExitCode FindResource(const Catalogue& catalogue, const std::string& name,
                      const ResourceType** type);

// "12" as a job id.
ExitCode ParseJobId(const std::string& text, JobId* id);

// The report of a job that may not be there.
ExitCode FindJob(const Importer& importer, JobId id, JobReport* report);

}  // namespace millrace::tool

#endif  // MILLRACE_TOOLS_MILLRACE_STORE_ACCESS_H_
