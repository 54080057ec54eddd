#!/usr/bin/env python3
# Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
"""The measured job in a private PostgreSQL cluster (see README.md)."""

import glob
import os
import subprocess
import sys
import threading
import time

from measured_job import (COLUMNS, STATES, parse_flags, quoted_list, report)

SETTINGS = """
shared_buffers=4GB
max_wal_size=32GB
min_wal_size=1GB
checkpoint_timeout=1h
wal_level=minimal
max_wal_senders=0
archive_mode=off
synchronous_commit=on
work_mem=1GB
maintenance_work_mem=2GB
autovacuum=off
jit=off
parallel_tuple_cost=0.0001
parallel_setup_cost=10
listen_addresses=''
log_min_messages=error
"""
START_SECONDS_MAX = 60
WATCH_SECONDS = 0.2
DOMESTIC = "^1?[2-9][0-9]{2}[2-9][0-9]{6}$"


def stat_words(pid):
    """Fields of /proc/PID/stat from the state on; none if it has ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rsplit(")", 1)[1].split()
    except OSError:
        return None


class Cluster:
    """A server of our own in a folder, and what it takes."""

    def __init__(self, folder, threads):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not programs:
            raise SystemExit("PostgreSQL is not installed")
        self._programs = programs[-1]
        self._folder = folder
        self._place = f"{folder}/cluster"
        self._as_user = []
        if os.geteuid() == 0:
            # The server refuses to work as root.
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres",
                             "--init-groups"]
            os.chmod(folder, 0o777)
        if not os.path.exists(self._place):
            self._make(threads)
        with open(f"{folder}/server.log", "w", encoding="utf-8") as log:
            self._server = subprocess.Popen(
                [*self._as_user, f"{self._programs}/postgres", "-D",
                 self._place, "-k", self._place],
                stdout=subprocess.DEVNULL, stderr=log)
        self._wait()
        self.peak_bytes = 0
        threading.Thread(target=self._watch, daemon=True).start()

    def _make(self, threads):
        subprocess.run(
            [*self._as_user, f"{self._programs}/initdb", "-D", self._place,
             "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8",
             "-N"], check=True, stdout=subprocess.DEVNULL)
        with open(f"{self._place}/postgresql.conf", "a",
                  encoding="utf-8") as settings:
            settings.write(SETTINGS)
            settings.write(f"max_parallel_workers_per_gather={threads}\n")

    def _psql(self, *more):
        return ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h",
                self._place, "-U", "postgres", "-d", "postgres", *more]

    def _wait(self):
        deadline = time.time() + START_SECONDS_MAX
        while subprocess.run(self._psql("-c", "select 1"), check=False,
                             capture_output=True).returncode != 0:
            if time.time() > deadline or self._server.poll() is not None:
                self.stop()
                raise SystemExit(
                    f"PostgreSQL does not start: {self._folder}/server.log")
            time.sleep(0.1)

    def run(self, text):
        done = subprocess.run(self._psql(), input=text, text=True, check=False,
                              capture_output=True)
        if done.returncode != 0:
            raise SystemExit(done.stderr)
        return done.stdout.strip()

    def _children(self):
        for name in os.listdir("/proc"):
            words = stat_words(name) if name.isdigit() else None
            if words and int(words[1]) == self._server.pid:
                yield name, words

    def cpu_seconds(self):
        """Of the server and its children, ended ones included."""
        ticks = sum(map(int, stat_words(self._server.pid)[11:15]))
        for _, words in self._children():
            ticks += int(words[11]) + int(words[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def bytes_written(self):
        total = 0
        for pid in [self._server.pid, *[pid for pid, _ in self._children()]]:
            try:
                with open(f"/proc/{pid}/io", encoding="utf-8") as lines:
                    total += sum(int(line.split()[1]) for line in lines
                                 if line.startswith("write_bytes"))
            except OSError:
                pass
        return total

    def _watch(self):
        # Private memory of all processes, and the shared buffers in use.
        while True:
            private = shared = 0
            for pid, _ in self._children():
                try:
                    with open(f"/proc/{pid}/status", encoding="utf-8") as lines:
                        status = dict(line.split(":", 1) for line in lines)
                except OSError:
                    continue
                private += int(status.get("RssAnon", "0").split()[0])
                shared = max(shared,
                             int(status.get("RssShmem", "0").split()[0]))
            self.peak_bytes = max(self.peak_bytes, 1024 * (private + shared))
            time.sleep(WATCH_SECONDS)

    def stop(self):
        self._server.terminate()
        self._server.wait()


def job(flags):
    columns = ",".join(COLUMNS)
    overlay = ",".join(f"{name}=coalesce(excluded.{name},people.{name})"
                       for name in COLUMNS)
    if flags.assign:
        key = "place + (SELECT coalesce(max(VanID), 0) FROM people)"
        stored = "s LEFT JOIN (SELECT NULL::bigint VanID) p ON false"
        key_check = ""
        put = f"""INSERT INTO people
  SELECT key, {columns} FROM checked WHERE bad='' ORDER BY key"""
    else:
        key = "CASE WHEN given ~ '^[0-9]{1,18}$' THEN given::bigint END"
        stored = "s LEFT JOIN (SELECT VanID FROM people) p ON p.VanID=s.key"
        key_check = "CASE WHEN key IS NULL THEN 'VanID' END,"
        put = f"""INSERT INTO people
  SELECT DISTINCT ON (key) key, {columns} FROM checked WHERE bad=''
  ORDER BY key, place DESC
  ON CONFLICT (VanID) DO UPDATE SET {overlay}"""
    return f"""
