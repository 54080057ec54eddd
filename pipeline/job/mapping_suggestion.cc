// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/mapping_suggestion.h: every column is rated against every
// field that it may go to; then the best pairs are taken, one after the other,
// each column and each field once. Ratings, in percent:
//
//   100  the field's name in any case       85  one of its synonyms
//    95  but for spaces and punctuation     60  its type's values (e-mail,
//                                               phone), 55 (postal code,
//                                               state, country), 40 (date)
//
// A name counts half where most values do not fit the field's type; below 50
// nothing is bound.

#include "millrace/mapping_suggestion.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "engine/base/absl_view.h"
#include "engine/base/status_macros.h"
#include "pipeline/batch/field_binding.h"
#include "pipeline/job/upload_sample.h"
#include "pipeline/job/value_shape.h"

namespace millrace {
namespace {

constexpr int kExactName = 100;
constexpr int kAlikeName = 95;
constexpr int kSynonym = 85;
constexpr int kTellingShape = 60;
constexpr int kPlainShape = 55;
constexpr int kVagueShape = 40;  // many things have dates
constexpr int kConfidenceMin = 50;
// Of a column's values: what speaks for a type, and what against it.
constexpr int kShapePercentMin = 90;
constexpr int kDoubtPercent = 50;

// A name's letters and digits, in lower case; bytes beyond ASCII stay.
std::string Simplified(std::string_view name) {
  std::string simple;
  for (const char c : name) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
        static_cast<unsigned char>(c) >= 0x80) {
      simple.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
    }
  }
  return simple;
}

// A column and a field that it may go to.
struct Pair {
  size_t column = 0;
  size_t mapping = 0;  // in the types
  std::string field = {};
  int confidence = 0;
  std::string reason = {};
};

int ShapeConfidence(FieldType type) {
  switch (type) {
    case FieldType::kEmail:
    case FieldType::kPhone:
      return kTellingShape;
    case FieldType::kDate:
    case FieldType::kDateTime:
      return kVagueShape;
    default:
      return kPlainShape;
  }
}

class Suggester {
 public:
  Suggester(const Catalogue& catalogue, const ResourceType& resource,
            JobSpec spec, const UploadSample& sample)
      : catalogue_(catalogue),
        resource_(resource),
        sample_(sample),
        spec_(std::move(spec)) {
    for (const FieldSynonyms& one : catalogue.synonyms) {
      for (const std::string& name : one.names) {
        synonyms_[absl::AsciiStrToLower(one.field)].insert(Simplified(name));
      }
    }
    // Types that create come first: a field that two of them have goes there.
    for (const bool creates : {true, false}) {
      for (const MappingType& type : catalogue.mapping_types) {
        if (type.creates != creates || !IsAllowedFor(type, resource)) continue;
        types_.push_back(&type);
      }
    }
  }

  absl::StatusOr<MappingSuggestion> Suggest() {
    RateAll();
    std::stable_sort(pairs_.begin(), pairs_.end(),
                     [](const Pair& a, const Pair& b) {
                       return a.confidence > b.confidence;
                     });
    // A type whose mapping has a defect (what it requires has no column) is
    // left out, and its columns may go elsewhere.
    std::vector<SpecDefect> defects;
    for (;;) {
      Choose();
      WriteMappings();
      defects = CheckJobSpec(spec_, catalogue_);
      if (defects.empty()) break;
      if (!DropType(defects)) return SpecDefectsStatus(defects);
    }
    MappingSuggestion suggestion;
    suggestion.columns = Columns();
    suggestion.spec = std::move(spec_);
    return suggestion;
  }

 private:
  void RateAll() {
    for (size_t c = 0; c < spec_.file.columns.size(); ++c) {
      RateKey(c);
      for (size_t t = 0; t < types_.size(); ++t) {
        for (const Field& field : types_[t]->fields) RateField(c, t, field);
      }
    }
  }

