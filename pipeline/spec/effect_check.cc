// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "pipeline/spec/effect_check.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"

#include "pipeline/spec/catalogue_check.h"
#include "pipeline/spec/json_object.h"
#include "pipeline/spec/member_path.h"

namespace millrace {
namespace {

constexpr std::string_view kPattern = "<n>";

class EffectChecker {
 public:
  EffectChecker(const Catalogue& catalogue, const MappingType& type,
                const std::string& path, DefectList* defects)
      : catalogue_(catalogue), type_(type), path_(path), defects_(defects) {}

  void Check() {
    for (size_t i = 0; i < type_.effects.size(); ++i) {
      effect_ = &type_.effects[i];
      effect_path_ = ItemPath(MemberPath(path_, "effects"), i);
      CheckParts();
      switch (effect_->kind) {
        case EffectKind::kSetFields:
          CheckSetFields();
          break;
        case EffectKind::kPutItem:
          CheckItemKey();
          CheckPutItem();
          break;
        case EffectKind::kBindIdentity:
          CheckItemKey();
          CheckBindIdentity();
          break;
      }
    }
    CheckUse();
  }

 private:
  std::string PathOf(std::string_view member) const {
    return MemberPath(effect_path_, member);
  }

  // Notes a defect if a member is given that this kind of effect ignores.
  void Refuse(std::string_view member, bool is_given) {
    if (is_given) defects_->Add(PathOf(member), "not for this effect");
  }

  const Field* FindExact(std::string_view name) const {
    for (const Field& field : type_.fields) {
      if (EqualsIgnoringCase(field.name, name)) return &field;
    }
    return nullptr;
  }

  // The field of that name, which is noted as used; null, with a defect, if
  // there is none.
  const Field* Use(const std::string& name, std::string path) {
    const Field* field = FindExact(name);
    if (field == nullptr) {
      defects_->Add(std::move(path),
                    absl::StrCat("no such field: ", Shown(name)));
    } else {
      used_.insert(field);
    }
    return field;
  }

  void CheckParts() {
    std::set<std::string_view> names;
    for (size_t i = 0; i < effect_->parts.size(); ++i) {
      const EffectPart& part = effect_->parts[i];
      const std::string path = ItemPath(PathOf("parts"), i);
      const Field* field = Use(part.field, path);
      if (field == nullptr) continue;
      const bool is_pattern_kept =
          field->is_patterned() && part.part == part.field;
      if (!is_pattern_kept) {
        CheckCatalogueName(part.part, path, false, defects_);
      }
      if (!names.insert(part.part).second) {
        defects_->Add(path, absl::StrCat("part is written twice: ", part.part));
      }
      if (field->role == FieldRole::kIsBest) {
        defects_->Add(path, "the field marks items: name it as bestField");
      } else if (field->role == FieldRole::kKey || IsControl(field->role)) {
        defects_->Add(path, "keys and control fields are not stored");
      }
    }
  }

  void CheckSetFields() {
    if (effect_->parts.empty()) {
      defects_->Add(PathOf("parts"), "must hold at least one field");
    }
    RefuseItemMembers();
    Refuse("collection", !effect_->collection.empty());
    Refuse("key", !effect_->item_key.empty());
    Refuse("keyField", !effect_->item_key_fields.empty());
    Refuse("keyDefault", !effect_->item_key_default.empty());
    for (size_t i = 0; i < effect_->parts.size(); ++i) {
      const EffectPart& part = effect_->parts[i];
      const std::string path = ItemPath(PathOf("parts"), i);
      const Field* field = FindExact(part.field);
      if (field == nullptr) continue;
      if (field->role == FieldRole::kExternalId) {
        defects_->Add(path, "an external id is bound by bindIdentity");
      }
      if (field->is_patterned() && part.part != part.field) {
        defects_->Add(path, "a pattern's instances keep their names");
      }
      if (!scalars_.insert(part.part).second) {
        defects_->Add(path,
                      absl::StrCat("another effect writes it: ", part.part));
      }
    }
  }

