// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Builds what the page shows of a job. Text from the service is put in as
// text, never as HTML.

export function byId(id) {
  return document.getElementById(id);
}

// element("td", {class: "number"}, "12"): attributes that are false or null
// are left out; children are nodes or text.
export function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat());
  return node;
}

// Fills a node with what make(value) returns, if value is not what it was
// filled with before: so that a reader's place and focus stay.
export function show(node, value, make) {
  const text = JSON.stringify(value);
  if (node.dataset.shown === text) return;
  node.dataset.shown = text;
  node.replaceChildren(...[make(value)].flat());
}

export function showLines(node, lines) {
  show(node, lines, () => lines.length === 0 ? [] :
    element("ul", {}, lines.map((line) => element("li", {}, line))));
}

const numbers = new Intl.NumberFormat("en");

export function number(value) {
  return numbers.format(value);
}

export function count(value, noun) {
  return `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
}

function bytes(value) {
  if (value < 1000) return `${value} B`;
  if (value < 1e6) return `${(value / 1e3).toFixed(1)} KB`;
  return `${(value / 1e6).toFixed(1)} MB`;
}

export function time(text) {
  if (!text) return "";
  return new Date(text).toLocaleString("en-GB",
    {dateStyle: "medium", timeStyle: "short"});
}

export function isSettled(job) {
  return /^(Complete|Failed)/.test(job.status);
}

// The status in words for people, and the style that goes with it.
export function statusOf(job) {
  if (job.paused) return ["Paused", "paused"];
  if (job.status === "Failed") return ["Failed", "failed"];
  if (isSettled(job)) return ["Complete", "complete"];
  if (job.status === "Pending") return ["Waiting", "waiting"];
  return ["In progress", "running"];
}

export function statusNode(job) {
  const [text, style] = statusOf(job);
  return element("span", {class: `status status-${style}`},
    job.dryRun ? `${text}, trial` : text);
}

// The share of the upload that is read, from 0 to 1; null if not known.
export function shareOf(job) {
  if (isSettled(job)) return 1;
  const {bytesRead, uploadBytes} = job.progress;
  return uploadBytes ? Math.min(1, bytesRead / uploadBytes) : null;
}

// "INVALID_PHONE" as "Invalid phone".
function words(code) {
  const text = code.toLowerCase().replace(/_/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function facts(job) {
  const {counts} = job;
  const pairs = [
    ["Rows read", counts.read], ["Imported", counts.imported],
    ["Created", counts.created], ["Updated", counts.updated],
    ["Unchanged", counts.unchanged], ["Rejected", counts.rejected],
  ];
  return element("dl", {class: "facts"}, pairs.map(([name, value]) =>
    element("div", {}, element("dt", {}, name),
      element("dd", {}, number(value)))));
}

function messages(codes) {
  const rows = Object.entries(codes).sort((one, other) => other[1] - one[1])
    .map(([code, times]) => element("tr", {},
      element("td", {}, words(code)),
      element("td", {class: "number"}, number(times))));
  if (rows.length === 0) return [];
  return [element("h3", {}, "Messages"), element("table", {class: "messages"},
    element("thead", {}, element("tr", {},
      element("th", {scope: "col"}, "Message"),
      element("th", {scope: "col", class: "number"}, "Times"))),
    element("tbody", {}, rows))];
}

function files(job) {
  const all = [...job.resultFiles, ...job.rejectFiles];
  if (all.length === 0) return [];
  return [element("h3", {}, "Files"), element("ul", {class: "files"},
    all.map((file) => {
      const name = decodeURIComponent(
        new URL(file.url, document.baseURI).pathname.split("/").pop());
      const size = [file.recordCount > 0 && count(file.recordCount, "row"),
        bytes(file.bytes)].filter(Boolean).join(", ");
      const until = file.dateExpired
        ? `, until ${time(file.dateExpired)}` : "";
      return element("li", {},
        element("a", {href: file.url, download: name}, name),
        ` (${size}${until})`);
    }))];
}

function problems(job) {
  const lines = job.errors.map((error) => `${error.text} (${error.code})`);
  if (job.pauseReason) lines.push(`Paused: ${job.pauseReason}`);
  if (lines.length === 0) return [];
  return element("ul", {class: "problems"},
    lines.map((line) => element("li", {}, line)));
}

export function rejectTable(rows) {
  if (rows.length === 0) return [];
  return [element("h3", {}, "First rejected rows"),
    element("table", {class: "rejects"},
      element("thead", {}, element("tr", {},
        element("th", {scope: "col", class: "number"}, "Row"),
        element("th", {scope: "col"}, "Column"),
        element("th", {scope: "col"}, "Why"))),
      element("tbody", {}, rows.map((row) => element("tr", {},
        element("td", {class: "number"}, number(row.row)),
        element("td", {}, row.column || ""),
        element("td", {}, row.text)))))];
}

// Shows a job in `node`: `rows` are its first rejected rows.
export function showReport(node, job, rows) {
  if (!node.firstChild) {
    node.append(...["line", "facts", "problems"].map((name) =>
      element("div", {class: `report-${name}`})),
    element("div", {class: "parts"},
      element("div", {class: "report-messages"}),
      element("div", {class: "report-rejects"}),
      element("div", {class: "report-files"})));
  }
  const part = (name) => node.querySelector(`.report-${name}`);
  show(part("line"), [statusOf(job), shareOf(job), job.dryRun], () => [
    statusNode(job), " ", isSettled(job) ? "" : progressNode(job)]);
  show(part("facts"), job.counts, () => facts(job));
  show(part("problems"), [job.errors, job.pauseReason], () => problems(job));
  show(part("messages"), job.counts.codes, messages);
  show(part("rejects"), rows, rejectTable);
  show(part("files"), [job.resultFiles, job.rejectFiles], () => files(job));
}

export function progressNode(job) {
  const share = shareOf(job);
  const text = share === null ? count(job.counts.read, "row")
    : `${Math.floor(share * 100)} %`;
  return element("span", {},
    element("progress", {max: 1, value: share,
      "aria-label": `Progress of job ${job.id}`}), ` ${text}`);
}
