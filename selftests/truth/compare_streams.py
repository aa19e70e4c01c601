#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""compare_streams.py RECORDS CAPTURE: each RTP source of each direction, in the records of `read --uniflow`, against tshark's list of streams.

Packets, losses, the greatest jitter. Four sources a direction are followed: what is sent by others is only counted."""
import collections
import json
import re
import subprocess
import sys

FOLLOWED = 4
LIKE = 0.1  # of the jitter: tshark's timestamps are those of the capture, in microseconds
PORTS = (5004, 5006)
STREAM = re.compile(r"\s*\S+\s+\S+\s+(\S+)\s+(\d+)\s+(\S+)\s+(\d+)\s+0x(\w+)\s+(?:\S+\s+)+?(\d+)\s+(-?\d+) \([-\d.]+%\)((?:\s+[\d.]+)+)")


def read_streams(capture):
    """{(address, port, source): (packets, lost, greatest jitter in microseconds)}"""
    command = ["tshark", "-n", "-r", capture, "-q", "-z", "rtp,streams"]
    for port in PORTS:
        command += ["-d", f"udp.port=={port},rtp"]
    streams = {}
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        if found := STREAM.match(line):
            address, port, _, _, source, packets, lost, numbers = found.groups()
            streams[address, int(port), int(source, 16)] = int(packets), int(lost), float(numbers.split()[5]) * 1000
    return streams


def read_records(path):
    told, others = {}, collections.Counter()
    with open(path, encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if "rtpSsrc" in record:
                end = record["sourceIPv4Address"], record["sourceTransportPort"]
                told[(*end, record["rtpSsrc"])] = record["rtpPackets"], record["rtpLost"], record["rtpJitterMaximum"]
                others[end] += record.get("rtpOtherPackets", 0)
    return told, others


def compare(told, others, streams):
    ways = collections.defaultdict(list)
    for address, port, source in streams:
        ways[address, port].append(source)
    for end, sources in ways.items():
        followed = [source for source in sources if (*end, source) in told]
        if len(followed) != min(len(sources), FOLLOWED):
            yield f"{end}: {len(followed)} of {len(sources)} sources told"
        left = sum(streams[(*end, source)][0] for source in sources if source not in followed)
        if not left * 0.95 <= others[end] <= left:
            yield f"{end}: {others[end]} packets of others, tshark {left}"
        for source in followed:
            (packets, lost, jitter), (true_packets, true_lost, true_jitter) = told[(*end, source)], streams[(*end, source)]
            if (packets, lost) != (true_packets, true_lost) or abs(jitter - true_jitter) > LIKE * true_jitter:
                yield f"{end} {source:#x}: {packets} packets, {lost} lost, jitter {jitter}, tshark {true_packets}, {true_lost}, {true_jitter:.0f}"
    for stream in told.keys() - streams.keys():
        yield f"{stream}: not in tshark's list"


def main():
    streams = read_streams(sys.argv[2])
    differences = list(compare(*read_records(sys.argv[1]), streams))
    print("\n".join(differences))
    print(f"{len(streams)} streams")
    sys.exit(bool(differences) or not streams)


main()
