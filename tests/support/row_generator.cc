// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A job is made by throwing dice over the catalogue and is thrown again while
// CheckJobSpec finds a defect in it. The store before it is what another job,
// one that creates records of the same type, leaves behind.

#include "tests/support/row_generator.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string_view>

#include "tests/support/dice.h"
#include "tests/support/reference_importer_binding.h"
#include "tests/support/reference_importer_rows.h"
#include "tests/support/row_generator_json.h"
#include "tests/support/row_generator_values.h"

namespace millrace {
namespace {

// The one validator that a random import has.
class ShoutValidator : public Validator {
 public:
  bool Check(std::string_view value, std::string* normalised) const override {
    for (const char c : value) {
      if (c == 'z' || c == 'Z') return false;
      *normalised += c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
    }
    return true;
  }
};

// A column of the upload and what it is for.
struct Column {
  std::string name = {};
  const Field* field = nullptr;  // null: nothing knows it
  bool is_key = false;
  std::string clear_marker = {};
};

class JobMaker {
 public:
  JobMaker(const Catalogue& catalogue, Dice* dice)
      : catalogue_(catalogue), dice_(*dice) {}

  // A job over the type that passes all checks; one that fills a store has a
  // creating mapping and nothing else.
  void Make(const ResourceType& type, bool is_filling) {
    do {
      MakeUnchecked(type, is_filling);
    } while (columns_.empty() || !CheckJobSpec(spec_, catalogue_).empty());
  }

  const JobSpec& spec() const { return spec_; }
  const std::vector<Column>& columns() const { return columns_; }
  const ResourceType& type() const { return *type_; }

 private:
  void MakeUnchecked(const ResourceType& type, bool is_filling) {
    spec_ = JobSpec();
    columns_.clear();
    spec_.description = "random";
    type_ = &type;
    spec_.resource_type = type_->name;
    PickDialect();
    PickMappings(is_filling);
    const bool wants_key = type_->key_assigner == KeyAssigner::kUpload ||
                           dice_.Percent(has_creating_ ? 50 : 95);
    if (wants_key) AddColumn(type_->key_name, nullptr, true);
    if (dice_.Percent(25)) AddColumn("Nothing", nullptr, false);
    Shuffle();
    for (const Column& column : columns_) {
      spec_.file.columns.push_back(column.name);
      if (dice_.Percent(12)) {
        spec_.columns_to_include.push_back(
            dice_.Percent(50) ? column.name
                              : reference::LowerCase(column.name));
      }
    }
  }

  void PickDialect() {
    FileSpec& file = spec_.file;
    file.file_name = dice_.Percent(70) ? "upload.csv" : "upload";
    file.source_url = "https://files.example.org/upload.zip";
    file.delimiter = static_cast<ColumnDelimiter>(dice_.Below(4));
    const bool is_json = file.delimiter == ColumnDelimiter::kNdjson;
    file.has_header = dice_.Percent(60) && !is_json;
    file.has_quotes = dice_.Percent(65) && !is_json;
    spec_.result_codes = dice_.Percent(15);
    spec_.include_match_in_results_file = dice_.Percent(25);
    spec_.duplicate_policy = dice_.Percent(60)
                                 ? DuplicatePolicy::kUpdate
                                 : static_cast<DuplicatePolicy>(dice_.Below(3));
  }

  bool IsFor(const MappingType& type) const {
    return std::any_of(type.resource_types.begin(), type.resource_types.end(),
                       [&](const std::string& name) {
                         return reference::EqualsNoCase(name, type_->name);
                       });
  }

  void PickMappings(bool is_filling) {
    std::vector<const MappingType*> creating;
    std::vector<const MappingType*> others;
    for (const MappingType& type : catalogue_.mapping_types) {
      if (IsFor(type)) (type.creates ? creating : others).push_back(&type);
    }
    std::vector<const MappingType*> picked;
    if (!creating.empty() && (is_filling || dice_.Percent(80))) {
      picked.push_back(dice_.Pick(creating));
    }
    size_t more = dice_.Below(4) + (picked.empty() ? 1 : 0);
    if (is_filling) more = 0;
    for (size_t i = 0; i < more && !others.empty(); ++i) {
      const MappingType* type = dice_.Pick(others);
      const bool is_there =
          std::find(picked.begin(), picked.end(), type) != picked.end();
      if (is_there && type->multiple_mode == MultipleMode::kSingle) continue;
      picked.insert(picked.begin() + static_cast<std::ptrdiff_t>(
                                         dice_.Percent(70)
                                             ? picked.size()
                                             : dice_.Below(picked.size() + 1)),
                    type);
    }
    has_creating_ = false;
    for (const MappingType* type : picked) {
      has_creating_ = has_creating_ || type->creates;
      AddMapping(*type);
    }
  }

