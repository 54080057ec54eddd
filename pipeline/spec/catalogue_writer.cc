// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind millrace/catalogue.h: a catalogue as JSON. Members that have their
// default are left out, so equal catalogues give equal text.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "millrace/catalogue.h"
#include "pipeline/spec/catalogue_names.h"
#include "pipeline/spec/json_writer.h"

namespace millrace {
namespace {

// Writes members of one object, those without news left out.
class MemberWriter {
 public:
  explicit MemberWriter(JsonWriter* json) : json_(json) {
    json_->BeginObject();
  }
  ~MemberWriter() { json_->EndObject(); }

  void Text(std::string_view name, std::string_view text,
            std::string_view unless = {}) {
    if (text != unless) json_->Name(name).Text(text);
  }
  void Bool(std::string_view name, bool value, bool unless) {
    if (value != unless) json_->Name(name).Bool(value);
  }
  void Count(std::string_view name, size_t count) {
    if (count != 0) json_->Name(name).Count(count);
  }
  void Texts(std::string_view name, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    json_->Name(name).BeginArray();
    for (const std::string& text : texts) json_->Text(text);
    json_->EndArray();
  }
  // An array of what `write` makes of each element.
  template <typename T, typename Write>
  void Array(std::string_view name, const std::vector<T>& all, Write write) {
    if (all.empty()) return;
    json_->Name(name).BeginArray();
    for (const T& one : all) write(one, json_);
    json_->EndArray();
  }

  MemberWriter(const MemberWriter&) = delete;
  MemberWriter& operator=(const MemberWriter&) = delete;

