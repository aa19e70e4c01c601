#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""make_trouble.py CAPTURE: TCP connections with one trouble each: loss, reordering, duplicate ACKs, zero windows, keep-alives, SYNs sent again, sequence
numbers that wrap. 10 ms from packet to packet if nothing else is said, so that a round trip is 20 ms."""
import sys

from frames import *

STEP, SOON, LONG = 10 * 10**6, 10**6, 300 * 10**6
CLIENT, SERVER = True, False


class Talk:
    """Both ends count their packets (IPv4 identification), as most systems do."""

    def __init__(self, trace, port, first=1000, other_first=500000):
        self.trace, self.port = trace, port
        self.next = {CLIENT: first, SERVER: other_first}
        self.numbers = {CLIENT: 100, SERVER: 7000}

    def put(self, sender, flags, sequence, acknowledged, payload=b"", window=65535, wait=STEP, number=1):
        ends = ("10.8.0.1", self.port, "10.8.0.2", 80) if sender else ("10.8.0.2", 80, "10.8.0.1", self.port)
        segment = struct.pack(">HHIIHHHH", ends[1], ends[3], sequence % 2**32, acknowledged % 2**32, 5 << 12 | flags, window, 0, 0) + payload
        self.trace.now += wait - self.trace.step
        self.numbers[sender] += number
        self.trace.add(ethernet(0x0800, ipv4(ends[0], ends[2], TCP, segment, identification=self.numbers[sender])))
        self.numbers[sender] += 2 * (number < 0)  # the one that came before it was sent later

    def open(self, syns=1, answers=1):
        for again in range(syns):
            self.put(CLIENT, SYN, self.next[CLIENT], 0, window=64240, wait=1000 * 10**6 if again else STEP)
        for again in range(answers):
            self.put(SERVER, SYN | ACK, self.next[SERVER], self.next[CLIENT] + 1, window=65160, wait=1000 * 10**6 if again else STEP)
        self.next[CLIENT] += 1
        self.next[SERVER] += 1
        self.put(CLIENT, ACK, self.next[CLIENT], self.next[SERVER])
        return self

    def data(self, sender, octets=100, back=0, ahead=0, **options):
        """`back` octets: sent again; `ahead`: so many are missing before it."""
        at = self.next[sender] - back + ahead
        self.put(sender, PSH | ACK, at, self.next[not sender], b"x" * octets, **options)
        self.next[sender] = max(self.next[sender], at + octets)

    def ack(self, sender, missing=0, **options):
        self.put(sender, ACK, self.next[sender], self.next[not sender] - missing, **options)

    def close(self):
        self.put(CLIENT, FIN | ACK, self.next[CLIENT], self.next[SERVER])
        self.put(SERVER, FIN | ACK, self.next[SERVER], self.next[CLIENT] + 1)
        self.put(CLIENT, ACK, self.next[CLIENT] + 1, self.next[SERVER] + 1)


def timeout(talk):
    talk.data(CLIENT)
    talk.data(CLIENT, back=100, wait=LONG)
    talk.ack(SERVER)


def fast_retransmission(talk):
    talk.data(CLIENT)
    talk.ack(SERVER)
    for _ in range(3):
        talk.data(CLIENT, ahead=0 if talk.next[CLIENT] > 1200 else 100, wait=SOON)
    for _ in range(3):
        talk.ack(SERVER, missing=400, wait=SOON)
    talk.data(CLIENT, back=400, wait=STEP)
    talk.ack(SERVER)


def reordered(talk):
    for _ in range(3):
        talk.data(CLIENT, wait=SOON)
    talk.ack(SERVER)
    talk.data(CLIENT, ahead=100, wait=SOON, number=2)
    talk.data(CLIENT, back=200, wait=SOON // 2, number=-1)
    talk.ack(SERVER)


def zero_window(talk):
    talk.data(CLIENT)
    talk.ack(SERVER, window=0)
    talk.put(CLIENT, ACK, talk.next[CLIENT], talk.next[SERVER], b"x", wait=LONG)  # a probe of one octet, which is not taken
    talk.ack(SERVER, window=0)
    talk.ack(SERVER, window=5000, wait=LONG)
    talk.data(CLIENT)
    talk.ack(SERVER)


def keep_alive(talk):
    talk.data(CLIENT)
    talk.ack(SERVER)
    for payload in (b"", b"x"):
        talk.put(CLIENT, ACK, talk.next[CLIENT] - 1, talk.next[SERVER], payload, wait=LONG)
        talk.ack(SERVER)


def wrapped(talk):
    for _ in range(20):
        talk.data(CLIENT, 1000)
        talk.ack(SERVER)
    talk.data(CLIENT, 1000)
    talk.data(CLIENT, 1000, back=1000, wait=LONG)
    talk.ack(SERVER)


def lost_around_the_wrap(talk):
    talk.data(CLIENT, 1000, ahead=1000, wait=SOON)
    talk.ack(SERVER, missing=2000)
    talk.data(CLIENT, 1000, back=2000, wait=LONG)
    talk.ack(SERVER)


TROUBLES = [(timeout, {}), (fast_retransmission, {}), (reordered, {}), (zero_window, {}), (keep_alive, {}),
            (wrapped, {"first": 2**32 - 10000}), (lost_around_the_wrap, {"first": 2**32 - 1500})]


def main():
    trace = Trace(STEP)
    for port, (trouble, options) in enumerate(TROUBLES, 30000):
        talk = Talk(trace, port, **options).open()
        trouble(talk)
        talk.close()
    for port, opening in enumerate(({"syns": 3}, {"answers": 3}, {"syns": 2, "answers": 2}), 31000):
        talk = Talk(trace, port).open(**opening)
        talk.data(CLIENT)
        talk.ack(SERVER)
        talk.close()
    refused = Talk(trace, 32000)
    refused.put(CLIENT, SYN, 1000, 0)
    refused.put(SERVER, RST | ACK, 0, 1001)
    with open(sys.argv[1], "wb") as file:
        file.write(pcap(trace.frames))


main()
