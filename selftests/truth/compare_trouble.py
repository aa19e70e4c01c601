#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""compare_trouble.py RECORDS CAPTURE: what `read --uniflow` counts of each TCP flow's troubles against tshark's tcp.analysis.

tshark knows no numbers of packets: it tells late ones by time, so captures must leave it no doubt (make_trouble.py). To it the round trip of a handshake
is all the time up to the last ACK; to us what passed between packets that answer each other: compared where no SYN-ACK was sent again."""
import collections
import json
import subprocess
import sys

KINDS = {"npmTcpRetransmission": ("retransmission",), "npmTcpOutOfOrder": ("out_of_order",), "duplicateAcknowledgements": ("duplicate_ack",),
         "zeroWindows": ("zero_window",)}
FIELDS = [f"tcp.analysis.{kind}" for kinds in KINDS.values() for kind in kinds]
SYN, RESET, ACK, TOLERANCE = 2, 4, 16, 1000  # microseconds


def truth_of(capture):
    command = ["tshark", "-n", "-r", capture, "-Y", "tcp", "-T", "fields", "-E", "occurrence=f"]
    for field in ["tcp.srcport", "tcp.dstport", "tcp.flags", "tcp.analysis.initial_rtt", *FIELDS]:
        command += ["-e", field]
    flows, answers = collections.defaultdict(collections.Counter), collections.Counter()
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        source, destination, flags, round_trip, *marks = line.split("\t")
        flow = flows[int(source), int(destination)]
        flow["packetDeltaCount"] += 1
        answers[frozenset((source, destination))] += int(flags, 0) & (SYN | ACK) == SYN | ACK
        flow["resets"] += bool(int(flags, 0) & RESET)
        flow["npnRoundTripTime"] = float(round_trip) * 1e6 if round_trip else flow["npnRoundTripTime"]
        for element, mark in zip(KINDS, marks):
            flow[element] += bool(mark)
    for ends, flow in flows.items():
        if answers[frozenset(ends)] != 1:
            flow.pop("npnRoundTripTime")
    return flows


def main():
    told = collections.defaultdict(collections.Counter)
    with open(sys.argv[1], encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if "packetDeltaCount" in record:
                told[record["sourceTransportPort"], record["destinationTransportPort"]].update(
                    {name: value for name, value in record.items() if name in {"packetDeltaCount", "resets", "npnRoundTripTime", *KINDS}})
    bad, compared = False, 0
    for flow, truth in truth_of(sys.argv[2]).items():
        for element, wanted in truth.items():
            compared += 1
            if abs(told[flow][element] - wanted) > (TOLERANCE if element == "npnRoundTripTime" else 0):
                bad = True
                print(f"{flow}: {element} {told[flow][element]}, tshark {wanted}")
    print(f"{compared} compared")
    sys.exit(bad or not compared)


main()
