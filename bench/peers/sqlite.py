#!/usr/bin/env python3
# Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
"""The measured job in SQLite's own shell (see README.md)."""

import os
import subprocess
import time

from measured_job import (COLUMNS, RUSAGE_BLOCK_BYTES, STATES, file_bytes,
                          parse_flags, quoted_list, report)

DIGIT = "[0-9]"
DOMESTIC = "[2-9][0-9][0-9][2-9]" + DIGIT * 6


def stripped(column):
    for mark in " ().-+":
        column = f"replace({column},'{mark}','')"
    return column


def is_domestic(digits):
    return f"({digits} GLOB '{DOMESTIC}' OR {digits} GLOB '1{DOMESTIC}')"


def checks(assigns):
    """Pairs of a column and what makes it bad."""
    email = "^[-A-Za-z0-9._%+]+@([-A-Za-z0-9]+\\.)+[A-Za-z][A-Za-z]+$"
    pairs = [
        ("Email", f"Email<>'' AND Email NOT REGEXP '{email}'"),
        ("Zip", f"Zip<>'' AND NOT (Zip GLOB '{DIGIT * 5}'"
                f" OR Zip GLOB '{DIGIT * 5}-{DIGIT * 4}')"),
        ("State", f"State<>'' AND State NOT IN ({quoted_list(STATES)})"),
        ("HPCountry", "HPCountry<>'' AND HPCountry NOT GLOB '[A-Z][A-Z]'"),
        ("HomePhone", "home<>'' AND CASE WHEN HPCountry IN ('','US','CA')"
                      f" THEN NOT {is_domestic('home')}"
                      " ELSE home GLOB '*[^0-9]*'"
                      " OR length(home) NOT BETWEEN 7 AND 15 END"),
        ("MobilePhone", f"mobile<>'' AND NOT {is_domestic('mobile')}"),
    ]
    if not assigns:
        pairs.insert(0, ("VanID", "given='' OR length(given)>18"
                                  " OR given GLOB '*[^0-9]*'"))
    return "||".join(f"CASE WHEN {bad} THEN '{name};' ELSE '' END"
                     for name, bad in pairs)


def script(flags, counts):
    key = ("rowid + (SELECT coalesce(max(VanID), 0) FROM people)"
           if flags.assign else "CAST(given AS INTEGER)")
    is_there = ("0" if flags.assign else
                "EXISTS(SELECT 1 FROM people p WHERE p.VanID=s.key)")
    overlay = ",".join(f"{name}=coalesce(excluded.{name},{name})"
                       for name in COLUMNS)
    return f"""
PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-4000000;
PRAGMA temp_store=MEMORY; PRAGMA threads={flags.threads};
CREATE TABLE IF NOT EXISTS people(VanID INTEGER PRIMARY KEY,
  {",".join(name + " TEXT" for name in COLUMNS)});
CREATE TEMP TABLE staged(given TEXT,
  {",".join(name + " TEXT" for name in COLUMNS)});
.mode csv
.import --skip 1 --schema temp "{flags.upload}" staged
CREATE TEMP TABLE checked AS
  WITH s AS MATERIALIZED (
    SELECT rowid place, {key} key, *, {stripped("HomePhone")} home,
           {stripped("MobilePhone")} mobile FROM staged)
  SELECT place, given, key, FirstName, LastName, StreetAddress, City, State,
    Zip, Email,
    CASE WHEN home='' THEN ''
         WHEN HPCountry IN ('','US','CA') THEN '+1'||substr(home,-10)
         ELSE '+'||home END HomePhone,
    HPCountry,
    CASE WHEN mobile='' THEN '' ELSE '+1'||substr(mobile,-10) END MobilePhone,
    ExternalID, {checks(flags.assign)} bad, {is_there} is_there
  FROM s;
DROP TABLE staged;
BEGIN;
INSERT INTO people
  SELECT key, {",".join(f"nullif({name},'')" for name in COLUMNS)}
  FROM checked WHERE bad='' ORDER BY key, place
  ON CONFLICT(VanID) DO UPDATE SET {overlay};
COMMIT;
.headers on
.output "{flags.folder}/results.csv"
SELECT place AS row, given AS VanID,
  CASE WHEN bad<>'' THEN 'failed' WHEN is_there THEN 'updated'
       ELSE 'created' END status,
  rtrim(bad,';') AS errors FROM checked ORDER BY place;
.output
.headers off
PRAGMA wal_checkpoint(TRUNCATE);
.mode list
.output "{counts}"
SELECT count(*), sum(bad<>'') FROM checked;
"""


def main():
    flags = parse_flags()
    path = f"{flags.folder}/people.sqlite"
    counts = f"{flags.folder}/counts"
    with open(f"{flags.folder}/job.sql", "w+", encoding="utf-8") as job:
        job.write(script(flags, counts))
        job.seek(0)
        start = time.time()
        shell = subprocess.Popen(["sqlite3", "-bail", path], stdin=job,
                                 stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(shell.pid, 0)
        seconds = time.time() - start
    if status != 0:
        raise SystemExit("sqlite3 failed")
    with open(counts, encoding="utf-8") as lines:
        rows, rejected = map(int, lines.read().split("|"))
    stored = int(subprocess.run(
        ["sqlite3", path, "SELECT count(*) FROM people"], check=True,
        capture_output=True, text=True).stdout)
    report(rows, seconds, usage.ru_utime + usage.ru_stime,
           usage.ru_maxrss * 1024, usage.ru_oublock * RUSAGE_BLOCK_BYTES,
           file_bytes(path, path + "-wal"), rejected, stored)
    if flags.export:
        with open(flags.export, "w", encoding="utf-8") as out:
            subprocess.run(["sqlite3", "-csv", "-header", path,
                            "SELECT * FROM people ORDER BY VanID"],
                           check=True, stdout=out)


if __name__ == "__main__":
    main()