  void AddMapping(const MappingType& type) {
    MappingSpec mapping;
    mapping.name = type.name;
    mapping.include_in_results_file = dice_.Percent(90);
    if (dice_.Percent(10)) {
      mapping.result_file_column_name =
          "result " + std::to_string(spec_.mapping_types.size());
    }
    // Few fields make rows alike, many make them fail.
    const size_t wanted_percent = dice_.Percent(50) ? 20 : 60;
    for (const Field& field : type.fields) {
      if (field.role == FieldRole::kKey) continue;
      const bool is_wanted = field.is_required || dice_.Percent(wanted_percent);
      if (!is_wanted) continue;
      Bind(field, &mapping);
    }
    spec_.mapping_types.push_back(mapping);
  }

  void Bind(const Field& field, MappingSpec* mapping) {
    std::string digits;
    if (field.is_patterned()) digits = std::to_string(1 + dice_.Below(3));
    const std::string name = reference::Instance(field.name, digits);
    const size_t way = dice_.Below(100);
    if (way < 40 && field.can_map_by_name) {
      AddColumn(dice_.Percent(60) ? name : reference::LowerCase(name), &field,
                false);
      return;
    }
    FieldValueMapping binding;
    binding.field_name = name;
    const std::string constant = ValidValue(catalogue_, field, &dice_);
    if ((way >= 80 || !field.can_map_column) && !constant.empty()) {
      binding.static_value = constant;
    } else if (!columns_.empty() && dice_.Percent(8)) {
      binding.column_name = dice_.Pick(columns_).name;  // one for two fields
    } else {
      binding.column_name = "c" + std::to_string(columns_.size());
      AddColumn(*binding.column_name, &field, false);
      if (dice_.Percent(20)) Translate(field, &binding);
      if (dice_.Percent(25)) MakeClear(field, &binding);
    }
    mapping->field_value_mappings.push_back(binding);
  }

  void Translate(const Field& field, FieldValueMapping* binding) {
    std::set<std::string> seen;
    for (int i = 0; i < 3; ++i) {
      const std::string source =
          dice_.Percent(50) ? "X" : RandomValue(catalogue_, field, 20, &dice_);
      if (reference::Trim(source).empty()) continue;
      if (!seen.insert(reference::LowerCase(reference::Trim(source))).second) {
        continue;
      }
      const std::string target = ValidValue(catalogue_, field, &dice_);
      if (!target.empty()) binding->values.push_back({source, target});
    }
  }

  // Fields that cannot be cleared make the job be thrown again.
  void MakeClear(const Field& field, FieldValueMapping* binding) {
    if (field.is_required || field.role != FieldRole::kValue) return;
    binding->blank_clears = dice_.Percent(40);
    if (binding->blank_clears && dice_.Percent(50)) return;
    binding->clear_marker = dice_.Percent(50) ? "#N/A" : "X";
    columns_.back().clear_marker = binding->clear_marker;
  }

  void AddColumn(const std::string& name, const Field* field, bool is_key) {
    for (const Column& column : columns_) {
      if (reference::EqualsNoCase(column.name, name)) return;
    }
    columns_.push_back({name, field, is_key, {}});
  }

  void Shuffle() {
    for (size_t i = columns_.size(); i > 1; --i) {
      std::swap(columns_[i - 1], columns_[dice_.Below(i)]);
    }
  }

  const Catalogue& catalogue_;
  Dice& dice_;
  const ResourceType* type_ = nullptr;
  bool has_creating_ = false;
  JobSpec spec_;
  std::vector<Column> columns_;
};

char DelimiterOf(const FileSpec& file) {
  return file.delimiter == ColumnDelimiter::kCsv   ? ','
         : file.delimiter == ColumnDelimiter::kTab ? '\t'
                                                   : '|';
}

class RowMaker {
 public:
  RowMaker(const Catalogue& catalogue, const JobMaker& job,
           size_t row_bytes_max, size_t bad_percent, Dice* dice)
      : catalogue_(catalogue),
        job_(job),
        file_(job.spec().file),
        row_bytes_max_(row_bytes_max),
        bad_percent_(bad_percent),
        dice_(*dice) {
    line_ends_ = dice_.Percent(45) ? std::vector<std::string>{"\r\n"}
                 : dice_.Percent(70)
                     ? std::vector<std::string>{"\n"}
                     : std::vector<std::string>{"\r\n", "\n", "\r"};
    damage_percent_ = dice_.Percent(50) ? 0 : dice_.Below(25);
  }

