#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Writes a capture in which two clients ask DNS for names, some on one address, and talk to those addresses; by hand-made frames."""
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "truth"))
from frames import ACK, FIN, PSH, SYN, START, TCP, UDP, client_hello, ethernet, http_request, ip, pcap, tcp, udp  # noqa: E402

RESOLVER, SHARED, OTHER, THIRD = "192.0.2.53", "198.51.100.1", "198.51.100.2", "198.51.100.3"
frames = []


def at(second, source, destination, protocol, payload):
    frame = ethernet(*ip(source, destination, protocol, payload))
    frames.append((START + int(second * 10**9), frame, len(frame), 0))


def labels(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def record(name, kind, data):
    return labels(name) + struct.pack(">HHIH", kind, 1, 30, len(data)) + data


def resolve(second, client, name, addresses, alias=None, asked=True, port=40053):
    question = labels(name) + struct.pack(">HH", 1, 1)
    owner = alias or name
    answers = [record(name, 5, labels(alias))] if alias else []
    answers += [record(owner, 1, bytes(int(part) for part in address.split("."))) for address in addresses]
    if asked:
        at(second, client, RESOLVER, UDP, udp(port, 53, struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + question))
    at(second + 0.01, RESOLVER, client, UDP,
       udp(53, port, struct.pack(">6H", 7, 0x8180, 1, len(answers), 0, 0) + question + b"".join(answers)))


def connect(second, client, server, port, server_port, payload=b""):
    def segment(offset, back, flags, sequence, acknowledgement, data=b""):
        ends = (server, client) if back else (client, server)
        ports = (server_port, port) if back else (port, server_port)
        at(second + offset, *ends, TCP, tcp(*ports, flags, sequence, acknowledgement, data))
    segment(0, False, SYN, 100, 0)
    segment(0.01, True, SYN | ACK, 900, 101)
    segment(0.02, False, ACK | PSH, 101, 901, payload)
    length = 101 + len(payload)
    segment(0.03, True, ACK | FIN, 901, length)
    segment(0.04, False, ACK | FIN, length, 902)
    segment(0.05, True, ACK, 902, length + 1)


connect(0, "10.0.0.1", SHARED, 50000, 7000)  # before anything was asked for
resolve(1, "10.0.0.1", "www.ONE.example", [SHARED, OTHER], alias="cdn.example")
resolve(2, "10.0.0.2", "two.example", [SHARED], port=40054)
connect(3, "10.0.0.1", SHARED, 50001, 7000)
connect(3, "10.0.0.2", SHARED, 50001, 7000)
connect(3, "10.0.0.3", SHARED, 50001, 7000)
connect(3, "10.0.0.1", OTHER, 50002, 7000)
connect(3, "10.0.0.1", SHARED, 50003, 443, client_hello("SNI.example"))
connect(3, "10.0.0.2", SHARED, 50004, 80, http_request("host.example:80"))
resolve(4, "10.0.0.1", "later.example", [SHARED], port=40055)
resolve(4, "10.0.0.1", "www.youtube.com", [THIRD], port=40056)
resolve(4, "10.0.0.1", "forged.example", ["198.51.100.9"], asked=False, port=40057)
connect(5, "10.0.0.1", SHARED, 50005, 7000)
connect(5, "10.0.0.1", THIRD, 50006, 443)
connect(5, "10.0.0.2", THIRD, 50006, 443)
connect(5, "10.0.0.1", "198.51.100.9", 50007, 7000)
frames.sort(key=lambda frame: frame[0])
with open(sys.argv[1], "wb") as capture:
    capture.write(pcap(frames))
