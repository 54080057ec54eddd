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
    : plan_(plan),
      job_(job),
      view_(view),
      records_(records),
      named_(plan, view, records) {}

absl::Status IdentityResolver::Prefetch(const std::vector<RowRef>& rows) {
  std::vector<std::string_view> keys;
  MILLRACE_RETURN_IF_ERROR(PrefetchIdentities(rows, &keys));
  MILLRACE_RETURN_IF_ERROR(PrefetchMatches(rows, &keys));
  MILLRACE_RETURN_IF_ERROR(named_.Prefetch(rows));
  return records_->Prefetch(std::move(keys));
}

absl::Status IdentityResolver::PrefetchIdentities(
    const std::vector<RowRef>& rows, std::vector<std::string_view>* keys) {
  std::map<NameId, std::vector<std::string>> values_of;
  for (const RowRef& ref : rows) {
    const RowDraft& row = ref.draft();
    if (row.key != nullptr) {
      keys->push_back(row.key_view());
      continue;
    }
    RowDraftReader reader(row.draft_view());
    while (reader.NextFinder()) {
      const Finder& finder = plan_.finders[reader.index()];
      if (finder.is_match) continue;
      values_of[finder.kind].emplace_back(reader.value());
    }
  }
  for (auto& [kind, values] : values_of) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    const std::vector<std::string_view> views(values.begin(), values.end());
    std::vector<std::string> owners;
    MILLRACE_RETURN_IF_ERROR(
        view_.FindIdentities(plan_.type, kind, views, &owners));
    for (size_t i = 0; i < values.size(); ++i) {
      stored_owners_[{kind, values[i]}] = owners[i];
    }
  }
  for (const auto& [identity, owner] : stored_owners_) {
    if (!owner.empty()) keys->push_back(owner);
  }
  return absl::OkStatus();
}

// The finder's values of those rows that no finder before has found anything
// for in the store, each with its row.
std::vector<std::pair<std::string_view, size_t>> IdentityResolver::ValuesOf(
    size_t finder, const std::vector<RowRef>& rows) const {
  std::vector<std::pair<std::string_view, size_t>> values;
  for (size_t i = 0; i < rows.size(); ++i) {
    const RowDraft& row = rows[i].draft();
    if (found_at_[i] < finder || row.key != nullptr) continue;
    RowDraftReader reader(row.draft_view());
    while (reader.NextFinder() && reader.index() <= finder) {
      if (reader.index() == finder) values.emplace_back(reader.value(), i);
    }
  }
  return values;
}

// Finder by finder, so that a row which one of them has found costs the others
// nothing. If the run takes that away from the row, Find asks by itself.
absl::Status IdentityResolver::PrefetchMatches(
    const std::vector<RowRef>& rows, std::vector<std::string_view>* keys) {
  found_at_.assign(rows.size(), plan_.finders.size());
  for (size_t finder = 0; finder < plan_.finders.size(); ++finder) {
    const NameId kind = plan_.finders[finder].kind;
    const auto wanted = ValuesOf(finder, rows);
    if (!plan_.finders[finder].is_match) {
      for (const auto& [value, i] : wanted) {
        const auto owner = stored_owners_.find({kind, std::string(value)});
        if (!owner->second.empty()) found_at_[i] = finder;
      }
      continue;
    }
    std::vector<std::string_view> values;
    values.reserve(wanted.size());
    for (const auto& [value, i] : wanted) values.push_back(value);
    std::vector<std::vector<std::string>> lists;
    MILLRACE_RETURN_IF_ERROR(view_.FindMatchLists(plan_.type, kind, values,
                                                  kCandidatesRead, &lists));
    for (size_t w = 0; w < wanted.size(); ++w) {
      if (lists[w].empty()) continue;
      const auto& [value, i] = wanted[w];
      found_at_[i] = finder;
      Candidates& stored = stored_matches_[{kind, std::string(value)}];
      if (!stored.keys.empty()) continue;  // of a row before; keys has it
      stored.is_complete = lists[w].size() < kCandidatesRead;
      stored.keys = std::move(lists[w]);
      keys->push_back(stored.keys.front());
    }
  }
  return absl::OkStatus();
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

absl::StatusOr<bool> IdentityResolver::HasRecord(ResourceTypeId type,
                                                 std::string_view key_bytes) {
  return named_.Has(type, key_bytes);
}

// The records under a match key now, ascending: all, or the first ones.
absl::StatusOr<std::vector<std::string>> IdentityResolver::MatchesOf(
    NameId kind, const std::string& value, bool was_looked_up, bool wants_all) {
  const IdentityKey match(kind, value);
  const auto known = stored_matches_.find(match);
  Candidates stored;
  if (known != stored_matches_.end()) {
    stored = known->second;
  } else if (was_looked_up) {
    stored.is_complete = true;  // nobody has it
  } else {
    MILLRACE_ASSIGN_OR_RETURN(
        stored.keys,
        view_.FindMatches(plan_.type, kind, value, kCandidatesRead));
    stored.is_complete = stored.keys.size() < kCandidatesRead;
    stored_matches_[match] = stored;
  }
  const auto changes = matches_.find(match);
  const bool has_changes = changes != matches_.end();
  if (!has_changes && !wants_all) return stored.keys;
  if (!stored.is_complete) {
    MILLRACE_ASSIGN_OR_RETURN(
        stored.keys, view_.FindMatches(plan_.type, kind, value, SIZE_MAX));
    stored.is_complete = true;
    stored_matches_[match] = stored;
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
    size_t index, size_t finder_index, const std::vector<std::string>& values,
    RowDraft* row) {
  std::vector<std::string> candidates;
  for (const std::string& value : values) {
    MILLRACE_ASSIGN_OR_RETURN(
        const std::vector<std::string> keys,
        MatchesOf(plan_.finders[finder_index].kind, value,
                  /*was_looked_up=*/finder_index <= found_at_[index],
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
  row->found = static_cast<uint16_t>(kFoundByFinder + finder_index);
  row->is_ambiguous = candidates.size() > 1;
  return records_->Get(candidates.front());
}

absl::StatusOr<WorkingRecord*> IdentityResolver::Find(size_t index,
                                                      RowDraft* row) {
  RowDraftReader reader(row->draft_view());
  size_t match_finder = plan_.finders.size();
  std::vector<std::string> match_values;
  while (reader.NextFinder()) {
    const size_t finder_index = reader.index();
    if (finder_index != match_finder && !match_values.empty()) {
      MILLRACE_ASSIGN_OR_RETURN(
          WorkingRecord * record,
          FindByMatch(index, match_finder, match_values, row));
      if (record != nullptr) return record;
      match_values.clear();
    }
    const Finder& finder = plan_.finders[finder_index];
    if (finder.is_match) {
      match_finder = finder_index;
      match_values.emplace_back(reader.value());
      continue;
    }
    MILLRACE_ASSIGN_OR_RETURN(const std::string owner,
                              OwnerOf(finder.kind, reader.value()));
    if (owner.empty()) continue;
    row->found = static_cast<uint16_t>(kFoundByFinder + finder_index);
    return records_->Get(owner);
  }
  if (match_values.empty()) return nullptr;
  return FindByMatch(index, match_finder, match_values, row);
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
