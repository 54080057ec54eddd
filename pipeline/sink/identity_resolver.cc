// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/sink/identity_resolver.h"

#include <algorithm>

#include "engine/base/status_macros.h"
#include "pipeline/sink/match_index.h"

namespace millrace {
namespace {

// How many candidates are read at first: one to choose, a second to know that
// there is a choice, and some to spare for rows of this run that took theirs
// away.
constexpr size_t kCandidatesRead = 8;

}  // namespace

IdentityResolver::IdentityResolver(const MappingPlan& plan, JobId job,
                                   const StoreView& view, RecordTable* records)
    : plan_(plan), job_(job), view_(view), records_(records) {}

absl::Status IdentityResolver::Prefetch(const std::vector<RowRef>& rows) {
  std::vector<std::string_view> keys;
  std::vector<RowDraftReader> searching;
  for (const RowRef& ref : rows) {
    const RowDraft& row = ref.draft();
    if (row.key != nullptr) {
      keys.push_back(row.key_view());
      continue;
    }
    RowDraftReader& reader = searching.emplace_back(row.draft_view());
    if (!reader.NextFinder()) searching.pop_back();
  }
  for (size_t i = 0; i < plan_.finders.size() && !searching.empty(); ++i) {
    MILLRACE_RETURN_IF_ERROR(PrefetchFinder(i, &searching));
  }
  for (const auto& [identity, owner] : stored_owners_) {
    if (!owner.empty()) keys.push_back(owner);
  }
  for (const auto& [match, candidates] : stored_matches_) {
    if (!candidates.keys.empty()) keys.push_back(candidates.keys.front());
  }
  return records_->Prefetch(std::move(keys));
}

// Looks up what the rows have for one finder. Those that it finds nothing for
// are left in *searching, at their next finder.
absl::Status IdentityResolver::PrefetchFinder(
    size_t finder_index, std::vector<RowDraftReader>* searching) {
  const Finder& finder = plan_.finders[finder_index];
  std::vector<std::string_view> values;
  for (RowDraftReader reader : *searching) {
    for (bool has = true; has && reader.index() == finder_index;
         has = reader.NextFinder()) {
      values.push_back(reader.value());
    }
  }
  if (values.empty()) return absl::OkStatus();
  MILLRACE_RETURN_IF_ERROR(finder.is_match ? PrefetchMatches(finder, values)
                                           : PrefetchOwners(finder, values));
  // A row that is found need not be looked for in other ways. Should a row
  // before it take that away, it is looked up when its turn comes.
  std::erase_if(*searching, [&](RowDraftReader& reader) {
    while (reader.index() == finder_index) {
      if (IsKnown(finder, reader.value()) || !reader.NextFinder()) return true;
    }
    return false;
  });
  return absl::OkStatus();
}

absl::Status IdentityResolver::PrefetchOwners(
    const Finder& finder, std::vector<std::string_view> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::vector<std::string> owners;
  MILLRACE_RETURN_IF_ERROR(
      view_.FindIdentities(plan_.type, finder.kind, values, &owners));
  for (size_t i = 0; i < values.size(); ++i) {
    stored_owners_[{finder.kind, std::string(values[i])}] =
        std::move(owners[i]);
  }
  return absl::OkStatus();
}

absl::Status IdentityResolver::PrefetchMatches(
    const Finder& finder, const std::vector<std::string_view>& values) {
  std::vector<std::vector<std::string>> lists;
  MILLRACE_RETURN_IF_ERROR(view_.FindMatchLists(plan_.type, finder.kind, values,
                                                kCandidatesRead, &lists));
  for (size_t i = 0; i < values.size(); ++i) {
    Candidates& stored = stored_matches_[{finder.kind, std::string(values[i])}];
    stored.is_complete = lists[i].size() < kCandidatesRead;
    stored.keys = std::move(lists[i]);
  }
  return absl::OkStatus();
}

// Whether a value that was looked up is anybody's.
bool IdentityResolver::IsKnown(const Finder& finder,
                               std::string_view value) const {
  const IdentityKey identity(finder.kind, std::string(value));
  if (finder.is_match) return !stored_matches_.at(identity).keys.empty();
  return !stored_owners_.at(identity).empty();
}

absl::StatusOr<std::string> IdentityResolver::OwnerOf(NameId kind,
                                                      std::string_view value) {
  const IdentityKey identity(kind, std::string(value));
  const auto changed = owners_.find(identity);
  if (changed != owners_.end()) return changed->second;
  const auto stored = stored_owners_.find(identity);
  if (stored != stored_owners_.end()) return stored->second;
  MILLRACE_ASSIGN_OR_RETURN(auto owner,
                            view_.FindIdentity(plan_.type, kind, value));
  return stored_owners_[identity] = owner.value_or(std::string());
}

// The records under a match key now, ascending: all, or the first ones.
absl::StatusOr<std::vector<std::string>> IdentityResolver::MatchesOf(
    NameId kind, const std::string& value, bool wants_all) {
  const IdentityKey match(kind, value);
  Candidates& stored = stored_matches_[match];
  if (stored.keys.empty() && !stored.is_complete) {
    MILLRACE_ASSIGN_OR_RETURN(
        stored.keys,
        view_.FindMatches(plan_.type, kind, value, kCandidatesRead));
    stored.is_complete = stored.keys.size() < kCandidatesRead;
  }
  const auto changes = matches_.find(match);
  const bool has_changes = changes != matches_.end();
  if (!has_changes && !wants_all) return stored.keys;
  if (!stored.is_complete) {
    MILLRACE_ASSIGN_OR_RETURN(
        stored.keys, view_.FindMatches(plan_.type, kind, value, SIZE_MAX));
    stored.is_complete = true;
  }
  std::vector<std::string> keys = stored.keys;
  if (!has_changes) return keys;
  for (const auto& [key, is_added] : changes->second) {
    const auto at = std::lower_bound(keys.begin(), keys.end(), key);
    const bool is_there = at != keys.end() && *at == key;
    if (is_added && !is_there) keys.insert(at, key);
    if (!is_added && is_there) keys.erase(at);
  }
  return keys;
}

absl::StatusOr<bool> IdentityResolver::IsOfThisJob(std::string_view key) {
  MILLRACE_ASSIGN_OR_RETURN(const WorkingRecord* record, records_->Get(key));
  if (record->value.empty()) return false;
  MILLRACE_ASSIGN_OR_RETURN(const RecordView view,
                            RecordView::Parse(record->value));
  return view.stamp().created_job == job_;
}

absl::StatusOr<WorkingRecord*> IdentityResolver::FindByMatch(
    size_t finder_index, const std::vector<std::string>& values,
    RowDraft* row) {
  std::vector<std::string> candidates;
  for (const std::string& value : values) {
    MILLRACE_ASSIGN_OR_RETURN(const std::vector<std::string> keys,
                              MatchesOf(plan_.finders[finder_index].kind, value,
                                        /*wants_all=*/!row->sees_own_job));
    candidates.insert(candidates.end(), keys.begin(), keys.end());
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()),
                   candidates.end());
  if (!row->sees_own_job) {
    std::vector<std::string> others;
    for (const std::string& key : candidates) {
      MILLRACE_ASSIGN_OR_RETURN(const bool is_own, IsOfThisJob(key));
      if (!is_own) others.push_back(key);
    }
    candidates.swap(others);
  }
  if (candidates.empty()) return nullptr;
  row->found = static_cast<uint8_t>(kFoundByFinder + finder_index);
  row->is_ambiguous = candidates.size() > 1;
  return records_->Get(candidates.front());
}

