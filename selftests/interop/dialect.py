# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""dialect.py CAPTURE: writes one flow of each protocol whose elements several vendors define: HTTP, DNS, NTP, SIP, DHCP, ARP."""
import struct
import sys

CLIENT, SERVER = bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])
MACS = {CLIENT: bytes.fromhex("020000000001"), SERVER: bytes.fromhex("020000000002")}
frames = []


def checksum(octets):
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def send(source, target, protocol, segment):
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(segment), len(frames), 0, 64, protocol, 0, source, target)
    header = header[:10] + struct.pack(">H", checksum(header)) + header[12:]
    frames.append(MACS[target] + MACS[source] + b"\x08\0" + header + segment)


def datagram(source, port, target, target_port, payload):
    send(source, target, 17, struct.pack(">HHHH", port, target_port, 8 + len(payload), 0) + payload)


def segment(source, port, target, target_port, sequence, acknowledged, flags, payload=b""):
    options = bytes.fromhex("020405b4") if flags & 2 else b""
    size = (20 + len(options)) // 4
    send(source, target, 6, struct.pack(">HHIIBBHHH", port, target_port, sequence, acknowledged, size << 4, flags, 65535, 0, 0)
         + options + payload)


def connection(port, target_port, asked, answered):
    segment(CLIENT, port, SERVER, target_port, 100, 0, 2)
    segment(SERVER, target_port, CLIENT, port, 500, 101, 0x12)
    segment(CLIENT, port, SERVER, target_port, 101, 501, 0x10)
    segment(CLIENT, port, SERVER, target_port, 101, 501, 0x18, asked)
    segment(CLIENT, port, SERVER, target_port, 101, 501, 0x18, asked)  # once more
    segment(SERVER, target_port, CLIENT, port, 501, 101 + len(asked), 0x18, answered)
    segment(CLIENT, port, SERVER, target_port, 101 + len(asked), 501 + len(answered), 0x11)
    segment(SERVER, target_port, CLIENT, port, 501 + len(answered), 102 + len(asked), 0x11)


def http(port, length):
    asked = f"GET /index.html?{'t' * length} HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: probe/1.0{'u' * length}\r\n" \
        f"Referer: http://example.net/{'r' * length}\r\n\r\n"
    connection(port, 80, asked.encode(), b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n")


def dns():
    question = b"\x04mail\x07example\x03org\0" + struct.pack(">HH", 1, 1)
    datagram(CLIENT, 40001, SERVER, 53, struct.pack(">HHHHHH", 0x4321, 0x0100, 1, 0, 0, 0) + question)
    answer = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 3600, 4) + bytes([198, 51, 100, 7])
    datagram(SERVER, 53, CLIENT, 40001, struct.pack(">HHHHHH", 0x4321, 0x8180, 1, 1, 0, 0) + question + answer)
    question = b"\x02no\x07example\x03org\0" + struct.pack(">HH", 28, 1)
    datagram(CLIENT, 40001, SERVER, 53, struct.pack(">HHHHHH", 0x4322, 0x0100, 1, 0, 0, 0) + question)
    datagram(SERVER, 53, CLIENT, 40001, struct.pack(">HHHHHH", 0x4322, 0x8183, 1, 0, 0, 0) + question)


def ntp():
    datagram(CLIENT, 123, SERVER, 123, bytes([0x23, 0, 6, 0xEC]) + bytes(36) + struct.pack(">II", 0xEA000000, 1))
    datagram(SERVER, 123, CLIENT, 123, bytes([0x24, 2, 6, 0xEC]) + bytes(8) + b"\x0a\0\0\1" + struct.pack(
        ">8I", 0xEA000000, 0, 0xEA000000, 1, 0xEA000001, 0, 0xEA000001, 9))


def sip():
    lines = ["Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1", "Max-Forwards: 70", "From: <sip:alice@example.org>;tag=1",
             "To: <sip:bob@example.org>", "Call-ID: 4711@192.0.2.1", "CSeq: 1 OPTIONS", "Content-Length: 0", "", ""]
    datagram(CLIENT, 5060, SERVER, 5060, "\r\n".join(["OPTIONS sip:bob@example.org SIP/2.0"] + lines).encode())
    datagram(SERVER, 5060, CLIENT, 5060, "\r\n".join(["SIP/2.0 200 OK"] + lines).encode())


def dhcp():
    message = struct.pack(">BBBBIHH4s4s4s4s", 1, 1, 6, 0, 0x12345678, 0, 0, bytes(4), bytes(4), bytes(4), bytes(4))
    message += MACS[CLIENT] + bytes(10 + 192) + bytes.fromhex("63825363")
    message += b"\x35\x01\x03" + b"\x32\x04" + CLIENT + b"\x0c\x06laptop" + b"\xff"
    datagram(CLIENT, 68, SERVER, 67, message + bytes(60))


def arp():
    frames.append(b"\xff" * 6 + MACS[CLIENT] + b"\x08\x06" + struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + MACS[CLIENT] + CLIENT
                  + bytes(6) + SERVER)


http(40000, 0)
http(40009, 230)
dns()
ntp()
sip()
dhcp()
arp()
with open(sys.argv[1], "wb") as capture:
    capture.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    for number, frame in enumerate(frames):
        capture.write(struct.pack("<IIII", 1700000000, number * 1000, len(frame), len(frame)) + frame)
