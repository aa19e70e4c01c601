#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""compare_l7.py TAPLESS CAPTURE...: what tapless says of each protocol, field by field, against what tshark says (l7_row.py; rows in
l7_devices.py, l7_names.py, l7_sessions.py, l7_web.py).

A value is that of a pair of ends. Recall: how much of tshark's is here; precision: how much of what is here tshark has. Prints both for each
field and some values that only one has; exits 1 where either is below what the protocol needs. ONLY=dns,smtp: these protocols; SHOWN=N: so
many differences of each field; DECODE="tcp.port==2525,smtp": as for tshark's -d."""
import collections
import json
import os
import subprocess
import sys

import l7_devices  # noqa: F401 (they add rows)
import l7_names  # noqa: F401
import l7_sessions  # noqa: F401
import l7_web  # noqa: F401
from l7_row import ROWS, least

NAMES = ["ip.src", "ipv6.src", "ip.dst", "ipv6.dst", "tcp.srcport", "udp.srcport", "tcp.dstport", "udp.dstport"]
PREFERENCES = {"tcp.desegment_tcp_streams": "TRUE", "tcp.reassemble_out_of_order": "TRUE", "http.desegment_body": "FALSE",
               "tls.desegment_ssl_records": "TRUE", "tls.desegment_ssl_application_data": "TRUE",
               "smtp.decryption": "TRUE"}
SEPARATOR = "\x1f"
SHOWN = int(os.environ.get("SHOWN", "3"))


def wanted_rows():
    only = os.environ.get("ONLY")
    return [row for row in ROWS if not only or row.protocol in only.split(",")]


def tshark_packets(capture, rows):
    """Of each packet: the values of each field, by name."""
    fields = list(dict.fromkeys(NAMES + [field for row in rows for field in row.fields]))
    command = ["tshark", "-n", "-r", capture, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", f"aggregator={SEPARATOR}"]
    for name, value in PREFERENCES.items():
        command += ["-o", f"{name}:{value}"]
    for decoding in os.environ.get("DECODE", "").split():
        command += ["-d", decoding]
    for field in fields:
        command += ["-e", field]
    process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if process.returncode and not process.stdout:
        sys.exit(f"compare_l7.py: tshark: {process.stderr.decode()}")
    for line in process.stdout.decode("utf-8", "replace").rstrip("\n").split("\n"):
        yield {name: value.split(SEPARATOR) if value else [] for name, value in zip(fields, line.split("\t"))}


def ends_of_packet(packet):
    """Innermost addresses and ports; None if it has none."""
    def last(*names):
        values = [packet[name][-1] for name in names if packet[name]]
        return values[0] if values else None
    ends = [(last(f"ip.{end}", f"ipv6.{end}"), last(f"tcp.{end}port", f"udp.{end}port")) for end in ("src", "dst")]
    return None if None in ends[0] + ends[1] else tuple(sorted(ends))


def ends_of_record(record):
    return tuple(sorted((str(record.get(f"{end}IPv4Address") or record.get(f"{end}IPv6Address")), str(record.get(f"{end}TransportPort")))
                        for end in ("source", "destination")))


def tapless_records(tapless, capture):
    process = subprocess.run([tapless, "read", "--sql-text", capture, "-e", "json:-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if process.returncode:
        sys.exit(f"compare_l7.py: {process.stderr.decode()}")
    return [json.loads(line) for line in process.stdout.decode("utf-8", "replace").splitlines()]


class Comparison:
    """Of one row, over all captures."""

    def __init__(self, row):
        self.row, self.theirs, self.ours = row, set(), set()

    def add_packet(self, where, packet):
        if self.row.when(packet):
            self.theirs |= {(where, value) for value in self.row.theirs(packet)}

    def add_record(self, where, record):
        if record.get("applicationProtocol") in self.row.spoken or not self.row.spoken:
            self.ours |= {(where, value) for value in self.row.ours(record)}

    def one_is_enough(self):
        """Where a record tells one of many values: only whether it is one of them, and that there is one."""
        known = {where for where, _ in self.ours & self.theirs}
        self.theirs = {value for value in self.theirs if value[0] not in known} | (self.ours & self.theirs)

    def print(self):
        """Are both figures what the protocol needs?"""
        if self.row.is_one:
            self.one_is_enough()
        both = len(self.ours & self.theirs)
        recall, precision = both / max(len(self.theirs), 1), both / max(len(self.ours), 1)
        least_recall, least_precision = least(self.row.protocol)
        is_good = not self.theirs | self.ours or (recall >= least_recall and precision >= least_precision)
        print(f"{'  ' if is_good else '! '}{self.row.protocol:11} {self.row.name:24} {len(self.theirs):5} values: "
              f"recall {recall:.4f}, precision {precision:.4f}")
        for what, values in ("missing", self.theirs - self.ours), ("not tshark's", self.ours - self.theirs):
            for value in sorted(values, key=str)[:SHOWN]:
                print(f"      {what}: {value}")
        return is_good


def compare(tapless, captures, rows):
    comparisons = [Comparison(row) for row in rows]
    for capture in captures:
        name = os.path.basename(capture)
        for packet in tshark_packets(capture, rows):
            ends = ends_of_packet(packet)
            for comparison in comparisons if ends else []:
                comparison.add_packet((name, ends), packet)
        for record in tapless_records(tapless, capture):
            for comparison in comparisons:
                comparison.add_record((name, ends_of_record(record)), record)
    return comparisons


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    comparisons = compare(sys.argv[1], sys.argv[2:], wanted_rows())
    told = [comparison for comparison in comparisons if comparison.ours or comparison.theirs]
    are_good = [comparison.print() for comparison in told]
    sys.exit(0 if told and all(are_good) else 1)


main()
