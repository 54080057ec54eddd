// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Single values through the validators: generated ones, and the same with
// every tenth row's value spoilt. A row here is a value.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "benchmark/benchmark.h"

#include "bench/data/contact_generator.h"
#include "bench/measurement.h"
#include "bench/situation.h"
#include "pipeline/transform/country_validator.h"
#include "pipeline/transform/date_validator.h"
#include "pipeline/transform/email_validator.h"
#include "pipeline/transform/number_validator.h"
#include "pipeline/transform/phone_validator.h"
#include "pipeline/transform/postal_validator.h"
#include "pipeline/transform/state_validator.h"

namespace millrace::bench {
namespace {

constexpr size_t kRows = 20000;
constexpr size_t kKeyColumn = 0;
constexpr size_t kStateColumn = 5;

// Runs `check`, which gives the length of a normal form or 0, on all values.
template <typename Check>
void CheckValues(benchmark::State& state,
                 const std::vector<std::string>& values, Check check) {
  size_t byte_count = 0;
  uint64_t hash = 0;
  char room[64] = {};
  for (const std::string& value : values) {
    byte_count += value.size();
    hash = hash * 31 + check(value, room);
  }
  Measurement measurement(state, values.size(), byte_count);
  for (auto _ : state) {
    for (const std::string& value : values) {
      benchmark::DoNotOptimize(check(value, room));
    }
  }
  measurement.Report(hash);
}

void CheckEmails(benchmark::State& state, Situation situation) {
  CheckValues(state, ValuesOf(situation, kEmailColumn, BenchRows(kRows)),
              [](std::string_view value, char*) -> size_t {
                return IsEmail(value) ? 1 : 0;
              });
}

void CheckPhoneShapes(benchmark::State& state, Situation situation) {
  CheckValues(state, ValuesOf(situation, kMobilePhoneColumn, BenchRows(kRows)),
              [](std::string_view value, char* room) {
                return NormalisePhoneShape(value, "US", room);
              });
}

void CheckPhones(benchmark::State& state, Situation situation) {
  PhoneValidator phones;
  CheckValues(state, ValuesOf(situation, kMobilePhoneColumn, BenchRows(kRows)),
              [&phones](std::string_view value, char* room) {
                return phones.Normalise(value, "US", room);
              });
}

void CheckPostalCodes(benchmark::State& state, Situation situation) {
  CheckValues(state, ValuesOf(situation, kZipColumn, BenchRows(kRows)),
              [](std::string_view value, char*) -> size_t {
                return IsPostalCode(value, "US") ? 1 : 0;
              });
}

void CheckStates(benchmark::State& state, Situation situation) {
  CheckValues(state, ValuesOf(situation, kStateColumn, BenchRows(kRows)),
              [](std::string_view value, char* room) {
                return NormaliseState(value, "US", room);
              });
}

void CheckCountries(benchmark::State& state, Situation situation) {
  CheckValues(state, ValuesOf(situation, kHomeCountryColumn, BenchRows(kRows)),
              [](std::string_view value, char* room) {
                return NormaliseCountry(value, room);
              });
}

void CheckIntegers(benchmark::State& state, Situation situation) {
  CheckValues(state, ValuesOf(situation, kKeyColumn, BenchRows(kRows)),
              [](std::string_view value, char* room) {
                int64_t number = 0;
                return NormaliseInteger(value, room, &number);
              });
}

void CheckDates(benchmark::State& state, Situation situation) {
  std::vector<std::string> values;
  for (size_t i = 0; i < BenchRows(kRows); ++i) {
    std::string value = std::to_string(1900 + i % 120) + "-0" +
                        std::to_string(1 + i % 9) + "-" +
                        std::to_string(10 + i % 18);
    if (situation == Situation::kDirty10 && i % 10 == 9) value.back() = '!';
    values.push_back(value);
  }
  CheckValues(state, values, [](std::string_view value, char* room) {
    return NormaliseDate(value, room);
  });
}

struct NamedCheck {
  const char* name;
  void (*run)(benchmark::State& state, Situation situation);
};

constexpr NamedCheck kChecks[] = {{"country", CheckCountries},
                                  {"date", CheckDates},
                                  {"email", CheckEmails},
                                  {"integer", CheckIntegers},
                                  {"phone", CheckPhones},
                                  {"phone_shape", CheckPhoneShapes},
                                  {"postal_code", CheckPostalCodes},
                                  {"state", CheckStates}};

[[maybe_unused]] const bool kRegistered = [] {
  for (const NamedCheck& check : kChecks) {
    for (const Situation situation : {Situation::kClean, Situation::kDirty10}) {
      const std::string name = "validator/" + std::string(check.name) + "/" +
                               std::string(NameOf(situation));
      benchmark::RegisterBenchmark(name.c_str(), check.run, situation);
    }
  }
  return true;
}();

}  // namespace
}  // namespace millrace::bench
