// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Catalogue: resource types, mapping types and lists of values, as data. The
// built-in one is the contract's section (f); a user's own file replaces it or
// adds to it.
//
//   auto catalogue = millrace::ReadCatalogue("people.catalogue.json");
//
// The JSON's members have the names given in the comments below; README.md
// shows a whole file. Plain values; threading as for any value.

#ifndef MILLRACE_CATALOGUE_H_
#define MILLRACE_CATALOGUE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace millrace {

enum class KeyType : uint8_t { kInteger, kText };      // "integer" | "text"
enum class KeyAssigner : uint8_t { kStore, kUpload };  // "store" | "upload"
// What a failed mapping does to its row: "message" | "reject".
enum class MappingFailure : uint8_t { kMessage, kReject };

// What a field's value must be; JSON: the name in lower camel case.
enum class FieldType : uint8_t {
  kText,        // "text": up to maxLength characters
  kInteger,     // "integer": 64 bits, between min and max
  kDecimal,     // "decimal": at most scale fraction digits, min..max
  kDate,        // "date": ISO
  kDateTime,    // "dateTime": ISO date, with time and offset if given
  kEmail,       // "email"
  kPhone,       // "phone": stored as E.164
  kPostalCode,  // "postalCode"
  kCountry,     // "country": ISO 3166-1 alpha-2
  kState,       // "state"
  kYesNo,       // "yesNo": stored as 1 or 0
  kChoice,      // "choice": one of values or of a list, stored as its id
};

// What a field is for besides being stored. "role", absent: "value".
enum class FieldRole : uint8_t {
  kValue,             // "value"
  kKey,               // "key": the resource type's primary key
  kExternalId,        // "externalId": finds the record and is bound to it (m.5)
  kAction,            // "action": Create, Update or CreateOrUpdate for this row
  kDoNotUpdateBest,   // "doNotUpdateBest" (m.8)
  kSkipSubscription,  // "skipSubscription"
  kInFileMatching,    // "inFileMatching" (m.1)
  kIsBest,            // "isBest": flags the item as best (f.12)
};
constexpr bool IsControl(FieldRole role) { return role >= FieldRole::kAction; }

// A value of a fixed set, or an entry of a list.
struct ChoiceParent {
  std::string field = {};                     // "parentFieldName"
  std::vector<std::string> allowed_ids = {};  // "allowedParentValues": ids

  friend bool operator==(const ChoiceParent&, const ChoiceParent&) = default;
};
struct Choice {
  std::string id = {};                     // "id"
  std::string name = {};                   // "name"
  std::vector<ChoiceParent> parents = {};  // "parents"
  bool retired = false;                    // "retired"

  friend bool operator==(const Choice&, const Choice&) = default;
};

// A prerequisite of a field (contract b.9).
struct FieldParent {
  std::string field = {};                    // "parentFieldName"
  std::vector<std::string> limited_to = {};  // "limitedToParentValues": ids

  friend bool operator==(const FieldParent&, const FieldParent&) = default;
};

struct Field {
  std::string name = {};               // "name"; may hold one "<n>": any digits
  std::string description = {};        // "description"
  FieldType type = FieldType::kText;   // "type"
  FieldRole role = FieldRole::kValue;  // "role"
  bool is_required = false;            // "required"
  bool can_map_column = true;          // "column"
  bool can_map_by_name = true;         // "byName"
  bool is_shape_check = false;     // "check": "shape": looser, without tables
  size_t length_max = 0;           // "maxLength" in characters; 0: the default
  std::string min = {};            // "min", canonical text
  std::string max = {};            // "max"
  int scale = 2;                   // "scale" of a decimal
  std::string pattern = {};        // "pattern": RE2, the whole value
  std::string validator = {};      // "validator": name of a registered one
  std::string country_field = {};  // "countryField" of the same mapping
  std::vector<Choice> choices = {};  // "values"
  // "list": name of a ValueList: what a choice may be, or which digits a
  // patterned name may have.
  std::string list = {};
  // "recordOf": a resource type; the value is the key of one of its records,
  // or the mapping fails.
  std::string record_of = {};
  std::vector<FieldParent> parents = {};  // "parents"

