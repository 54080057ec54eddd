// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// millrace_gen_contacts: writes a seeded upload of people to a file or to
// standard output, and what was planted in it as a line of JSON to standard
// error.

#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bench/data/contact_generator.h"

namespace {

using millrace::bench::ContactCounts;
using millrace::bench::ContactFormat;
using millrace::bench::ContactGenerator;
using millrace::bench::ContactKeys;
using millrace::bench::ContactOptions;

constexpr char kUsage[] =
    "usage: millrace_gen_contacts [flags]\n"
    "  --rows N                 default 1000000\n"
    "  --keys seq|random|blank  in order, at random, or none; default seq\n"
    "  --seed N                 default 1\n"
    "  --format csv|tsv|ndjson  default csv\n"
    "  --update   rows for half of the keys of the same --rows, --seed and\n"
    "             --keys, most of their cells blank\n"
    "  --clean    no bad values and no repeated keys\n"
    "  --out FILE               default: standard output\n";

constexpr size_t kFlushBytes = size_t{4} << 20;

struct Arguments {
  ContactOptions options;
  std::string out;
};

bool ParseNumber(std::string_view text, uint64_t* number) {
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, *number);
  return result.ec == std::errc() && result.ptr == end;
}

bool ParseKeys(std::string_view text, ContactKeys* keys) {
  if (text == "seq") *keys = ContactKeys::kInOrder;
  if (text == "random") *keys = ContactKeys::kRandom;
  if (text == "blank") *keys = ContactKeys::kBlank;
  return text == "seq" || text == "random" || text == "blank";
}

bool ParseFormat(std::string_view text, ContactFormat* format) {
  if (text == "csv") *format = ContactFormat::kCsv;
  if (text == "tsv") *format = ContactFormat::kTsv;
  if (text == "ndjson") *format = ContactFormat::kNdjson;
  return text == "csv" || text == "tsv" || text == "ndjson";
}

bool Parse(int count, char** words, Arguments* arguments) {
  ContactOptions& options = arguments->options;
  for (int i = 1; i < count; ++i) {
    const std::string_view flag = words[i];
    if (flag == "--update") {
      options.is_update = true;
      continue;
    }
    if (flag == "--clean") {
      options.is_clean = true;
      continue;
    }
    if (++i == count) return false;
    const std::string_view value = words[i];
    bool is_good = false;
    if (flag == "--rows") is_good = ParseNumber(value, &options.row_count);
    if (flag == "--seed") is_good = ParseNumber(value, &options.seed);
    if (flag == "--keys") is_good = ParseKeys(value, &options.keys);
    if (flag == "--format") is_good = ParseFormat(value, &options.format);
    if (flag == "--out") {
      arguments->out = value;
      is_good = true;
    }
    if (!is_good) return false;
  }
  return true;
}

void PrintCounts(const ContactCounts& counts, uint64_t bytes) {
  std::fprintf(stderr,
               "{\"rows\":%" PRIu64 ",\"bytes\":%" PRIu64
               ",\"any_bad\":%" PRIu64 ",\"bad_email\":%" PRIu64
               ",\"bad_home\":%" PRIu64 ",\"bad_mobile\":%" PRIu64
               ",\"bad_zip\":%" PRIu64 ",\"dup_keys\":%" PRIu64 "}\n",
               counts.rows, bytes, counts.bad_rows, counts.bad_emails,
               counts.bad_home_phones, counts.bad_mobile_phones,
               counts.bad_zips, counts.repeated_keys);
}

bool Write(const std::string& bytes, std::FILE* file) {
  return std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
}

int WriteContacts(const Arguments& arguments, std::FILE* file) {
  ContactGenerator generator(arguments.options);
  uint64_t bytes = 0;
  bool is_good = true;
  std::string text;
  text.reserve(kFlushBytes + 4096);
  generator.AppendHeader(&text);
  for (uint64_t i = 0; i < generator.row_count() && is_good; ++i) {
    generator.AppendRow(i, &text);
    if (text.size() < kFlushBytes) continue;
    bytes += text.size();
    is_good = Write(text, file);
    text.clear();
  }
  bytes += text.size();
  is_good = is_good && Write(text, file) && std::fflush(file) == 0;
  if (!is_good) {
    std::perror("write");
    return 1;
  }
  PrintCounts(generator.counts(), bytes);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  Arguments arguments;
  if (!Parse(count, words, &arguments)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  if (arguments.out.empty()) return WriteContacts(arguments, stdout);
  std::FILE* const file = std::fopen(arguments.out.c_str(), "wb");
  if (file == nullptr) {
    std::perror(arguments.out.c_str());
    return 1;
  }
  const int code = WriteContacts(arguments, file);
  return std::fclose(file) == 0 ? code : 1;
}