CREATE TABLE IF NOT EXISTS people(VanID bigint PRIMARY KEY,
  {",".join(name + " text" for name in COLUMNS)}) WITH (fillfactor=100);
DROP TABLE IF EXISTS staged, checked;
CREATE UNLOGGED TABLE staged(
  place bigint GENERATED ALWAYS AS IDENTITY (CACHE 10000), given text,
  {",".join(name + " text" for name in COLUMNS)});
COPY staged(given,{columns}) FROM '{flags.upload}' WITH (FORMAT csv, HEADER);
CREATE UNLOGGED TABLE checked AS
SELECT s.place, given, key, FirstName, LastName, StreetAddress, City, State,
  Zip, Email,
  CASE WHEN is_foreign THEN '+'||home ELSE '+1'||right(home,10) END HomePhone,
  HPCountry, '+1'||right(mobile,10) MobilePhone, ExternalID,
  p.VanID IS NOT NULL is_there,
  concat_ws(';', {key_check}
    CASE WHEN Email !~
      '^[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\\.)+[A-Za-z]{{2,}}$'
      THEN 'Email' END,
    CASE WHEN Zip !~ '^[0-9]{{5}}(-[0-9]{{4}})?$' THEN 'Zip' END,
    CASE WHEN State NOT IN ({quoted_list(STATES)}) THEN 'State' END,
    CASE WHEN HPCountry !~ '^[A-Z][A-Z]$' THEN 'HPCountry' END,
    CASE WHEN is_foreign
      THEN CASE WHEN home !~ '^[0-9]{{7,15}}$' THEN 'HomePhone' END
      WHEN home !~ '{DOMESTIC}' THEN 'HomePhone' END,
    CASE WHEN mobile !~ '{DOMESTIC}' THEN 'MobilePhone' END) bad
FROM (SELECT *, {key} key,
        translate(HomePhone,' ().-+','') home,
        translate(MobilePhone,' ().-+','') mobile,
        coalesce(HPCountry NOT IN ('US','CA'),false) is_foreign
      FROM staged) {stored};
ANALYZE checked(key);
{put};
COPY (SELECT place AS row, given AS "VanID",
        CASE WHEN bad<>'' THEN 'failed' WHEN is_there THEN 'updated'
             ELSE 'created' END status, bad AS errors
      FROM checked ORDER BY place)
  TO '{flags.folder}/results.csv' WITH (FORMAT csv, HEADER);
"""


def main():
    flags = parse_flags()
    cluster = Cluster(flags.folder, flags.threads)
    try:
        cpu, written = cluster.cpu_seconds(), cluster.bytes_written()
        start = time.time()
        cluster.run(job(flags))
        seconds, cpu = time.time() - start, cluster.cpu_seconds() - cpu
        rows, rejected = map(int, cluster.run(
            "SELECT count(*), count(*) FILTER (WHERE bad<>'')"
            " FROM checked").split("|"))
        stored, size = map(int, cluster.run(
            "SELECT count(*), pg_total_relation_size('people')"
            " FROM people").split("|"))
        cluster.run("CHECKPOINT")
        report(rows, seconds, cpu, cluster.peak_bytes,
               cluster.bytes_written() - written, size, rejected, stored)
        if flags.export:
            # By the client, since the server is somebody else.
            with open(flags.export, "w", encoding="utf-8") as out:
                out.write(cluster.run(
                    "COPY (SELECT * FROM people ORDER BY VanID) TO STDOUT"
                    " WITH (FORMAT csv, HEADER)") + "\n")
    finally:
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main())
