// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The list of jobs and one job of it, kept up to date. The address tells what
// is open: "#job-75", so that it can be sent to a colleague.

import * as api from "./api.js";
import {prepareForm} from "./form.js";
import {byId, element, isSettled, number, progressNode, shareOf, show,
  showLines, showReport, statusNode, statusOf, time} from "./view.js";

const pageSize = 25;
const quick = 1500;   // while a job is running
const patient = 5000;
const rejectsShown = 10;

let skip = 0;
let timer = 0;
let openId = null;
let openRejects = {id: null, rejected: -1, rows: []};
const rows = new Map();  // of the table, by job

function say(text) {
  if (byId("connection").textContent !== text) {
    byId("connection").textContent = text;
  }
}

function makeRow(job) {
  const cells = ["link", "description", "resource", "status", "progress",
    "imported", "rejected", "created"];
  const row = element("tr", {id: `row-${job.id}`});
  for (const name of cells) {
    const isNumber = name === "imported" || name === "rejected";
    row.append(element("td", {
      class: isNumber ? "number" : name === "description" && "long",
      "data-label": isNumber && name,
      "data-cell": name,
    }));
  }
  rows.set(job.id, row);
  return row;
}

function fillRow(row, job) {
  const cell = (name) => row.querySelector(`[data-cell=${name}]`);
  show(cell("link"), job.id, () =>
    element("a", {href: `#job-${job.id}`}, String(job.id)));
  show(cell("description"), job.description, (text) => text);
  show(cell("resource"), job.resourceType, (text) => text);
  show(cell("status"), [statusOf(job), job.dryRun], () => statusNode(job));
  show(cell("progress"), [isSettled(job), shareOf(job), job.counts.read],
    () => isSettled(job) ? "" : progressNode(job));
  show(cell("imported"), number(job.counts.imported), (text) => text);
  show(cell("rejected"), number(job.counts.rejected), (text) => text);
  show(cell("created"), time(job.created), (text) => text);
  row.setAttribute("aria-current", job.id === openId ? "true" : "false");
}

// Moves rows only where their order changed, so that focus stays.
function fillTable(jobs) {
  const body = byId("job-rows");
  const wanted = new Set(jobs.map((job) => job.id));
  for (const [id, row] of rows) {
    if (wanted.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  jobs.forEach((job, index) => {
    const row = rows.get(job.id) || makeRow(job);
    if (body.children[index] !== row) {
      body.insertBefore(row, body.children[index] || null);
    }
    fillRow(row, job);
  });
  byId("no-jobs").hidden = jobs.length > 0;
}

// Returns whether a job of the list is running.
async function updateList() {
  const page = await api.listJobs(skip, pageSize,
    byId("status-filter").value, byId("text-filter").value);
  fillTable(page.items);
  byId("newer").disabled = skip === 0;
  byId("older").disabled = skip + page.items.length >= page.count;
  return page.items.some((job) => !isSettled(job) && !job.paused);
}

async function firstRejects(job) {
  const {rejected} = job.counts;
  if (openRejects.id !== job.id) openRejects = {id: job.id, rejected: -1,
    rows: []};
  const isEnough = openRejects.rows.length >= rejectsShown;
  if (rejected !== openRejects.rejected && !isEnough) {
    openRejects.rows = rejected === 0 ? []
      : (await api.rejects(job.id, rejectsShown)).items;
    openRejects.rejected = rejected;
  }
  return openRejects.rows;
}

async function updateJob() {
  if (openId === null) return false;
  const id = openId;
  const job = await api.getJob(id);
  const rejected = await firstRejects(job);
  if (id !== openId) return true;
  byId("job-title").textContent = `Job ${job.id}: ${job.description}`;
  showReport(byId("job-report"), job, rejected);
  byId("cancel").hidden = isSettled(job);
  byId("resume").hidden = !job.paused;
  return !isSettled(job) && !job.paused;
}

// Brings everything up to date and comes again by itself.
async function update() {
  clearTimeout(timer);
  let wait = patient;
  try {
    const isListRunning = await updateList();
    const isJobRunning = await updateJob();
    if (isListRunning || isJobRunning) wait = quick;
    say("");
  } catch (error) {
    say(error.status === 404 ? "There is no such job."
      : error.status ? error.message : "The service cannot be reached.");
  }
  clearTimeout(timer);
  // A page that nobody looks at asks no questions.
  if (!document.hidden) timer = setTimeout(update, wait);
}

function openFromAddress() {
  const match = /^#job-(\d+)$/.exec(location.hash);
  openId = match ? Number(match[1]) : null;
  byId("job-section").hidden = openId === null;
  byId("job-report").replaceChildren();
  showLines(byId("job-errors"), []);
  byId("cancel").hidden = true;
  byId("resume").hidden = true;
  if (openId !== null) {
    byId("job-title").textContent = `Job ${openId}`;
    byId("job-title").focus();
  }
  update();
}

async function act(action) {
  try {
    await action(openId);
    showLines(byId("job-errors"), []);
  } catch (error) {
    showLines(byId("job-errors"), error.lines || [error.message]);
  }
  update();
}

function turnPage(step) {
  skip = Math.max(0, skip + step);
  update();
}

function filterAgain() {
  skip = 0;
  update();
}

byId("cancel").addEventListener("click", () =>
  byId("cancel-dialog").showModal());
byId("cancel-no").addEventListener("click", () =>
  byId("cancel-dialog").close());
byId("cancel-yes").addEventListener("click", () => {
  byId("cancel-dialog").close();
  act(api.cancelJob);
});
byId("resume").addEventListener("click", () => act(api.resumeJob));
byId("newer").addEventListener("click", () => turnPage(-pageSize));
byId("older").addEventListener("click", () => turnPage(pageSize));
byId("filter").addEventListener("input", filterAgain);
byId("filter").addEventListener("submit", (event) => {
  event.preventDefault();
  filterAgain();
});
byId("close-job").addEventListener("click", (event) => {
  event.preventDefault();
  const link = rows.get(openId)?.querySelector("a");
  history.pushState(null, "", location.pathname + location.search);
  openFromAddress();
  (link || byId("main")).focus();
});
window.addEventListener("hashchange", openFromAddress);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) update();
});
prepareForm((id) => {
  location.hash = `#job-${id}`;
});
openFromAddress();
