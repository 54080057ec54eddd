// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/catalogue_reader.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/spec/catalogue_names.h"
#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

// Where external ids go when the catalogue does not say.
constexpr char kExternalIds[] = "ExternalIDs";
constexpr char kExternalIdPart[] = "ExternalID";

// The ids of parent values. Both pages of the interface are followed in either
// place: they spell the member differently, and show {"name", "id"} objects.
std::vector<std::string> ReadParentIds(JsonObject& parent,
                                       DefectList* defects) {
  std::vector<std::string> ids;
  for (const char* member : {"allowedParentValues", "limitedToParentValues"}) {
    const JsonValue* array = parent.Array(member);
    if (array == nullptr) continue;
    for (size_t i = 0; i < array->items.size(); ++i) {
      const JsonValue& item = array->items[i];
      if (item.IsScalar()) {
        ids.push_back(item.text);
        continue;
      }
      JsonObject object(item, ItemPath(parent.PathOf(member), i), defects);
      if (!object.Has("id")) object.AddDefect("id", "is required");
      ids.push_back(object.Scalar("id").value_or(""));
      object.Scalar("name");
      object.RefuseOthers();
    }
  }
  return ids;
}

std::vector<Choice> ReadChoices(std::vector<JsonObject> objects,
                                DefectList* defects) {
  std::vector<Choice> choices;
  choices.reserve(objects.size());
  for (JsonObject& object : objects) {
    Choice choice;
    const std::optional<std::string> id = object.Scalar("id");
    if (!object.Has("id")) object.AddDefect("id", "is required");
    choice.id = id.value_or("");
    choice.name = object.Scalar("name").value_or("");
    for (JsonObject& parent : object.Objects("parents")) {
      choice.parents.push_back({.field = parent.RequiredText("parentFieldName"),
                                .allowed_ids = ReadParentIds(parent, defects)});
      parent.RefuseOthers();
    }
    choice.retired = object.Bool("retired", false);
    object.RefuseOthers();
    choices.push_back(std::move(choice));
  }
  return choices;
}

// Reads a count that has a default when absent.
void ReadCount(JsonObject& object, std::string_view member, int64_t max,
               size_t* to) {
  const std::optional<int64_t> number = object.Integer(member);
  if (!number.has_value()) return;
  if (*number < 1 || *number > max) {
    object.AddDefect(member, "out of range", "1 to " + std::to_string(max));
    return;
  }
  *to = static_cast<size_t>(*number);
}

Field ReadField(JsonObject object, DefectList* defects) {
  Field field;
  field.name = object.RequiredText("name");
  field.description = object.Text("description");
  ReadEnum(object, "type", kFieldTypeNames, &field.type);
  ReadEnum(object, "role", kFieldRoleNames, &field.role);
  field.is_required = object.Bool("required", false);
  field.can_map_column = object.Bool("column", true);
  field.can_map_by_name = object.Bool("byName", true);
  ReadEnum(object, "check", kCheckNames, &field.is_shape_check);
  ReadCount(object, "maxLength", 1000000, &field.length_max);
  field.min = object.Scalar("min").value_or("");
  field.max = object.Scalar("max").value_or("");
  if (const std::optional<int64_t> scale = object.Integer("scale")) {
    if (*scale < 0 || *scale > 18) {
      object.AddDefect("scale", "out of range", "0 to 18");
    } else {
      field.scale = static_cast<int>(*scale);
    }
  }
  field.pattern = object.Text("pattern");
  field.validator = object.Text("validator");
  field.country_field = object.Text("countryField");
  field.choices = ReadChoices(object.Objects("values"), defects);
  field.list = object.Text("list");
  field.record_of = object.Text("recordOf");
  for (JsonObject& parent : object.Objects("parents")) {
    field.parents.push_back({.field = parent.RequiredText("parentFieldName"),
                             .limited_to = ReadParentIds(parent, defects)});
    parent.RefuseOthers();
  }
  object.RefuseOthers();
  return field;
}

// Parts are field names, or objects where there is more to say.
std::vector<EffectPart> ReadParts(JsonObject& effect, DefectList* defects) {
  std::vector<EffectPart> parts;
  const JsonValue* array = effect.Array("parts");
  if (array == nullptr) return parts;
  for (size_t i = 0; i < array->items.size(); ++i) {
    const JsonValue& item = array->items[i];
    if (item.kind == JsonKind::kText) {
      parts.push_back({.part = item.text, .field = item.text});
      continue;
    }
    JsonObject object(item, ItemPath(effect.PathOf("parts"), i), defects);
    EffectPart part;
    part.field = object.RequiredText("field");
    part.part = object.OptionalText("part").value_or(part.field);
    part.as_given = object.Bool("asGiven", false);
    object.RefuseOthers();
    parts.push_back(std::move(part));
  }
  return parts;
}

// One text, or an array of several.
std::vector<std::string> ReadTexts(JsonObject& object,
                                   std::string_view member) {
  if (object.IsArray(member)) return object.Scalars(member);
  const std::string text = object.Text(member);
  if (text.empty()) return {};
  return {text};
}

Effect ReadEffect(JsonObject object, DefectList* defects) {
  Effect effect;
  if (!object.Has("effect")) object.AddDefect("effect", "is required");
  ReadEnum(object, "effect", kEffectKindNames, &effect.kind);
  effect.parts = ReadParts(object, defects);
  effect.collection = object.Text("collection");
  effect.item_key = object.Scalar("key").value_or("");
  effect.item_key_fields = ReadTexts(object, "keyField");
  effect.item_key_default = object.Scalar("keyDefault").value_or("");
  ReadEnum(object, "rule", kItemRuleNames, &effect.rule);
  ReadEnum(object, "keeps", kKeptItemNames, &effect.keeps);
  effect.same_by = object.Scalars("sameBy");
  effect.best_field = object.Text("bestField");
  effect.subscription = object.Text("subscription");
  object.RefuseOthers();
  return effect;
}