  bool is_patterned() const { return name.find("<n>") != std::string::npos; }

  friend bool operator==(const Field&, const Field&) = default;
};

enum class EffectKind : uint8_t {
  kSetFields,     // "setFields": scalars of the record
  kPutItem,       // "putItem": one item of a collection
  kBindIdentity,  // "bindIdentity": an external id
};

// How an item that is there already meets a new one. "rule":
enum class ItemRule : uint8_t {
  kReplace,  // "replace": the parts given replace those there
  kBest,     // "best": contract f.12, m.8
  kOnce,     // "once": there already: Already applied
};

// Which message keeps a best item back. "keeps": "phone"|"email"|"address".
enum class KeptItem : uint8_t { kNone, kPhone, kEmail, kAddress };

struct EffectPart {
  std::string part = {};   // "part": name in the record; default the field's
  std::string field = {};  // "field" of the mapping type
  bool as_given = false;   // "asGiven": the cell's text, not the normal form

  friend bool operator==(const EffectPart&, const EffectPart&) = default;
};

struct Effect {
  EffectKind kind = EffectKind::kSetFields;  // "effect"
  // kSetFields: which fields, under which names. Patterned fields keep their
  // own instance's name. For the others: the item's parts.
  std::vector<EffectPart> parts = {};  // "parts": ["Name", {...}]
  // kPutItem, kBindIdentity.
  std::string collection = {};  // "collection"
  std::string item_key = {};    // "key": a constant, "<n>" of a pattern
  // "keyField": or a field, or several, which are parts as well.
  std::vector<std::string> item_key_fields = {};
  std::string item_key_default = {};   // "keyDefault" when those are blank
  ItemRule rule = ItemRule::kReplace;  // "rule"
  KeptItem keeps = KeptItem::kNone;    // "keeps"
  // Parts that tell one item from another (a phone's number); empty: all that
  // are given (an address). "sameBy". With sameBy, replacing drops the old
  // item's other parts; without, it sets the parts given.
  std::vector<std::string> same_by = {};
  // "bestField": the isBest field. It is not among the parts: the engine keeps
  // the mark in the item's part "IsBest".
  std::string best_field = {};
  // "subscription": the part that stays as it is, and survives the item's
  // replacement, when the skipSubscription field says yes.
  std::string subscription = {};

  friend bool operator==(const Effect&, const Effect&) = default;
};

enum class MultipleMode : uint8_t {
  kSingle,         // "Single"
  kSinglePerType,  // "SinglePerType"
  kMultiple,       // "Multiple"
};

struct MappingType {
  std::string name = {};                               // "name"
  std::string display_name = {};                       // "displayName"
  std::string description = {};                        // "description"
  MultipleMode multiple_mode = MultipleMode::kSingle;  // "allowMultipleMode"
  std::string type_field = {};  // "typeField": what SinglePerType compares
  std::vector<std::string> resource_types = {};  // "resourceTypes"
  bool creates = false;  // "creates": may create records (contract m.4)
  // "enoughToCreate": one of these must not be blank; empty: any value field.
  std::vector<std::string> enough_to_create = {};
  // "requiredOneOf": of these fields one must be bound, and in a row that gives
  // the mapping anything, one must not be blank.
  std::vector<std::string> required_one_of = {};
  std::vector<Field> fields = {};  // "fields"
  // "effects"; absent: setFields of all values, and each external id bound in
  // the collection "ExternalIDs" (reading fills these in).
  std::vector<Effect> effects = {};

  friend bool operator==(const MappingType&, const MappingType&) = default;
};