absl::StatusOr<WorkingRecord*> IdentityResolver::Find(RowDraft* row) {
  RowDraftReader reader(row->draft_view());
  size_t match_finder = plan_.finders.size();
  std::vector<std::string> match_values;
  while (reader.NextFinder()) {
    const size_t index = reader.index();
    if (index != match_finder && !match_values.empty()) {
      MILLRACE_ASSIGN_OR_RETURN(WorkingRecord * record,
                                FindByMatch(match_finder, match_values, row));
      if (record != nullptr) return record;
      match_values.clear();
    }
    const Finder& finder = plan_.finders[index];
    if (finder.is_match) {
      match_finder = index;
      match_values.emplace_back(reader.value());
      continue;
    }
    MILLRACE_ASSIGN_OR_RETURN(const std::string owner,
                              OwnerOf(finder.kind, reader.value()));
    if (owner.empty()) continue;
    row->found = static_cast<uint8_t>(kFoundByFinder + index);
    return records_->Get(owner);
  }
  if (match_values.empty()) return nullptr;
  return FindByMatch(match_finder, match_values, row);
}

void IdentityResolver::Apply(const std::vector<IdentityEdit>& edits,
                             std::string_view key) {
  for (const IdentityEdit& edit : edits) {
    owners_[{edit.kind, edit.value}] =
        edit.is_bound ? std::string(key) : std::string();
  }
}

absl::Status IdentityResolver::UpdateMatches(std::string_view key,
                                             std::string_view before,
                                             std::string_view after) {
  return CompareMatches(
      plan_, before, after,
      [&](NameId kind, const std::string& match, bool is_added) {
        matches_[{kind, match}][std::string(key)] = is_added;
      });
}

void IdentityResolver::AddTo(CommitPart* part) const {
  for (const auto& [identity, owner] : owners_) {
    const auto& [kind, value] = identity;
    if (owner.empty()) {
      part->DeleteIdentity(plan_.type, kind, value);
    } else {
      part->PutIdentity(plan_.type, kind, value, owner);
    }
  }
  for (const auto& [match, changes] : matches_) {
    const auto& [kind, value] = match;
    for (const auto& [key, is_added] : changes) {
      if (is_added) {
        part->PutMatch(plan_.type, kind, value, key);
      } else {
        part->DeleteMatch(plan_.type, kind, value, key);
      }
    }
  }
}

}  // namespace millrace
