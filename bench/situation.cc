// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "bench/situation.h"

#include <cstdlib>
#include <map>
#include <utility>

#include "bench/data/contact_generator.h"
#include "millrace/limits.h"

namespace millrace::bench {
namespace {

constexpr size_t kNameColumn = 1;
// Kinds of bad rows that Damage() knows.
constexpr uint64_t kDamageCount = 5;

ContactOptions CleanOptions(size_t row_count) {
  ContactOptions options;
  options.row_count = row_count;
  options.is_clean = true;
  return options;
}

void AppendQuoted(std::string_view cell, std::string* to) {
  to->push_back('"');
  for (const char c : cell) {
    if (c == '"') to->push_back('"');
    to->push_back(c);
  }
  to->push_back('"');
}

// Spoils a row's cells so that one of its values is bad.
void SpoilValue(uint64_t kind, ContactCells* cells) {
  if (kind == 0) (*cells)[kEmailColumn] = "nobody@@example.org";
  if (kind == 1) (*cells)[kMobilePhoneColumn] = "555-0100";
}

// Spoils a row's text, which begins at `begin` and ends in a line end.
void SpoilText(uint64_t kind, size_t begin, std::string* upload) {
  if (kind == 2) upload->insert(upload->size() - 1, ",one too many");
  if (kind == 3) upload->insert(upload->size() - 1, "\xff");
  // A closing quote with something behind it.
  if (kind == 4) upload->insert(begin, "\"1\"");
}

std::string MakeUpload(Situation situation, size_t row_count) {
  ContactGenerator generator(CleanOptions(row_count));
  const size_t column_count = ColumnCountOf(situation);
  std::string upload;
  for (size_t k = 0; k < column_count; ++k) {
    if (k > 0) upload.push_back(',');
    upload.append(k < kContactColumnCount ? kContactColumns[k]
                                          : "Other" + std::to_string(k + 1));
  }
  upload.push_back('\n');
  for (uint64_t i = 0; i < row_count; ++i) {
    ContactCells cells = generator.Row(i);
    const bool is_bad = situation == Situation::kDirty10 && i % 10 == 9;
    const uint64_t kind = i / 10 % kDamageCount;
    if (is_bad) SpoilValue(kind, &cells);
    if (situation == Situation::kQuoted && i % 8 == 7) {
      cells[kNameColumn].append(" \"Bo\"");
    }
    const size_t begin = upload.size();
    for (size_t k = 0; k < column_count; ++k) {
      if (k > 0) upload.push_back(',');
      const std::string& cell = cells[k % kContactColumnCount];
      if (situation == Situation::kQuoted) {
        AppendQuoted(cell, &upload);
      } else {
        AppendContactCell(cell, ',', &upload);
      }
    }
    upload.push_back('\n');
    if (is_bad) SpoilText(kind, begin, &upload);
  }
  return upload;
}

}  // namespace

std::string_view NameOf(Situation situation) {
  switch (situation) {
    case Situation::kClean:
      return "clean";
    case Situation::kQuoted:
      return "quoted";
    case Situation::kWide:
      return "wide";
    case Situation::kDirty10:
      return "dirty10";
  }
  return "";
}

size_t ColumnCountOf(Situation situation) {
  return situation == Situation::kWide ? kColumnCountMax : kContactColumnCount;
}

size_t BenchRows(size_t usual) {
  const char* const wanted = std::getenv("MILLRACE_BENCH_ROWS");
  if (wanted == nullptr) return usual;
  const size_t count = std::strtoull(wanted, nullptr, 10);
  return count == 0 ? usual : count;
}

const std::string& UploadOf(Situation situation, size_t row_count) {
  static std::map<std::pair<Situation, size_t>, std::string> made;
  std::string& upload = made[{situation, row_count}];
  if (upload.empty()) upload = MakeUpload(situation, row_count);
  return upload;
}

std::vector<std::string> ValuesOf(Situation situation, size_t column,
                                  size_t row_count) {
  ContactGenerator generator(CleanOptions(row_count));
  std::vector<std::string> values;
  for (uint64_t i = 0; i < row_count; ++i) {
    std::string value = generator.Row(i)[column];
    if (value.empty()) continue;
    // Its last byte is what a validator comes to last.
    if (situation == Situation::kDirty10 && i % 10 == 9) value.back() = '!';
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace millrace::bench