 private:
  JsonWriter* const json_;
};

void WriteChoiceParent(const ChoiceParent& parent, JsonWriter* json) {
  MemberWriter members(json);
  members.Text("parentFieldName", parent.field);
  members.Texts("allowedParentValues", parent.allowed_ids);
}

void WriteChoice(const Choice& choice, JsonWriter* json) {
  MemberWriter members(json);
  members.Text("id", choice.id);
  members.Text("name", choice.name);
  members.Array("parents", choice.parents, WriteChoiceParent);
  members.Bool("retired", choice.retired, false);
}

void WriteFieldParent(const FieldParent& parent, JsonWriter* json) {
  MemberWriter members(json);
  members.Text("parentFieldName", parent.field);
  members.Texts("limitedToParentValues", parent.limited_to);
}

void WriteField(const Field& field, JsonWriter* json) {
  const Field plain;
  MemberWriter members(json);
  members.Text("name", field.name);
  members.Text("description", field.description);
  members.Text("type", NameOf(kFieldTypeNames, field.type),
               NameOf(kFieldTypeNames, plain.type));
  members.Text("role", NameOf(kFieldRoleNames, field.role),
               NameOf(kFieldRoleNames, plain.role));
  members.Bool("required", field.is_required, plain.is_required);
  members.Bool("column", field.can_map_column, plain.can_map_column);
  members.Bool("byName", field.can_map_by_name, plain.can_map_by_name);
  members.Text("check", NameOf(kCheckNames, field.is_shape_check),
               NameOf(kCheckNames, plain.is_shape_check));
  members.Count("maxLength", field.length_max);
  members.Text("min", field.min);
  members.Text("max", field.max);
  if (field.scale != plain.scale) json->Name("scale").Integer(field.scale);
  members.Text("pattern", field.pattern);
  members.Text("validator", field.validator);
  members.Text("countryField", field.country_field);
  members.Array("values", field.choices, WriteChoice);
  members.Text("list", field.list);
  members.Text("recordOf", field.record_of);
  members.Array("parents", field.parents, WriteFieldParent);
}

void WritePart(const EffectPart& part, JsonWriter* json) {
  if (part.part == part.field && !part.as_given) {
    json->Text(part.field);
    return;
  }
  MemberWriter members(json);
  members.Text("part", part.part);
  members.Text("field", part.field);
  members.Bool("asGiven", part.as_given, false);
}

void WriteEffect(const Effect& effect, JsonWriter* json) {
  MemberWriter members(json);
  members.Text("effect", NameOf(kEffectKindNames, effect.kind));
  members.Text("collection", effect.collection);
  members.Text("key", effect.item_key);
  if (effect.item_key_fields.size() == 1) {
    members.Text("keyField", effect.item_key_fields.front());
  } else {
    members.Texts("keyField", effect.item_key_fields);
  }
  members.Text("keyDefault", effect.item_key_default);
  members.Array("parts", effect.parts, WritePart);
  members.Text("rule", NameOf(kItemRuleNames, effect.rule),
               NameOf(kItemRuleNames, ItemRule::kReplace));
  members.Text("keeps", NameOf(kKeptItemNames, effect.keeps),
               NameOf(kKeptItemNames, KeptItem::kNone));
  members.Texts("sameBy", effect.same_by);
  members.Text("bestField", effect.best_field);
  members.Text("subscription", effect.subscription);
}

void WriteMappingType(const MappingType& type, JsonWriter* json) {
  MemberWriter members(json);
  members.Text("name", type.name);
  members.Text("displayName", type.display_name, type.name);
  members.Text("description", type.description);
  members.Text("allowMultipleMode",
               NameOf(kMultipleModeNames, type.multiple_mode),
               NameOf(kMultipleModeNames, MultipleMode::kSingle));
  members.Text("typeField", type.type_field);
  members.Texts("resourceTypes", type.resource_types);
  members.Bool("creates", type.creates, false);
  members.Texts("enoughToCreate", type.enough_to_create);
  members.Texts("requiredOneOf", type.required_one_of);
  members.Array("fields", type.fields, WriteField);
  members.Array("effects", type.effects, WriteEffect);
}

void WriteMatchPart(const MatchPart& part, JsonWriter* json) {
  if (part == MatchPart{.field = part.field}) {
    json->Text(part.field);
    return;
  }
  MemberWriter members(json);
  members.Text("field", part.field);
  members.Count("take", part.take);
  members.Texts("dropFrom", part.drop_from);
  members.Bool("startsWithDigit", part.starts_with_digit, false);
}

void WriteMatchRule(const MatchRule& rule, JsonWriter* json) {
  MemberWriter members(json);
  members.Text("name", rule.name);
  members.Array("fields", rule.parts, WriteMatchPart);
}

void WriteResourceType(const ResourceType& type, JsonWriter* json) {
  MemberWriter members(json);
  members.Text("name", type.name);
  members.Text("singular", type.singular, type.name);
  members.Text("recordsOf", type.records_of);
  members.Text("keyName", type.key_name);
  members.Text("keyType", NameOf(kKeyTypeNames, type.key_type));
  members.Text("keyAssignedBy", NameOf(kKeyAssignerNames, type.key_assigner));
  members.Text("onMappingFailure",
               NameOf(kMappingFailureNames, type.on_mapping_failure),
               NameOf(kMappingFailureNames, MappingFailure::kMessage));
  members.Array("matchRules", type.match_rules, WriteMatchRule);
}

void WriteList(const ValueList& list, JsonWriter* json) {
  MemberWriter members(json);
  members.Text("name", list.name);
  members.Text("description", list.description);
  members.Text("recordsOf", list.records_of);
  members.Text("nameField", list.name_field);
  members.Text("retiredField", list.retired_field);
  members.Text("parentFieldName", list.parent_field);
  members.Array("entries", list.entries, WriteChoice);
}

void WriteSynonyms(const FieldSynonyms& synonyms, JsonWriter* json) {
  MemberWriter members(json);
  members.Text("field", synonyms.field);
  members.Texts("names", synonyms.names);
}

}  // namespace

std::string ToJson(const Catalogue& catalogue) {
  JsonWriter json;
  {
    MemberWriter members(&json);
    members.Array("resourceTypes", catalogue.resource_types, WriteResourceType);
    members.Array("mappingTypes", catalogue.mapping_types, WriteMappingType);
    members.Array("lists", catalogue.lists, WriteList);
    members.Array("synonyms", catalogue.synonyms, WriteSynonyms);
  }
  return std::move(json).Take();
}

}  // namespace millrace
