# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""snippets_compare.py LINES TAKEN: has the database each key of each line, with its value, and no other? What is absent in a line may be 0
or empty there. Prints "same", or the first differences. A flowId and a recordSequence may be those of several lines (of several captures)."""
import collections
import json
import sys

NOTHING = (None, 0, "", [])


def read(path):
    lines = collections.defaultdict(list)
    with open(path, encoding="utf-8") as text:
        for line in text:
            record = json.loads(line)
            lines[record["flowId"], record["recordSequence"]].append(record)
    return lines


def differences_of(line, row):
    return [f"{key}: {line.get(key)!r} is {row.get(key)!r}" for key in line.keys() | row.keys()
            if line.get(key) != row.get(key) and (key in line or row[key] not in NOTHING)]


lines, rows = read(sys.argv[1]), read(sys.argv[2])
differences = [f"{key}: {len(lines.get(key, []))} lines, {len(rows.get(key, []))} rows" for key in lines.keys() | rows.keys()
               if len(lines.get(key, [])) != len(rows.get(key, []))]
for key, records in lines.items():
    for record in records:
        differences += min((differences_of(record, row) for row in rows.get(key, [])), key=len, default=[])
print("; ".join(differences[:5]) or "same")
