// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/pipeline/source/csv_cases.h"

#include <string>
#include <utility>
#include <vector>

#include "pipeline/source/csv_dialect.h"

namespace millrace {
namespace {

using ::std::string_literals::operator""s;

constexpr CsvDialect kQuoted = {.has_quotes = true};
constexpr CsvDialect kQuotedHeader = {.has_quotes = true, .has_header = true};

}  // namespace

std::vector<CsvCase> QuoteCases() {
  return {
      {"plain", "a,b\nc,d\n", {"1@0 [a][b]", "2@4 [c][d]"}},
      {"quotes", "\"a\",\"b\"\n", {"1@0 [a][b]"}},
      {"empty cells", ",\n\"\",\"\"\n", {"1@0 [][]", "2@2 [][]"}},
      {"doubled quotes",
       "\"a\"\"b\",\"\"\"\"\n\"\"\"a\"\"\",\"b\"\"\"\n",
       {"1@0 [a\"b][\"]", "2@12 [\"a\"][b\"]"}},
      {"delimiter and line ends inside quotes",
       "\"a,b\",\"c\nd\"\n\"\r\n\",\"\r\"\n",
       {"1@0 [a,b][c\nd]", "2@12 [\r\n][\r]"}},
      {"quote inside a plain cell", "a\"b,c\"\n", {"1@0 [a\"b][c\"]"}},
      {"space before a quote", " \"a\",b\n", {"1@0 [ \"a\"][b]"}},
      {"misplaced quote",
       "\"a\"b,c\nd,e\n\"a\" ,c\nf,\"g\"\"h\"i\n",
       {"1@0 misplaced", "2@7 [d][e]", "3@11 misplaced", "4@18 misplaced"}},
      {"behind a misplaced quote no quote opens",
       "\"a\"b,\"c\nd\",e\nf,g\n",
       {"1@0 misplaced", "2@8 [d\"][e]", "3@13 [f][g]"}},
      {"quote open at the end",
       "a,b\nc,\"d\ne,f\ng,h",
       {"1@0 [a][b]", "2@4 open quote <c,\"d>", "3@9 [e][f]", "4@13 [g][h]"}},
      {"quote open in the last line",
       "a,b\nc,\"d",
       {"1@0 [a][b]", "2@4 open quote <c,\"d>"}},
      {"several open quotes", "\"a\n\"b\nc,d", {"1@0 misplaced", "2@6 [c][d]"}},
      {"no quotes",
       "\"a\",b\n\"c,\"d\"\n",
       {"1@0 [\"a\"][b]", "2@6 [\"c][\"d\"]"},
       CsvDialect{}},
      {"no quotes, line end after a quote",
       "\"a,b\nc\",d\n",
       {"1@0 [\"a][b]", "2@5 [c\"][d]"},
       CsvDialect{}},
      {"tab",
       "a,b\t\"c\td\"\n\"\"\t\n",
       {"1@0 [a,b][c\td]", "2@10 [][]"},
       CsvDialect{.delimiter = '\t', .has_quotes = true}},
      {"pipe", "a|b\n", {"1@0 [a][b]"}, CsvDialect{.delimiter = '|'}},
  };
}

std::vector<CsvCase> LineCases() {
  return {
      {"empty", "", {}},
      {"crlf", "a,b\r\nc,d\r\n", {"1@0 [a][b]", "2@5 [c][d]"}},
      {"lone cr", "a,b\rc,d\r", {"1@0 [a][b]", "2@4 [c][d]"}},
      {"all line ends",
       "a,b\rc,d\r\ne,f\ng,h",
       {"1@0 [a][b]", "2@4 [c][d]", "3@9 [e][f]", "4@13 [g][h]"}},
      {"missing last line end", "a,b\nc,d", {"1@0 [a][b]", "2@4 [c][d]"}},
      {"missing last line end behind a quote", "\"a\",\"b\"", {"1@0 [a][b]"}},
      {"missing last cell and line end",
       "a,b\nc,",
       {"1@0 [a][b]", "2@4 [c][]"}},
      {"blank lines",
       "\na,b\n\n\r\n\r\rc,d\n\n",
       {"1@0 blank", "2@1 [a][b]", "3@5 blank", "4@6 blank", "5@8 blank",
        "6@9 blank", "7@10 [c][d]", "8@14 blank"}},
      {"lf and cr are two ends",
       "a,b\n\rc,d",
       {"1@0 [a][b]", "2@4 blank", "3@5 [c][d]"}},
      {"a line of blanks is a row",
       "  \n\"\"\n",
       {"1@0 columns", "2@3 columns"}},
      {"one column",
       "a\n\n\"\"\n",
       {"1@0 [a]", "2@2 blank", "3@3 []"},
       kQuoted,
       1},
      {"short and long rows",
       "a\na,b\na,b,c\n",
       {"1@0 columns", "2@2 [a][b]", "3@6 columns"}},
      {"byte order mark", "\xef\xbb\xbf\"a\",b\n", {"1@3 [a][b]"}},
      {"byte order mark alone", "\xef\xbb\xbf", {}},
      {"byte order mark later is text",
       "a,b\n\xef\xbb\xbf,c\n",
       {"1@0 [a][b]", "2@4 [\xef\xbb\xbf][c]"}},
      {"not utf8",
       "a,b\n\xff,b\n\xc3\xa9,\xc3\nc,d\n",
       {"1@0 [a][b]", "2@4 not utf8", "3@8 not utf8", "4@13 [c][d]"}},
      {"nul", "a,\0\nb,c\n\xff,\0,\n"s, {"1@0 nul", "2@4 [b][c]", "3@8 nul"}},
      {"not utf8 comes before misplaced and columns",
       "\"a\"\xff,b\n\"a\"b\n",
       {"1@0 not utf8", "2@7 misplaced"}},
  };
}

std::vector<CsvCase> LongCases() {
  return {
      {"row of exactly the limit",
       "aaaaaaa,bbbbbbbb\nc,d\n",
       {"1@0 [aaaaaaa][bbbbbbbb]", "2@17 [c][d]"}},
      {"row of the limit at the end",
       "aaaaaaa,bbbbbbbb",
       {"1@0 [aaaaaaa][bbbbbbbb]"}},
      {"row of the limit with crlf",
       "aaaaaaa,bbbbbbbb\r\nc,d\r\n",
       {"1@0 [aaaaaaa][bbbbbbbb]", "2@18 [c][d]"}},
      {"one byte over",
       "a,b\naaaaaaa,bbbbbbbbb\nc,d\n",
       {"1@0 [a][b]", "2@4 too long <aaaaaaa,bbbbbbbbb> of 17", "3@22 [c][d]"}},
      {"far over",
       "a,b\n" + std::string(100, 'x') + "\r\nc,d\n",
       {"1@0 [a][b]", "2@4 too long <xxxxxxxxxxxxxxxxxxxx> of 100",
        "3@106 [c][d]"}},
      {"far over at the end",
       "a,b\n" + std::string(100, 'x'),
       {"1@0 [a][b]", "2@4 too long <xxxxxxxxxxxxxxxxxxxx> of 100"}},
      {"one after the other",
       std::string(30, 'x') + "\n" + std::string(40, 'y') + "\r\r",
       {"1@0 too long <xxxxxxxxxxxxxxxxxxxx> of 30",
        "2@31 too long <yyyyyyyyyyyyyyyyyyyy> of 40", "3@72 blank"}},
      {"over the limit by lines inside quotes",
       "a,\"b\nc,d\ne,f\ng,h\n\"\ni,j\n",
       {"1@0 open quote <a,\"b>", "2@5 [c][d]", "3@9 [e][f]", "4@13 [g][h]",
        "5@17 open quote <\">", "6@19 [i][j]"}},
      {"quoted row of exactly the limit",
       "\"aaaaa\nb\",\"cccc\"\nd,e\n",
       {"1@0 [aaaaa\nb][cccc]", "2@17 [d][e]"}},
      {"lines that open quotes for each other",
       "x\",\"\nx\",\"\nx\",\"\nx\",\"\nx\",\"\nx\",\"\n",
       {"1@0 too long <x\",\">", "2@5 too long <x\",\">",
        "3@10 too long <x\",\">", "4@15 open quote <x\",\">",
        "5@20 open quote <x\",\">", "6@25 open quote <x\",\">"}},
      {"misplaced and over the limit",
       "\"a\"b\"ccccccccccccc\nc,d\n",
       {"1@0 too long <\"a\"b\"ccccccccccccc> of 18", "2@19 [c][d]"}},
      {"nothing kept",
       std::string(20, 'x') + "\na,b\n",
       {"1@0 too long <> of 20", "2@21 [a][b]"},
       kQuoted,
       2,
       16,
       0},
  };
}

std::vector<CsvCase> HeaderCases() {
  const auto with = [](std::string name, std::string upload, std::string header,
                       std::vector<std::string> rows) {
    return CsvCase{.name = std::move(name),
                   .upload = std::move(upload),
                   .rows = std::move(rows),
                   .dialect = kQuotedHeader,
                   .header = std::move(header)};
  };
  return {
      with("header", "x,y\r\na,b\r\n", "x,y\r\n", {"1@5 [a][b]"}),
      with("header with a mark", "\xef\xbb\xbfx,y\na,b\n", "x,y\n",
           {"1@7 [a][b]"}),
      with("quoted header with line ends", "\"x\ny\",\"z\"\na,b\n",
           "\"x\ny\",\"z\"\n", {"1@10 [a][b]"}),
      with("header of other columns and bytes", "\xff\na,b\n", "\xff\n",
           {"1@2 [a][b]"}),
      with("blank header", "\na,b\n", "\n", {"1@1 [a][b]"}),
      with("header only", "x,y", "x,y", {}),
      with("header only, with a line end", "x,y\r\n", "x,y\r\n", {}),
      with("no header after all", "", "", {}),
      with("header whose quote stays open", "\"x,y\na,b\nc,d\ne,f\ng,h\n",
           "\"x,y\n",
           {"1@5 [a][b]", "2@9 [c][d]", "3@13 [e][f]", "4@17 [g][h]"}),
  };
}

}  // namespace millrace
