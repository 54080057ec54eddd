// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Instances of a patterned field that are part of something: a custom field
// (CF7) belongs to a group, which is a field of the mapping too. The list of
// the pattern says so by its entries' parents.
//
// Threading: pure functions.
// Ownership: results point into the catalogue given.

#ifndef MILLRACE_PIPELINE_BATCH_INSTANCE_PARENTS_H_
#define MILLRACE_PIPELINE_BATCH_INSTANCE_PARENTS_H_

#include <vector>

#include "millrace/catalogue.h"
#include "pipeline/batch/field_binding.h"

namespace millrace {

// What the list of a patterned field says of an instance; null: nothing, or the
// field has no pattern or list.
const Choice* InstanceEntry(const Catalogue& catalogue,
                            const BoundField& bound);

// Takes out instances that columns bind by name and that are part of something
// else than the mapping's constants say.
void DropOthersInstances(const Catalogue& catalogue,
                         std::vector<BoundField>* bound);

// Gives a required field that is not bound the one value that all bound
// instances are part of, if there is one.
void DeriveParents(const Catalogue& catalogue, const MappingType& type,
                   std::vector<BoundField>* bound);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_INSTANCE_PARENTS_H_
