#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""make_streams.py CAPTURE: RTP of several sources in one flow, from its first packet on: two one way and five the other, each with its own payload type,
rhythm and losses, some of them late or doubled; and beside it datagrams that only look like RTP, each of another source."""
import random
import sys

from frames import *

# direction, SSRC, payload type, clock, milliseconds from packet to packet, numbers that are lost
STREAMS = [(0, 0x1111, 0, 8000, 20, {5, 9}), (0, 0x2222, 31, 90000, 33, {7, 8, 9}), (1, 0x3333, 0, 8000, 20, set()), (1, 0x4444, 8, 8000, 30, {4}),
           (1, 0x5555, 9, 8000, 20, {30, 31}), (1, 0x6666, 3, 8000, 20, {10}), (1, 0x7777, 4, 8000, 30, set())]
PACKETS, WANDER = 200, 6  # milliseconds that a packet may be late
ENDS = (("10.0.0.1", 5004), ("10.0.0.2", 5006))


def rtp(kind, number, timestamp, source):
    return struct.pack(">BBHII", 0x80, kind, number & 0xFFFF, timestamp & 0xFFFFFFFF, source) + bytes(100)


def main():
    chance = random.Random(3)
    sent = []
    for direction, source, kind, clock, step, lost in STREAMS:
        for number in set(range(PACKETS)) - lost:
            at = number * step + chance.random() * WANDER
            sent.append((at, direction, rtp(kind, 65500 + number, number * step * clock // 1000, source)))
    trace = Trace()
    for at, direction, payload in sorted(sent):
        (source, source_port), (destination, destination_port) = ENDS[::-1] if direction else ENDS
        trace.now = START + int(at * 10**6)
        trace.packet(source, destination, UDP, udp(source_port, destination_port, payload))
    for number in range(50):
        trace.packet("10.0.0.3", "10.0.0.4", UDP, udp(5008, 5010, rtp(0, chance.getrandbits(16), chance.getrandbits(32), chance.getrandbits(32))))
    with open(sys.argv[1], "wb") as file:
        file.write(pcap(trace.frames))


main()
