// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/effect_check.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "millrace/catalogue.h"
#include "tests/pipeline/spec/edited_json.h"
#include "tests/support/status_matchers.h"

namespace millrace {
namespace {

using ::testing::ElementsAre;

// Checks effects over fields of every sort.
std::vector<std::string> CheckEffectList(std::string_view effects) {
  const auto catalogue = ParseCatalogue(std::string(R"({
        "resourceTypes": [{"name": "R", "keyName": "Id"}],
        "mappingTypes": [{"name": "M", "resourceTypes": ["R"],
          "fields": [
            {"name": "Id", "type": "integer", "role": "key"},
            {"name": "Keep", "type": "yesNo", "role": "doNotUpdateBest"},
            {"name": "A"},
            {"name": "Kind", "type": "choice", "required": true,
             "values": [{"id": "1"}, {"id": "2"}]},
            {"name": "Sort", "type": "choice", "values": [{"id": "1"}]},
            {"name": "Best", "type": "yesNo", "role": "isBest"},
            {"name": "Ref", "role": "externalId"},
            {"name": "CF<n>"}],
          "effects": [)") + std::string(effects) +
                                        "]}]}");
  std::vector<std::string> lines = Lines(SpecDefectsOf(catalogue.status()));
  for (std::string& line : lines) {
    const std::string prefix = "mappingTypes[0].";
    EXPECT_EQ(line.substr(0, prefix.size()), prefix);
    line.erase(0, prefix.size());
  }
  return lines;
}

constexpr std::string_view kSet =
    R"({"effect": "setFields", "parts": ["A", "Sort", "CF<n>"]},)";
constexpr std::string_view kPut =
    R"({"effect": "putItem", "collection": "C", "keyField": "Kind",
        "parts": ["A"], "rule": "best", "keeps": "phone", "sameBy": ["A"],
        "bestField": "Best"},)";
constexpr std::string_view kBind =
    R"({"effect": "bindIdentity", "collection": "X", "key": "ref",
        "parts": ["Ref"]})";

struct Case {
  std::string_view from;  // in one of the three
  std::string_view to;
  std::vector<std::string> lines;
};

void Expect(const std::vector<Case>& cases) {
  const std::string all =
      std::string(kSet) + std::string(kPut) + std::string(kBind);
  for (const Case& one : cases) {
    EXPECT_EQ(CheckEffectList(Edited(all, {{one.from, one.to}})), one.lines)
        << one.from << " -> " << one.to;
  }
}

TEST(EffectCheckTest, FindsNothingInSoundEffects) {
  Expect({{"\"setFields\"", "\"setFields\"", {}}});
}

TEST(EffectCheckTest, ChecksAKeyOfSeveralFields) {
  Expect({
      {R"("keyField": "Kind",
        "parts": ["A"])",
       R"("keyField": ["Kind", "Sort"],
        "parts": ["A", "Kind", "Sort"])",
       {}},
      {R"("keyField": "Kind",
        "parts": ["A"])",
       R"("keyField": ["Kind", "Sort"],
        "parts": ["A", "Kind"])",
       {"effects[1].keyField: of several, each must be a part: Sort"}},
      {R"("keyField": "Kind",
        "parts": ["A"])",
       R"("keyField": ["Kind", "Sort"], "keyDefault": "1",
        "parts": ["A", "Kind", "Sort"])",
       {"effects[1].keyDefault: only for one keyField"}},
      {R"("keyField": "Kind",
        "parts": ["A"])",
       R"("keyField": ["Kind", "Nobody"],
        "parts": ["A", "Kind"])",
       {"effects[1].keyField: no such field: Nobody"}},
      {R"("keyField": "Kind")",
       R"("keyField": "Sort")",
       {"effects[1].keyField: must be required, or have a keyDefault",
        "fields[3]: no effect uses this field"}},
      {R"("collection": "X", "key": "ref")",
       R"("collection": "X", "keyField": ["Kind", "Sort"])",
       {"effects[2].keyField: of several, each must be a part: Kind",
        "effects[2].keyField: of several, each must be a part: Sort",
        "effects[2].keyField: an external id has one type"}},
  });
}