// One ingredient of a match rule: a scalar "FirstName" or a part of a
// collection's items "Emails.Email" (any item's; parts of one collection are
// those of one item).
struct MatchPart {
  std::string field = {};
  size_t take = 0;  // "take": the first so many characters; 0: all
  // "dropFrom": words from which on a value is left out, but for its first
  // two words; they are compared without digits and punctuation at their end
  // ("apt", "#", and so "Apt4" and "#2"). With these, or startsWithDigit,
  // full stops and commas at the end of a word do not count.
  std::vector<std::string> drop_from = {};
  bool starts_with_digit = false;  // "startsWithDigit": others match nobody

  friend bool operator==(const MatchPart&, const MatchPart&) = default;
};
struct MatchRule {
  std::string name = {};              // "name"
  std::vector<MatchPart> parts = {};  // "fields"

  friend bool operator==(const MatchRule&, const MatchRule&) = default;
};

struct ResourceType {
  std::string name = {};        // "name"
  std::string singular = {};    // "singular", for messages; default the name
  std::string records_of = {};  // "recordsOf": whose records it writes (m.5)
  std::string key_name = {};    // "keyName"
  KeyType key_type = KeyType::kInteger;            // "keyType"
  KeyAssigner key_assigner = KeyAssigner::kStore;  // "keyAssignedBy"
  MappingFailure on_mapping_failure =
      MappingFailure::kMessage;             // "onMappingFailure"
  std::vector<MatchRule> match_rules = {};  // "matchRules"

  friend bool operator==(const ResourceType&, const ResourceType&) = default;
};

// A list of values that belongs to the store; what the file gives are its
// first entries.
struct ValueList {
  std::string name = {};         // "name"
  std::string description = {};  // "description"
  // "recordsOf": the entries are the records of a resource type, by key. What
  // they are called, and whether they are retired ("1"), is in these scalars.
  std::string records_of = {};
  std::string name_field = {};     // "nameField"
  std::string retired_field = {};  // "retiredField"; may be missing
  // "parentFieldName": the field whose value an entry of the store may name
  // as its parent.
  std::string parent_field = {};
  std::vector<Choice> entries = {};  // "entries"

  friend bool operator==(const ValueList&, const ValueList&) = default;
};

// What uploads call a field, of whatever mapping type, besides its own name;
// for guessing a mapping, never for binding by name.
struct FieldSynonyms {
  std::string field = {};               // "field"
  std::vector<std::string> names = {};  // "names"

  friend bool operator==(const FieldSynonyms&, const FieldSynonyms&) = default;
};

struct Catalogue {
  std::vector<ResourceType> resource_types = {};  // "resourceTypes"
  std::vector<MappingType> mapping_types = {};    // "mappingTypes"
  std::vector<ValueList> lists = {};              // "lists"
  std::vector<FieldSynonyms> synonyms = {};       // "synonyms"

  // Names compare without regard to case. Null when there is none.
  const ResourceType* FindResourceType(std::string_view name) const;
  const MappingType* FindMappingType(std::string_view name) const;
  const ValueList* FindList(std::string_view name) const;
  // The resource type whose records this one writes: itself, or recordsOf.
  const ResourceType& RecordsOf(const ResourceType& type) const;
  // What a choice field may be: its own values or its list's entries.
  const std::vector<Choice>& ChoicesOf(const Field& field) const;

  friend bool operator==(const Catalogue&, const Catalogue&) = default;
};

// A field of a mapping type by the name an upload or a job spec uses; a
// patterned field is found by any of its instances, whose digits go to
// *pattern_value. Null when there is none.
const Field* FindField(const MappingType& type, std::string_view name,
                       std::string* pattern_value = nullptr);

// The catalogue that the library carries.
const Catalogue& BuiltInCatalogue();

// kInvalidArgument lists every defect with its member path. A file whose
// member "extends" is "built-in" adds to the built-in catalogue, replacing
// types and lists of equal name; without it, it stands alone.
absl::StatusOr<Catalogue> ParseCatalogue(std::string_view json);
absl::StatusOr<Catalogue> ReadCatalogue(const std::filesystem::path& path);

// JSON that ParseCatalogue reads back to an equal catalogue.
std::string ToJson(const Catalogue& catalogue);

}  // namespace millrace

#endif  // MILLRACE_CATALOGUE_H_
