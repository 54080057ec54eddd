// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Every route of the service. A test holds openapi.json to this table.

#include <array>

#include "tools/server/endpoints.h"
#include "tools/server/route.h"

namespace millrace::server {

std::span<const Route> Routes() {
  using Access = Route::Access;
  using Body = Route::Body;
  static constexpr std::array kRoutes = {
      // The interface (contract a).
      Route{"POST", "/bulkImportJobs", Access::kKey, Body::kJson, &PostJob},
      Route{"GET", "/bulkImportJobs/resources", Access::kKey, Body::kIgnored,
            &ListResources},
      Route{"GET", "/bulkImportJobs/{jobId}", Access::kKey, Body::kIgnored,
            &GetJob},
      Route{"GET", "/bulkImportMappingTypes", Access::kKey, Body::kIgnored,
            &ListMappingTypes},
      Route{"GET", "/bulkImportMappingTypes/{mappingTypeName}", Access::kKey,
            Body::kIgnored, &GetMappingType},
      Route{"GET",
            "/bulkImportMappingTypes/{mappingTypeName}/{fieldName}/values",
            Access::kKey, Body::kIgnored, &ListFieldValues},
      Route{"GET", "/results/{token}/{fileName}", Access::kAnybody,
            Body::kIgnored, &GetResultFile},
      Route{"GET", "/apiKeyProfiles", Access::kKey, Body::kIgnored,
            &ListKeyProfiles},
      // Ours.
      Route{"GET", "/bulkImportJobs", Access::kKey, Body::kIgnored, &ListJobs},
      Route{"POST", "/bulkImportJobs/{jobId}/cancel", Access::kKey,
            Body::kIgnored, &CancelJob},
      Route{"POST", "/bulkImportJobs/{jobId}/resume", Access::kKey,
            Body::kIgnored, &ResumeJob},
      Route{"GET", "/bulkImportJobs/{jobId}/rows", Access::kKey, Body::kIgnored,
            &ListRows},
      Route{"POST", "/uploads", Access::kKey, Body::kUpload, &FinishPiece,
            &BeginUpload},
      Route{"GET", "/uploads/{uploadId}", Access::kKey, Body::kIgnored,
            &GetUpload},
      Route{"PATCH", "/uploads/{uploadId}", Access::kKey, Body::kUpload,
            &FinishPiece, &ContinueUpload},
      Route{"DELETE", "/uploads/{uploadId}", Access::kKey, Body::kIgnored,
            &DeleteUpload},
      Route{"POST", "/valueLists/{listName}", Access::kLocal, Body::kJson,
            &ChangeValueList},
      Route{"GET", "/healthz", Access::kAnybody, Body::kIgnored, &GetHealth},
      Route{"GET", "/readyz", Access::kAnybody, Body::kIgnored, &GetReadiness},
      Route{"GET", "/metrics", Access::kKey, Body::kIgnored, &GetMetrics},
      Route{"GET", "/openapi.json", Access::kAnybody, Body::kIgnored,
            &GetOpenApi},
      Route{"GET", "/", Access::kKey, Body::kIgnored, &GetPage},
      Route{"GET", "/page/{fileName}", Access::kKey, Body::kIgnored, &GetPage},
  };
  return kRoutes;
}

}  // namespace millrace::server
