// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0

#include "tools/millrace/values_command.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/store.h"
#include "millrace/value_list.h"
#include "tools/millrace/failure.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"

namespace millrace::tool {
namespace {

class ValuesCommand : public Command {
 public:
  CommandText Text() const override {
    return {
        .name = "values",
        .summary = "show and change the store's lists of values",
        .usages = {"[LIST] --store DIR",
                   "LIST --store DIR --add ID=NAME [--parent ID]",
                   "LIST --store DIR --retire ID"},
        .about =
            "Lists of values (activist codes and their like) belong to the "
            "store. Without LIST says which there are; with it shows the "
            "entries. --add adds an entry, renames one or takes a retired one "
            "back; --parent says what the added entries are part of, in lists "
            "where they are (a custom field's group); --retire keeps an entry "
            "for the records that have it and refuses it in new rows. --add "
            "and --retire may be given more than once. A list that is made of "
            "records, such as ActivistCodes, is changed by changing these.",
        .examples = {"millrace values --store crm.db",
                     "millrace values ActivistCodes --store crm.db --add "
                     "4=Volunteer",
                     "millrace values CustomFields --store crm.db --add "
                     "31=Shoes --parent 5",
                     "millrace values ActivistCodes --store crm.db --retire 4"},
    };
  }

  void DeclareFlags(FlagSet* flags) override {
    AddStoreFlag(flags, &store_);
    AddCatalogueFlag(flags, &catalogue_);
    flags->AddList("add", "ID=NAME", "entry to add, rename or take back",
                   &added_);
    flags->AddText("parent", "ID", "what the added entries are part of",
                   &parent_);
    flags->AddList("retire", "ID", "entry to retire", &retired_);
    flags->AddArgument("LIST", FlagSet::Need::kOptional, &list_);
  }

  ExitCode Run() override;

 private:
  ExitCode CheckUsage() const;
  ExitCode FindList(const Catalogue& catalogue, const ValueList** list) const;
  ExitCode PrintLists(const Catalogue& catalogue) const;
  ExitCode PrintEntries(const ValueList& list) const;
  ExitCode Change(Store& store, const Catalogue& catalogue,
                  const ValueList& list);
  ExitCode Put(Store& store, const Catalogue& catalogue, const ValueList& list,
               ListEntry entry);

  std::string store_;
  std::string catalogue_;
  std::string list_;
  std::vector<std::string> added_;
  std::string parent_;
  std::vector<std::string> retired_;
};

ExitCode ValuesCommand::CheckUsage() const {
  if (list_.empty() && !(added_.empty() && retired_.empty())) {
    return Fail(ExitCode::kUsage, "argument LIST is missing",
                "millrace values --store DIR says which there are");
  }
  for (const std::string& entry : added_) {
    size_t equals = entry.find('=');
    if (equals == 0 || equals == entry.npos || equals + 1 == entry.size()) {
      return Fail(ExitCode::kUsage,
                  "flag --add takes ID=NAME, not \"" + entry + "\"");
    }
  }
  if (!parent_.empty() && added_.empty()) {
    return Fail(ExitCode::kUsage, "flag --parent goes with --add");
  }
  return ExitCode::kDone;
}

ExitCode ValuesCommand::FindList(const Catalogue& catalogue,
                                 const ValueList** list) const {
  *list = catalogue.FindList(list_);
  if (*list != nullptr) return ExitCode::kDone;
  std::vector<std::string> names;
  for (const ValueList& known : catalogue.lists) names.push_back(known.name);
  return Fail(ExitCode::kUsage, "no list " + list_ + DidYouMean(list_, names),
              names.empty() ? "there are none; lists of your own need "
                              "--catalogue FILE"
                            : "there are " + ListText(names) +
                                  "; lists of your own need --catalogue FILE");
}

ExitCode ValuesCommand::PrintLists(const Catalogue& catalogue) const {
  TextTable table({1});
  table.AddRow({"LIST", "ENTRIES", "DESCRIPTION"});
  for (const ValueList& list : catalogue.lists) {
    table.AddRow(
        {list.name, GroupedText(list.entries.size()), list.description});
  }
  return Print(table.ToString());
}

ExitCode ValuesCommand::PrintEntries(const ValueList& list) const {
  TextTable table;
  table.AddRow({"ID", "NAME", "", ""});
  for (const Choice& entry : list.entries) {
    std::string of;
    for (const ChoiceParent& parent : entry.parents) {
      of += (of.empty() ? "of " : ", ") + parent.field + " " +
            ListText(parent.allowed_ids);
    }
    table.AddRow({entry.id, entry.name, entry.retired ? "retired" : "", of});
  }
  return Print(table.ToString());
}

// An entry that is there stays part of what it is part of, unless it is told
// otherwise.
ExitCode ValuesCommand::Put(Store& store, const Catalogue& catalogue,
                            const ValueList& list, ListEntry entry) {
  for (const Choice& there : list.entries) {
    if (there.id != entry.id || !entry.parent_id.empty()) continue;
    for (const ChoiceParent& parent : there.parents) {
      if (parent.field == list.parent_field && parent.allowed_ids.size() == 1) {
        entry.parent_id = parent.allowed_ids.front();
      }
    }
  }
  absl::Status status = PutListEntry(store, catalogue, list.name, entry);
  if (status.ok()) return ExitCode::kDone;
  return Fail(ExitCodeFor(status), list.name, status);
}

ExitCode ValuesCommand::Change(Store& store, const Catalogue& catalogue,
                               const ValueList& list) {
  for (const std::string& entry : added_) {
    size_t equals = entry.find('=');
    ExitCode code = Put(store, catalogue, list,
                        {.id = entry.substr(0, equals),
                         .name = entry.substr(equals + 1),
                         .parent_id = parent_});
    if (code != ExitCode::kDone) return code;
  }
  for (const std::string& id : retired_) {
    auto entry = std::find_if(list.entries.begin(), list.entries.end(),
                              [&](const Choice& c) { return c.id == id; });
    if (entry == list.entries.end()) {
      return Fail(ExitCode::kUsage, list.name + ": no entry with id " + id,
                  "millrace values " + list.name + " --store " +
                      ShellText(store_) + " lists them");
    }
    ExitCode code = Put(store, catalogue, list,
                        {.id = id, .name = entry->name, .retired = true});
    if (code != ExitCode::kDone) return code;
  }
  return ExitCode::kDone;
}

ExitCode ValuesCommand::Run() {
  ExitCode code = CheckUsage();
  if (code != ExitCode::kDone) return code;
  bool is_change = !added_.empty() || !retired_.empty();
  std::unique_ptr<Store> store;
  code = OpenStore(store_, is_change ? Access::kWrite : Access::kRead, &store);
  if (code != ExitCode::kDone) return code;
  Catalogue catalogue;
  code = ChooseCatalogue(catalogue_, *store, "", &catalogue);
  if (code != ExitCode::kDone) return code;
  if (list_.empty()) return PrintLists(catalogue);
  const ValueList* list = nullptr;
  code = FindList(catalogue, &list);
  if (code != ExitCode::kDone) return code;
  if (!is_change) return PrintEntries(*list);
  code = Change(*store, catalogue, *list);
  if (code != ExitCode::kDone) return code;
  code = ChooseCatalogue(catalogue_, *store, "", &catalogue);
  if (code != ExitCode::kDone) return code;
  code = FindList(catalogue, &list);
  return code == ExitCode::kDone ? PrintEntries(*list) : code;
}

}  // namespace

std::unique_ptr<Command> MakeValuesCommand() {
  return std::make_unique<ValuesCommand>();
}

}  // namespace millrace::tool
