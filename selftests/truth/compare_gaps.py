#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""compare_gaps.py RECORDS CAPTURE: the time from one packet to the next, as `read --uniflow` tells it of each flow, against tshark's times.

The kernel keeps ticks of 1.024 microseconds, so a time may be two of them off. For captures without tunnels, read in one record a flow."""
import collections
import json
import math
import subprocess
import sys

FIELDS = ("frame.time_epoch ip.src ipv6.src ip.dst ipv6.dst tcp.srcport udp.srcport tcp.dstport udp.dstport icmp.type icmpv6.type llc.type ip.flags.mf "
          "ip.frag_offset ipv6.fraghdr.offset ip.proto ipv6.nxt").split()
OFF = 3  # microseconds


def read_times(capture):
    """Nanoseconds of each flow's packets. Flows of fragments are left out: a fragment without a header has no place in time."""
    command = ["tshark", "-n", "-r", capture, "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE", "-T", "fields", "-E", "occurrence=f"]
    for field in FIELDS:
        command += ["-e", field]
    times, fragmented = collections.defaultdict(list), set()
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        row = dict(zip(FIELDS, line.split("\t")))
        protocol = 6 if row["tcp.srcport"] else 17 if row["udp.srcport"] else None
        if not protocol or row["icmp.type"] or row["icmpv6.type"] or row["llc.type"] or "136" in (row["ip.proto"], row["ipv6.nxt"]):
            continue
        ports = row["tcp.srcport"] or row["udp.srcport"], row["tcp.dstport"] or row["udp.dstport"]
        flow = (row["ip.src"] or row["ipv6.src"], row["ip.dst"] or row["ipv6.dst"], protocol, *map(int, ports))
        if row["ip.flags.mf"] in ("1", "True") or row["ip.frag_offset"] not in ("", "0") or row["ipv6.fraghdr.offset"]:
            fragmented.add(flow)
        seconds, fraction = row["frame.time_epoch"].split(".")
        times[flow].append(int(seconds) * 10**9 + int(fraction.ljust(9, "0")))
    return {flow: of_flow for flow, of_flow in times.items() if flow not in fragmented}


def truth_of(times):
    gaps = [max(later - earlier, 0) / 1000 for earlier, later in zip(times, times[1:])]
    mean = sum(gaps) / len(gaps)
    deviation = math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps))
    return {"npmDelayMin": min(gaps), "npmDelayAvg": mean, "npmDelayMax": max(gaps), "npmDelayDev": deviation}


def read_records(path):
    records = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if "packetDeltaCount" in record:
                ends = [record.get(side + "IPv4Address", record.get(side + "IPv6Address")) for side in ("source", "destination")]
                records[(*ends, record.get("protocolIdentifier"), record.get("sourceTransportPort"), record.get("destinationTransportPort"))].append(record)
    return records


def main():
    records, compared, bad = read_records(sys.argv[1]), 0, False
    for flow, times in read_times(sys.argv[2]).items():
        if len(times) < 2 or len(records[flow]) != 1:
            continue
        for element, wanted in truth_of(times).items():
            compared += 1
            told = records[flow][0].get(element)
            if told is None or abs(told - wanted) > OFF + wanted / 10**5:
                bad = True
                print(f"{flow}: {element} {told}, by tshark {wanted:.1f}, {len(times)} packets")
    print(f"{compared} compared")
    sys.exit(bad or not compared)


main()
