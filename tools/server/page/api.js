// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Calls of the interface, at addresses relative to the page, so that it works
// below a proxy's prefix too. The browser adds the credentials that it asked
// for when it opened the page.

// Without the credentials that the page's own address may hold: calls of
// addresses with credentials are refused by browsers.
const base = location.origin + location.pathname;

// What the interface answers instead of a result: one line a defect.
export class ApiError extends Error {
  constructor(status, errors) {
    super(errors.map((error) => error.text).join(" "));
    this.status = status;
    this.lines = errors.map(lineOf);
    this.properties = errors.flatMap((error) => error.properties || []);
  }
}

function lineOf(error) {
  const where = (error.properties || []).join(", ");
  const hint = error.hint ? ` (${error.hint})` : "";
  return (where ? `${where}: ` : "") + error.text + hint;
}

// The result of an answer, or the ApiError that it is.
function take(status, text) {
  let body = null;
  try {
    body = text === "" ? null : JSON.parse(text);
  } catch {
    body = null;
  }
  if (status >= 200 && status < 300) return body;
  const errors = (body && body.errors) || [];
  throw new ApiError(status, errors.length > 0
    ? errors : [{text: `The service answered ${status}.`}]);
}

async function call(path, options = {}) {
  const answer = await fetch(new URL(path, base), {cache: "no-store", ...options});
  return take(answer.status, await answer.text());
}

function post(path, value) {
  return call(path, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify(value),
  });
}

function query(values) {
  return Object.entries(values)
    .filter(([, value]) => value !== "" && value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=` +
      encodeURIComponent(value)).join("&");
}

export const listJobs = (skip, top, status, text) =>
  call("bulkImportJobs?" +
    `${query({$skip: skip, $top: top, status, text})}`);
export const getJob = (id) => call(`bulkImportJobs/${id}`);
export const cancelJob = (id) => post(`bulkImportJobs/${id}/cancel`, {});
export const resumeJob = (id) => post(`bulkImportJobs/${id}/resume`, {});
export const createJob = (job, isTrial) =>
  post(`bulkImportJobs?${query({dryRun: isTrial || ""})}`, job);
export const resources = () => call("bulkImportJobs/resources");
export const mappingTypes = () => all("bulkImportMappingTypes");
export const fieldValues = (mapping, field) =>
  all(`bulkImportMappingTypes/${encodeURIComponent(mapping)}/` +
    `${encodeURIComponent(field)}/values`);
export const rejects = (id, top) =>
  call(`bulkImportJobs/${id}/rows?${query({status: "rejected", $top: top})}`);

// The items of every page.
async function all(path) {
  const top = 200;
  let items = [];
  for (;;) {
    const page = await call(`${path}?${query({$top: top, $skip: items.length})}`);
    items = items.concat(page.items);
    if (!page.nextPageLink || page.items.length === 0) return items;
  }
}

// Sends a file and returns the address by which a job names it. onProgress gets a share from 0
// to 1. XMLHttpRequest, because fetch does not tell how far it is.
export function upload(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", new URL("uploads", base));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.total > 0) onProgress(event.loaded / event.total);
    });
    request.addEventListener("error", () =>
      reject(new Error("The service cannot be reached.")));
    request.addEventListener("load", () => {
      try {
        resolve(take(request.status, request.responseText).sourceUrl);
      } catch (error) {
        reject(error);
      }
    });
    request.send(file);
  });
}
