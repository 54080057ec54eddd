// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// MappingChecker: checks one mapping type of a job spec's action after the
// other: its name, its field value mappings, and what is bound in the end.
//
// Threading: belongs to one thread.
// Ownership: borrows all that it is made from.

#ifndef MILLRACE_PIPELINE_SPEC_MAPPING_CHECKER_H_
#define MILLRACE_PIPELINE_SPEC_MAPPING_CHECKER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/job_spec.h"
#include "pipeline/batch/field_binding.h"
#include "pipeline/spec/constant_checker.h"
#include "pipeline/spec/defect_list.h"

namespace millrace {

class MappingChecker {
 public:
  // `resource_type` is null when the job spec names one that is not there.
  MappingChecker(const JobSpec& spec, const Catalogue& catalogue,
                 const ResourceType* resource_type, DefectList* defects);

  // Checks the mapping at `index` as it is written.
  void CheckWritten(size_t index);

  // Checks what the mapping at `index` comes to with the fields that it binds.
  void CheckBound(size_t index, const std::vector<BoundField>& bound);

  // "actions[0].mappingTypes[2]"
  static std::string PathOf(size_t index);

  // The path of an explicit binding's member, such as "fieldName".
  std::string EntryPathOf(size_t index, const BoundField& bound,
                          const char* member) const;

 private:
  void CheckName(const MappingSpec& mapping, const std::string& path);
  void CheckEntry(const FieldValueMapping& entry, const Field* field,
                  const std::string& path);
  // The entry's field; null, with a defect, if there is none.
  const Field* CheckFieldName(const MappingType& type,
                              const FieldValueMapping& entry,
                              const std::string& path,
                              std::string* instance_name);
  void CheckColumn(const FieldValueMapping& entry, const Field* field,
                   const std::string& path);
  void CheckValues(const FieldValueMapping& entry, const Field* field,
                   const std::string& path);
  void CheckParents(size_t index, const BoundField& one,
                    const std::vector<BoundField>& bound);
  void CheckChoiceParents(size_t index, const BoundField& one,
                          const std::vector<BoundField>& bound);

  void CheckInstanceParents(size_t index, const BoundField& one,
                            const std::vector<BoundField>& bound);
  bool CheckOneOf(const MappingType& type, const std::string& path,
                  const std::vector<BoundField>& bound);

  std::string FieldNames(const Field& field) const;
  std::string FieldsHint(const MappingType& type) const;
  std::string ColumnsHint() const;

  const JobSpec& spec_;
  const Catalogue& catalogue_;
  const ResourceType* const resource_type_;
  DefectList* const defects_;
  ConstantChecker constants_;
};

}  // namespace millrace

#endif  // MILLRACE_PIPELINE_SPEC_MAPPING_CHECKER_H_
