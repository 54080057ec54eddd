// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// IndexLayout: everything that a record is to be found by, under a catalogue:
// its external ids and its match keys.
//
// Threading: one thread at a time.
// Ownership: keeps the name resolver that it is given.

#ifndef MILLRACE_PIPELINE_JOB_INDEX_LAYOUT_H_
#define MILLRACE_PIPELINE_JOB_INDEX_LAYOUT_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "millrace/catalogue.h"
#include "millrace/commit.h"
#include "millrace/record.h"
#include "pipeline/batch/mapping_plan.h"
#include "pipeline/batch/match_key.h"

namespace millrace {

// One entry of the index, without the record it leads to.
struct IndexKey {
  NameId kind = NameId{0};
  bool is_match = false;  // else an external id, which one record has
  std::string value = {};
  friend auto operator<=>(const IndexKey&, const IndexKey&) = default;
};

class IndexLayout {
 public:
  // Gives the store's number of a name, or why it cannot.
  using Names = std::function<absl::StatusOr<NameId>(const std::string& name)>;

  // type is one that has its own records; id its number.
  static absl::StatusOr<IndexLayout> Make(const Catalogue& catalogue,
                                          const ResourceType& type,
                                          ResourceTypeId id, Names names);

  ResourceTypeId type() const { return plan_.type; }

  // What a record of this value is found by; nothing for an empty one.
  absl::StatusOr<std::set<IndexKey>> KeysOf(std::string_view value);

 private:
  // An item part that is an external id, by the catalogue's effects.
  struct Identity {
    NameId collection = NameId{0};
    NameId part = NameId{0};
    std::string collection_name = {};
    friend auto operator<=>(const Identity&, const Identity&) = default;
  };

  absl::Status AddIdentities(const Catalogue& catalogue);
  absl::Status AddIdentitiesOf(const RecordView& record,
                               std::set<IndexKey>* keys);

  MappingPlan plan_;
  std::set<Identity> identities_;
  Names names_;
  MatchKeySet match_keys_;
};

void PutIndexKey(ResourceTypeId type, const IndexKey& entry,
                 std::string_view key_bytes, CommitPart* part);
void DeleteIndexKey(ResourceTypeId type, const IndexKey& entry,
                    std::string_view key_bytes, CommitPart* part);

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_JOB_INDEX_LAYOUT_H_
