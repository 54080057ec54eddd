# Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
"""What the peers in Python share: their flags, the columns, the JSON line."""

import argparse
import json
import os

COLUMNS = [
    "FirstName", "LastName", "StreetAddress", "City", "State", "Zip", "Email",
    "HomePhone", "HPCountry", "MobilePhone", "ExternalID",
]

STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN "
    "MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA "
    "WV WI WY").split()

# The kernel counts written blocks in these units.
RUSAGE_BLOCK_BYTES = 512


def parse_flags():
    parser = argparse.ArgumentParser()
    parser.add_argument("--upload", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--assign", action="store_true")
    parser.add_argument("--export")
    flags = parser.parse_args()
    for name in ("upload", "folder", "export"):
        path = getattr(flags, name)
        setattr(flags, name, path and os.path.abspath(path))
    os.makedirs(flags.folder, exist_ok=True)
    return flags


def quoted_list(texts):
    return ",".join(f"'{text}'" for text in texts)


def file_bytes(*paths):
    return sum(os.path.getsize(path) for path in paths if os.path.exists(path))


def report(rows, seconds, cpu_seconds, peak_bytes, bytes_written, store_bytes,
           rejected, stored):
    print(json.dumps({
        "rows": rows,
        "seconds": round(seconds, 4),
        "cpu_seconds": round(cpu_seconds, 3),
        "peak_mb": round(peak_bytes / 1e6, 1),
        "bytes_written": bytes_written,
        "store_bytes": store_bytes,
        "rejected": rejected,
        "stored": stored,
    }), flush=True)