  // The key belongs to the row, even where no mapping type has a field for it:
  // its column is named as the key then, and so bound by name.
  void RateKey(size_t column) {
    for (const MappingType* type : types_) {
      for (const Field& field : type->fields) {
        if (field.role == FieldRole::kKey) return;
      }
    }
    Field key;
    key.name = resource_.key_name;
    RateName(column, types_.size(), key, key.name);
  }

  void RateField(size_t column, size_t type, const Field& field) {
    if (!field.can_map_column) return;
    if (!field.is_patterned()) {
      RateName(column, type, field, field.name);
      RateShape(column, type, field);
      return;
    }
    // Of a pattern those instances that the catalogue has, else the one that
    // the column's name spells.
    std::string digits;
    if (FindField(*types_[type], spec_.file.columns[column], &digits) ==
            &field &&
        IsInstance(catalogue_, field, digits)) {
      RateName(column, type, field, InstanceName(field, digits));
    }
  }

  void RateName(size_t column, size_t type, const Field& field,
                const std::string& name) {
    const std::string& header = spec_.file.columns[column];
    const std::string simple = Simplified(header);
    Pair pair{column, type, name, 0, {}};
    if (absl::EqualsIgnoreCase(AbslView(header), AbslView(name))) {
      pair.confidence = kExactName;
      pair.reason = "named so";
    } else if (simple == Simplified(name)) {
      pair.confidence = kAlikeName;
      pair.reason = "named so but for spaces and punctuation";
    } else if (synonyms_[absl::AsciiStrToLower(field.name)].contains(simple)) {
      pair.confidence = kSynonym;
      pair.reason = "its name is a synonym";
    } else {
      return;
    }
    WeighValues(field, &pair);
    pairs_.push_back(std::move(pair));
  }

  void WeighValues(const Field& field, Pair* pair) const {
    const std::string_view shape = ShapeName(field.type);
    const std::vector<std::string>& values = sample_.values[pair->column];
    if (shape.empty() || values.empty()) return;
    const int percent = PercentOfShape(field.type, values);
    const bool is_doubtful = percent < kDoubtPercent;
    absl::StrAppend(&pair->reason, is_doubtful ? ", but only " : ", and ",
                    percent, "% of its values look like ", AbslView(shape));
    if (is_doubtful) pair->confidence /= 2;
  }

  // By values alone, for what makes a record, and never what a row depends on.
  void RateShape(size_t column, size_t type, const Field& field) {
    const std::string_view shape = ShapeName(field.type);
    const std::vector<std::string>& values = sample_.values[column];
    if (shape.empty() || values.empty() || !types_[type]->creates) return;
    if (field.role != FieldRole::kValue) return;
    const int percent = PercentOfShape(field.type, values);
    if (percent < kShapePercentMin) return;
    pairs_.push_back(
        {column, type, field.name, ShapeConfidence(field.type),
         absl::StrCat(percent, "% of its values look like ", AbslView(shape))});
  }

  void Choose() {
    chosen_.clear();
    // One column for a field, whichever mapping types have it.
    std::set<std::string> taken;
    for (const Pair& pair : pairs_) {
      if (pair.confidence < kConfidenceMin) break;
      if (dropped_.contains(pair.mapping)) continue;
      if (chosen_.contains(pair.column)) continue;
      if (!taken.insert(absl::AsciiStrToLower(pair.field)).second) continue;
      chosen_.emplace(pair.column, &pair);
    }
  }

  void WriteMappings() {
    spec_.mapping_types.clear();
    used_.clear();
    for (size_t t = 0; t < types_.size(); ++t) {
      MappingSpec mapping;
      mapping.name = types_[t]->name;
      for (const auto& [column, pair] : chosen_) {
        if (pair->mapping != t) continue;
        FieldValueMapping field;
        field.field_name = pair->field;
        field.column_name = spec_.file.columns[column];
        mapping.field_value_mappings.push_back(std::move(field));
      }
      if (mapping.field_value_mappings.empty()) continue;
      spec_.mapping_types.push_back(std::move(mapping));
      used_.push_back(t);
    }
    for (const auto& [column, pair] : chosen_) {
      if (pair->mapping == types_.size()) {
        spec_.file.columns[column] = pair->field;
      }
    }
  }

