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
  std::map<NameId, std::vector<std::string>> values_of;
  std::vector<std::string_view> keys;
  for (const RowRef& ref : rows) {
    const RowDraft& row = ref.draft();
    if (row.key != nullptr) {
      keys.push_back(row.key_view());
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
    if (!owner.empty()) keys.push_back(owner);
  }
  return records_->Prefetch(std::move(keys));
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
  auto change = matches_.lower_bound({match, std::string()});
  const bool has_changes =
      change != matches_.end() && change->first.first == match;
  if (!has_changes && !wants_all) return stored.keys;
  if (!stored.is_complete) {
    MILLRACE_ASSIGN_OR_RETURN(
        stored.keys, view_.FindMatches(plan_.type, kind, value, SIZE_MAX));
    stored.is_complete = true;
  }
  std::vector<std::string> keys = stored.keys;
  for (; change != matches_.end() && change->first.first == match; ++change) {
    const std::string& key = change->first.second;
    const auto at = std::lower_bound(keys.begin(), keys.end(), key);
    const bool is_there = at != keys.end() && *at == key;
    if (change->second && !is_there) keys.insert(at, key);
    if (!change->second && is_there) keys.erase(at);
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
        matches_[{{kind, match}, std::string(key)}] = is_added;
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
  for (const auto& [match, is_added] : matches_) {
    const auto& [kind, value] = match.first;
    if (is_added) {
      part->PutMatch(plan_.type, kind, value, match.second);
    } else {
      part->DeleteMatch(plan_.type, kind, value, match.second);
    }
  }
}

}  // namespace millrace
