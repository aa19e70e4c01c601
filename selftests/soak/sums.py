#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""sums.py FILE...: JSON flow records of one daemon after another. Drops what was exported twice, and says whether that was
identical. What a daemon was killed in the middle of writing is no record: the next one writes it again."""
import json
import sys

GENERATOR = "02:00:00:00:00:01"


def key_of(record):
    """A record's transactions have its sequence, and a number."""
    return record.get("recordSequence"), record.get("flowDirection"), record.get("transactionNumber", 0)


def show(differing):
    """A few of the records that differ, as comments: what is in one and not in the other."""
    chosen, found = set(list(differing)[:5]), {}
    for path in sys.argv[1:] if chosen else []:
        with open(path, "rb") as lines:
            for line in lines:
                record = json.loads(line) if line.endswith(b"}\n") else {}
                key = key_of(record)
                if key in chosen:
                    found.setdefault(key, []).append(set(record.items()))
    for key, versions in found.items():
        print(f"# {key}: {sorted(map(str, versions[0] - versions[-1]))} or {sorted(map(str, versions[-1] - versions[0]))}",
              file=sys.stderr)


def main():
    seen, differing = {}, set()
    total = {"lines": 0, "cut": 0, "records": 0, "twice": 0, "different": 0}
    sums = dict.fromkeys(["packets", "octets", "layer2Octets", "generatorPackets", "generatorOctets"], 0)
    for path in sys.argv[1:]:
        with open(path, "rb") as lines:
            for line in lines:
                total["lines"] += 1
                if not line.endswith(b"}\n"):
                    total["cut"] += 1
                    continue
                record = json.loads(line)
                key = key_of(record)
                if key in seen:
                    total["twice"] += 1
                    if seen[key] != hash(line):
                        total["different"] += 1
                        differing.add(key)
                    continue
                seen[key] = hash(line)
                total["records"] += 1
                sums["packets"] += record.get("packetDeltaCount", 0)
                sums["octets"] += record.get("octetDeltaCount", 0)
                sums["layer2Octets"] += record.get("layer2OctetDeltaCount", 0)
                if record.get("sourceMacAddress") == GENERATOR:
                    sums["generatorPackets"] += record.get("packetDeltaCount", 0)
                    sums["generatorOctets"] += record.get("octetDeltaCount", 0)
    print(json.dumps({**total, **sums}))
    show(differing)


main()