TEST(EffectCheckTest, ChecksSubscriptions) {
  Expect({
      {R"("bestField": "Best")",
       R"("bestField": "Best", "subscription": "State")",
       {"effects[1].subscription: needs a field of role skipSubscription"}},
      {R"("parts": ["A", "Sort", "CF<n>"])",
       R"("parts": ["A", "Sort", "CF<n>"], "subscription": "State")",
       {"effects[0].subscription: not for this effect"}},
  });
}

TEST(EffectCheckTest, WantsEveryFieldUsed) {
  EXPECT_THAT(CheckEffectList(""),
              ElementsAre("fields[2]: no effect uses this field",
                          "fields[3]: no effect uses this field",
                          "fields[4]: no effect uses this field",
                          "fields[5]: no effect uses this field",
                          "fields[6]: no bindIdentity binds this external id",
                          "fields[7]: no effect uses this field"));
}

TEST(EffectCheckTest, ChecksSetFields) {
  Expect({
      {R"(["A", "Sort", "CF<n>"])",
       R"(["A", "Sort", "CF<n>", "B"])",
       {"effects[0].parts[3]: no such field: B"}},
      {R"(["A", "Sort", "CF<n>"])",
       R"(["A", "Sort", "CF<n>", "Id"])",
       {"effects[0].parts[3]: keys and control fields are not stored"}},
      {R"(["A", "Sort", "CF<n>"])",
       R"(["A", "Sort", "CF<n>", "Keep"])",
       {"effects[0].parts[3]: keys and control fields are not stored"}},
      {R"(["A", "Sort", "CF<n>"])",
       R"(["A", "Sort", "CF<n>", "Best"])",
       {"effects[0].parts[3]: the field marks items: name it as bestField"}},
      {R"(["A", "Sort", "CF<n>"])",
       R"(["A", "Sort", "CF<n>", "Ref"])",
       {"effects[0].parts[3]: an external id is bound by bindIdentity"}},
      {R"("CF<n>"])",
       R"({"part": "Custom", "field": "CF<n>"}])",
       {"effects[0].parts[2]: a pattern's instances keep their names"}},
      {R"(["A", "Sort",)",
       R"(["A", {"part": "A", "field": "Sort"},)",
       {"effects[0].parts[1]: part is written twice: A",
        "effects[0].parts[1]: another effect writes it: A"}},
      {R"(["A", "Sort",)",
       R"(["A", {"part": "a.b", "field": "Sort"},)",
       {"effects[0].parts[1]: must hold none of . / < >"}},
      {R"("parts": ["A", "Sort", "CF<n>"]},)",
       R"("parts": ["A", "Sort", "CF<n>"]},
          {"effect": "setFields", "parts": []},)",
       {"effects[1].parts: must hold at least one field"}},
      {R"({"effect": "setFields",)",
       R"({"effect": "setFields", "collection": "C", "key": "1",
           "keyField": "Kind", "keyDefault": "1", "rule": "best",
           "keeps": "email", "sameBy": ["A"], "bestField": "Best",)",
       {"effects[0].rule: not for this effect",
        "effects[0].keeps: not for this effect",
        "effects[0].sameBy: not for this effect",
        "effects[0].bestField: not for this effect",
        "effects[0].collection: not for this effect",
        "effects[0].key: not for this effect",
        "effects[0].keyField: not for this effect",
        "effects[0].keyDefault: not for this effect"}},
  });
}

