// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Behind endpoints.h: the rows of a job, and its files.

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"

#include "millrace/job_spec.h"
#include "millrace/outcome.h"
#include "tools/millrace/json_writer.h"
#include "tools/millrace/text.h"
#include "tools/server/api_error.h"
#include "tools/server/byte_range.h"
#include "tools/server/endpoints.h"
#include "tools/server/job_lookup.h"
#include "tools/server/page_query.h"
#include "tools/server/secret.h"

namespace millrace::server {
namespace {

using tool::JsonWriter;

// What rows are asked for.
struct RowQuery {
  std::optional<Code> code = {};
  std::string mapping = {};  // a mapping type's name, any case; empty: any
  std::optional<bool> is_rejected = {};
  uint64_t after = 0;  // row number
  size_t top = kPageTopDefault;
};

absl::StatusOr<RowQuery> ParseRowQuery(const HttpRequest& request) {
  RowQuery query;
  const absl::StatusOr<PageQuery> page = ParsePageQuery(request);
  if (!page.ok()) return page.status();
  query.top = page->top;
  if (const auto text = request.Query("code")) {
    query.code = CodeFromName(
        absl::AsciiStrToUpper(absl::string_view(text->data(), text->size())));
    if (!query.code.has_value()) {
      return absl::InvalidArgumentError("code: no such code");
    }
  }
  query.mapping = request.Query("mapping").value_or("");
  if (const auto text = request.Query("status")) {
    query.is_rejected = tool::EqualsIgnoringCase(*text, "rejected");
    if (!*query.is_rejected && !tool::EqualsIgnoringCase(*text, "imported")) {
      return absl::InvalidArgumentError("status: takes imported or rejected");
    }
  }
  if (const auto text = request.Query("after")) {
    const std::optional<int64_t> number =
        tool::ParseInteger(*text, 0, std::numeric_limits<int64_t>::max());
    if (!number.has_value()) {
      return absl::InvalidArgumentError("after: takes a row's number");
    }
    query.after = static_cast<uint64_t>(*number);
  }
  return query;
}

bool IsMeant(const RowQuery& query, const std::vector<MappingSpec>& mappings,
             const RowReport& row) {
  if (query.is_rejected.value_or(row.is_rejected) != row.is_rejected) {
    return false;
  }
  if (row.is_rejected) {
    return query.mapping.empty() &&
           (!query.code.has_value() || row.reject_code == *query.code);
  }
  if (query.mapping.empty() && !query.code.has_value()) return true;
  for (size_t i = 0; i < row.codes.size() && i < mappings.size(); ++i) {
    if (!query.mapping.empty() &&
        !tool::EqualsIgnoringCase(mappings[i].name, query.mapping)) {
      continue;
    }
    if (query.code.has_value() ? row.codes[i] == *query.code
                               : row.codes[i] != Code::kNone) {
      return true;
    }
  }
  return false;
}

std::string_view NameOf(Code code) {
  return code == Code::kNone ? "" : EntryOf(code).name;
}

std::string RowJson(const RowReport& row,
                    const std::vector<MappingSpec>& mappings) {
  JsonWriter json(JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("row");
  json.Integer(static_cast<int64_t>(row.row_number));
  json.Key("status");
  json.Text(row.is_rejected ? "rejected" : "imported");
  if (row.is_rejected) {
    json.Key("byte");
    json.Integer(static_cast<int64_t>(row.byte_offset));
    json.Key("column");
    json.Text(row.reject_column);
    json.Key("code");
    json.Text(NameOf(row.reject_code));
    json.Key("text");
    json.Text(row.reject_text);
    json.EndObject();
    return json.text();
  }
  json.Key("primaryKey");
  json.Text(row.key.has_value() ? row.key->ToString() : "");
  json.Key("mappings");
  json.BeginArray();
  for (size_t i = 0; i < row.codes.size() && i < mappings.size(); ++i) {
    json.BeginObject();
    json.Key("name");
    json.Text(mappings[i].name);
    json.Key("code");
    json.Text(NameOf(row.codes[i]));
    json.Key("text");
    json.Text(row.messages[i]);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return json.text();
}

std::string NextRowsLink(const ApiCall& call, uint64_t after) {
  std::string link = call.address + "?after=" + std::to_string(after);
  for (const auto& [name, value] : call.request.query) {
    if (name == "after") continue;
    link += "&" + PercentEncoded(name) + "=" + PercentEncoded(value);
  }
  return link;
}

}  // namespace

HttpReply ListRows(Service& service, ApiCall& call) {
  JobReport report;
  if (auto response = FindCallersJob(service, call, &report)) {
    return *std::move(response);
  }
  const absl::StatusOr<RowQuery> query = ParseRowQuery(call.request);
  if (!query.ok()) return ErrorResponse(query.status(), call.request.id);
  const absl::StatusOr<JobSpec> spec = ParseJobSpec(report.job.spec_json);
  if (!spec.ok()) {
    return ErrorResponse(absl::InternalError("spec"), call.request.id);
  }
  std::vector<std::string> items;
  uint64_t last = 0;
  bool has_more = false;
  const absl::Status status = service.importer().VisitRows(
      report.job.id, query->after + 1, [&](const RowReport& row) {
        if (!IsMeant(*query, spec->mapping_types, row)) return true;
        has_more = items.size() == query->top;
        if (has_more) return false;
        items.push_back(RowJson(row, spec->mapping_types));
        last = row.row_number;
        return true;
      });
  if (!status.ok()) return ErrorResponse(status, call.request.id);
  JsonWriter json(JsonWriter::Form::kOneLine);
  json.BeginObject();
  json.Key("items");
  json.BeginArray();
  for (const std::string& item : items) json.Json(item);
  json.EndArray();
  json.Key("nextPageLink");
  if (has_more) {
    json.Text(NextRowsLink(call, last));
  } else {
    json.Null();
  }
  json.EndObject();
  return HttpResponse::Json(200, json.text());
}

namespace {

std::string_view TypeOf(std::string_view file_name) {
  return file_name.ends_with(".csv") ? "text/csv; charset=utf-8"
                                     : "text/plain; charset=utf-8";
}

HttpResponse FileResponse(const ApiCall& call, const std::string& name,
                          const std::string& tag, FileDescriptor file,
                          uint64_t bytes) {
  HttpResponse response;
  response.headers = {
      {"Content-Type", std::string(TypeOf(name))},
      {"Content-Disposition", "attachment; filename=\"" + name + "\""},
      {"Accept-Ranges", "bytes"},
      {"ETag", tag},
      {"Cache-Control", "private, max-age=3600"},
      // A link that is passed on is as good as a key to the file.
      {"Referrer-Policy", "no-referrer"}};
  if (HasEntityTag(call.request.Header("if-none-match").value_or(""), tag)) {
    response.status = 304;
    return response;
  }
  std::string_view range = call.request.Header("range").value_or("");
  const std::optional<std::string_view> if_range =
      call.request.Header("if-range");
  if (if_range.has_value() && *if_range != tag) range = "";
  const ByteRange part = ParseByteRange(range, bytes);
  if (part.kind == ByteRange::Kind::kUnsatisfiable) {
    response.status = 416;
    response.headers.emplace_back("Content-Range",
                                  "bytes */" + std::to_string(bytes));
    return response;
  }
  if (part.kind == ByteRange::Kind::kPart) {
    response.status = 206;
    response.headers.emplace_back(
        "Content-Range", "bytes " + std::to_string(part.first) + "-" +
                             std::to_string(part.first + part.bytes - 1) + "/" +
                             std::to_string(bytes));
  }
  response.file = FileBody{std::move(file), part.first, part.bytes};
  return response;
}

}  // namespace

HttpReply GetResultFile(Service& service, ApiCall& call) {
  const std::string& token = call.parts[0];
  const std::string& name = call.parts[1];
  FileDescriptor file;
  struct stat found = {};
  if (const std::optional<JobId> id = ResultLinks::JobOf(name)) {
    const absl::StatusOr<JobRecord> job = service.store().View()->GetJob(*id);
    if (job.ok() &&
        service.links().Find(*job, token, name, absl::Now()) != nullptr) {
      file = FileDescriptor(::open((service.state().results() / name).c_str(),
                                   O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    }
  }
  if (!file.is_open() || ::fstat(file.get(), &found) != 0) {
    return NotFound("there is no such file, or its time is over",
                    call.request.id);
  }
  const std::string tag = "\"" + DigestOf(token + name).substr(0, 24) + "\"";
  return FileResponse(call, name, tag, std::move(file),
                      static_cast<uint64_t>(found.st_size));
}

}  // namespace millrace::server
