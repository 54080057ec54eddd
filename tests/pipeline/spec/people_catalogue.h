// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// A user's own catalogue for tests: people under a key that the upload brings,
// events whose key the store counts up, and something of everything that a
// catalogue can say. Edits of it make broken ones.

#ifndef MILLRACE_TESTS_PIPELINE_SPEC_PEOPLE_CATALOGUE_H_
#define MILLRACE_TESTS_PIPELINE_SPEC_PEOPLE_CATALOGUE_H_

#include <string_view>

namespace millrace {

inline constexpr std::string_view kPeopleCatalogue = R"({
  "resourceTypes": [
    {"name": "People", "singular": "Person", "keyName": "PersonId",
     "keyType": "text", "keyAssignedBy": "upload",
     "onMappingFailure": "reject"},
    {"name": "Events", "keyName": "EventNo", "matchRules": [
      {"name": "Place",
       "fields": ["Town", {"field": "Dates.Day", "take": 4}]}]},
    {"name": "EventTags", "recordsOf": "events", "keyName": "EventNo"}
  ],
  "mappingTypes": [
    {"name": "PutPerson", "displayName": "Put Person", "creates": true,
     "resourceTypes": ["people"],
     "fields": [
       {"name": "PersonId", "type": "text", "role": "key", "maxLength": 20},
       {"name": "Name", "required": true, "maxLength": 40},
       {"name": "Age", "type": "integer", "min": 0, "max": "150"},
       {"name": "Fee", "type": "decimal", "scale": 3, "min": "-0.5"},
       {"name": "Born", "type": "date", "max": "2030-12-31"},
       {"name": "Code", "pattern": "[A-Z]+", "validator": "checkDigit",
        "byName": false},
       {"name": "Card<n>", "role": "externalId"},
       {"name": "Badge", "role": "externalId", "description": "On the door"}
     ]},
    {"name": "PutEvent", "resourceTypes": ["Events"], "creates": true,
     "enoughToCreate": ["town"], "allowMultipleMode": "SinglePerType",
     "typeField": "Kind",
     "fields": [
       {"name": "EventNo", "type": "integer", "role": "key"},
       {"name": "Does", "type": "choice", "role": "action",
        "values": [{"id": "Create"}, {"id": "Update"}]},
       {"name": "Town"},
       {"name": "Day", "type": "date"},
       {"name": "Kind", "type": "choice", "values": [
         {"id": "1", "name": "Party"}, {"id": 2, "name": "Talk"}]},
       {"name": "Phone", "type": "phone", "check": "shape",
        "countryField": "land"},
       {"name": "Land", "type": "country"},
       {"name": "Main", "type": "yesNo", "role": "isBest", "column": false},
       {"name": "Topic", "type": "choice", "list": "Topics", "parents": [
         {"parentFieldName": "kind", "limitedToParentValues": [2]}]},
       {"name": "CF<n>"}
     ],
     "effects": [
       {"effect": "setFields", "parts": ["Town", "CF<n>"]},
       {"effect": "putItem", "collection": "Dates", "keyField": "Kind",
        "keyDefault": "1", "parts": ["Day"]},
       {"effect": "putItem", "collection": "Phones", "key": "H",
        "parts": [{"part": "Number", "field": "phone"},
                  {"part": "Given", "field": "Phone", "asGiven": true}],
        "rule": "best", "keeps": "phone", "sameBy": ["number"],
        "bestField": "main"},
       {"effect": "putItem", "collection": "Topics", "keyField": "Topic",
        "keyDefault": "t", "rule": "once"}
     ]},
    {"name": "TagEvent", "allowMultipleMode": "Multiple",
     "resourceTypes": ["Events", "EventTags"],
     "fields": [{"name": "Tag", "type": "choice", "required": true,
                 "list": "Topics"}],
     "effects": [{"effect": "putItem", "collection": "Topics",
                  "keyField": "Tag", "rule": "once"}]}
  ],
  "lists": [
    {"name": "Topics", "description": "What about", "entries": [
      {"id": "t", "name": "Trees"},
      {"id": "w", "name": "Water", "retired": true, "parents": []}]}
  ]
})";

}  // namespace millrace

#endif  // MILLRACE_TESTS_PIPELINE_SPEC_PEOPLE_CATALOGUE_H_
