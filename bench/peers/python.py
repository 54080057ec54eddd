#!/usr/bin/env python3
# Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
"""The measured job row by row: csv, re and sqlite3 (see README.md)."""

import csv
import re
import resource
import sqlite3
import time

from measured_job import (COLUMNS, RUSAGE_BLOCK_BYTES, STATES, file_bytes,
                          parse_flags, report)

ROWS_PER_COMMIT = 10000
VAN_ID = re.compile(r"[0-9]{1,18}")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
ZIP = re.compile(r"[0-9]{5}(-[0-9]{4})?")
COUNTRY = re.compile(r"[A-Z]{2}")
DOMESTIC = re.compile(r"1?[2-9][0-9]{2}[2-9][0-9]{6}")
FOREIGN = re.compile(r"[0-9]{7,15}")
STATE_SET = set(STATES)
PUNCTUATION = str.maketrans("", "", " ().-+")


def check_phone(row, column, is_foreign, bad):
    digits = row[column].translate(PUNCTUATION)
    if not digits:
        row[column] = ""
    elif is_foreign and FOREIGN.fullmatch(digits):
        row[column] = "+" + digits
    elif not is_foreign and DOMESTIC.fullmatch(digits):
        row[column] = "+1" + digits[-10:]
    else:
        bad.append(column)


def check(row, assigns):
    """Brings phones to their stored form; returns the bad columns."""
    bad = []
    if not assigns and not VAN_ID.fullmatch(row["VanID"]):
        bad.append("VanID")
    for column, pattern in (("Email", EMAIL), ("Zip", ZIP),
                            ("HPCountry", COUNTRY)):
        if row[column] and not pattern.fullmatch(row[column]):
            bad.append(column)
    if row["State"] and row["State"] not in STATE_SET:
        bad.append("State")
    check_phone(row, "HomePhone", row["HPCountry"] not in ("", "US", "CA"), bad)
    check_phone(row, "MobilePhone", False, bad)
    return bad


class Table:
    """The table of people, written in batches."""

    def __init__(self, path):
        self._store = sqlite3.connect(path)
        self._store.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA cache_size=-1000000;"
            "CREATE TABLE IF NOT EXISTS people(VanID INTEGER PRIMARY KEY,"
            f"{','.join(name + ' TEXT' for name in COLUMNS)});")
        overlay = ",".join(f"{name}=coalesce(excluded.{name},{name})"
                           for name in COLUMNS)
        self._put = ("INSERT INTO people VALUES"
                     f"({','.join('?' * (1 + len(COLUMNS)))})"
                     f" ON CONFLICT(VanID) DO UPDATE SET {overlay}")
        self._waiting = []
        self._waiting_keys = set()

    def holds(self, key):
        return key in self._waiting_keys or self._store.execute(
            "SELECT 1 FROM people WHERE VanID=?", (key,)).fetchone()

    def put(self, key, row):
        self._waiting.append((key, *[row[name] or None for name in COLUMNS]))
        self._waiting_keys.add(key)
        if len(self._waiting) == ROWS_PER_COMMIT:
            self.flush()

    def flush(self):
        self._store.executemany(self._put, self._waiting)
        self._store.commit()
        self._waiting.clear()
        self._waiting_keys.clear()

    def checkpoint(self):
        self._store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def next_key(self):
        return 1 + self._store.execute(
            "SELECT coalesce(max(VanID), 0) FROM people").fetchone()[0]

    def count(self):
        return self._store.execute("SELECT count(*) FROM people").fetchone()[0]

    def rows_by_key(self):
        return self._store.execute("SELECT * FROM people ORDER BY VanID")


def run_job(flags, table):
    """Returns rows read and rows rejected."""
    row_count = rejected = 0
    first_key = table.next_key() if flags.assign else 0
    with open(flags.upload, newline="", encoding="utf-8") as upload, \
         open(f"{flags.folder}/results.csv", "w", newline="",
              encoding="utf-8") as results:
        out = csv.writer(results)
        out.writerow(["row", "VanID", "status", "errors"])
        for row in csv.DictReader(upload):
            row_count += 1
            bad = check(row, flags.assign)
            if bad:
                rejected += 1
                out.writerow([row_count, row["VanID"], "failed", ";".join(bad)])
                continue
            key = (first_key + row_count - 1 if flags.assign
                   else int(row["VanID"]))
            is_there = not flags.assign and table.holds(key)
            out.writerow([row_count, key,
                          "updated" if is_there else "created", ""])
            table.put(key, row)
    table.flush()
    table.checkpoint()
    return row_count, rejected


def main():
    flags = parse_flags()
    path = f"{flags.folder}/people.sqlite"
    start, before = time.time(), resource.getrusage(resource.RUSAGE_SELF)
    table = Table(path)
    row_count, rejected = run_job(flags, table)
    seconds, after = time.time() - start, resource.getrusage(
        resource.RUSAGE_SELF)
    report(row_count, seconds,
           after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
           after.ru_maxrss * 1024,
           (after.ru_oublock - before.ru_oublock) * RUSAGE_BLOCK_BYTES,
           file_bytes(path, path + "-wal"), rejected, table.count())
    if flags.export:
        with open(flags.export, "w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerow(["VanID", *COLUMNS])
            csv.writer(out).writerows(table.rows_by_key())


if __name__ == "__main__":
    main()