TEST(EffectCheckTest, ChecksItemKeys) {
  Expect({
      {R"("collection": "C", )", "", {"effects[1].collection: is required"}},
      {R"("collection": "C")",
       R"("collection": "C/D")",
       {"effects[1].collection: must hold none of . / < >"}},
      {R"("keyField": "Kind")",
       R"("key": "1", "keyField": "Kind")",
       {"effects[1].key: both key and keyField are given"}},
      {R"("key": "ref",)",
       "",
       {"effects[2].key: either key or keyField is required"}},
      {R"("keyField": "Kind")",
       R"("keyField": "Kinds")",
       {"effects[1].keyField: no such field: Kinds",
        "fields[3]: no effect uses this field"}},
      {R"("keyField": "Kind")",
       R"("keyField": "Id")",
       {"effects[1].keyField: must be a plain field of role value",
        "effects[1].keyField: must be required, or have a keyDefault",
        "fields[3]: no effect uses this field"}},
      {R"("keyField": "Kind")",
       R"("keyField": "Sort")",
       {"effects[1].keyField: must be required, or have a keyDefault",
        "fields[3]: no effect uses this field"}},
      {R"("keyField": "Kind")",
       R"("keyField": "Kind", "keyDefault": "3")",
       {"effects[1].keyDefault: not the id of a value of Kind"}},
      {R"("keyField": "Kind")", R"("keyField": "Kind", "keyDefault": "2")", {}},
      {R"("key": "ref",)",
       R"("key": "ref", "keyDefault": "1",)",
       {"effects[2].keyDefault: needs a keyField"}},
      {R"("key": "ref",)",
       R"("key": "<n>",)",
       {"effects[2].key: <n> needs a part with a pattern"}},
      {R"("parts": ["A"], "rule")",
       R"("parts": ["A", {"part": "B", "field": "CF<n>"}], "rule")",
       {"effects[1].key: a part with a pattern needs <n>"}},
  });
}

TEST(EffectCheckTest, ChecksItems) {
  Expect({
      {R"("parts": ["A"], "rule")",
       R"("parts": [], "rule")",
       {"effects[1].parts: must hold at least one field",
        "effects[1].sameBy[0]: no such part: A"}},
      {R"("keeps": "phone", )",
       "",
       {"effects[1].keeps: is required by rule best"}},
      {R"("rule": "best")",
       R"("rule": "replace")",
       {"effects[1].keeps: only for rule best",
        "effects[1].bestField: not for this effect",
        "fields[5]: no effect uses this field"}},
      {R"("rule": "best", "keeps": "phone",)",
       R"("rule": "once",)",
       {"effects[1].sameBy: not for this effect",
        "effects[1].bestField: not for this effect",
        "fields[5]: no effect uses this field"}},
      {R"("sameBy": ["A"])",
       R"("sameBy": ["B"])",
       {"effects[1].sameBy[0]: no such part: B"}},
      {R"("parts": ["A"], "rule")",
       R"("parts": [{"part": "A", "field": "A", "asGiven": true}], "rule")",
       {"effects[1].sameBy[0]: no such part: A"}},
      {R"("bestField": "Best")",
       R"("bestField": "A")",
       {"effects[1].bestField: must be of role isBest",
        "fields[5]: no effect uses this field"}},
      {R"("bestField": "Best")",
       R"("bestField": "B")",
       {"effects[1].bestField: no such field: B",
        "fields[5]: no effect uses this field"}},
  });
}

TEST(EffectCheckTest, ChecksIdentities) {
  Expect({
      {R"("parts": ["Ref"])",
       R"("parts": ["Ref", "A"])",
       {"effects[2].parts: must hold one field, not asGiven"}},
      {R"("parts": ["Ref"])",
       R"("parts": [])",
       {"effects[2].parts: must hold one field, not asGiven",
        "fields[6]: no bindIdentity binds this external id"}},
      {R"("parts": ["Ref"])",
       R"("parts": [{"part": "R", "field": "Ref", "asGiven": true}])",
       {"effects[2].parts: must hold one field, not asGiven"}},
      {R"("parts": ["Ref"])",
       R"("parts": ["Ref"], "rule": "once")",
       {"effects[2].rule: not for this effect"}},
      {R"("parts": ["Ref"])",
       R"("parts": ["A"])",
       {"fields[6]: no bindIdentity binds this external id"}},
  });
}

}  // namespace
}  // namespace millrace
