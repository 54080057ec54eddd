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
#include "tools/millrace/json_writer.h"
#include "tools/millrace/service_access.h"
#include "tools/millrace/store_access.h"
#include "tools/millrace/text.h"
#include "tools/server/local_client.h"

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
    AddStateFlag(flags, &state_);
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
               const ListEntry& entry);
  // Has a running service do it. False: there is none.
  bool ChangeThroughService(ExitCode* code);
  ExitCode PrintChanged(Store& store) const;

  std::string store_;
  std::string catalogue_;
  std::string state_;
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

ExitCode ValuesCommand::Put(Store& store, const Catalogue& catalogue,
                            const ValueList& list, const ListEntry& entry) {
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

bool ValuesCommand::ChangeThroughService(ExitCode* code) {
  const auto running = FindRunningService(store_, state_);
  if (!running) return false;
  std::unique_ptr<Store> store;
  *code = OpenStore(store_, Access::kRead, &store);
  if (*code != ExitCode::kDone) return true;
  Catalogue catalogue;
  *code = ChooseCatalogue(catalogue_, *store, "", &catalogue);
  if (*code != ExitCode::kDone) return true;
  const ValueList* list = nullptr;
  *code = FindList(catalogue, &list);
  if (*code != ExitCode::kDone) return true;
  JsonWriter json(JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("add");
  json.BeginArray();
  for (const std::string& entry : added_) {
    const size_t equals = entry.find('=');
    json.BeginObject();
    json.Key("id");
    json.Text(entry.substr(0, equals));
    json.Key("name");
    json.Text(entry.substr(equals + 1));
    if (!parent_.empty()) {
      json.Key("parentId");
      json.Text(parent_);
    }
    json.EndObject();
  }
  json.EndArray();
  json.Key("retire");
  json.BeginArray();
  for (const std::string& id : retired_) json.Text(id);
  json.EndArray();
  json.EndObject();
  const auto answer =
      server::PostToService(*running, "/valueLists/" + list->name, json.text());
  if (absl::IsUnavailable(answer.status())) return false;  // it has ended
  if (!answer.ok()) {
    *code = Fail(ExitCode::kTrouble, list->name, answer.status());
  } else if (answer->status != 200) {
    *code = Fail(answer->status == 400 ? ExitCode::kUsage : ExitCode::kTrouble,
                 list->name + ": " + server::ErrorTextOf(*answer));
  } else if (absl::Status status = store->CatchUp(); !status.ok()) {
    *code = Fail(ExitCode::kTrouble, list->name, status);
  } else {
    *code = PrintChanged(*store);
  }
  return true;
}

ExitCode ValuesCommand::PrintChanged(Store& store) const {
  Catalogue catalogue;
  ExitCode code = ChooseCatalogue(catalogue_, store, "", &catalogue);
  if (code != ExitCode::kDone) return code;
  const ValueList* list = nullptr;
  code = FindList(catalogue, &list);
  return code == ExitCode::kDone ? PrintEntries(*list) : code;
}

ExitCode ValuesCommand::Run() {
  ExitCode code = CheckUsage();
  if (code != ExitCode::kDone) return code;
  bool is_change = !added_.empty() || !retired_.empty();
  if (is_change && ChangeThroughService(&code)) return code;
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
  return code == ExitCode::kDone ? PrintChanged(*store) : code;
}

}  // namespace

std::unique_ptr<Command> MakeValuesCommand() {
  return std::make_unique<ValuesCommand>();
}

}  // namespace millrace::tool
