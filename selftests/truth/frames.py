# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Builds frames and writes captures, byte by byte. Transport checksums are left 0: neither side checks them."""
import gzip
import ipaddress
import struct

ETHERNET, NULL, RAW_IP, LOOP, COOKED, COOKED_V2, RAW_IPV4, RAW_IPV6 = 1, 0, 101, 108, 113, 276, 228, 229
TCP, UDP, ICMP, ICMPV6, SCTP = 6, 17, 1, 58, 132
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
START = 1700000000 * 10**9 + 123456789


def mac(number):
    return bytes([2, 0, 0, 0, 0, number])


def ethernet(ethertype, payload, tags=()):
    """tags: (ethertype of the tag, its control field), the outermost first."""
    stack = b"".join(struct.pack(">HH", *tag) for tag in tags)
    return mac(2) + mac(1) + stack + struct.pack(">H", ethertype) + payload


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ipv4(source, destination, protocol, payload, options=b"", fragment=0, identification=1, length=None):
    total = 20 + len(options) + len(payload) if length is None else length
    header = struct.pack(">BBHHHBBH", 0x45 + len(options) // 4, 0, total, identification, fragment, 64, protocol, 0)
    header += ipaddress.IPv4Address(source).packed + ipaddress.IPv4Address(destination).packed + options
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload


def ipv6(source, destination, next_header, payload):
    header = struct.pack(">IHBB", 6 << 28 | 0x2a << 20 | 0xbeef, len(payload), next_header, 64)
    return header + ipaddress.IPv6Address(source).packed + ipaddress.IPv6Address(destination).packed + payload


def ip(source, destination, protocol, payload):
    """(EtherType, packet) of whichever version the addresses are."""
    if ":" in source:
        return 0x86dd, ipv6(source, destination, protocol, payload)
    return 0x0800, ipv4(source, destination, protocol, payload)


def options_header(next_header, octets=8):
    """Hop-by-hop or destination options of one PadN."""
    return struct.pack(">BBBB", next_header, octets // 8 - 1, 1, octets - 4) + bytes(octets - 4)


def routing_header(next_header, segment):
    """Type 2 (RFC 6275): one address, with no segment left."""
    return struct.pack(">BBBBI", next_header, 2, 2, 0, 0) + ipaddress.IPv6Address(segment).packed


def fragment_header(next_header, offset, more, identification=7):
    return struct.pack(">BBHI", next_header, 0, offset | more, identification)


def authentication_header(next_header):
    return struct.pack(">BBHII", next_header, 4, 0, 0x100, 1) + bytes(12)


def udp(source, destination, payload=b"", length=None):
    return struct.pack(">HHHH", source, destination, length or 8 + len(payload), 0) + payload


def tcp(source, destination, flags, sequence, acknowledgement=0, payload=b"", options=b""):
    words = 5 + len(options) // 4
    return struct.pack(">HHIIHHHH", source, destination, sequence & 0xffffffff, acknowledgement & 0xffffffff,
                       words << 12 | flags, 65535, 0, 0) + options + payload


def gre(protocol, payload, key=None, sequence=None, checksummed=False):
    flags = (0x8000 if checksummed else 0) | (0x2000 if key is not None else 0) | (0x1000 if sequence is not None else 0)
    header = struct.pack(">HH", flags, protocol) + (bytes(4) if checksummed else b"")
    for word in (key, sequence):
        header += b"" if word is None else struct.pack(">I", word)
    return header + payload


def mpls(labels, payload):
    stack = b"".join(struct.pack(">I", label << 12 | (number == len(labels) - 1) << 8 | 64 - number)
                     for number, label in enumerate(labels))
    return stack + payload


def vxlan(segment, frame, port=4789, flags=8 << 24):
    return udp(40000 + segment % 1000, port, struct.pack(">II", flags, segment << 8) + frame)


def geneve(segment, protocol, payload, options=b""):
    return udp(41000, 6081, struct.pack(">BBHI", len(options) // 4, 0, protocol, segment << 8) + options + payload)


def gtp_u(endpoint, payload, qfi=None):
    options = b"" if qfi is None else struct.pack(">HBBBBBB", 0, 0, 0x85, 1, 0, qfi, 0)
    length = len(options) + len(payload)
    return udp(2152, 2152, struct.pack(">BBHI", 0x34 if options else 0x30, 255, length, endpoint) + options + payload)


def pppoe(session, protocol, payload):
    return struct.pack(">BBHHH", 0x11, 0, session, len(payload) + 2, protocol) + payload


def sctp(source, destination, payload):
    data = payload + bytes(-len(payload) % 4)
    chunk = struct.pack(">BBHIHHI", 0, 3, 16 + len(payload), 1, 0, 0, 0) + data
    return struct.pack(">HHII", source, destination, 0x11223344, 0) + chunk


def extension(kind, body):
    return struct.pack(">HH", kind, len(body)) + body


def client_hello(name, size=0):
    """A TLS 1.3 hello; with `size`, padded to so many octets by a key share, as post-quantum ones are."""
    host = name.encode()
    head = extension(10, b"\0\2\0\x1d") + extension(43, b"\2\3\4")
    server_name = extension(0, struct.pack(">HBH", len(host) + 3, 0, len(host)) + host)

    def record(key):
        share = extension(51, struct.pack(">HHH", len(key) + 4, 0x11ec, len(key)) + key)
        extensions = head + share + server_name  # the name behind the long key share
        body = b"\3\3" + bytes(range(32)) + b"\0" + b"\0\4\x13\1\x13\2" + b"\1\0"
        body += struct.pack(">H", len(extensions)) + extensions
        message = b"\1" + len(body).to_bytes(3, "big") + body
        return b"\x16\3\1" + struct.pack(">H", len(message)) + message

    return record(bytes(32 + max(0, size - len(record(bytes(32))))))


def http_request(host, target="/", more=""):
    return f"GET {target} HTTP/1.1\r\nHost: {host}\r\n{more}User-Agent: test\r\n\r\n".encode()


class Trace:
    """Frames in order, a fixed time apart: (nanoseconds, bytes, length on the wire, interface)."""

    def __init__(self, step=1000007):
        self.frames = []
        self.now = START
        self.step = step

    def add(self, data, wire=None, interface=0):
        self.frames.append((self.now, data, wire or len(data), interface))
        self.now += self.step

    def packet(self, source, destination, protocol, payload, tags=()):
        self.add(ethernet(*ip(source, destination, protocol, payload), tags=tags))

    def cut(self, length):
        """As with a snap length."""
        self.frames = [(time, data[:length], wire, interface) for time, data, wire, interface in self.frames]

    def relink(self, header):
        """Without Ethernet: header(EtherType) in front of the IP packet."""
        self.frames = [(time, header(data[12:14]) + data[14:], len(header(data[12:14])) + wire - 14, interface)
                       for time, data, wire, interface in self.frames]


class Connection:
    """A TCP connection, one packet a call. Each side's data is numbered from the octet behind its SYN."""

    def __init__(self, trace, client, server, client_port, server_port, tags=()):
        self.trace, self.tags = trace, tags
        self.ends = {True: (client, client_port, 1000), False: (server, server_port, 500000)}
        self.sent = {True: 0, False: 0}

    def packet(self, from_client, flags, offset, payload=b""):
        (source, source_port, first), (destination, destination_port, other_first) = \
            self.ends[from_client], self.ends[not from_client]
        sequence = first if flags & SYN else first + 1 + offset
        acknowledgement = other_first + 1 + self.sent[not from_client] if flags & ACK else 0
        segment = tcp(source_port, destination_port, flags, sequence, acknowledgement, payload)
        self.trace.packet(source, destination, TCP, segment, self.tags)

    def open(self, data=b""):
        self.packet(True, SYN, 0, data)
        self.sent[True] = len(data)
        self.packet(False, SYN | ACK, 0)
        self.packet(True, ACK, self.sent[True])
        return self

    def send(self, data, from_client=True):
        self.packet(from_client, PSH | ACK, self.sent[from_client], data)
        self.sent[from_client] += len(data)
        return self

    def segments(self, data, cuts, order):
        """`data` cut at the offsets; the parts are sent in the given order, which may name one twice."""
        edges = [0, *cuts, len(data)]
        for part in order:
            self.packet(True, PSH | ACK, self.sent[True] + edges[part], data[edges[part]:edges[part + 1]])
        self.sent[True] += len(data)
        return self

    def close(self):
        self.packet(False, ACK, self.sent[False])
        self.packet(True, FIN | ACK, self.sent[True])
        self.packet(False, FIN | ACK, self.sent[False])
        self.packet(True, ACK, self.sent[True] + 1)


def pcap(frames, link=ETHERNET, order="<", nanoseconds=False):
    unit = 1 if nanoseconds else 1000
    out = struct.pack(order + "IHHIIII", 0xa1b23c4d if nanoseconds else 0xa1b2c3d4, 2, 4, 0, 0, 262144, link)
    for time, data, wire, _ in frames:
        out += struct.pack(order + "IIII", time // 10**9, time % 10**9 // unit, len(data), wire) + data
    return out


def pcapng(frames, interfaces, order="<"):
    """interfaces: (link type, resolution option)."""
    def block(kind, body):
        body += bytes(-len(body) % 4)
        length = struct.pack(order + "I", len(body) + 12)
        return struct.pack(order + "I", kind) + length + body + length

    out = block(0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1))
    for link, resolution in interfaces:
        option = struct.pack(order + "HHB3xI", 9, 1, resolution, 0)
        out += block(1, struct.pack(order + "HHI", link, 0, 0) + option)
    for time, data, wire, interface in frames:
        resolution = interfaces[interface][1]
        units = (time << (resolution & 127)) // 10**9 if resolution & 128 else time * 10**resolution // 10**9
        head = struct.pack(order + "IIIII", interface, units >> 32, units & 0xffffffff, len(data), wire)
        out += block(6, head + data)
        out += block(5, struct.pack(order + "IQ", interface, 0))  # statistics, which readers skip
    return out


def gzipped(data):
    return gzip.compress(data, mtime=0)


def zstandard(data):
    """One frame of raw blocks (RFC 8878): real compression is the unit tests' business."""
    out = bytes.fromhex("28b52ffd") + b"\xe0" + struct.pack("<Q", len(data))
    parts = [data[at:at + 65536] for at in range(0, len(data), 65536)]
    for number, part in enumerate(parts):
        out += (len(part) << 3 | (number == len(parts) - 1)).to_bytes(3, "little") + part
    return out
