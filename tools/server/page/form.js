// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The form for a new import: a file, what is in it, what to do with its rows;
// a trial that changes nothing, and the import itself. The file is sent once,
// whatever is done with it then.

import * as api from "./api.js";
import {prepareMappings} from "./mappings.js";
import {byId, isSettled, showLines, showReport} from "./view.js";

const headBytes = 65536;  // looked at for the names of columns
const trialMilliseconds = 700;
const rejectsShown = 10;

const delimiters = {Csv: ",", Tab: "\t", Pipe: "|"};
let mappings = null;
let sent = {file: null, url: null};
let trial = 0;  // only the newest trial is shown

function columns() {
  return byId("columns").value.split("\n").map((line) => line.trim())
    .filter((line) => line !== "");
}

// The cells of a row; a quote is taken for one only at a cell's start.
function cellsOf(line, delimiter) {
  const cells = [];
  const pattern = /"((?:[^"]|"")*)"|([^]*)/y;
  for (let at = 0; at <= line.length;) {
    const end = line.indexOf(delimiter, at);
    const plainEnd = end < 0 ? line.length : end;
    pattern.lastIndex = at;
    const quoted = line[at] === '"' ? pattern.exec(line) : null;
    if (quoted && quoted[1] !== undefined) {
      cells.push(quoted[1].replace(/""/g, '"'));
      at = pattern.lastIndex + 1;
    } else {
      cells.push(line.slice(at, plainEnd));
      at = plainEnd + 1;
    }
  }
  return cells;
}

// The delimiter that is most frequent in the first row.
function guessDelimiter(line) {
  const times = (name) => line.split(delimiters[name]).length;
  return Object.keys(delimiters).reduce((best, name) =>
    times(name) > times(best) ? name : best);
}

async function lookAtFile() {
  const file = byId("file").files[0];
  if (!file) return;
  if (byId("description").value === "") byId("description").value = file.name;
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  const isZip = head[0] === 0x50 && head[1] === 0x4b;
  byId("member-field").hidden = !isZip;
  if (isZip) {
    if (byId("member").value === "") {
      byId("member").value = file.name.replace(/\.zip$/i, ".csv");
    }
    return;
  }
  const line = new TextDecoder().decode(head).split(/\r\n|\n|\r/, 1)[0];
  byId("delimiter").value = guessDelimiter(line);
  if (byId("has-header").checked) {
    byId("columns").value = cellsOf(line, delimiters[byId("delimiter").value])
      .map((cell) => cell.trim()).join("\n");
    mappings.setColumns(columns());
  }
}

// The address of the file's upload, which is made unless it was already.
async function upload() {
  const file = byId("file").files[0];
  if (!file) throw new Error("Choose a file first.");
  if (sent.file !== file) {
    sent = {file: null, url: null};
    const url = await api.upload(file, (share) => {
      byId("upload-text").textContent =
        `Sending the file: ${Math.floor(share * 100)} %`;
    });
    sent = {file, url};
  }
  byId("upload-text").textContent = "The file is with the service.";
  return sent.url;
}

function jobFor(sourceUrl) {
  const isZip = !byId("member-field").hidden;
  return {
    description: byId("description").value,
    file: {
      fileName: isZip ? byId("member").value : byId("file").files[0].name,
      sourceUrl,
      columns: columns().map((name) => ({name})),
      columnDelimiter: byId("delimiter").value,
      hasHeader: byId("has-header").checked,
      hasQuotes: byId("has-quotes").checked,
    },
    actions: [{
      actionType: "loadMappedFile",
      resourceType: byId("resource").value,
      mappingTypes: mappings.chosen(),
    }],
  };
}

async function showTrial(id) {
  const mine = ++trial;
  byId("trial").hidden = false;
  byId("trial-report").replaceChildren();
  byId("trial-title").focus();
  for (;;) {
    const job = await api.getJob(id);
    if (mine !== trial) return;
    const rows = isSettled(job) && job.counts.rejected > 0
      ? (await api.rejects(id, rejectsShown)).items : [];
    showReport(byId("trial-report"), job, rows);
    if (isSettled(job)) return;
    await new Promise((resolve) => setTimeout(resolve, trialMilliseconds));
  }
}

function setBusy(isBusy) {
  for (const id of ["try", "start"]) byId(id).disabled = isBusy;
}

async function submit(event, onStarted) {
  event.preventDefault();
  const isTrial = event.submitter?.value === "try";
  setBusy(true);
  showLines(byId("form-errors"), []);
  try {
    const {jobId} = await api.createJob(jobFor(await upload()), isTrial);
    if (isTrial) {
      await showTrial(jobId);
    } else {
      close();
      onStarted(jobId);
    }
  } catch (error) {
    // An upload that the service no longer has is sent again.
    if (error.properties?.includes("file.sourceUrl")) {
      sent = {file: null, url: null};
    }
    if (sent.file === null) byId("upload-text").textContent = "";
    showLines(byId("form-errors"), error.lines || [error.message]);
  } finally {
    setBusy(false);
  }
}

function close() {
  ++trial;
  byId("form-section").hidden = true;
  byId("new-import").setAttribute("aria-expanded", "false");
}

async function open() {
  byId("form-section").hidden = false;
  byId("new-import").setAttribute("aria-expanded", "true");
  byId("form-title").focus();
  if (mappings !== null) return;
  try {
    mappings = await prepareMappings(byId("resource"), byId("mappings"));
    mappings.setColumns(columns());
  } catch (error) {
    showLines(byId("form-errors"), error.lines || [error.message]);
  }
}

// onStarted is called with the id of a job that was begun.
export function prepareForm(onStarted) {
  byId("new-import").addEventListener("click", () =>
    byId("form-section").hidden ? open() : close());
  byId("close-form").addEventListener("click", () => {
    close();
    byId("new-import").focus();
  });
  byId("file").addEventListener("change", lookAtFile);
  byId("columns").addEventListener("change", () =>
    mappings?.setColumns(columns()));
  byId("form").addEventListener("submit", (event) => submit(event, onStarted));
}
