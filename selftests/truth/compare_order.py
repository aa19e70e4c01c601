#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Facts of order of TCP connections: what `tapless read --uniflow` says against what follows from every header.

    compare_order.py RECORDS CAPTURE

Headers and the round trip of the handshake come from tshark. What was sent again is worked out here with all octets
remembered, where the kernel has four holes: a segment whose octets all passed before was sent again, unless its sender is
known to count its packets and the number was there before (doubled by the network), or it is a keep-alive or a window probe.
"""
import collections
import json
import subprocess
import sys

FIELDS = ("frame.time_epoch tcp.stream ip.src ipv6.src tcp.srcport ip.dst ipv6.dst tcp.dstport ip.id tcp.flags tcp.seq_raw "
          "tcp.ack_raw tcp.len tcp.window_size_value tcp.analysis.initial_rtt").split()
FIN, SYN, RST, ACK = 1, 2, 4, 16
SYN_PATIENCE = 0.2  # seconds; the same SYN again in less was doubled by the network
TOLERANCE = 0.05
LEAST_MICROSECONDS = 1000
TICKS = 4  # microseconds


def read_packets(capture):
    command = ["tshark", "-n", "-r", capture, "-Y", "tcp", "-T", "fields", "-E", "occurrence=l"]
    for field in FIELDS:
        command += ["-e", field]
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        row = dict(zip(FIELDS, line.split("\t")))
        if row["tcp.seq_raw"] and row["tcp.flags"]:
            yield row


def number(text):
    return int(text, 0) if text else 0


class Side:
    """One direction of a connection."""

    def __init__(self):
        self.seen = set()  # octets, as offsets from the first one seen
        self.numbers = []
        self.latest = 0
        self.counts = False  # two packets had numbers one after the other
        self.first = None
        self.next = None
        self.acknowledged = None
        self.window = 1
        self.retransmitted = 0
        self.resets = 0
        self.waiting = []  # (end, time) of segments without an acknowledgement
        self.answered = []  # microseconds from each of the other side's segments to its acknowledgement

    def offset(self, sequence):
        if self.first is None:
            self.first = sequence
        return (sequence - self.first + 2 ** 31) % 2 ** 32 - 2 ** 31


def is_probe(side, other, start, length, payload):
    if payload > 1 or length != payload or side.next is None:
        return False
    if start == side.next:
        return length and other.window == 0
    return start == side.next - 1 and (other.acknowledged is None or other.acknowledged >= side.next)


def observe(side, other, packet):
    flags, payload = number(packet["tcp.flags"]), number(packet["tcp.len"])
    identification = number(packet["ip.id"])
    length = payload + bool(flags & FIN) + bool(flags & SYN)
    start = side.offset(number(packet["tcp.seq_raw"]))
    if flags & RST:
        side.resets += 1
        return
    if length and not is_probe(side, other, start, length, payload):
        octets = set(range(start, start + length))
        if octets & side.seen and octets <= side.seen | set(range(min(octets), start)):
            at_once = flags & SYN and float(packet["frame.time_epoch"]) - side.latest < SYN_PATIENCE
            if not ((side.counts or at_once) and identification in side.numbers):
                side.retransmitted += 1
        elif side.numbers and identification == side.numbers[-1]:
            side.counts = False
        side.seen |= octets
        side.next = max(side.next or 0, start + length)
    side.latest = float(packet["frame.time_epoch"])
    if length and not flags & SYN:
        side.waiting.append((start + length, side.latest))
    if identification:
        side.counts = side.counts or bool(side.numbers) and 0 < identification - side.numbers[-1] < 256
        side.numbers.append(identification)
    if flags & ACK and other.first is not None:
        acknowledged = other.offset(number(packet["tcp.ack_raw"]))
        side.acknowledged = max(side.acknowledged or 0, acknowledged)
        side.answered += [(side.latest - sent) * 1e6 for end, sent in other.waiting if end <= acknowledged]
        other.waiting = [(end, sent) for end, sent in other.waiting if end > acknowledged]
    side.window = number(packet["tcp.window_size_value"])


def truth_of(capture):
    streams = collections.defaultdict(list)
    for packet in read_packets(capture):
        streams[packet["tcp.stream"]].append(packet)
    for packets in streams.values():
        sides = collections.defaultdict(Side)
        first = packets[0]
        keys = [end(first, "src") + end(first, "dst"), end(first, "dst") + end(first, "src")]
        round_trip = 0
        for packet in packets:
            key = end(packet, "src") + end(packet, "dst")
            observe(sides[key], sides[keys[key == keys[0]]], packet)
            round_trip = float(packet["tcp.analysis.initial_rtt"] or 0) or round_trip
        yield keys, sides, round_trip * 1e6


def end(packet, which):
    address = packet["ip." + which] or packet["ipv6." + which]
    return (address, int(packet["tcp.%sport" % which]))


def read_records(path):
    flows = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record.get("protocolIdentifier") != 6 or "sourceTransportPort" not in record:
                continue
            source = record.get("sourceIPv4Address") or record.get("sourceIPv6Address")
            destination = record.get("destinationIPv4Address") or record.get("destinationIPv6Address")
            flows[(source, record["sourceTransportPort"], destination, record["destinationTransportPort"])].append(record)
    return flows


def total(records, name):
    return sum(record.get(name, 0) for record in records)


def compare_round_trips(key, records, answered):
    """The meter follows one segment at a time: so its round trips are among those of all segments, but for its ticks of 1.024 microseconds."""
    measured = [record for record in records if record.get("roundTripSamples")]
    if not measured or not answered:
        return
    least, most = min(record["roundTripTimeMinimum"] for record in measured), max(record["roundTripTimeMaximum"] for record in measured)
    if least < min(answered) - TICKS or most > max(answered) + TICKS:
        yield f"{key}: round trips {least} to {most}, of {min(answered):.0f} to {max(answered):.0f}"
    if total(measured, "roundTripSamples") > len(answered):
        yield f"{key}: {total(measured, 'roundTripSamples')} round trips, of {len(answered)}"


def main():
    records_path, capture = sys.argv[1:]
    flows = read_records(records_path)
    compared, differences = 0, []
    for keys, sides, round_trip in truth_of(capture):
        for key in keys:
            records = flows.get(key)
            if not records:
                continue
            for name, wanted in (("npmTcpRetransmission", sides[key].retransmitted), ("resets", sides[key].resets)):
                compared += 1
                if total(records, name) != wanted:
                    differences.append(f"{key}: {name} {total(records, name)}, wanted {wanted}")
            compared += 1
            differences += compare_round_trips(key, records, sides[key].answered)
        measured = [record["npnRoundTripTime"] for record in flows.get(keys[0], []) if "npnRoundTripTime" in record]
        if round_trip and measured:
            compared += 1
            if abs(measured[0] - round_trip) > max(TOLERANCE * round_trip, LEAST_MICROSECONDS):
                differences.append(f"{keys[0]}: npnRoundTripTime {measured[0]}, wanted {round_trip:.0f}")
    for difference in differences:
        print(difference)
    print(f"{compared} compared")
    sys.exit(bool(differences) or not compared)


main()