  std::string Header() {
    std::string header;
    for (const Column& column : job_.columns()) {
      if (!header.empty()) header += DelimiterOf(file_);
      header += column.name;
    }
    return header + dice_.Pick(line_ends_);
  }

  // A row in whose quotes the upload ends.
  std::string OpenRow() {
    std::string row = Row(false);
    while (!row.empty() && (row.back() == '\n' || row.back() == '\r')) {
      row.pop_back();
    }
    return row + DelimiterOf(file_) + "\"open" + dice_.Pick(line_ends_) +
           (dice_.Percent(50) ? "" : "plain" + dice_.Pick(line_ends_));
  }

  std::string Row(bool may_be_damaged) {
    if (may_be_damaged && dice_.Percent(3)) return dice_.Pick(line_ends_);
    std::vector<std::string> cells;
    for (const Column& column : job_.columns()) cells.push_back(Cell(column));
    const bool is_damaged = may_be_damaged && dice_.Percent(damage_percent_);
    if (is_damaged) Damage(&cells);
    std::string row;
    if (IsJson()) {
      row = JsonRow(file_.columns, cells, is_damaged, &dice_);
      cells.clear();
    }
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) row += DelimiterOf(file_);
      row += cells[i];
    }
    if (is_damaged && dice_.Percent(30)) DamageBytes(&row);
    return row + dice_.Pick(line_ends_);
  }

 private:
  std::string Cell(const Column& column) {
    std::string text;
    if (!column.clear_marker.empty() && dice_.Percent(20)) {
      text = column.clear_marker;
    } else if (column.is_key) {
      text = RandomKey(job_.type(), &dice_);
    } else if (column.field != nullptr) {
      text = RandomValue(catalogue_, *column.field, bad_percent_, &dice_);
    } else {
      text = dice_.Percent(50) ? "" : "whatever";
    }
    if (dice_.Percent(1)) text += "\"quoted\"";
    if (dice_.Percent(1)) text += DelimiterOf(file_);
    if (dice_.Percent(1) && file_.has_quotes) text += "\r\nmore";
    return Encode(text);
  }

  bool IsJson() const { return file_.delimiter == ColumnDelimiter::kNdjson; }

  std::string Encode(const std::string& text) {
    if (IsJson()) return text;
    const std::string special = std::string("\"\r\n") + DelimiterOf(file_);
    if (!file_.has_quotes) {
      std::string plain;
      for (const char c : text) {
        if (c != '\r' && c != '\n' && c != DelimiterOf(file_)) plain += c;
      }
      return plain;
    }
    const bool is_needed = text.find_first_of(special) != std::string::npos;
    if (!is_needed && !dice_.Percent(25)) return text;
    std::string quoted = "\"";
    for (const char c : text) {
      if (c == '"') quoted += '"';
      quoted += c;
    }
    return quoted + "\"";
  }

  void Damage(std::vector<std::string>* cells) {
    const size_t at = dice_.Below(cells->size());
    switch (dice_.Below(9)) {
      case 0:
        cells->pop_back();
        break;
      case 1:
        cells->push_back("more");
        break;
      case 2:
        (*cells)[at] += std::string(1, '\0');
        break;
      case 3:
        (*cells)[at] += dice_.Percent(50) ? "\xFF" : "\xC3";
        break;
      case 4:
        (*cells)[at] = "\"a\"b";
        break;
      case 5:
        (*cells)[at] = "\"open";
        break;
      case 6:
        (*cells)[at] = std::string(row_bytes_max_ + dice_.Below(40), 'l');
        break;
      case 7:
        (*cells)[at] = "\"a\" ";
        break;
      case 8:
        // A long row of several lines.
        (*cells)[at] = "\"" + std::string(row_bytes_max_ / 2, 'm') + "\n" +
                       std::string(row_bytes_max_ / 2, 'n') + "\"";
        break;
    }
  }

  void DamageBytes(std::string* row) {
    const std::string bytes("\"\r\n,\0\xE2 x", 8);
    if (row->empty()) return;
    (*row)[dice_.Below(row->size())] = bytes[dice_.Below(bytes.size())];
  }

  const Catalogue& catalogue_;
  const JobMaker& job_;
  const FileSpec& file_;
  const size_t row_bytes_max_;
  const size_t bad_percent_;
  Dice& dice_;
  std::vector<std::string> line_ends_;
  size_t damage_percent_ = 0;
};

// Undoes a last line end that a broken piece before it makes part of a row.
void EndSomehow(std::vector<std::string>* pieces, Dice* dice) {
  if (pieces->empty() || !dice->Percent(30)) return;
  std::string& last = pieces->back();
  while (!last.empty() && (last.back() == '\n' || last.back() == '\r')) {
    last.pop_back();
  }
}

