// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// The measured job in DuckDB (see README.md). DUCKDB_API names the folder of
// @duckdb/node-api where node does not find it by itself.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

const require = createRequire(import.meta.url);
const duckdb = require(process.env.DUCKDB_API || '@duckdb/node-api');

const RUSAGE_BLOCK_BYTES = 512;
const COLUMNS = [
  'FirstName', 'LastName', 'StreetAddress', 'City', 'State', 'Zip', 'Email',
  'HomePhone', 'HPCountry', 'MobilePhone', 'ExternalID',
];
const STATES = (
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN ' +
  'MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA ' +
  'WV WI WY').split(' ');
const DOMESTIC = `'1?[2-9][0-9]{2}[2-9][0-9]{6}'`;

function flag(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
}

const upload = path.resolve(flag('upload'));
const folder = path.resolve(flag('folder'));
const threads = Number(flag('threads', 2));
const assigns = process.argv.includes('--assign');
const exportTo = flag('export');

// What is wrong with a checked row, as a list of columns.
const CHECKS = [
  assigns ? '' : `CASE WHEN key IS NULL OR NOT
    regexp_full_match(given, '[0-9]{1,18}') THEN 'VanID' END`,
  `CASE WHEN NOT regexp_full_match(Email,
    '[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}') THEN 'Email' END`,
  `CASE WHEN NOT regexp_full_match(Zip, '[0-9]{5}(-[0-9]{4})?')
    THEN 'Zip' END`,
  `CASE WHEN State NOT IN (${STATES.map((s) => `'${s}'`).join(',')})
    THEN 'State' END`,
  `CASE WHEN NOT regexp_full_match(HPCountry, '[A-Z]{2}')
    THEN 'HPCountry' END`,
  `CASE WHEN is_foreign THEN
      CASE WHEN NOT regexp_full_match(home, '[0-9]{7,15}')
        THEN 'HomePhone' END
    WHEN NOT regexp_full_match(home, ${DOMESTIC}) THEN 'HomePhone' END`,
  `CASE WHEN NOT regexp_full_match(mobile, ${DOMESTIC})
    THEN 'MobilePhone' END`,
].filter((check) => check !== '').join(', ');

const file = path.join(folder, 'people.duckdb');
fs.mkdirSync(folder, { recursive: true });
const instance = await duckdb.DuckDBInstance.create(file);
const connection = await instance.connect();
const run = (sql) => connection.run(sql);
const firstRow = async (sql) =>
  (await connection.runAndReadAll(sql)).getRows()[0];

async function importUpload() {
  await run(`SET threads=${threads}; SET memory_limit='16GB';
    SET temp_directory='${folder}/spill'`);
  await run(`CREATE TABLE IF NOT EXISTS people(VanID BIGINT,
    ${COLUMNS.map((name) => `${name} VARCHAR`).join(',')})`);
  const types = ['given', ...COLUMNS].map((name) => `'${name}':'VARCHAR'`);
  await run(`CREATE TEMP TABLE staged AS SELECT * FROM read_csv('${upload}',
    header=true, delim=',', quote='"', escape='"',
    columns={${types.join(',')}})`);
  const last = assigns
    ? Number((await firstRow('SELECT coalesce(max(VanID), 0) FROM people'))[0])
    : 0;
  const key = assigns ? `rowid + ${last + 1}` : 'TRY_CAST(given AS BIGINT)';
  const isThere = assigns ? 'false' : 'key IN (SELECT VanID FROM people)';
  await run(`CREATE TEMP TABLE checked AS
    SELECT place, key, given, FirstName, LastName, StreetAddress, City, State,
      Zip, Email,
      CASE WHEN home IS NULL THEN NULL WHEN is_foreign THEN '+' || home
        ELSE '+1' || right(home, 10) END HomePhone,
      HPCountry, '+1' || right(mobile, 10) MobilePhone, ExternalID,
      ${isThere} is_there, concat_ws(';', ${CHECKS}) bad
    FROM (SELECT rowid place, ${key} AS key, *,
        translate(HomePhone, ' ().-+', '') home,
        translate(MobilePhone, ' ().-+', '') mobile,
        coalesce(HPCountry NOT IN ('US', 'CA'), false) is_foreign
      FROM staged)`);
  await run('DROP TABLE staged');
  if (assigns) {
    await run(`INSERT INTO people
      SELECT key, ${COLUMNS.join(',')} FROM checked WHERE bad = ''`);
  } else {
    const set = COLUMNS.map((name) =>
      `${name} = coalesce(s.${name}, people.${name})`).join(',');
    await run(`MERGE INTO people USING (
        SELECT key VanID, ${COLUMNS.join(',')} FROM checked
        WHERE bad = '' AND place IN (SELECT max(place) FROM checked
          WHERE bad = '' GROUP BY key)) s
      ON people.VanID = s.VanID
      WHEN MATCHED THEN UPDATE SET ${set}
      WHEN NOT MATCHED THEN INSERT
        VALUES (s.VanID, ${COLUMNS.map((name) => `s.${name}`).join(',')})`);
  }
  await run(`COPY (SELECT place + 1 AS "row", given AS VanID,
      CASE WHEN bad <> '' THEN 'failed' WHEN is_there THEN 'updated'
        ELSE 'created' END status, bad AS errors FROM checked)
    TO '${folder}/results.csv' (HEADER)`);
  await run('CHECKPOINT');
}

const begin = process.hrtime.bigint();
const usageBefore = process.resourceUsage();
await importUpload();
const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
const usage = process.resourceUsage();
const cpuMicroseconds = usage.userCPUTime + usage.systemCPUTime -
  usageBefore.userCPUTime - usageBefore.systemCPUTime;

const [rows, rejected] = await firstRow(
  `SELECT count(*), count(*) FILTER (bad <> '') FROM checked`);
const [stored] = await firstRow('SELECT count(*) FROM people');
const sizeOf = (name) => (fs.existsSync(name) ? fs.statSync(name).size : 0);
console.log(JSON.stringify({
  rows: Number(rows),
  seconds: Number(seconds.toFixed(4)),
  cpu_seconds: Number((cpuMicroseconds / 1e6).toFixed(3)),
  peak_mb: Number((usage.maxRSS * 1024 / 1e6).toFixed(1)),
  bytes_written: (usage.fsWrite - usageBefore.fsWrite) * RUSAGE_BLOCK_BYTES,
  store_bytes: sizeOf(file) + sizeOf(`${file}.wal`),
  rejected: Number(rejected),
  stored: Number(stored),
}));
if (exportTo !== undefined) {
  await run(`COPY (SELECT * FROM people ORDER BY VanID)
    TO '${path.resolve(exportTo)}' (HEADER)`);
}
process.exit(0);
