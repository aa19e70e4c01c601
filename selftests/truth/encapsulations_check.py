#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""encapsulations_check.py inner|both|outer|biflow RECORDS TRUTH: what `read` told of the capture of encapsulations.py; prints each difference."""
import collections
import json
import sys

SHOWN = 40


def ends_of(record):
    return tuple(record.get(f"{side}IPv4Address", record.get(f"{side}IPv6Address")) for side in ("source", "destination"))


def tunnel_ends_of(record):
    return [record.get(f"tunnel{end}IPv4Address", record.get(f"tunnel{short}IPv6")) for end, short in (("Source", "Src"), ("Destination", "Dst"))]


def labels_of(record):
    sections = [record.get(name) for name in ("mplsTopLabelStackSection", "mplsLabelStackSection2", "mplsLabelStackSection3")]
    return [int(section, 16) >> 4 for section in sections if section is not None]


def flow_of(record):
    return (*ends_of(record), record.get("protocolIdentifier"), record.get("sourceTransportPort", 0), record.get("destinationTransportPort", 0))


def read_records(path):
    with open(path, encoding="utf-8") as lines:
        return [record for record in map(json.loads, lines) if "packetDeltaCount" in record]


def compare_facts(record, fact, ends):
    """What one record says, beside its addresses."""
    wanted = {"packetDeltaCount": 1, "octetDeltaCount": fact["octets"], **fact["told"]}
    for element, value in wanted.items():
        if record.get(element) != value:
            yield f"{element} {record.get(element)}, not {value}"
    if "tunnelKind" not in wanted and "tunnelKind" in record:
        yield f"a tunnel {record['tunnelKind']}"
    if fact["reduced"] and record.get("srhActiveSegmentIPv6") != ends[1]:
        yield f"active segment {record.get('srhActiveSegmentIPv6')}, not {ends[1]}"
    if labels_of(record) != fact["labels"]:
        yield f"labels {labels_of(record)}, not {fact['labels']}"
    has_ends = "tunnelKind" in wanted and not fact["is_link"]
    if tunnel_ends_of(record) != (list(ends) if has_ends else [None, None]):
        yield f"tunnel between {tunnel_ends_of(record)}, not {ends}"


def compare_flows(records, facts, is_biflow):
    by_flow = collections.defaultdict(list)
    for record in records:
        by_flow[flow_of(record)].append(record)
    for fact in facts:
        addresses = fact["ends"] if fact["outside"] else fact["inner"]
        port = fact["server_port"]
        for answers in (False,) if is_biflow else (False, True):
            ends, here = (addresses[::-1], fact["ends"][::-1]) if answers else (addresses, fact["ends"])
            ports = (port, fact["port"]) if answers else (fact["port"], port)
            found = by_flow.pop((*ends, 17, *ports), [])
            if len(found) != 1:
                yield f"{fact['name']}: {len(found)} records of {ends} {ports}"
                continue
            for difference in compare_facts(found[0], fact, here):
                yield f"{fact['name']}: {difference}"
            if is_biflow and found[0].get("reversePacketDeltaCount") != 1:
                yield f"{fact['name']}: {found[0].get('reversePacketDeltaCount')} answers"
    for flow, others in by_flow.items():
        yield f"{len(others)} records of {flow}, which nobody sent"


def compare_outer(records, facts):
    """As many packets a flow of outermost packets as were sent."""
    ours, truth = collections.Counter(), collections.Counter()
    for record in records:
        ours[flow_of(record)] += record["packetDeltaCount"]
    for fact in facts:
        for flow in fact["outermost"]:
            truth[tuple(flow)] += 1
    for flow in sorted(set(ours) | set(truth), key=str):
        if ours[flow] != truth[flow]:
            yield f"{flow}: {ours[flow]} packets, not {truth[flow]}"


def main():
    mode, path, truth = sys.argv[1:]
    records = read_records(path)
    with open(truth, encoding="utf-8") as file:
        facts = json.load(file)
    differences = list(compare_outer(records, facts) if mode == "outer" else compare_flows(records, facts, mode == "biflow"))
    print("\n".join(differences[:SHOWN]), end="\n" if differences else "")
    sys.exit(1 if differences or not facts else 0)


main()
