// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tests/engine/storage/store_fixture.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/storage/store_env.h"
#include "millrace/store.h"

namespace millrace {

StoreOptions TestOptions() {
  return {.create_if_missing = true, .free_space_floor_bytes = 0};
}

std::unique_ptr<Store> OpenOrDie(const std::filesystem::path& path,
                                 const StoreOptions& options,
                                 const StoreEnv& env) {
  auto store = OpenStoreWithEnv(path, options, env);
  MILLRACE_CHECK_EQ(store.status().ToString(), "OK");
  return *std::move(store);
}

void CopyEmptyStore(const std::filesystem::path& path) {
  static const TempDir* const dir = [] {
    auto* made = new TempDir;
    OpenOrDie(*made / "empty");
    return made;
  }();
  std::filesystem::copy(*dir / "empty", path);
}

std::string Key(int64_t number) { return PrimaryKey(number).Encode(); }

std::string Record(std::string_view name) {
  RecordBuilder builder;
  builder.Set(kName, name);
  return builder.Encode({});
}

std::string NameIn(std::string_view record) {
  const auto view = RecordView::Parse(record);
  MILLRACE_CHECK_EQ(view.status().ToString(), "OK");
  return std::string(view->Find(kName));
}

std::map<int64_t, std::string> Contacts(const Store& store) {
  std::map<int64_t, std::string> names;
  const auto view = store.View();
  const auto cursor = view->ScanRecords(kContacts);
  for (; cursor->Valid(); cursor->Next()) {
    const auto key = PrimaryKey::Decode(cursor->key_bytes(), true);
    MILLRACE_CHECK(key.ok());
    names.emplace(key->integer(), NameIn(cursor->value()));
  }
  MILLRACE_CHECK_EQ(cursor->status().ToString(), "OK");
  return names;
}

std::vector<std::string> Outcomes(const Store& store, JobId job) {
  std::vector<std::string> blocks;
  const auto status = store.View()->ScanOutcomes(
      job, 0, [&](uint64_t /*sequence*/, std::string_view block) {
        blocks.emplace_back(block);
        return true;
      });
  MILLRACE_CHECK_EQ(status.ToString(), "OK");
  return blocks;
}

}  // namespace millrace
