#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""make_captures.py FOLDER: writes captures of what sample files seldom hold. The same ones at each run.

A compressed capture X.gz or X.zst has the uncompressed X beside it, for dissectors that need it."""
import pathlib
import struct
import sys

from frames import *
from links import link_captures

A, B = "192.0.2.1", "198.51.100.2"
A6, B6 = "2001:db8::1", "2001:db8:1::2"
VLAN, QINQ = 0x8100, 0x88a8
MORE_FRAGMENTS = 0x2000


def vlan_tags():
    trace = Trace()
    stacks = [(), ((VLAN, 100),), ((VLAN, 5 << 13 | 100),), ((VLAN, 101),), ((VLAN, 3 << 13),), ((QINQ, 200), (VLAN, 300)),
              ((VLAN, 200), (VLAN, 301)), ((QINQ, 0), (VLAN, 0)), ((0x9100, 9), (VLAN, 10))]
    for number, tags in enumerate(stacks * 2):
        trace.packet(A, B, UDP, udp(5000, 53, bytes(20 + number)), tags)
        trace.packet(A6, B6, UDP, udp(5000, 53, bytes(20 + number)), tags)
    Connection(trace, A, B, 40000, 443, ((QINQ, 200), (VLAN, 300))).open().send(client_hello("vlan.example")).close()
    return trace


def ipv6_extensions():
    trace = Trace()
    payload = udp(6000, 6001, b"hello")
    chains = [
        (UDP, b""),
        (0, options_header(UDP)),
        (60, options_header(UDP, 24)),
        (43, routing_header(UDP, "2001:db8::99")),
        (0, options_header(60) + options_header(43, 16) + routing_header(60, "2001:db8::98") + options_header(UDP)),
        (51, authentication_header(UDP)),
        (44, fragment_header(UDP, 0, 0)),  # atomic fragment, RFC 6946
        (60, b"".join(options_header(60) for _ in range(7)) + options_header(UDP)),
    ]
    for number, (first, headers) in enumerate(chains):
        trace.packet(f"2001:db8::{number + 1:x}", B6, first, headers + payload)
    trace.packet(A6, B6, 0, options_header(TCP) + tcp(6002, 80, SYN, 1))
    trace.packet(A6, B6, 0, options_header(ICMPV6) + struct.pack(">BBHI", 143, 0, 0, 0))
    trace.packet(A6, B6, 59, b"")  # no next header
    trace.packet(A6, B6, 60, options_header(59) + b"ignored")
    trace.packet(A6, B6, 50, bytes(40))  # ESP: nothing behind it is readable
    return trace


def fragments():
    trace = Trace()
    data = bytes(range(256)) * 8
    datagram = udp(7000, 7001, data)
    cuts = [(0, 800), (800, 1600), (1600, len(datagram))]
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2)):
        for part in order:
            begin, end = cuts[part]
            more = end < len(datagram)
            trace.add(ethernet(0x0800, ipv4(A, B, UDP, datagram[begin:end], fragment=begin // 8 | more * MORE_FRAGMENTS)))
            trace.packet(A6, B6, 44, fragment_header(UDP, begin, more) + datagram[begin:end])
    # a first fragment that ends inside the transport header
    trace.add(ethernet(0x0800, ipv4("192.0.2.9", B, TCP, tcp(7002, 80, SYN, 1)[:8], fragment=MORE_FRAGMENTS)))
    trace.add(ethernet(0x0800, ipv4("192.0.2.9", B, TCP, tcp(7002, 80, SYN, 1)[8:], fragment=1)))
    return trace


def odd_fragments():
    """Overlaps, teardrop (the second ends inside the first), doubled ones, a first one that is lost; plain, tagged, and in tunnels."""
    trace = Trace()
    datagram = udp(7100, 7101, bytes(range(256)) * 8)
    orders = {"overlap": [(0, 800), (400, 1200), (1200, 2056)], "teardrop": [(0, 800), (24, 48), (800, 2056)],
              "doubled": [(0, 800), (0, 800), (800, 2056), (800, 2056)], "lost": [(800, 1600), (1600, 2056)],
              "late": [(1600, 2056), (800, 1600), (0, 800), (800, 1600)], "tiny": [(0, 8), (8, 2056)]}
    around = [lambda packet: ethernet(*packet), lambda packet: ethernet(*packet, ((VLAN, 9),)),
              lambda packet: ethernet(0x0800, ipv4(A, B, UDP, vxlan(3, ethernet(*packet)))),
              lambda packet: ethernet(0x86dd, ipv6(A6, B6, 47, gre(packet[0], packet[1], key=5))),
              lambda packet: ethernet(0x8847, mpls([30, 31], packet[1]))]
    for number, parts in enumerate(orders.values()):
        for way, put in enumerate(around):
            for begin, end in parts:
                identification, more, part = 100 + number, end < len(datagram), datagram[begin:end]
                trace.add(put((0x0800, ipv4(f"10.4.{way}.{number}", B, UDP, part, fragment=begin // 8 | more * MORE_FRAGMENTS,
                                            identification=identification))))
                part = fragment_header(UDP, begin, more, identification) + part
                trace.add(put((0x86dd, ipv6(f"2001:db8:4:{way}::{number}", B6, 44, part))))
                trace.add(put((0x86dd, ipv6(f"2001:db8:5:{way}::{number}", B6, 0, options_header(44) + part))))
    tunnel = vxlan(3, ethernet(0x0800, ipv4(A, B, UDP, datagram)))  # a tunnel's own packet in parts
    for begin, end in ((0, 1200), (1200, len(tunnel))):
        trace.add(ethernet(0x0800, ipv4("10.4.9.1", B, UDP, tunnel[begin:end], fragment=begin // 8 | (not begin) * MORE_FRAGMENTS)))
    return trace


def protocols():
    trace = Trace()
    echo = struct.pack(">BBHHH", 8, 0, 0, 1, 1) + bytes(56)
    trace.packet(A, B, ICMP, echo)
    trace.packet(B, A, ICMP, b"\0" + echo[1:])
    trace.packet(B, A, ICMP, struct.pack(">BBHI", 3, 3, 0, 0) + ipv4(A, B, UDP, udp(9, 9, b"unreached")))
    trace.packet(B6, A6, ICMPV6, struct.pack(">BBHI", 1, 4, 0, 0) + ipv6(A6, B6, UDP, udp(9, 9, b"unreached")))
    for source_port in (38412, 36422):
        trace.packet(A, B, SCTP, sctp(source_port, 38412, b"x" * 21))
        trace.packet(A6, B6, SCTP, sctp(source_port, 38412, b"x" * 21))
    for protocol in (2, 50, 89, 103, 112, 253):
        trace.packet(A, B, protocol, bytes(24))
    trace.packet(A, B, 47, struct.pack(">HH", 0, 0x0800) + ipv4("10.0.0.1", "10.0.0.2", UDP, udp(1, 2, b"inside")))
    trace.packet(A, B, 4, ipv4("10.0.0.1", "10.0.0.2", TCP, tcp(1, 2, SYN, 1)))
    trace.packet(A, B, 136, udp(3000, 3001, b"lite"))
    return trace


def tunnels():
    trace = Trace()
    ports = iter(range(20000, 30000))

    def packet(source="10.1.0.1", destination="10.1.0.2"):
        """Another flow each time."""
        return ip(source, destination, UDP, udp(next(ports), 5353, b"inside"))

    def frame(tags=(), **ends):
        return ethernet(*packet(**ends), tags)

    def six():
        return packet("2001:db8:a::1", "2001:db8:a::2")[1]

    def four():
        return packet()[1]

    for outer, other in ((A, B), (A6, B6)):
        def carry(protocol, payload):
            trace.packet(outer, other, protocol, payload)

        carry(4, four())
        carry(41, six())
        for options in ({}, {"key": 7}, {"sequence": 9}, {"key": 7, "sequence": 9}, {"checksummed": True, "key": 7, "sequence": 9}):
            carry(47, gre(0x0800, four(), **options))
            carry(47, gre(0x86dd, six(), **options))
            carry(47, gre(0x6558, frame(), **options))
        carry(47, gre(0x6558, frame(((VLAN, 5),)), key=0x5000ff))
        carry(47, gre(0x8847, mpls([16, 17], four())))
        carry(47, gre(0x88be, struct.pack(">II", 1 << 28 | 5 << 16 | 33, 0) + frame(), sequence=1))
        carry(47, gre(0x22eb, struct.pack(">III", 2 << 28 | 5 << 16 | 33, 0, 0) + frame(), sequence=1))
        carry(47, struct.pack(">HHHHI", 0x3001, 0x880b, 30, 77, 1) + b"\xff\3\0\x21" + four())
        carry(UDP, vxlan(4711, frame()))
        carry(UDP, vxlan(4712, frame(((VLAN, 44),))))
        carry(UDP, vxlan(4713, ethernet(0x0806, struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + mac(1) + bytes(14))))
        carry(UDP, udp(42000, 4790, struct.pack(">II", 0x0c000001, 9 << 8) + four()))
        carry(UDP, udp(42000, 4790, struct.pack(">II", 0x0c000003, 9 << 8) + frame()))
        carry(UDP, geneve(31, 0x6558, frame()))
        carry(UDP, geneve(32, 0x6558, frame(), struct.pack(">HBB", 0x0102, 3, 1) + bytes(4)))
        carry(UDP, geneve(33, 0x0800, four()))
        carry(UDP, gtp_u(0x12345678, four()))
        carry(UDP, gtp_u(0x12345679, six(), 9))
        carry(UDP, udp(43000, 6635, mpls([18, 19, 20], four())))
        carry(UDP, udp(1701, 1701, struct.pack(">HHH", 2, 5, 6) + b"\xff\3\0\x21" + four()))
        carry(UDP, udp(1701, 1701, struct.pack(">HHHH", 0x4002, 66, 5, 6) + b"\xff\3\0\x57" + six()))
        carry(4, ipv4("10.2.0.1", "10.2.0.2", UDP, vxlan(5, ethernet(0x0800, ipv4("10.3.0.1", "10.3.0.2", 47, gre(0x0800, four()))))))
        carry(51, authentication_header(UDP) + udp(next(ports), 99, b"authentic"))
    trace.packet(A, B, UDP, udp(3544, 3544, six()))
    for labels in ([1000], [1000, 1001], list(range(100, 120))):
        trace.add(ethernet(0x8847, mpls(labels, four())))
        trace.add(ethernet(0x8847, mpls(labels, six())))
    trace.add(ethernet(0x8864, pppoe(9, 0x0021, four())))
    trace.add(ethernet(0x8864, pppoe(9, 0x0057, six()), ((VLAN, 7),)))
    trace.add(ethernet(0x88e7, struct.pack(">I", 0x123456) + frame(), ((QINQ, 6),)))
    return trace


def tenants():
    """The same addresses and ports in two VXLAN segments, each between two pairs of hosts."""
    trace = Trace()
    ask = ethernet(0x0800, ipv4("10.0.0.1", "10.0.0.2", UDP, udp(1000, 2000, b"ask")))
    answer = ethernet(0x0800, ipv4("10.0.0.2", "10.0.0.1", UDP, udp(2000, 1000, b"answer")))
    for outer, other in ((A, B), ("192.0.2.3", B)):
        for segment in (1, 2):
            trace.packet(outer, other, UDP, vxlan(segment, ask))
            trace.packet(other, outer, UDP, vxlan(segment, answer))
    return trace


def no_tunnels():
    """The ports and protocols of tunnels, but nothing of the kind in them: flows of their own. Not those of VXLAN and Teredo, whose headers
    tshark does not check."""
    trace = Trace()
    for port in (1194, 1701, 2152, 4790, 6081, 6635, 8472, 51820):
        for payload in (b"", b"\xfe", b"\xfe" * 40, bytes(range(100, 200))):
            trace.packet(A, B, UDP, udp(30000 + len(payload), port, payload))
    trace.packet(A, B, 47, b"")
    trace.packet(A, B, 47, struct.pack(">HH", 0, 0x1234) + bytes(30))
    return trace


def tcp_flags():
    """Each of the 12 control bits in a flow of its own, then all in one."""
    trace = Trace()
    for bit in range(12):
        trace.packet(A, B, TCP, tcp(10000 + bit, 80, 1 << bit, 1))
        trace.packet(A6, B6, TCP, tcp(10100, 80, 1 << bit, 1 + bit))
    trace.packet(A, B, TCP, tcp(10200, 80, 0, 1))
    trace.packet(A, B, TCP, tcp(10201, 80, SYN, 1, options=bytes.fromhex("020405b4010303070101080a0000000100000000")))
    return trace


def padding():
    """Octets behind the IP packet belong to no flow; a length of 0 is offload's way to say "the rest"."""
    trace = Trace()
    for payload in (b"", b"x"):
        packet = ipv4(A, B, TCP, tcp(11000, 80, ACK, 1, 1, payload))
        trace.add(ethernet(0x0800, packet + bytes(46 - len(packet))))
        trace.add(ethernet(0x0800, packet + bytes(46 - len(packet)) + b"\xde\xad\xbe\xef"))
    packet = ipv6(A6, B6, UDP, udp(11001, 53))
    trace.add(ethernet(0x86dd, packet + bytes(18)))
    trace.add(ethernet(0x0800, ipv4(A, B, TCP, tcp(11002, 80, ACK, 1, 1, bytes(3000)), length=0)))
    trace.add(ethernet(0x0800, ipv4(A, B, UDP, udp(11003, 53, bytes(9)), options=bytes([1] * 40))))
    return trace


