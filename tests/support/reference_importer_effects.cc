// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// An effect that puts patterned fields is carried out once for each of the
// field's instances; the other fields of the effect are the same in all.

#include "tests/support/reference_importer_effects.h"

#include <algorithm>
#include <set>

namespace millrace::reference {
namespace {

constexpr char kBestPart[] = "IsBest";

// One part of a record that an effect gives a value.
struct GivenPart {
  std::string name = {};
  std::string value = {};
  bool as_given = false;
  const FieldValue* source = nullptr;
};

// One effect with the parts that a row gives it.
struct Instanced {
  const Effect* effect = nullptr;
  std::string item_key = {};
  std::vector<GivenPart> parts = {};
  std::vector<GivenPart> cleared = {};  // without a value
};

std::vector<std::string> DigitsOf(const Effect& effect,
                                  const MappingValues& values) {
  std::vector<std::string> all;
  for (const EffectPart& part : effect.parts) {
    for (const FieldValue& value : values.fields) {
      if (part.field != value.bound->field->name) continue;
      if (!value.bound->field->is_patterned()) continue;
      if (std::find(all.begin(), all.end(), value.bound->digits) == all.end()) {
        all.push_back(value.bound->digits);
      }
    }
  }
  return all;
}

bool HasPatternedPart(const Effect& effect, const MappingType& type) {
  for (const EffectPart& part : effect.parts) {
    for (const Field& field : type.fields) {
      if (field.name == part.field && field.is_patterned()) return true;
    }
  }
  return false;
}

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '/' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// Of one field its value; of several all values with a slash between them, or
// nothing if the row gives none of them.
std::string ItemKey(const std::vector<std::string>& fields,
                    const MappingValues& values) {
  if (fields.size() == 1) return values.Find(fields[0]);
  std::string key;
  bool is_given = false;
  for (size_t i = 0; i < fields.size(); ++i) {
    const std::string value = values.Find(fields[i]);
    is_given = is_given || !value.empty();
    key += (i == 0 ? "" : "/") + Escaped(value);
  }
  return is_given ? key : "";
}

// With null for digits, the instances of patterned fields are all in one.
Instanced InstanceOf(const Effect& effect, const std::string* digits,
                     const MappingValues& values) {
  Instanced one;
  one.effect = &effect;
  one.item_key = Instance(effect.item_key, digits == nullptr ? "" : *digits);
  if (!effect.item_key_fields.empty()) {
    one.item_key = ItemKey(effect.item_key_fields, values);
    if (one.item_key.empty()) one.item_key = effect.item_key_default;
  }
  for (const EffectPart& part : effect.parts) {
    for (const FieldValue& value : values.fields) {
      const BoundField& bound = *value.bound;
      if (bound.field->name != part.field) continue;
      if (!value.is_valid() && !value.is_cleared) continue;
      if (digits != nullptr && bound.field->is_patterned() &&
          bound.digits != *digits) {
        continue;
      }
      const bool is_named = !part.part.empty() && part.part != part.field;
      auto& list = value.is_cleared ? one.cleared : one.parts;
      list.push_back({is_named ? part.part : bound.name,
                      part.as_given ? value.text : value.normal, part.as_given,
                      &value});
    }
  }
  return one;
}

std::vector<Instanced> InstancesOf(const Effect& effect,
                                   const MappingValues& values) {
  // As fields of the record, instances have names of their own.
  if (effect.kind == EffectKind::kSetFields ||
      !HasPatternedPart(effect, *values.mapping->type)) {
    return {InstanceOf(effect, nullptr, values)};
  }
  std::vector<Instanced> all;
  for (const std::string& digits : DigitsOf(effect, values)) {
    all.push_back(InstanceOf(effect, &digits, values));
  }
  return all;
}

const GivenPart* FindPart(const Instanced& item, const std::string& name) {
  for (const GivenPart& part : item.parts) {
    if (part.name == name) return &part;
  }
  return nullptr;
}

// Whether the row gives what makes this item one.
bool IsGiven(const Instanced& item) {
  if (item.item_key.empty()) return false;
  for (const std::string& name : item.effect->same_by) {
    if (FindPart(item, name) == nullptr) return false;
  }
  if (item.effect->rule == ItemRule::kOnce) return true;
  return std::any_of(item.parts.begin(), item.parts.end(),
                     [](const GivenPart& part) { return !part.as_given; });
}

bool IsSame(const Instanced& item, const Parts& there) {
  const std::vector<std::string>& same_by = item.effect->same_by;
  for (const GivenPart& part : item.parts) {
    if (part.as_given) continue;
    const bool tells_apart =
        same_by.empty() ||
        std::find(same_by.begin(), same_by.end(), part.name) != same_by.end();
    if (!tells_apart) continue;
    const auto found = there.find(part.name);
    if (found == there.end() || found->second != part.value) return false;
  }
  return true;
}

Code KeptCode(KeptItem keeps) {
  switch (keeps) {
    case KeptItem::kPhone:
    case KeptItem::kNone:
      return Code::kKeptBestPhone;
    case KeptItem::kEmail:
      return Code::kKeptBestEmail;
    case KeptItem::kAddress:
      return Code::kKeptBestAddress;
  }
  return Code::kKeptBestPhone;
}

// Contract f.12 and m.8.
Code PutItem(const Instanced& item, const MappingValues& values,
             Record* record) {
  const Effect& effect = *item.effect;
  const bool makes_best = effect.rule == ItemRule::kBest &&
                          !effect.best_field.empty() &&
                          values.Find(effect.best_field) == "1";
  const bool may_replace_best =
      makes_best || values.FindRole(FieldRole::kDoNotUpdateBest) == "0";
  Items& items = record->collections[effect.collection];
  const bool is_there = items.count(item.item_key) > 0;
  if (is_there && effect.rule == ItemRule::kOnce) return Code::kAlreadyApplied;

  Parts& there = items[item.item_key];
  // Whoever skips the subscription finds it afterwards as it was.
  const Parts before = there;
  if (is_there && IsSame(item, there)) {
    for (const GivenPart& part : item.parts) {
      if (!part.as_given) there[part.name] = part.value;
    }
  } else {
    const bool is_best = there.count(kBestPart) > 0 && there[kBestPart] == "1";
    if (effect.rule == ItemRule::kBest && is_best && !may_replace_best) {
      return KeptCode(effect.keeps);
    }
    // What has a number of its own is another item altogether; an address is
    // corrected part by part.
    if (!effect.same_by.empty()) there.clear();
    if (effect.rule == ItemRule::kBest) there.erase(kBestPart);
    for (const GivenPart& part : item.parts) there[part.name] = part.value;
  }
  if (makes_best) there[kBestPart] = "1";
  if (!effect.subscription.empty() &&
      values.FindRole(FieldRole::kSkipSubscription) == "1") {
    there.erase(effect.subscription);
    if (before.count(effect.subscription) > 0) {
      there[effect.subscription] = before.at(effect.subscription);
    }
  }
  return Code::kProcessed;
}

bool TellsApart(const Instanced& item, const std::string& part) {
  const std::vector<std::string>& same_by = item.effect->same_by;
  return std::find(same_by.begin(), same_by.end(), part) != same_by.end();
}

// Whether the job has a cell or a constant for everything that tells items of
// this kind apart; without, no item is ever meant.
bool BindsWhatTellsApart(const Effect& effect, const MappingValues& values) {
  return std::all_of(
      effect.same_by.begin(), effect.same_by.end(),
      [&](const std::string& name) {
        for (const EffectPart& part : effect.parts) {
          if ((part.part.empty() ? part.field : part.part) != name) continue;
          for (const FieldValue& value : values.fields) {
            if (value.bound->field->name == part.field) return true;
          }
        }
        return false;
      });
}

// Takes cleared parts out of an item; the item goes when it has nothing left,
// or not what tells it apart. A best item is kept as when it is replaced.
Code ClearItem(const Instanced& item, const MappingValues& values,
               Record* record, size_t* cleared) {
  const Effect& effect = *item.effect;
  const auto items = record->collections.find(effect.collection);
  if (items == record->collections.end()) return Code::kProcessed;
  const auto there = items->second.find(item.item_key);
  if (there == items->second.end()) return Code::kProcessed;
  if (!BindsWhatTellsApart(effect, values)) return Code::kProcessed;
  Parts rest = there->second;
  size_t count = 0;
  bool loses_itself = false;
  const bool skips_subscription =
      values.FindRole(FieldRole::kSkipSubscription) == "1";
  for (const GivenPart& part : item.cleared) {
    if (skips_subscription && part.name == effect.subscription) continue;
    if (rest.erase(part.name) == 0) continue;
    if (!part.as_given) ++count;
    if (TellsApart(item, part.name)) loses_itself = true;
  }
  if (count == 0) return Code::kProcessed;
  const bool is_best = effect.rule == ItemRule::kBest &&
                       there->second.count(kBestPart) > 0 &&
                       there->second.at(kBestPart) == "1";
  const bool may_change_best =
      (!effect.best_field.empty() && values.Find(effect.best_field) == "1") ||
      values.FindRole(FieldRole::kDoNotUpdateBest) == "0";
  if (is_best && !may_change_best && (loses_itself || effect.same_by.empty())) {
    return KeptCode(effect.keeps);
  }
  *cleared += count;
  const bool has_rest =
      std::any_of(rest.begin(), rest.end(), [&](const auto& part) {
        return effect.rule != ItemRule::kBest || part.first != kBestPart;
      });
  if (has_rest && !loses_itself) {
    there->second = rest;
    return Code::kProcessed;
  }
  items->second.erase(there);
  if (items->second.empty()) record->collections.erase(items);
  return Code::kProcessed;
}

// The first field of the mapping that names a record which is not there.
const FieldValue* FindNobody(const MappingValues& values,
                             const Catalogue& catalogue, const Store& store) {
  for (const FieldValue& value : values.fields) {
    const std::string& type_name = value.bound->field->record_of;
    if (type_name.empty() || !value.is_valid()) continue;
    const ResourceType& type = *FindResourceType(catalogue, type_name);
    Key key = value.normal;
    if (type.key_type == KeyType::kInteger) {
      key = int64_t{std::stoll(value.normal)};
    }
    const auto records = store.records.find(type.name);
    if (records == store.records.end() || records->second.count(key) == 0) {
      return &value;
    }
  }
  return nullptr;
}

// The first external id of the mapping that belongs to another record.
const FieldValue* FindIdentityInUse(const MappingValues& values,
                                    const std::vector<Effect>& effects,
                                    const Records& records,
                                    const std::optional<Key>& key) {
  const FieldValue* first = nullptr;
  for (const Effect& effect : effects) {
    if (effect.kind != EffectKind::kBindIdentity) continue;
    for (const Instanced& identity : InstancesOf(effect, values)) {
      if (identity.parts.empty() || identity.item_key.empty()) continue;
      const GivenPart& part = identity.parts[0];
      const std::optional<Key> owner = FindByIdentity(
          records, {effect.collection, identity.item_key, part.name},
          part.value);
      if (!owner || owner == key) continue;
      if (first == nullptr ||
          part.source->bound->position < first->bound->position) {
        first = part.source;
      }
    }
  }
  return first;
}

}  // namespace

std::vector<Effect> EffectsOf(const MappingType& type) {
  if (!type.effects.empty()) return type.effects;
  Effect effect;
  for (const Field& field : type.fields) {
    if (field.role != FieldRole::kValue) continue;
    EffectPart part;
    part.field = field.name;
    effect.parts.push_back(part);
  }
  return {effect};
}

Applied ApplyMapping(const MappingValues& values, const Catalogue& catalogue,
                     const Store& store, const Records& records,
                     const std::optional<Key>& key, Record* record) {
  if (!values.has_data) return {Code::kNoDataToApply};
  if (const FieldValue* broken = values.defect()) {
    return {broken->defect, broken};
  }
  const bool is_creating = values.mapping->type->creates;
  if (is_creating && key && values.FindRole(FieldRole::kAction) == "Create") {
    return {Code::kRecordExists};
  }
  const std::vector<Effect> effects = EffectsOf(*values.mapping->type);
  const FieldValue* nobody = FindNobody(values, catalogue, store);
  const FieldValue* taken = FindIdentityInUse(values, effects, records, key);
  const bool is_taken_first =
      taken != nullptr &&
      (nobody == nullptr || taken->bound->position < nobody->bound->position);
  if (is_taken_first) return {Code::kExternalIdInUse, taken};
  if (nobody != nullptr) return {Code::kNamedNotFound, nobody};
  Code message = Code::kProcessed;
  size_t cleared = 0;
  for (const Effect& effect : effects) {
    for (const Instanced& one : InstancesOf(effect, values)) {
      Code code = Code::kProcessed;
      switch (effect.kind) {
        case EffectKind::kSetFields:
          for (const GivenPart& part : one.parts) {
            record->scalars[part.name] = part.value;
          }
          for (const GivenPart& part : one.cleared) {
            cleared += record->scalars.erase(part.name);
          }
          break;
        case EffectKind::kPutItem:
          if (IsGiven(one)) code = PutItem(one, values, record);
          if (code == Code::kProcessed && !one.cleared.empty()) {
            code = ClearItem(one, values, record, &cleared);
          }
          break;
        case EffectKind::kBindIdentity:
          if (one.parts.empty() || one.item_key.empty()) break;
          record->collections[effect.collection][one.item_key] = {
              {one.parts[0].name, one.parts[0].value}};
          break;
      }
      if (message == Code::kProcessed) message = code;
    }
  }
  return {message, nullptr, cleared};
}

MatchValues ValuesWritten(const MappingValues& values) {
  if (!values.has_data) return {};
  MatchValues written;
  const std::vector<Effect> effects = EffectsOf(*values.mapping->type);
  for (const Effect& effect : effects) {
    for (const Instanced& one : InstancesOf(effect, values)) {
      Parts parts;
      for (const GivenPart& part : one.parts) {
        if (!part.as_given) parts[part.name] = part.value;
      }
      if (effect.kind == EffectKind::kSetFields) {
        written.scalars.insert(parts.begin(), parts.end());
      } else {
        written.items[effect.collection].push_back(parts);
      }
    }
  }
  return written;
}

}  // namespace millrace::reference
