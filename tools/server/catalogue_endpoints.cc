// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind endpoints.h: the catalogue, and the key.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "millrace/catalogue.h"
#include "millrace/value_list.h"
#include "tools/millrace/json_writer.h"
#include "tools/millrace/text.h"
#include "tools/server/api_error.h"
#include "tools/server/catalogue_json.h"
#include "tools/server/credentials.h"
#include "tools/server/endpoints.h"
#include "tools/server/json_tree.h"
#include "tools/server/page_query.h"

namespace millrace::server {
namespace {

using tool::JsonWriter;

// The type that the path names in any case, if the caller may see it.
const MappingType* FindCallersType(const Catalogue& catalogue,
                                   const ApiCall& call) {
  const MappingType* type = catalogue.FindMappingType(call.parts[0]);
  return type != nullptr && MaySee(*type, call.caller) ? type : nullptr;
}

HttpResponse NoType(const Catalogue& catalogue, const ApiCall& call) {
  ApiError error;
  error.code = "NOT_FOUND";
  error.text = "there is no such mapping type";
  std::vector<std::string> names;
  for (const MappingType& type : catalogue.mapping_types) {
    if (MaySee(type, call.caller)) names.push_back(type.name);
  }
  error.hint = tool::ListText(names);
  return ErrorResponse(404, {error}, call.request.id);
}

// The items that the page holds, and the page object around them.
HttpResponse PageOf(std::vector<std::string> items, const ApiCall& call) {
  const absl::StatusOr<PageQuery> page = ParsePageQuery(call.request);
  if (!page.ok()) return ErrorResponse(page.status(), call.request.id);
  const size_t count = items.size();
  const size_t first = std::min(page->skip, count);
  const size_t end = std::min(first + page->top, count);
  const std::vector<std::string> shown(items.begin() + first,
                                       items.begin() + end);
  return HttpResponse::Json(
      200, PageJson(shown, count, *page, call.address, call.request));
}

}  // namespace

HttpReply ListResources(Service& service, ApiCall& call) {
  const absl::StatusOr<Catalogue> catalogue =
      service.importer().EffectiveCatalogue();
  if (!catalogue.ok()) {
    return ErrorResponse(catalogue.status(), call.request.id);
  }
  JsonWriter json(JsonWriter::Form::kOneLine);
  json.BeginArray();
  for (const std::string& name : ResourceNames(*catalogue, call.caller)) {
    json.Text(name);
  }
  json.EndArray();
  return HttpResponse::Json(200, json.text());
}

HttpReply ListMappingTypes(Service& service, ApiCall& call) {
  const absl::StatusOr<Catalogue> catalogue =
      service.importer().EffectiveCatalogue();
  if (!catalogue.ok()) {
    return ErrorResponse(catalogue.status(), call.request.id);
  }
  std::vector<std::string> items;
  for (const MappingType& type : catalogue->mapping_types) {
    if (!MaySee(type, call.caller)) continue;
    items.push_back(MappingTypeJson(*catalogue, type, call.caller));
  }
  return PageOf(std::move(items), call);
}

HttpReply GetMappingType(Service& service, ApiCall& call) {
  const absl::StatusOr<Catalogue> catalogue =
      service.importer().EffectiveCatalogue();
  if (!catalogue.ok()) {
    return ErrorResponse(catalogue.status(), call.request.id);
  }
  const MappingType* type = FindCallersType(*catalogue, call);
  if (type == nullptr) return NoType(*catalogue, call);
  return HttpResponse::Json(200,
                            MappingTypeJson(*catalogue, *type, call.caller));
}

HttpReply ListFieldValues(Service& service, ApiCall& call) {
  const absl::StatusOr<Catalogue> catalogue =
      service.importer().EffectiveCatalogue();
  if (!catalogue.ok()) {
    return ErrorResponse(catalogue.status(), call.request.id);
  }
  const MappingType* type = FindCallersType(*catalogue, call);
  if (type == nullptr) return NoType(*catalogue, call);
  const Field* field = FindField(*type, call.parts[1]);
  if (field == nullptr) {
    ApiError error;
    error.code = "NOT_FOUND";
    error.text = "the mapping type has no such field";
    std::vector<std::string> names;
    for (const Field& known : type->fields) names.push_back(known.name);
    error.hint = tool::ListText(names);
    return ErrorResponse(404, {error}, call.request.id);
  }
  return PageOf(ValueJsons(*catalogue, *type, *field), call);
}

// What clients read of it: the name of the database, and of the key.
HttpReply ListKeyProfiles(Service& service, ApiCall& call) {
  const auto credentials =
      ParseCredentials(call.request.Header("authorization").value_or(""));
  const int mode = credentials.has_value() ? credentials->mode : 1;
  JsonWriter json(JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("databaseName");
  json.Text(service.options().store.filename().native());
  json.Key("hasMyVoters");
  json.Bool(mode == 0);
  json.Key("hasMyCampaign");
  json.Bool(mode == 1);
  json.Key("apiKeyTypeName");
  json.Text("Millrace");
  json.Key("keyReference");
  json.Text(call.caller.owner);
  json.EndObject();
  return PageOf({json.text()}, call);
}

namespace {

// The command may know lists of a catalogue that the service does not.
absl::Status Put(Store& store, const Catalogue& catalogue,
                 const ValueList& list, const ListEntry& entry) {
  return catalogue.FindList(list.name) == nullptr
             ? store.PutListEntry(list.name, entry)
             : PutListEntry(store, catalogue, list.name, entry);
}

// {"add": [{"id": ..., "name": ..., "parentId": ...}], "retire": [id]}
absl::Status Change(Store& store, const Catalogue& catalogue,
                    const ValueList& list, const JsonTree& wish) {
  if (const JsonTree* added = wish.Find("add")) {
    for (const JsonTree& entry : added->items) {
      const ListEntry put = {.id = entry.Text("id"),
                             .name = entry.Text("name"),
                             .parent_id = entry.Text("parentId")};
      if (put.id.empty() || put.name.empty()) {
        return absl::InvalidArgumentError("add: takes objects of id and name");
      }
      absl::Status status = Put(store, catalogue, list, put);
      if (!status.ok()) return status;
    }
  }
  for (const std::string& id : wish.Texts("retire")) {
    const auto entry =
        std::find_if(list.entries.begin(), list.entries.end(),
                     [&](const Choice& choice) { return choice.id == id; });
    // One that only a catalogue of the command's knows may be in the store.
    absl::Status status =
        entry == list.entries.end()
            ? store.RetireListEntry(list.name, id)
            : Put(store, catalogue, list,
                  {.id = id, .name = entry->name, .retired = true});
    if (absl::IsNotFound(status)) {
      return absl::InvalidArgumentError(list.name + ": no entry with id " + id);
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

HttpReply ChangeValueList(Service& service, ApiCall& call) {
  const absl::StatusOr<Catalogue> catalogue =
      service.importer().EffectiveCatalogue();
  if (!catalogue.ok()) {
    return ErrorResponse(catalogue.status(), call.request.id);
  }
  const absl::StatusOr<JsonTree> wish = ParseJsonTree(call.body);
  if (!wish.ok()) return ErrorResponse(wish.status(), call.request.id);
  ValueList list = {.name = call.parts[0]};
  if (const ValueList* known = catalogue->FindList(list.name)) list = *known;
  const absl::Status status = Change(service.store(), *catalogue, list, *wish);
  if (!status.ok()) return ErrorResponse(status, call.request.id);
  return HttpResponse::Json(200, "{}");
}

}  // namespace millrace::server