def other_frames():
    trace = Trace()
    for number in range(5):
        trace.packet(A, B, UDP, udp(12000, 53, bytes(number)))
        trace.add(ethernet(0x0806, struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + mac(1) + bytes(4 + 6 + 4)))
        trace.add(mac(9) + mac(1) + struct.pack(">H", 38) + b"\x42\x42\3" + bytes(43))
        trace.add(ethernet(0x88cc, bytes(46)))
    return trace


def snap_length(length):
    trace = Trace()
    Connection(trace, A, B, 13000, 443).open().send(bytes(1400), False).send(bytes(900)).close()
    Connection(trace, A6, B6, 13001, 443).open().send(bytes(1400), False).send(bytes(900)).close()
    trace.packet(A, B, UDP, udp(13002, 53, bytes(1000)), ((VLAN, 100),))
    trace.packet(A, B, ICMP, bytes([8, 0]) + bytes(1000))
    trace.cut(length)
    return trace


def hello_segments():
    trace = Trace()
    port = 14000
    for size in (600, 1800, 3900):
        for cuts, orders in (([], [(0,)]),
                             ([size // 2], [(0, 1), (1, 0), (0, 0, 1), (0, 1, 1), (1, 0, 1)]),
                             ([size // 3, 2 * size // 3],
                              [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2), (0, 2, 1), (0, 0, 1, 1, 2), (2, 0, 1, 2)]),
                             ([5], [(0, 1), (1, 0)])):
            for order in orders:
                if max(b - a for a, b in zip([0, *cuts], [*cuts, size])) > 2000:
                    continue
                source, destination = (A6, B6) if port % 2 else (A, B)
                connection = Connection(trace, source, destination, port, 443).open()
                connection.segments(client_hello(f"host-{port}.example", size), cuts, order).close()
                port += 1
    return trace


def tiny_segments():
    """A first segment too short to tell what it starts."""
    trace = Trace()
    port = 14500
    for cuts in ([1], [2], [3], [1, 2], [2, 3]):
        for order in (range(len(cuts) + 1), range(len(cuts), -1, -1)):
            hello, request = client_hello(f"tiny-{port}.example", 600), http_request(f"tiny-{port}.example")
            Connection(trace, A, B, port, 443).open().segments(hello, cuts, order).close()
            Connection(trace, A6, B6, port, 80).open().segments(request, cuts, order).close()
            port += 1
    return trace


def syn_data():
    """TCP Fast Open: the whole hello, its first part, or the whole request in the SYN."""
    trace = Trace()
    hello = client_hello("fast-open.example", 900)
    Connection(trace, A, B, 15000, 443).open(hello).send(b"x", False).close()
    Connection(trace, A6, B6, 15001, 443).open(hello[:500]).send(hello[500:]).close()
    Connection(trace, A, B, 15002, 80).open(http_request("syn.example")).close()
    return trace


def http():
    trace = Trace()
    port = 16000
    requests = [http_request("www.example"), http_request("www.example:8080"), http_request("[2001:db8::1]:80"),
                http_request("a.example", "http://other.example/x"),
                b"POST /x HTTP/1.1\r\nAccept: */*\r\nX-Long: " + b"y" * 300 + b"\r\nhOsT:post.example\r\n\r\nbody",
                b"GET / HTTP/1.0\r\nHost: \t spaces.example \r\n\r\n", b"OPTIONS * HTTP/1.1\r\nHost: options.example\r\n\r\n"]
    for request in requests:
        connection = Connection(trace, A, B, port, 80).open().send(request)
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", False).close()
        port += 1
    for cuts, order in (([30], (0, 1)), ([10], (0, 1)), ([40], (0, 0, 1)), ([20], (1, 0))):
        Connection(trace, A6, B6, port, 80).open().segments(http_request(f"cut-{port}.example"), cuts, order).close()
        port += 1
    keep = Connection(trace, A, B, port, 80).open().send(http_request("kept.example", "/1"))
    keep.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", False).send(http_request("kept.example", "/2")).close()
    return trace


def ports_reused():
    trace = Trace()
    for number in range(3):
        Connection(trace, A, B, 17000, 443).open().send(client_hello("again.example")).send(bytes(number), False).close()
        trace.now += 200 * 10**6
    Connection(trace, A, B, 17001, 443).open().send(client_hello("reset.example")).packet(False, RST | ACK, 0)
    Connection(trace, A, B, 17001, 443).open().send(client_hello("reset.example")).close()
    return trace


def long_flows():
    """Longer than any active timeout, with pauses longer than the idle one."""
    trace = Trace(7 * 10**9 + 13)
    for number in range(60):
        trace.packet(A, B, UDP, udp(18000, 53, bytes(number)))
        if number % 9 == 0:
            trace.packet(A6, B6, UDP, udp(18001, 53, bytes(number)))
    return trace


def both_versions():
    trace = Trace()
    Connection(trace, A, B, 19000, 443).open().send(client_hello("four.example")).close()
    Connection(trace, A6, B6, 19001, 443).open().send(client_hello("six.example", 700)).close()
    trace.packet(A, B, UDP, udp(19002, 53, bytes(33)))
    trace.packet(A6, B6, ICMPV6, struct.pack(">BBHHH", 128, 0, 0, 1, 1) + bytes(16))
    return trace


def with_header(header):
    trace = both_versions()
    trace.relink(header)
    return trace.frames


def family(ethertype, ipv6_number):
    return 2 if ethertype == b"\x08\0" else ipv6_number


def cooked(ethertype):
    return struct.pack(">HHH", 0, 1, 6) + mac(1) + b"\0\0" + ethertype


def cooked_v2(ethertype):
    return ethertype + struct.pack(">HIHBB", 0, 3, 1, 0, 6) + mac(1) + b"\0\0"


def version_only(ethertype):
    return [(time, data[14:], wire - 14, 0) for time, data, wire, _ in both_versions().frames if data[12:14] == ethertype]


def two_interfaces():
    trace = both_versions()
    ethernet_frames = [(time, data, wire, 0) for time, data, wire, _ in trace.frames]
    raw = [(time + 500, data[14:], wire - 14, 1) for time, data, wire, _ in trace.frames]
    return sorted(ethernet_frames + raw)


def captures():
    for make in (vlan_tags, ipv6_extensions, fragments, odd_fragments, protocols, tunnels, no_tunnels, tcp_flags, padding, other_frames, hello_segments,
                 tiny_segments, syn_data, http, ports_reused, long_flows):
        yield make.__name__.replace("_", "-") + ".pcap", pcap(make().frames)
    for length in (96, 74, 58):
        yield f"snap-length-{length}.pcap", pcap(snap_length(length).frames)
    plain = both_versions().frames
    yield "tenants.pcap", pcap(tenants().frames)
    yield "nanoseconds.pcap", pcap(plain, nanoseconds=True)
    yield "big-endian.pcap", pcap(plain, order=">")
    yield "raw-ip.pcap", pcap(with_header(lambda ethertype: b""), RAW_IP)
    yield "raw-ip-of-bsd.pcap", pcap(with_header(lambda ethertype: b""), 12)
    yield "raw-ipv4.pcap", pcap(version_only(b"\x08\0"), RAW_IPV4)
    yield "raw-ipv6.pcap", pcap(version_only(b"\x86\xdd"), RAW_IPV6)
    yield "cooked.pcap", pcap(with_header(cooked), COOKED)
    yield "cooked-v2.pcap", pcap(with_header(cooked_v2), COOKED_V2)
    for number in (24, 28, 30):  # IPv6 of NetBSD, FreeBSD, macOS
        yield f"null-family-{number}.pcap", pcap(with_header(lambda e: struct.pack("<I", family(e, number))), NULL)
    yield "null-big-endian.pcap", pcap(with_header(lambda e: struct.pack(">I", family(e, 30))), NULL, ">")
    yield "loop.pcap", pcap(with_header(lambda e: struct.pack(">I", family(e, 24))), LOOP)
    for name, frames, link in link_captures(with_header):
        yield f"link-{name}.pcap", pcap(frames, link)
    yield "two-interfaces.pcapng", pcapng(two_interfaces(), [(ETHERNET, 9), (RAW_IP, 6)])
    yield "big-endian.pcapng", pcapng(two_interfaces(), [(ETHERNET, 9), (RAW_IP, 0x80 | 30)], ">")
    yield "compressed.pcap.gz", gzipped(pcap(plain))
    yield "compressed.pcap.zst", zstandard(pcap(plain))
    yield "compressed.pcap", pcap(plain)
    yield "compressed.pcapng.gz", gzipped(pcapng(plain, [(ETHERNET, 6)]))
    yield "compressed.pcapng", pcapng(plain, [(ETHERNET, 6)])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in captures():
        (folder / name).write_bytes(content)


main()
