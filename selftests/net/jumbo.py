#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""jumbo.py CAPTURE: frames of nearly 9000 octets, in each of which the last header lies elsewhere: TCP, UDP, SCTP; behind seven extension headers
of IPv6; in tunnels; fragments; and a ClientHello in one segment."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parent.parent / "truth"))
from frames import *

A, B = "192.0.2.1", "198.51.100.2"
A6, B6 = "2001:db8::1", "2001:db8:1::2"

trace = Trace()
for number in range(8):
    data = bytes(8000 + number)
    trace.packet(A, B, UDP, udp(1000, 2000, data))
    trace.packet(A6, B6, UDP, udp(1000, 2000, data))
    trace.packet(A6, B6, SCTP, sctp(1000, 2000, data))
    trace.packet(A6, B6, 60, options_header(60, 256) * 6 + options_header(UDP, 256) + udp(1001, 2000, bytes(4000)))
    inner = ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", TCP, tcp(1002, 80, ACK, 1 + number * 8100, 1, data)))
    trace.packet(A, B, UDP, vxlan(7, inner))
    trace.packet(A6, B6, UDP, geneve(8, 0x6558, ethernet(0x0800, ipv4("10.0.0.3", "10.0.0.4", UDP, udp(1003, 53, data))), bytes(252)))
    trace.add(ethernet(0x8847, mpls(list(range(100, 120)), ipv4("10.0.0.5", "10.0.0.6", UDP, udp(1004, 53, data)))))
    trace.add(ethernet(0x0800, ipv4(A, B, UDP, udp(1005, 2000, data[:7992]), fragment=0x2000, identification=number)))
    trace.add(ethernet(0x0800, ipv4(A, B, UDP, data, fragment=1000, identification=number)))
Connection(trace, A, B, 1006, 443).open().send(client_hello("jumbo.example", 3800)).send(bytes(8900), False).close()
pathlib.Path(sys.argv[1]).write_bytes(pcap(trace.frames))
