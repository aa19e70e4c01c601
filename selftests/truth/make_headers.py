#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""make_headers.py CAPTURE: what headers may have beside addresses and ports, written by scapy."""
import sys

from scapy.all import (ARP, GRE, ICMP, IP, TCP, UDP, Ether, ICMPv6DestUnreach, ICMPv6EchoRequest, ICMPv6PacketTooBig, ICMPv6ParamProblem, ICMPv6TimeExceeded,
                       IPOption_Router_Alert, IPOption_RR, IPv6, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, Raw)
from scapy.layers.sctp import SCTP, SCTPChunkCookieEcho, SCTPChunkData, SCTPChunkInit, SCTPChunkInitAck

from frames import pcap

MACS = {"src": "02:00:00:00:00:01", "dst": "02:00:00:00:00:02"}
A, B = "10.0.0.1", "10.0.0.2"
A6, B6 = "2001:db8::1", "2001:db8::2"
OPTIONS = [("MSS", 1460), ("SAckOK", b""), ("Timestamp", (1, 0)), ("NOP", None), ("WScale", 7), (34, b"\1\2\3\4\5\6\7\x08")]


def packets():
    yield IP(src=A, dst=B, ttl=57, id=77, tos=0xB9) / TCP(sport=1000, dport=443, flags="SEC", seq=1000, window=64240, options=OPTIONS)
    yield IP(src=B, dst=A, ttl=128) / TCP(sport=443, dport=1000, flags="SAE", seq=9000, ack=1001, window=65535, options=[("MSS", 1400), ("WScale", 8)])
    yield IP(src=A, dst=B, ttl=56, id=78) / TCP(sport=1000, dport=443, flags="A", seq=1001, ack=9001, window=501)
    yield IP(src=A, dst=B, ttl=58, id=79, tos=3) / TCP(sport=1000, dport=443, flags="PA", seq=1001, ack=9001, window=501) / Raw(bytes(700))
    yield IPv6(src=A6, dst=B6, hlim=57, fl=0x12345, tc=0xB9) / TCP(sport=1000, dport=443, flags="S", seq=7, window=9, options=[("MSS", 1440), ("WScale", 7)])
    yield IPv6(src=B6, dst=A6, hlim=60, fl=1) / TCP(sport=443, dport=1000, flags="SA", seq=8, ack=8, window=65535, options=[("NOP", None)] * 40)
    yield IP(src=A, dst=B, options=[IPOption_RR(routers=["1.2.3.4"]), IPOption_Router_Alert()]) / UDP(sport=5, dport=6) / Raw(b"x")
    yield IP(src=A, dst=B) / SCTP(sport=5, dport=6) / SCTPChunkInit()
    yield IP(src=B, dst=A) / SCTP(sport=6, dport=5) / SCTPChunkInitAck()
    yield IP(src=A, dst=B) / SCTP(sport=5, dport=6) / SCTPChunkCookieEcho(cookie=b"abcd") / SCTPChunkData(data=b"hello")
    yield IP(src="10.0.2.9", dst=A) / ICMP(type=3, code=1) / IP(src=A, dst=B) / TCP(sport=7777, dport=80, flags="S")
    yield IP(src="10.0.2.9", dst=A) / ICMP(type=11, code=0) / IP(src=A, dst=B) / ICMP(type=8)
    yield IPv6(src="2001:db8:2::9", dst=A6) / ICMPv6PacketTooBig(mtu=1280) / IPv6(src=A6, dst=B6) / IPv6ExtHdrHopByHop() / UDP(sport=1111, dport=2222)
    yield IP(src="10.0.2.10", dst=A) / ICMP(type=3, code=3) / IP(src=A, dst=B, options=[IPOption_Router_Alert()]) / UDP(sport=4444, dport=53)
    yield IP(src="10.0.2.11", dst=A) / ICMP(type=5, code=1) / IP(src=A, dst=B) / SCTP(sport=36412, dport=36413)
    yield IP(src="10.0.2.12", dst=A) / ICMP(type=3, code=4) / IP(src=A, dst=B, flags="MF", frag=0) / UDP(sport=4445, dport=53) / Raw(bytes(20))
    yield IP(src="10.0.2.13", dst=A) / ICMP(type=11, code=1) / IP(src=A, dst=B, frag=100) / Raw(bytes(40))
    yield IP(src="10.0.2.14", dst=A) / ICMP(type=12) / IP(src=A, dst=B) / GRE() / IP(src="10.9.0.1", dst="10.9.0.2") / UDP(sport=1, dport=2)
    yield IPv6(src="2001:db8:2::10", dst=A6) / ICMPv6DestUnreach(code=4) / IPv6(src=A6, dst=B6) / UDP(sport=1112, dport=2223)
    yield IPv6(src="2001:db8:2::11", dst=A6) / ICMPv6TimeExceeded() / IPv6(src=A6, dst=B6) / IPv6ExtHdrFragment(m=1, id=9) / UDP(sport=1113, dport=2224)
    yield IPv6(src="2001:db8:2::12", dst=A6) / ICMPv6ParamProblem() / IPv6(src=A6, dst=B6) / IPv6ExtHdrRouting(addresses=["2001:db8::9"]) / TCP(dport=25)
    yield IPv6(src="2001:db8:2::13", dst=A6) / ICMPv6TimeExceeded() / IPv6(src=A6, dst=B6) / ICMPv6EchoRequest()


def arps():
    for last, (operation, source, destination) in enumerate(((1, A, B), (2, B, A), (1, "0.0.0.0", B), (1, A, A)), 1):
        ends = {"src": f"02:00:00:00:01:0{last}", "dst": "ff:ff:ff:ff:ff:ff" if operation == 1 else MACS["src"]}
        yield Ether(**ends) / ARP(op=operation, psrc=source, pdst=destination, hwsrc=ends["src"])


frames = [bytes(Ether(**MACS) / packet) for packet in packets()] + [bytes(frame) for frame in arps()]
with open(sys.argv[1], "wb") as file:
    file.write(pcap([(1700000000 * 10**9 + at * 10**7, frame, len(frame), 0) for at, frame in enumerate(frames)]))