  // Drops the last type that a defect is about; false if there is none.
  bool DropType(const std::vector<SpecDefect>& defects) {
    for (size_t m = used_.size(); m > 0; --m) {
      const std::string path =
          absl::StrCat("actions[0].mappingTypes[", m - 1, "]");
      for (const SpecDefect& defect : defects) {
        if (!defect.path.starts_with(path)) continue;
        dropped_.emplace(used_[m - 1],
                         absl::StrCat(types_[used_[m - 1]]->name,
                                      " is left out: ", defect.text));
        return true;
      }
    }
    return false;
  }

  std::vector<ColumnSuggestion> Columns() const {
    std::vector<ColumnSuggestion> columns;
    for (size_t c = 0; c < spec_.file.columns.size(); ++c) {
      ColumnSuggestion one;
      one.column = spec_.file.columns[c];
      const auto found = chosen_.find(c);
      if (found != chosen_.end()) {
        const Pair& pair = *found->second;
        if (pair.mapping < types_.size()) {
          one.mapping_type = types_[pair.mapping]->name;
        }
        one.field = pair.field;
        one.confidence = pair.confidence;
        one.reason = pair.reason;
      } else {
        one.reason = WhyUnused(c);
      }
      columns.push_back(std::move(one));
    }
    return columns;
  }

  // The best that could be said for a column which is not used.
  std::string WhyUnused(size_t column) const {
    for (const Pair& pair : pairs_) {
      if (pair.column != column) continue;
      const auto dropped = dropped_.find(pair.mapping);
      if (dropped != dropped_.end()) return dropped->second;
      if (pair.confidence < kConfidenceMin) {
        return absl::StrCat("perhaps ", pair.field, ": ", pair.reason);
      }
      return absl::StrCat(pair.field, " has a better column");
    }
    return "no field is named so, and its values tell nothing";
  }

  const Catalogue& catalogue_;
  const ResourceType& resource_;
  const UploadSample& sample_;
  JobSpec spec_;
  std::vector<const MappingType*> types_;
  std::map<std::string, std::set<std::string>>
      synonyms_;  // by lower-case field
  std::vector<Pair> pairs_;
  std::map<size_t, const Pair*> chosen_;   // by column
  std::vector<size_t> used_;               // types, by mapping of the spec
  std::map<size_t, std::string> dropped_;  // types, and why
};

// Columns need names, each its own.
void NameColumns(std::vector<std::string>* columns) {
  std::set<std::string> seen;
  for (size_t c = 0; c < columns->size(); ++c) {
    std::string& name = (*columns)[c];
    if (name.empty()) name = absl::StrCat("Column ", c + 1);
    const std::string given = name;
    for (int n = 2; !seen.insert(absl::AsciiStrToLower(name)).second; ++n) {
      name = absl::StrCat(given, " ", n);
    }
  }
}

}  // namespace

absl::StatusOr<MappingSuggestion> SuggestMapping(
    const Upload& upload, const Catalogue& catalogue,
    const SuggestOptions& options) {
  const ResourceType* const resource =
      catalogue.FindResourceType(options.resource_type);
  if (resource == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("no such resource type: ", options.resource_type));
  }
  HeaderSpecOptions header;
  header.resource_type = resource->name;
  header.delimiter = options.delimiter;
  MILLRACE_ASSIGN_OR_RETURN(JobSpec spec, JobSpecFromHeader(upload, header));
  NameColumns(&spec.file.columns);
  if (spec.file.columns.size() > kColumnCountMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("the header row has more columns than ", kColumnCountMax));
  }
  MILLRACE_ASSIGN_OR_RETURN(
      const UploadSample sample,
      SampleUpload(upload, spec.file, options.sample_rows));
  return Suggester(catalogue, *resource, std::move(spec), sample).Suggest();
}

}  // namespace millrace