  void RefuseItemMembers() {
    Refuse("rule", effect_->rule != ItemRule::kReplace);
    Refuse("keeps", effect_->keeps != KeptItem::kNone);
    Refuse("sameBy", !effect_->same_by.empty());
    Refuse("bestField", !effect_->best_field.empty());
    Refuse("subscription", !effect_->subscription.empty());
  }

  size_t CountPatternedParts() const {
    return static_cast<size_t>(
        std::count_if(effect_->parts.begin(), effect_->parts.end(),
                      [&](const EffectPart& part) {
                        const Field* field = FindExact(part.field);
                        return field != nullptr && field->is_patterned();
                      }));
  }

  void CheckItemKey() {
    if (effect_->collection.empty()) {
      defects_->Add(PathOf("collection"), "is required");
    } else {
      CheckCatalogueName(effect_->collection, PathOf("collection"), false,
                         defects_);
    }
    const bool has_key = !effect_->item_key.empty();
    const bool has_field = !effect_->item_key_fields.empty();
    if (has_key == has_field) {
      defects_->Add(PathOf("key"), has_key
                                       ? "both key and keyField are given"
                                       : "either key or keyField is required");
    }
    if (has_field) CheckKeyFields();
    if (!has_field && !effect_->item_key_default.empty()) {
      defects_->Add(PathOf("keyDefault"), "needs a keyField");
    }
    const bool is_patterned =
        effect_->item_key.find(kPattern) != std::string::npos;
    if (is_patterned && CountPatternedParts() == 0) {
      defects_->Add(PathOf("key"), "<n> needs a part with a pattern");
    }
    if (!is_patterned && CountPatternedParts() != 0) {
      defects_->Add(PathOf("key"), "a part with a pattern needs <n>", "<n>");
    }
  }

  // Whether a mapping that applies is sure to give one of the key fields.
  bool IsKeyGiven() const {
    if (!effect_->item_key_default.empty()) return true;
    const auto is_key = [&](std::string_view name) {
      return std::any_of(effect_->item_key_fields.begin(),
                         effect_->item_key_fields.end(),
                         [&](const std::string& key) {
                           return EqualsIgnoringCase(key, name);
                         });
    };
    const bool has_required = std::any_of(
        type_.fields.begin(), type_.fields.end(), [&](const Field& field) {
          return field.is_required && is_key(field.name);
        });
    return has_required || (!type_.required_one_of.empty() &&
                            std::all_of(type_.required_one_of.begin(),
                                        type_.required_one_of.end(), is_key));
  }

  void CheckKeyFields() {
    const std::string path = PathOf("keyField");
    const std::vector<std::string>& names = effect_->item_key_fields;
    for (const std::string& name : names) {
      const Field* field = Use(name, path);
      if (field == nullptr) return;
      if (field->is_patterned() || field->role != FieldRole::kValue) {
        defects_->Add(path, "must be a plain field of role value");
      }
      if (names.size() > 1) CheckIsPart(name);
    }
    if (!IsKeyGiven()) {
      defects_->Add(path, "must be required, or have a keyDefault");
    }
    if (names.size() == 1) CheckKeyDefault(*FindExact(names.front()));
    if (names.size() > 1 && !effect_->item_key_default.empty()) {
      defects_->Add(PathOf("keyDefault"), "only for one keyField");
    }
  }

  // The key of several fields is not split again: the item holds them too.
  void CheckIsPart(const std::string& name) {
    if (std::none_of(effect_->parts.begin(), effect_->parts.end(),
                     [&](const EffectPart& part) {
                       return part.part == name && part.field == name &&
                              !part.as_given;
                     })) {
      defects_->Add(PathOf("keyField"),
                    absl::StrCat("of several, each must be a part: ", name));
    }
  }

  void CheckKeyDefault(const Field& field) {
    const std::string& fallback = effect_->item_key_default;
    if (fallback.empty() || field.type != FieldType::kChoice) return;
    const std::vector<Choice>& choices = catalogue_.ChoicesOf(field);
    if (std::none_of(choices.begin(), choices.end(), [&](const Choice& choice) {
          return choice.id == fallback;
        })) {
      defects_->Add(PathOf("keyDefault"),
                    absl::StrCat("not the id of a value of ", field.name));
    }
  }

