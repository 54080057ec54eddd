// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Names the column families of a store, in one typed table. Names and order
// are part of the stored format: a change of either is a change of
// kStoreFormatVersion.
//
// Threading: constants.

#ifndef MILLRACE_ENGINE_STORAGE_COLUMN_FAMILIES_H_
#define MILLRACE_ENGINE_STORAGE_COLUMN_FAMILIES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace millrace {

enum class Family : uint8_t {
  kDefault = 0,     // format, counters, names, catalogues, lists; tiny
  kRecords = 1,     // the bulk: one record a key
  kIdentities = 2,  // unique identities, match keys, first rows of jobs
  kJobs = 3,        // one job a key, listed by range
  kOutcomes = 4,    // outcome blocks: appended, read once, dropped by range
};

struct FamilyEntry {
  Family family;
  std::string_view name;
};

inline constexpr std::array kFamilies = {
    FamilyEntry{Family::kDefault, "default"},
    FamilyEntry{Family::kRecords, "records"},
    FamilyEntry{Family::kIdentities, "identities"},
    FamilyEntry{Family::kJobs, "jobs"},
    FamilyEntry{Family::kOutcomes, "outcomes"},
};

inline constexpr size_t kFamilyCount = kFamilies.size();

constexpr size_t FamilyIndex(Family family) {
  return static_cast<size_t>(family);
}

constexpr std::string_view FamilyName(Family family) {
  return kFamilies[FamilyIndex(family)].name;
}

constexpr std::optional<Family> FindFamily(std::string_view name) {
  for (const FamilyEntry& entry : kFamilies) {
    if (entry.name == name) return entry.family;
  }
  return std::nullopt;
}

// Whether what is put into a family comes from rows: that counts against the
// free-space floor, while a job can be settled below it.
constexpr bool IsRowData(Family family) {
  return family == Family::kRecords || family == Family::kIdentities ||
         family == Family::kOutcomes;
}

static_assert(kFamilyCount == 5, "the stored format has five families");
static_assert(
    [] {
      for (size_t i = 0; i < kFamilyCount; ++i) {
        if (FamilyIndex(kFamilies[i].family) != i) return false;
      }
      return true;
    }(),
    "the table stands in the order of the enumerators");

}  // namespace millrace

#endif  // MILLRACE_ENGINE_STORAGE_COLUMN_FAMILIES_H_