// What a mapping type does that does not say: every value becomes a scalar of
// the record, every external id is bound.
std::vector<Effect> DefaultEffects(const MappingType& type) {
  std::vector<Effect> effects;
  Effect set_fields;
  for (const Field& field : type.fields) {
    if (field.role == FieldRole::kValue) {
      set_fields.parts.push_back({.part = field.name, .field = field.name});
    }
    if (field.role != FieldRole::kExternalId) continue;
    effects.push_back(
        {.kind = EffectKind::kBindIdentity,
         .parts = {{.part = kExternalIdPart, .field = field.name}},
         .collection = kExternalIds,
         .item_key = field.is_patterned() ? "<n>" : field.name});
  }
  if (!set_fields.parts.empty()) {
    effects.insert(effects.begin(), std::move(set_fields));
  }
  return effects;
}

MappingType ReadMappingType(JsonObject object, DefectList* defects) {
  MappingType type;
  type.name = object.RequiredText("name");
  type.display_name = object.OptionalText("displayName").value_or(type.name);
  type.description = object.Text("description");
  ReadEnum(object, "allowMultipleMode", kMultipleModeNames,
           &type.multiple_mode);
  type.type_field = object.Text("typeField");
  type.resource_types = object.Scalars("resourceTypes");
  type.creates = object.Bool("creates", false);
  type.enough_to_create = object.Scalars("enoughToCreate");
  type.required_one_of = object.Scalars("requiredOneOf");
  for (JsonObject& field : object.RequiredObjects("fields")) {
    type.fields.push_back(ReadField(std::move(field), defects));
  }
  if (object.Has("effects")) {
    for (JsonObject& effect : object.Objects("effects")) {
      type.effects.push_back(ReadEffect(std::move(effect), defects));
    }
  } else {
    type.effects = DefaultEffects(type);
  }
  object.RefuseOthers();
  return type;
}

MatchRule ReadMatchRule(JsonObject object, DefectList* defects) {
  MatchRule rule;
  rule.name = object.RequiredText("name");
  if (!object.Has("fields")) object.AddDefect("fields", "is required");
  if (const JsonValue* array = object.Array("fields")) {
    for (size_t i = 0; i < array->items.size(); ++i) {
      const JsonValue& item = array->items[i];
      MatchPart part;
      if (item.kind == JsonKind::kText) {
        part.field = item.text;
      } else {
        JsonObject entry(item, ItemPath(object.PathOf("fields"), i), defects);
        part.field = entry.RequiredText("field");
        ReadCount(entry, "take", 1000, &part.take);
        part.drop_from = entry.Scalars("dropFrom");
        part.starts_with_digit = entry.Bool("startsWithDigit", false);
        entry.RefuseOthers();
      }
      rule.parts.push_back(std::move(part));
    }
  }
  object.RefuseOthers();
  return rule;
}

ResourceType ReadResourceType(JsonObject object, DefectList* defects) {
  ResourceType type;
  type.name = object.RequiredText("name");
  type.singular = object.OptionalText("singular").value_or(type.name);
  type.records_of = object.Text("recordsOf");
  type.key_name = object.RequiredText("keyName");
  ReadEnum(object, "keyType", kKeyTypeNames, &type.key_type);
  // Only integers can be counted up by the store.
  if (type.key_type == KeyType::kText) {
    type.key_assigner = KeyAssigner::kUpload;
  }
  ReadEnum(object, "keyAssignedBy", kKeyAssignerNames, &type.key_assigner);
  ReadEnum(object, "onMappingFailure", kMappingFailureNames,
           &type.on_mapping_failure);
  for (JsonObject& rule : object.Objects("matchRules")) {
    type.match_rules.push_back(ReadMatchRule(std::move(rule), defects));
  }
  object.RefuseOthers();
  return type;
}

}  // namespace

CatalogueFile ReadCatalogueFile(JsonObject root, DefectList* defects) {
  CatalogueFile file;
  if (root.Has("extends")) {
    const std::string base = root.Text("extends");
    file.extends_built_in = EqualsIgnoringCase(base, kExtendsBuiltIn);
    if (!file.extends_built_in) {
      root.AddDefect("extends", "no such catalogue", kExtendsBuiltIn);
    }
  }
  Catalogue& catalogue = file.catalogue;
  for (JsonObject& object : root.Objects("resourceTypes")) {
    catalogue.resource_types.push_back(
        ReadResourceType(std::move(object), defects));
  }
  for (JsonObject& object : root.Objects("mappingTypes")) {
    catalogue.mapping_types.push_back(
        ReadMappingType(std::move(object), defects));
  }
  for (JsonObject& object : root.Objects("lists")) {
    ValueList list;
    list.name = object.RequiredText("name");
    list.description = object.Text("description");
    list.records_of = object.Text("recordsOf");
    list.name_field = object.Text("nameField");
    list.retired_field = object.Text("retiredField");
    list.parent_field = object.Text("parentFieldName");
    list.entries = ReadChoices(object.Objects("entries"), defects);
    object.RefuseOthers();
    catalogue.lists.push_back(std::move(list));
  }
  for (JsonObject& object : root.Objects("synonyms")) {
    FieldSynonyms synonyms;
    synonyms.field = object.RequiredText("field");
    if (!object.Has("names")) object.AddDefect("names", "is required");
    synonyms.names = object.Scalars("names");
    object.RefuseOthers();
    catalogue.synonyms.push_back(std::move(synonyms));
  }
  root.RefuseOthers();
  return file;
}

}  // namespace millrace