  void CheckPutItem() {
    if (effect_->parts.empty() && effect_->rule != ItemRule::kOnce) {
      defects_->Add(PathOf("parts"), "must hold at least one field");
    }
    const bool is_best = effect_->rule == ItemRule::kBest;
    if (is_best == (effect_->keeps == KeptItem::kNone)) {
      defects_->Add(PathOf("keeps"),
                    is_best ? "is required by rule best" : "only for rule best",
                    "phone, email, address");
    }
    Refuse("sameBy",
           effect_->rule == ItemRule::kOnce && !effect_->same_by.empty());
    Refuse("bestField", !is_best && !effect_->best_field.empty());
    CheckSubscription();
    for (size_t i = 0; i < effect_->same_by.size(); ++i) {
      if (std::none_of(effect_->parts.begin(), effect_->parts.end(),
                       [&](const EffectPart& part) {
                         return part.part == effect_->same_by[i] &&
                                !part.as_given;
                       })) {
        defects_->Add(
            ItemPath(PathOf("sameBy"), i),
            absl::StrCat("no such part: ", Shown(effect_->same_by[i])));
      }
    }
    if (!is_best || effect_->best_field.empty()) return;
    const Field* best = Use(effect_->best_field, PathOf("bestField"));
    if (best != nullptr && best->role != FieldRole::kIsBest) {
      defects_->Add(PathOf("bestField"), "must be of role isBest");
    }
  }

  void CheckSubscription() {
    if (effect_->subscription.empty()) return;
    const std::string path = PathOf("subscription");
    CheckCatalogueName(effect_->subscription, path, false, defects_);
    if (std::none_of(type_.fields.begin(), type_.fields.end(),
                     [](const Field& field) {
                       return field.role == FieldRole::kSkipSubscription;
                     })) {
      defects_->Add(path, "needs a field of role skipSubscription");
    }
  }

  void CheckBindIdentity() {
    RefuseItemMembers();
    if (effect_->item_key_fields.size() > 1) {
      defects_->Add(PathOf("keyField"), "an external id has one type");
    }
    if (effect_->parts.size() != 1 || effect_->parts[0].as_given) {
      defects_->Add(PathOf("parts"), "must hold one field, not asGiven");
    }
    for (const EffectPart& part : effect_->parts) {
      const Field* field = FindExact(part.field);
      if (field != nullptr) bound_.insert(field);
    }
  }

  // A field that comes to nothing is a field whose data would be lost.
  void CheckUse() {
    for (const Field& field : type_.fields) {
      for (const FieldParent& parent : field.parents) {
        used_.insert(FindExact(parent.field));
      }
      used_.insert(FindExact(field.country_field));
    }
    used_.insert(FindExact(type_.type_field));
    for (size_t i = 0; i < type_.fields.size(); ++i) {
      const Field& field = type_.fields[i];
      const std::string path = ItemPath(MemberPath(path_, "fields"), i);
      if (field.role == FieldRole::kExternalId) {
        if (!bound_.contains(&field)) {
          defects_->Add(path, "no bindIdentity binds this external id");
        }
      } else if ((field.role == FieldRole::kValue ||
                  field.role == FieldRole::kIsBest) &&
                 !used_.contains(&field)) {
        defects_->Add(path, "no effect uses this field");
      }
    }
  }

  const Catalogue& catalogue_;
  const MappingType& type_;
  const std::string& path_;
  DefectList* const defects_;

  // The effect being checked.
  const Effect* effect_ = nullptr;
  std::string effect_path_;

  std::set<std::string_view> scalars_;  // written by any effect
  std::set<const Field*> used_;
  std::set<const Field*> bound_;  // by bindIdentity
};

}  // namespace

void CheckEffects(const Catalogue& catalogue, const MappingType& type,
                  const std::string& path, DefectList* defects) {
  EffectChecker(catalogue, type, path, defects).Check();
}

}  // namespace millrace
