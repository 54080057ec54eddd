// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/support/import_case.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "millrace/job_report.h"
#include "millrace/outcome.h"
#include "tests/support/reference_importer_binding.h"

namespace millrace {
namespace {

using reference::Record;

std::set<std::string> MatchKeys(const MatchRule& rule, const Record& record) {
  std::set<std::string> keys;
  for (const std::vector<std::string>& answer :
       reference::AnswersTo(rule, reference::MatchValuesOf(record))) {
    std::string key;
    for (const std::string& value : answer) {
      if (&value != answer.data()) key += "\x1f";
      key += value;
    }
    keys.insert(key);
  }
  return keys;
}

std::set<std::pair<std::string, std::string>> IdentityParts(
    const Catalogue& catalogue) {
  std::set<std::pair<std::string, std::string>> parts;
  for (const MappingType& type : catalogue.mapping_types) {
    for (const Effect& effect : type.effects) {
      if (effect.kind != EffectKind::kBindIdentity) continue;
      for (const EffectPart& part : effect.parts) {
        parts.emplace(effect.collection,
                      part.part.empty() ? part.field : part.part);
      }
    }
  }
  return parts;
}

void AddIdentities(const Catalogue& catalogue, const std::string& type,
                   const reference::Key& key, const Record& record,
                   std::vector<IndexEntry>* index) {
  for (const auto& [collection, part] : IdentityParts(catalogue)) {
    const auto items = record.collections.find(collection);
    if (items == record.collections.end()) continue;
    for (const auto& [item_key, parts] : items->second) {
      const auto value = parts.find(part);
      if (value == parts.end()) continue;
      index->push_back(
          {type, collection + "/" + item_key, value->second, key, false});
    }
  }
}

std::string Excerpt(const std::string& text, size_t at) {
  const size_t begin = at < 60 ? 0 : at - 60;
  return JsonText(text.substr(begin, 160));
}

void Compare(const std::string& what, const std::string& expected,
             const std::string& actual, std::string* report) {
  if (expected == actual) return;
  size_t at = 0;
  while (at < expected.size() && at < actual.size() &&
         expected[at] == actual[at]) {
    ++at;
  }
  absl::StrAppend(report, what, " differs at byte ", at,
                  "\n  expected: ", Excerpt(expected, at),
                  "\n  actual:   ", Excerpt(actual, at), "\n");
}

std::string TextOf(const Record* record) {
  if (record == nullptr) return "none";
  std::string text =
      absl::StrCat("created by ", record->created_job, ", changed by ",
                   record->changed_job, ":", record->changed_row);
  for (const auto& [name, value] : record->scalars) {
    absl::StrAppend(&text, ", ", name, "=", JsonText(value));
  }
  for (const auto& [collection, items] : record->collections) {
    for (const auto& [item_key, parts] : items) {
      absl::StrAppend(&text, ", ", collection, "/", item_key, "={");
      for (const auto& [name, value] : parts) {
        absl::StrAppend(&text, name, "=", JsonText(value), " ");
      }
      absl::StrAppend(&text, "}");
    }
  }
  return text;
}

const Record* FindRecord(const reference::Store& store, const std::string& type,
                         const reference::Key& key) {
  const auto records = store.records.find(type);
  if (records == store.records.end()) return nullptr;
  const auto record = records->second.find(key);
  return record == records->second.end() ? nullptr : &record->second;
}

void CompareRecords(const reference::Store& expected,
                    const reference::Store& actual, std::string* report) {
  std::set<std::pair<std::string, reference::Key>> keys;
  for (const reference::Store* store : {&expected, &actual}) {
    for (const auto& [type, records] : store->records) {
      for (const auto& [key, record] : records) keys.emplace(type, key);
    }
  }
  for (const auto& [type, key] : keys) {
    Compare(absl::StrCat(type, " ", reference::ToText(key)),
            TextOf(FindRecord(expected, type, key)),
            TextOf(FindRecord(actual, type, key)), report);
  }
}

std::string JoinedIndex(const std::set<std::string>& index,
                        const std::set<std::string>& other) {
  std::string missing;
  for (const std::string& line : index) {
    if (other.count(line) == 0) absl::StrAppend(&missing, line, "; ");
  }
  return missing;
}

}  // namespace

std::string IndexEntry::ToString() const {
  return absl::StrCat(type, " ", kind, " ", JsonText(value), " -> ",
                      reference::ToText(key), is_match ? " (match)" : "");
}

std::vector<IndexEntry> IndexOf(const Catalogue& catalogue,
                                const reference::Store& store) {
  std::vector<IndexEntry> index;
  for (const auto& [type_name, records] : store.records) {
    const ResourceType* type =
        reference::FindResourceType(catalogue, type_name);
    if (type == nullptr) continue;
    for (const auto& [key, record] : records) {
      AddIdentities(catalogue, type->name, key, record, &index);
      for (const MatchRule& rule : type->match_rules) {
        const std::string kind =
            absl::StrCat("Match/", type->name, "/", rule.name);
        for (const std::string& match : MatchKeys(rule, record)) {
          index.push_back({type->name, kind, match, key, true});
        }
      }
    }
  }
  return index;
}

namespace {

Choice* FindEntry(ValueList* list, const std::string& id) {
  for (Choice& entry : list->entries) {
    if (entry.id == id) return &entry;
  }
  list->entries.emplace_back().id = id;
  return &list->entries.back();
}

std::string ScalarOf(const Record& record, const std::string& name) {
  const auto found = record.scalars.find(name);
  return found == record.scalars.end() ? "" : found->second;
}

}  // namespace

Catalogue EffectiveCatalogue(const Catalogue& catalogue,
                             const GoldenStore& store) {
  Catalogue effective = catalogue;
  for (ValueList& list : effective.lists) {
    for (const auto& [name, entries] : store.lists) {
      if (!reference::EqualsNoCase(list.name, name)) continue;
      for (const ListEntry& entry : entries) {
        Choice* const choice = FindEntry(&list, entry.id);
        choice->name = entry.name;
        choice->retired = entry.retired;
        if (list.parent_field.empty() || entry.parent_id.empty()) continue;
        choice->parents = {{list.parent_field, {entry.parent_id}}};
      }
    }
    const auto records = store.content.records.find(list.records_of);
    if (records == store.content.records.end()) continue;
    for (const auto& [key, record] : records->second) {
      Choice* const choice = FindEntry(&list, reference::ToText(key));
      choice->name = ScalarOf(record, list.name_field);
      choice->retired = ScalarOf(record, list.retired_field) == "1";
    }
  }
  return effective;
}

ImportResult RunReference(const ImportCase& import_case) {
  ImportResult result;
  result.after = import_case.before.content;
  const Catalogue catalogue =
      EffectiveCatalogue(import_case.catalogue, import_case.before);
  const reference::JobResult job =
      reference::RunJob(import_case.spec, catalogue, import_case.upload,
                        import_case.options, &result.after);
  result.status =
      std::string(StatusWord(job.status, StatusWords::kDocumentedWithErrors));
  result.is_paused = job.is_paused;
  result.counters = job.counters;
  result.errors = job.errors;
  result.files = job.files;
  for (const IndexEntry& entry : IndexOf(catalogue, result.after)) {
    result.index.insert(entry.ToString());
  }
  return result;
}

std::string ProductSettings::ToString() const {
  return absl::StrCat("workers ", worker_count, ", chunk ", chunk_bytes,
                      ", run budget ", run_budget_bytes,
                      is_interrupted ? ", interrupted" : "",
                      lifts_budget ? ", budget lifted" : "");
}

std::string ReportJson(const ImportResult& result) {
  const JobCounters& counters = result.counters;
  std::string json = absl::StrCat(
      "{\n  \"status\": ", JsonText(result.status),
      result.is_paused ? ", \"paused\": true" : "",
      ",\n  \"counts\": {\"read\": ", counters.read,
      ", \"imported\": ", counters.imported,
      ", \"rejected\": ", counters.rejected, ", \"blank\": ", counters.blank,
      ",\n    \"created\": ", counters.created,
      ", \"updated\": ", counters.updated,
      ", \"unchanged\": ", counters.unchanged,
      ",\n    \"withMessages\": ", counters.with_messages,
      ", \"withSuccess\": ", counters.with_success,
      ", \"ambiguous\": ", counters.ambiguous);
  if (counters.cleared > 0) {
    absl::StrAppend(&json, ", \"cleared\": ", counters.cleared);
  }
  absl::StrAppend(&json, "},\n  \"byCode\": {");
  const char* comma = "";
  for (const auto& [number, count] : counters.by_code) {
    const auto code = CodeFromNumber(number);
    absl::StrAppend(
        &json, comma, "\"",
        code ? std::string(EntryOf(*code).name) : std::to_string(number),
        "\": ", count);
    comma = ", ";
  }
  absl::StrAppend(&json, "},\n  \"errors\": [");
  comma = "";
  for (const std::string& error : result.errors) {
    absl::StrAppend(&json, comma, JsonText(error));
    comma = ", ";
  }
  absl::StrAppend(&json, "],\n  \"files\": [");
  comma = "";
  for (const auto& [name, text] : result.files) {
    absl::StrAppend(&json, comma, JsonText(name));
    comma = ", ";
  }
  return absl::StrCat(json, "]\n}\n");
}

std::string Difference(const ImportResult& expected,
                       const ImportResult& actual) {
  std::string report;
  Compare("report", ReportJson(expected), ReportJson(actual), &report);
  for (const auto& [name, text] : expected.files) {
    const auto other = actual.files.find(name);
    if (other == actual.files.end()) continue;  // the report says so
    Compare(name, text, other->second, &report);
  }
  CompareRecords(expected.after, actual.after, &report);
  reference::Store expected_rest = expected.after;
  reference::Store actual_rest = actual.after;
  expected_rest.records.clear();
  actual_rest.records.clear();
  Compare("counters", ToJson(expected_rest), ToJson(actual_rest), &report);
  Compare("index entries missing", "",
          JoinedIndex(expected.index, actual.index), &report);
  Compare("index entries too many", "",
          JoinedIndex(actual.index, expected.index), &report);
  return report;
}

}  // namespace millrace
