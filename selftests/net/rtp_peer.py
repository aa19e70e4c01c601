#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Streams of RTP whose losses and jitter are known.

    rtp_peer.py send ADDRESS PORT PACKETS [wander]   to each port from PORT on one stream, all at the same time
    rtp_peer.py receive PORT SECONDS                 JSON for each port: what came, by the kernel's time of each packet. The sender says on the
                                                     port below how many it has sent: then, or after some silence, that is all
    rtp_peer.py segments ADDRESS PORT                a stream in super-packets (UDP_SEGMENT)
    rtp_peer.py capture FILE                         the same streams, and harder ones, as a capture; JSON: what is in it

Jitter by RFC 3550 A.8 in floating point, which shares nothing with the meter.
"""
import json
import os
import random
import select
import socket
import struct
import sys
import time

SO_TIMESTAMPNS = 35
UDP_SEGMENT = 103
# payload type, ticks a second, milliseconds between packets, milliseconds that they may be late, one of so many is lost
STREAMS = [(0, 8000, 20, 0, 0), (8, 8000, 20, 8, 10), (97, 90000, 20, 4, 7), (98, 48000, 20, 3, 0)]


def packet(kind, sequence, timestamp, source, size=160):
    return struct.pack("!BBHII", 0x80, kind, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, source) + bytes(size)


def plan(count):
    """(seconds, stream, packet) in the order in which they are to go."""
    planned = []
    for number, (kind, rate, step, late, lost) in enumerate(STREAMS):
        dice = random.Random(number)
        for i in range(count):
            away = lost and i % lost == lost - 1 and i != count - 1
            at = (i * step + dice.random() * late) / 1000
            if not away:
                planned.append((at, number, packet(kind, 65500 + i, i * rate * step // 1000 - 5000, number + 1)))
    return sorted(planned)


def send(address, port, count, *wander):
    cpus = sorted(os.sched_getaffinity(0))
    sockets = []
    for number in range(len(STREAMS)):
        sockets.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sockets[-1].bind(("", 40000 + number))
        sockets[-1].connect((address, int(port) + number))
    sent = [0] * len(STREAMS)
    begin = time.monotonic()
    for turn, (at, number, octets) in enumerate(plan(int(count))):
        if wander:
            os.sched_setaffinity(0, {cpus[turn % len(cpus)]})
        time.sleep(max(0, begin + at - time.monotonic()))
        sockets[number].send(octets)
        sent[number] += 1
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(json.dumps(sent).encode(), (address, int(port) - 1))


def measure(kind, packets):
    """packets: (seconds, octets) as they came"""
    rate = {stream[0]: stream[1] for stream in STREAMS}[kind]
    jitter = sums = greatest = 0.0
    highest = first = None
    before = None
    for at, octets in packets:
        _, _, sequence, timestamp, _ = struct.unpack("!BBHII", octets[:12])
        if highest is None:
            highest = first = sequence
        ahead = (sequence - highest) & 0xFFFF
        if ahead < 0x8000:
            highest += ahead
        else:
            first = min(first, highest - (0x10000 - ahead))
        if before:
            ticks = (timestamp - before[1]) & 0xFFFFFFFF
            ticks -= (ticks & 0x80000000) << 1
            jitter += (abs(at - before[0] - ticks / rate) - jitter) / 16
            sums += jitter
            greatest = max(greatest, jitter)
        before = at, timestamp
    return {"packets": len(packets), "lost": max(0, highest - first + 1 - len(packets)), "jitter": jitter * 1e6,
            "mean": sums / max(1, len(packets) - 1) * 1e6, "maximum": greatest * 1e6}


def receive(port, seconds):
    sockets = {}
    for number in range(len(STREAMS)):
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        server.bind(("", int(port) + number))
        sockets[server] = number
    told = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    told.bind(("", int(port) - 1))
    told.setblocking(False)
    print("ready", file=sys.stderr, flush=True)
    came = {number: [] for number in sockets.values()}
    sent = None
    while sent != [len(came[number]) for number in range(len(STREAMS))] and \
            select.select([*sockets, told], [], [], 3 if any(came.values()) else float(seconds))[0]:
        if select.select([told], [], [], 0)[0]:
            sent = json.loads(told.recv(1000))
        for server in select.select(list(sockets), [], [], 0)[0]:
            octets, ancillary, _, _ = server.recvmsg(2000, 64)
            whole, part = struct.unpack("qq", ancillary[0][2])
            came[sockets[server]].append((whole % 100000 + part / 1e9, octets))
    print(json.dumps({int(port) + number: measure(STREAMS[number][0], packets)
                      for number, packets in came.items() if packets}))


def segments(address, port):
    """Ten super-packets of ten; of the numbers, two are left out."""
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.bind(("", 40010))
    client.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 172)
    numbers = [number for number in range(102) if number not in (15, 57)]
    for at in range(0, 100, 10):
        octets = b"".join(packet(0, number, number * 160, 9) for number in numbers[at:at + 10])
        client.sendto(octets, (address, int(port)))
        time.sleep(0.05)


def capture(path):
    streams = {}
    for at, number, octets in plan(500):
        streams.setdefault(number, []).append((at, octets))
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for at, number, octets in plan(500):
            udp = struct.pack("!HHHH", 40000 + number, 5004 + number, 8 + len(octets), 0) + octets
            ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]),
                             bytes([192, 0, 2, 2])) + udp
            frame = bytes([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0]) + ip
            file.write(struct.pack("<IIII", 1700000000 + int(at), int(at % 1 * 1e6), len(frame), len(frame)) + frame)
    print(json.dumps({5004 + number: measure(STREAMS[number][0], [(int(at * 1e6) / 1e6, octets) for at, octets in packets])
                      for number, packets in streams.items()}))


{"send": send, "receive": receive, "segments": segments, "capture": capture}[sys.argv[1]](*sys.argv[2:])