void AddListEntries(GeneratedImport* import) {
  for (const ValueList& list : import->catalogue.lists) {
    import->before.lists[list.name] = EntriesFor(list);
  }
}

// Flags some items as best, as mappings with a field for it do.
void FlagBest(const Catalogue& catalogue, Dice* dice,
              reference::Records* records) {
  std::set<std::string> collections;
  for (const MappingType& type : catalogue.mapping_types) {
    for (const Effect& effect : type.effects) {
      if (effect.rule == ItemRule::kBest) collections.insert(effect.collection);
    }
  }
  for (auto& [key, record] : *records) {
    for (const std::string& name : collections) {
      if (record.collections.count(name) == 0) continue;
      for (auto& [item_key, parts] : record.collections[name]) {
        if (dice->Percent(35)) parts["IsBest"] = "1";
      }
    }
  }
}

void FillType(const Catalogue& catalogue, const ResourceType& records,
              Dice* dice, GoldenStore* store) {
  JobMaker job(catalogue, dice);
  job.Make(records, true);
  RowMaker rows(catalogue, job, kRowBytesMaxDefault, 0, dice);
  ImportCase fill;
  fill.spec = job.spec();
  fill.spec.file.has_header = false;
  fill.catalogue = catalogue;
  fill.before.content = store->content;
  fill.options.validators["shout"] = std::make_shared<ShoutValidator>();
  const size_t row_count = dice->Below(45);
  for (size_t i = 0; i < row_count; ++i) fill.upload += rows.Row(false);
  store->content = RunReference(fill).after;
  FlagBest(catalogue, dice, &store->content.records[records.name]);
}

// The job's own records, after those that its rows may name.
void FillStore(const Catalogue& catalogue, const ResourceType& type, Dice* dice,
               GoldenStore* store) {
  const ResourceType& records =
      type.records_of.empty()
          ? type
          : *reference::FindResourceType(catalogue, type.records_of);
  std::set<std::string> named;
  for (const MappingType& mapping : catalogue.mapping_types) {
    for (const std::string& name : mapping.resource_types) {
      if (!reference::EqualsNoCase(name, records.name)) continue;
      for (const Field& field : mapping.fields) named.insert(field.record_of);
    }
  }
  named.erase("");
  named.erase(records.name);
  for (const std::string& name : named) {
    FillType(catalogue, *reference::FindResourceType(catalogue, name), dice,
             store);
  }
  FillType(catalogue, records, dice, store);
}

}  // namespace

ImportCase GeneratedImport::ToCase() const {
  ImportCase import_case;
  import_case.spec = spec;
  import_case.catalogue = catalogue;
  import_case.before = before;
  import_case.upload = start;
  for (const std::string& piece : pieces) import_case.upload += piece;
  import_case.options.row_bytes_max = row_bytes_max;
  import_case.options.is_dry_run = is_dry_run;
  import_case.options.error_budget = error_budget;
  import_case.options.validators["shout"] = std::make_shared<ShoutValidator>();
  return import_case;
}

GeneratedImport GenerateImport(const Catalogue& catalogue, uint64_t seed,
                               size_t row_count_max) {
  Dice dice(seed);
  GeneratedImport import;
  import.catalogue = catalogue;
  AddListEntries(&import);
  const Catalogue effective = EffectiveCatalogue(catalogue, import.before);

  JobMaker job(effective, &dice);
  job.Make(dice.Pick(effective.resource_types), false);
  import.spec = job.spec();
  import.row_bytes_max = dice.Percent(70) ? 2000 : 300;
  import.is_dry_run = dice.Percent(8);
  FillStore(effective, job.type(), &dice, &import.before);

  const std::vector<size_t> bad_percents = {0, 0, 2, 5, 20};
  RowMaker rows(effective, job, import.row_bytes_max, dice.Pick(bad_percents),
                &dice);
  if (dice.Percent(15)) import.start = "\xEF\xBB\xBF";
  if (import.spec.file.has_header) import.start += rows.Header();
  const size_t row_count = dice.Below(dice.Percent(10) ? 3 : row_count_max);
  for (size_t i = 0; i < row_count; ++i) {
    import.pieces.push_back(rows.Row(true));
  }
  if (dice.Percent(10)) import.pieces.push_back(rows.OpenRow());
  EndSomehow(&import.pieces, &dice);
  if (dice.Percent(15)) import.error_budget = RandomBudget(&dice);
  return import;
}

}  // namespace millrace
