#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""make_devices.py CAPTURE: calls, things, plant and management, for compare_l7.py (rows in l7_devices.py).

Only such as tshark 4.0 can follow at the ports that are made for them."""
import struct
import sys

from frames import Connection, Trace, UDP, pcap, udp

ENDS = (("192.0.2.10", "198.51.100.20"), ("2001:db8::10", "2001:db8::20"))


class Datagrams:
    """As a Connection, of datagrams."""

    def __init__(self, trace, client, server, client_port, server_port):
        self.trace, self.ends = trace, {True: ((client, server), (client_port, server_port)), False: ((server, client), (server_port, client_port))}

    def open(self):
        return self

    def send(self, data, from_client=True):
        addresses, ports = self.ends[from_client]
        self.trace.packet(*addresses, UDP, udp(*ports, data))
        return self

    def close(self):
        pass


def both(trace, port, first, talk):
    """The same talk in datagrams and in a stream, of both versions of IP."""
    for number, (kind, (client, server)) in enumerate((kind, ends) for kind in (Datagrams, Connection) for ends in ENDS):
        connection = kind(trace, client, server, first + number, port).open()
        talk(connection, number, client, server)
        connection.close()


# SIP (RFC 3261)

COMPACT = {"Via": "v", "From": "f", "To": "t", "Call-ID": "i", "Content-Type": "c", "Content-Length": "l"}


def sip(first, call, sequence, method, body="", form=0):
    """`form`: 0 as usual, 1 compact, 2 folded."""
    agent = "User-Agent: phone/1" if not first.startswith("SIP/") else "Server: gate/2"
    fields = [("Via", f"SIP/2.0/UDP host:5060;branch=z9hG4bK{call}{sequence}{method}"), ("From", '"A" <sip:alice@example.com>;tag=1'),
              ("To", "<sip:bob@example.org>;tag=2"), ("Call-ID", f"{call}@host"), ("CSeq", f"{sequence} {method}"),
              ("Content-Type", "application/sdp"), ("Content-Length", len(body))]
    names = COMPACT if form == 1 else {}
    lines = [f"{names.get(name, name)}:{chr(13) + chr(10) + ' ' if form == 2 and name in ('From', 'To') else ' '}{value}" for name, value in fields]
    return "\r\n".join([first, agent, *lines, "", body]).encode()


def sdp(address, *ports):
    version = 6 if ":" in address else 4
    media = "".join(f"m={kind} {port} RTP/AVP {kinds}\r\n" for (kind, kinds), port in zip((("audio", "0 8"), ("video", "96")), ports))
    return f"v=0\r\no=- 1 1 IN IP{version} {address}\r\ns=-\r\nc=IN IP{version} {address}\r\nt=0 0\r\n{media}"


def talk_sip(connection, number, client, server):
    for form in range(3):
        call, invite = f"call{number}{form}", "INVITE sip:bob@example.org SIP/2.0"
        connection.send(sip(invite, call, 1, "INVITE", sdp(client, 40000 + 10 * number, 40002 + 10 * number), form))
        for status in "100 Trying", "180 Ringing":
            connection.send(sip(f"SIP/2.0 {status}", call, 1, "INVITE", form=form), False)
        connection.send(sip("SIP/2.0 200 OK", call, 1, "INVITE", sdp(server, 50000 + 10 * number, 50002 + 10 * number), form), False)
        connection.send(sip("ACK sip:bob@example.org SIP/2.0", call, 1, "ACK", form=form))
        for sequence, (method, status) in enumerate((("INVITE", "488 Not Acceptable Here"), ("REGISTER", "401 Unauthorized"), ("OPTIONS", "200 OK"),
                                                    ("MESSAGE", "202 Accepted"), ("BYE", "200 OK"))):
            connection.send(sip(f"{method} sip:bob@example.org SIP/2.0", call, sequence + 2, method, form=form))
            connection.send(sip(f"SIP/2.0 {status}", call, sequence + 2, method, form=form), False)


def talk_rtp(trace):
    for number, (client, server) in enumerate(ENDS):
        for medium, kind in enumerate((0, 96)):
            for count in range(12):
                packet = struct.pack(">BBHII", 0x80, kind, 100 + count, 160 * count, 7 + medium) + bytes(160)
                trace.packet(client, server, UDP, udp(40000 + 10 * number + 2 * medium, 50000 + 10 * number + 2 * medium, packet))


# MQTT (3.1, 3.1.1, 5.0)

def text(octets):
    return struct.pack(">H", len(octets)) + octets


def mqtt(kind, flags, body):
    assert len(body) < 128
    return bytes([kind << 4 | flags, len(body)]) + body


def talk_mqtt(trace):
    for version in 3, 4, 5:
        none = b"\0" if version == 5 else b""
        name = b"MQIsdp" if version == 3 else b"MQTT"
        connect = text(name) + bytes([version, 0xc2]) + struct.pack(">H", 30) + none + text(b"thing") + text(b"user") + text(b"secret")
        connection = Connection(trace, *ENDS[version % 2], 21000 + version, 1883).open().send(mqtt(1, 0, connect)).send(mqtt(2, 0, b"\0\0" + none), False)
        connection.send(mqtt(8, 2, b"\0\1" + none + text(b"a/+") + b"\1" + text(b"b/#") + b"\2") + mqtt(3, 2, text(b"c/1") + b"\0\2" + none + b"x"))
        connection.send(mqtt(9, 0, b"\0\1" + none + b"\1\2") + mqtt(4, 0, b"\0\2"), False)
        for count in range(60):
            connection.send(mqtt(3, 0, text(b"a/%d" % (count % 3)) + none + b"%d" % count), False)
        connection.send(mqtt(12, 0, b"")).send(mqtt(13, 0, b""), False).send(mqtt(14, 0, b"")).close()


# CoAP (RFC 7252): options in their order, small ones

def coap(kind, code, number, token=b"", options=(), payload=b""):
    body, before = b"", 0
    for option, value in options:
        delta, length = option - before, len(value)
        extended = (bytes([delta - 13]) if delta > 12 else b"") + (bytes([length - 13]) if length > 12 else b"")
        body, before = body + bytes([min(delta, 13) << 4 | min(length, 13)]) + extended + value, option
    return bytes([0x40 | kind << 4 | len(token), code]) + struct.pack(">H", number) + token + body + (b"\xff" + payload if payload else b"")


def talk_coap(trace):
    for end, ends in enumerate(ENDS):
        connection = Datagrams(trace, *ends, 22000 + end, 5683)
        for code, answer in (1, 69), (2, 65), (3, 68), (4, 66), (5, 69), (1, 132), (1, 160):
            options = [(3, b"host.example.org"), (11, b"sensors"), (11, b"temperature-%d" % code), (15, b"a=1"), (15, b"b=2"), (27, b"\x0a"), (60, b"\1")]
            connection.send(coap(0, code, 100 + code + answer, bytes([code, answer]), options, b"{}"))
            connection.send(coap(2, answer, 100 + code + answer, bytes([code, answer]), (), b"x"), False)
        connection.send(coap(1, 1, 900, b"watch", [(6, b""), (11, b"obs")]))
        for count in range(20):
            connection.send(coap(1, 69, 1000 + count, b"watch", [(6, bytes([count + 1]))], b"%d" % count), False)


# SNMP (RFC 3416, RFC 3430), in basic encoding rules

def ber(tag, content):
    assert len(content) < 128
    return bytes([tag, len(content)]) + content


def snmp(version, kind, request, last):
    variables = ber(0x30, ber(0x30, ber(6, bytes([0x2b, 6, 1, 2, 1, 1, last, 0])) + ber(5, b"")))
    numbers = ber(2, struct.pack(">i", request)) + ber(2, b"\0") + ber(2, b"\0")
    return ber(0x30, ber(2, bytes([version])) + ber(4, b"public") + ber(0xa0 | kind, numbers + variables))


def talk_snmp(connection, *_):
    for version in 0, 1:
        for kind in (0, 1, 3) + ((5,) if version else ()):
            request = 1000 * version + kind - 2
            connection.send(snmp(version, kind, request, kind + 1)).send(snmp(version, 2, request, kind + 1), False)


def talk_log(trace):
    for number, line in enumerate((b"<34>1 2026-10-11T22:14:15.003Z host.example.com su - ID47 - failed", b"<165>1 - 192.0.2.1 myproc 8710 - - x",
                                   b"<13>Oct 11 22:14:15 mymachine su: x", b"<191>no header", b"<189>29: *Mar  1 18:46:11: %SYS-5-CONFIG_I: x")):
        Datagrams(trace, *ENDS[number % 2], 23000 + number, 514).send(line)


def talk_stun(connection, number, *_):
    for method in 1, 3, 4, 8:
        identifier = bytes([number, method]) + bytes(10)
        head = struct.pack(">I", 0x2112a442) + identifier
        connection.send(struct.pack(">HH", method, 0) + head)
        software, mapped = struct.pack(">HH", 0x8022, 7) + b"serve/1\0", bytes.fromhex("002000080001111122222222")
        connection.send(struct.pack(">HH", 0x100 | method, 24) + head + software + mapped, False)


# Industry

def iec104(kind, cause, objects=1):
    asdu = bytes([kind, objects, cause, 2, 7, 0]) + b"\1\0\0\x14" * objects
    return bytes([0x68, len(asdu) + 4, 0, 0, 0, 0]) + asdu


def talk_iec104(trace):
    for end, ends in enumerate(ENDS):
        connection = Connection(trace, *ends, 24000 + end, 2404).open().send(bytes.fromhex("680407000000")).send(bytes.fromhex("68040b000000"), False)
        connection.send(iec104(100, 6)).send(iec104(100, 7) + iec104(1, 20, 3) + iec104(3, 20), False)
        for count in range(60):
            connection.send(iec104(1 if count % 2 else 3, 3), False)
        connection.send(iec104(45, 6)).send(iec104(45, 7) + iec104(45, 10), False).send(bytes.fromhex("680401000600" "680443000000")).close()


def modbus(number, body):
    return struct.pack(">HHHB", number, 0, len(body) + 1, 3) + body


def talk_modbus(trace):
    for end, ends in enumerate(ENDS):
        connection = Connection(trace, *ends, 25000 + end, 502).open()
        for number in range(80):
            function = (1, 2, 3, 4)[number % 4]
            answer = bytes([function | 0x80, 2]) if number % 8 == 7 else bytes([function, 2, 0, 1])
            connection.send(modbus(number, struct.pack(">BHH", function, 10 * number, 1))).send(modbus(number, answer), False)
        connection.close()


def dnp3_check(octets):
    value = 0
    for octet in octets:
        value ^= octet
        for _ in range(8):
            value = value >> 1 ^ (0xa6bc if value & 1 else 0)
    return octets + struct.pack("<H", ~value & 0xffff)


def dnp3(source, destination, application):
    data = b"\xc0" + application
    head = struct.pack("<BBBBHH", 5, 0x64, 5 + len(data), 0xc4 if source == 1 else 0x44, destination, source)
    return dnp3_check(head) + b"".join(dnp3_check(data[at:at + 16]) for at in range(0, len(data), 16))


def talk_dnp3(connection, *_):
    for number in range(40):
        function, sequence = (1, 2, 5, 13)[number % 4], 0xc0 | number % 16
        connection.send(dnp3(1, 10, bytes([sequence, function, 60, 2, 6]))).send(dnp3(10, 1, bytes([sequence, 129, number, 0, 60, 2, 6])), False)
    connection.send(dnp3(10, 1, bytes([0xf1, 130, 0x80, 0, 2, 2, 0x17, 1, 0, 1]) + bytes(6)), False)


def main():
    trace = Trace()
    for port, first, talk in (5060, 20000, talk_sip), (161, 26000, talk_snmp), (3478, 27000, talk_stun), (20000, 28000, talk_dnp3):
        both(trace, port, first, talk)
    for talk in talk_rtp, talk_mqtt, talk_coap, talk_log, talk_iec104, talk_modbus:
        talk(trace)
    with open(sys.argv[1], "wb") as file:
        file.write(pcap(trace.frames))


if len(sys.argv) != 2:
    sys.exit(__doc__)
main()
