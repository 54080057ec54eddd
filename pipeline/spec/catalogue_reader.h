// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Reads the members of a catalogue's JSON into a Catalogue and fills in what
// may be left out. What is read may still contradict itself: that is
// catalogue_check's.
//
// Threading: pure function. Defects go to the list, as those of `root` do.

#ifndef MILLRACE_PIPELINE_SPEC_CATALOGUE_READER_H_
#define MILLRACE_PIPELINE_SPEC_CATALOGUE_READER_H_

#include "millrace/catalogue.h"
#include "pipeline/spec/defect_list.h"
#include "pipeline/spec/json_object.h"

namespace millrace {

struct CatalogueFile {
  Catalogue catalogue = {};
  bool extends_built_in = false;
};

CatalogueFile ReadCatalogueFile(JsonObject root, DefectList* defects);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_CATALOGUE_READER_H_
