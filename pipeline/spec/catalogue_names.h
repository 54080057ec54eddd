// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The words of a catalogue's JSON that stand for enumerators, for reading and
// writing alike. Constants.

#ifndef MILLRACE_PIPELINE_SPEC_CATALOGUE_NAMES_H_
#define MILLRACE_PIPELINE_SPEC_CATALOGUE_NAMES_H_

#include "millrace/catalogue.h"
#include "pipeline/spec/json_object.h"

namespace millrace {

inline constexpr char kExtendsBuiltIn[] = "built-in";

inline constexpr EnumName<KeyType> kKeyTypeNames[] = {
    {KeyType::kInteger, "integer"},
    {KeyType::kText, "text"},
};

inline constexpr EnumName<KeyAssigner> kKeyAssignerNames[] = {
    {KeyAssigner::kStore, "store"},
    {KeyAssigner::kUpload, "upload"},
};

inline constexpr EnumName<MappingFailure> kMappingFailureNames[] = {
    {MappingFailure::kMessage, "message"},
    {MappingFailure::kReject, "reject"},
};

inline constexpr EnumName<FieldType> kFieldTypeNames[] = {
    {FieldType::kText, "text"},         {FieldType::kInteger, "integer"},
    {FieldType::kDecimal, "decimal"},   {FieldType::kDate, "date"},
    {FieldType::kDateTime, "dateTime"}, {FieldType::kEmail, "email"},
    {FieldType::kPhone, "phone"},       {FieldType::kPostalCode, "postalCode"},
    {FieldType::kCountry, "country"},   {FieldType::kState, "state"},
    {FieldType::kYesNo, "yesNo"},       {FieldType::kChoice, "choice"},
};

inline constexpr EnumName<FieldRole> kFieldRoleNames[] = {
    {FieldRole::kValue, "value"},
    {FieldRole::kKey, "key"},
    {FieldRole::kExternalId, "externalId"},
    {FieldRole::kAction, "action"},
    {FieldRole::kDoNotUpdateBest, "doNotUpdateBest"},
    {FieldRole::kSkipSubscription, "skipSubscription"},
    {FieldRole::kInFileMatching, "inFileMatching"},
    {FieldRole::kIsBest, "isBest"},
};

// What "check" may say; true: Field::is_shape_check.
inline constexpr EnumName<bool> kCheckNames[] = {
    {false, "full"},
    {true, "shape"},
};

inline constexpr EnumName<EffectKind> kEffectKindNames[] = {
    {EffectKind::kSetFields, "setFields"},
    {EffectKind::kPutItem, "putItem"},
    {EffectKind::kBindIdentity, "bindIdentity"},
};

inline constexpr EnumName<ItemRule> kItemRuleNames[] = {
    {ItemRule::kReplace, "replace"},
    {ItemRule::kBest, "best"},
    {ItemRule::kOnce, "once"},
};

inline constexpr EnumName<KeptItem> kKeptItemNames[] = {
    {KeptItem::kNone, "none"},
    {KeptItem::kPhone, "phone"},
    {KeptItem::kEmail, "email"},
    {KeptItem::kAddress, "address"},
};

inline constexpr EnumName<MultipleMode> kMultipleModeNames[] = {
    {MultipleMode::kSingle, "Single"},
    {MultipleMode::kSinglePerType, "SinglePerType"},
    {MultipleMode::kMultiple, "Multiple"},
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_CATALOGUE_NAMES_H_
