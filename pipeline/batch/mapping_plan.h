// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// MappingPlan: a job's mappings compiled into flat tables. The transformer
// walks the steps of a row and fills slots; the sink merges slots into records
// by the targets. Nothing is looked up by name once a plan stands.
//
// Threading: constant after compilation, shared by all threads of a job.

#ifndef MILLRACE_PIPELINE_BATCH_MAPPING_PLAN_H_
#define MILLRACE_PIPELINE_BATCH_MAPPING_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "millrace/job_state.h"
#include "millrace/outcome.h"
#include "millrace/record.h"
#include "millrace/validator.h"

namespace millrace {

// A place for one field's value of one row, counted over the whole plan.
using Slot = uint16_t;
inline constexpr Slot kNoSlot = 0xffff;
inline constexpr int kNoColumn = -1;
inline constexpr uint8_t kNoIndex = 0xff;

// What a choice field accepts: lower-case id or unique name to the entry.
struct ChoiceTable {
  struct Entry {
    std::string id = {};
    // Allowed ids of a parent's slot, where the choice is limited so.
    struct Limit {
      Slot parent_slot = kNoSlot;
      std::vector<std::string> allowed_ids = {};
    };
    std::vector<Limit> limits = {};
  };
  std::vector<Entry> entries = {};
  std::map<std::string, size_t, std::less<>> by_text = {};
};

// A field's prerequisite within its mapping.
struct ParentCheck {
  Slot slot = kNoSlot;  // none: the parent is not bound at all
  std::vector<std::string> limited_to = {};
};

// Reads, checks and normalises one field of one mapping.
struct PlanStep {
  FieldType type = FieldType::kText;
  FieldRole role = FieldRole::kValue;
  bool is_shape_check = false;
  bool is_required = false;
  bool takes_part = true;       // false: key and control cells (contract m.7)
  uint8_t field_index = 0;      // in PlanMapping::fields, for outcomes
  Slot slot = kNoSlot;          // where the normalised value goes
  Slot given_slot = kNoSlot;    // where the trimmed cell goes, if wanted
  Slot country_slot = kNoSlot;  // whose value says the country
  int column = kNoColumn;
  size_t length_max = 0;
  int scale = 0;
  std::string min = {};
  std::string max = {};
  std::string constant = {};  // trimmed; may be empty
  std::shared_ptr<const ChoiceTable> choices = {};
  std::shared_ptr<const std::map<std::string, std::string, std::less<>>>
      value_map = {};
  // Which cells clear the field instead of leaving it alone.
  bool may_clear = false;
  bool blank_clears = false;
  std::string clear_marker = {};
  bool Clears(std::string_view cell) const {
    return may_clear && (cell.empty() ? blank_clears : cell == clear_marker);
  }
  std::vector<std::shared_ptr<const Validator>> validators = {};
  std::vector<ParentCheck> parents = {};
};

// A scalar of the record, set from a slot. In ascending order of names.
struct ScalarTarget {
  NameId name = NameId{0};
  Slot slot = kNoSlot;
};

struct PartTarget {
  NameId name = NameId{0};
  Slot slot = kNoSlot;
  bool as_given = false;
  bool tells_apart = false;  // among the item's sameBy parts
};

// One item of a collection, put by contract f.12 or simpler rules.
struct ItemTarget {
  NameId collection = NameId{0};
  std::string key = {};  // constant, or the default of the key slots
  // Of several the item's key is all their values (record_merger.cc).
  std::vector<Slot> key_slots = {};
  ItemRule rule = ItemRule::kReplace;
  Code kept_code = Code::kNone;
  bool has_same_by = false;
  NameId best_part = NameId{0};
  Slot best_slot = kNoSlot;
  NameId subscription_part = NameId{0};  // 0: none
  std::vector<PartTarget> parts = {};    // ascending names
};

// An external id, bound to the record and indexed.
struct IdentityTarget {
  NameId collection = NameId{0};
  std::string key = {};
  Slot key_slot = kNoSlot;
  NameId part = NameId{0};
  Slot slot = kNoSlot;
  uint8_t field_index = kNoIndex;  // of the value, for outcomes
  // The identity's kind by item key: "ExternalIDs/1".
  std::map<std::string, NameId, std::less<>> kinds = {};
};

// A field that names a record, which must be there.
struct ReferenceTarget {
  size_t reference = 0;  // in MappingPlan::references
  Slot slot = kNoSlot;
  uint8_t field_index = kNoIndex;  // for outcomes
};

struct PlanField {
  std::string name = {};
  int column = kNoColumn;
  std::string parent_name = {};  // for "<Parent> is required ..."
  // What one record is called that the field names, for "<Type> not found".
  std::string reference_singular = {};
};

struct PlanMapping {
  std::string name = {};
  bool creates = false;
  bool has_columns = false;         // binds a column that takes part
  bool applies_when_blank = false;  // all required fields are constants
  bool may_clear = false;           // a step may
  // A blank cell that clears is something to apply by itself: no required cell
  // could be missing beside it.
  bool blank_may_apply = false;
  std::vector<PlanField> fields = {};
  // In the order of evaluation: what others depend on comes first.
  std::vector<PlanStep> steps = {};
  Slot first_slot = 0;
  Slot slot_count = 0;
  std::vector<ScalarTarget> scalars = {};
  std::vector<ItemTarget> items = {};
  std::vector<IdentityTarget> identities = {};
  std::vector<ReferenceTarget> references = {};  // in the order of fields
  // Slots whose values the sink needs one by one: items, identities, controls.
  std::vector<Slot> value_slots = {};
  // Steps (by index) of which one must have a cell that is not blank for a
  // record to be made; and for the mapping to apply, if there are any.
  std::vector<size_t> enough_to_create = {};
  std::vector<size_t> required_one_of = {};
  // Control cells.
  Slot action_slot = kNoSlot;
  Slot do_not_update_best_slot = kNoSlot;
  Slot in_file_matching_slot = kNoSlot;
  Slot skip_subscription_slot = kNoSlot;
};

// Where a match rule's ingredient is found: in a record, and in the creating
// mapping's slots.
struct MatchIngredient {
  NameId name = NameId{0};        // the scalar, or the part
  NameId collection = NameId{0};  // 0: a scalar
  size_t take = 0;
  std::vector<std::string> drop_from = {};  // folded, ascending
  bool starts_with_digit = false;
  // One for each place that writes it. Of ingredients of one collection those
  // at the same index belong to one item; kNoSlot: the item lacks the part.
  std::vector<Slot> slots = {};
};
struct PlanMatchRule {
  std::string name = {};
  NameId kind = NameId{0};
  std::vector<MatchIngredient> ingredients = {};
};

// A resource type whose records this job's rows name.
struct PlanReference {
  std::string type_name = {};
  ResourceTypeId type = ResourceTypeId{0};
  bool is_key_integer = true;
};

// One way to find a record, in the order in which they are tried.
struct Finder {
  NameId kind = NameId{0};
  bool is_match = false;        // a match rule, else an external id
  Slot slot = kNoSlot;          // of an external id
  size_t match_rule_index = 0;  // in MappingPlan::match_rules
  std::string name = {};        // the external id's field, or the rule
};

struct MappingPlan {
  ResourceTypeId type = ResourceTypeId{0};  // whose records are written
  std::string type_singular = {};
  std::string key_name = {};
  bool is_key_integer = true;
  KeyAssigner key_assigner = KeyAssigner::kStore;
  MappingFailure on_mapping_failure = MappingFailure::kMessage;
  DuplicatePolicy duplicate_policy = DuplicatePolicy::kUpdate;
  // The job's, which may change between two executions of it.
  ErrorBudget error_budget = {};

  size_t column_count = 0;
  std::vector<std::string> column_names = {};
  int key_column = kNoColumn;
  std::string key_constant = {};
  std::shared_ptr<const std::map<std::string, std::string, std::less<>>>
      key_value_map = {};
  bool has_key = false;  // bound, by column or constant

  std::vector<PlanMapping> mappings = {};
  int creating_mapping = -1;  // the first that creates
  size_t slot_count = 0;

  // External ids that belong to the row, whatever its mappings (l.23).
  std::vector<PlanStep> row_steps = {};
  std::vector<Finder> finders = {};
  // All rules of the resource type: what is indexed of a record.
  std::vector<PlanMatchRule> match_rules = {};
  // Types whose records mappings name, each once.
  std::vector<PlanReference> references = {};

  // Columns whose cells the results files show.
  std::vector<int> requested_columns = {};

  // Some row may be rejected after it was transformed, so that the rows'
  // bytes must be kept until then.
  bool may_reject_late = false;
  // A mapping that fails rejects its row at once, whatever is found.
  bool rejects_early = false;
  // No row's record depends on another row's but by its key: runs can be
  // merged by key range, on all cores.
  bool is_keyed_only = false;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_BATCH_MAPPING_PLAN_H_
