// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Random texts for the fields of a catalogue, from pools so small that rows
// meet each other's values.
//
// Threading: pure functions but for the dice.

#ifndef MILLRACE_TESTS_SUPPORT_ROW_GENERATOR_VALUES_H_
#define MILLRACE_TESTS_SUPPORT_ROW_GENERATOR_VALUES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/job_state.h"
#include "millrace/store.h"
#include "tests/support/dice.h"

namespace millrace {

// What a cell of this field may hold: something, something bad now and then,
// or nothing.
std::string RandomValue(const Catalogue& catalogue, const Field& field,
                        size_t bad_percent, Dice* dice);

// A value that is valid as a constant, whatever the other fields are; empty
// when there is none to be had.
std::string ValidValue(const Catalogue& catalogue, const Field& field,
                       Dice* dice);

// A cell for a primary key: known, unknown, malformed or blank.
std::string RandomKey(const ResourceType& type, Dice* dice);

// The store's own entries of a list: some to use, one that is retired, and two
// of one name.
std::vector<ListEntry> EntriesFor(const ValueList& list);

// One that is soon exceeded, if at all.
ErrorBudget RandomBudget(Dice* dice);

}  // namespace millrace

#endif  // MILLRACE_TESTS_SUPPORT_ROW_GENERATOR_VALUES_H_
