#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""make_talks.py CAPTURE: conversations of many protocols, for compare_l7.py.

Only such as tshark can follow: one command of POP3 in a segment, no literals of IMAP, SSH's first line alone."""
import struct
import sys

from frames import Connection, Trace, UDP, client_hello, http_request, pcap, udp

CLIENT, SERVER, GROUP = "192.0.2.10", "198.51.100.20", "224.0.0.251"

# What two sides say by turns, the server first: a line, or several with "|" between in one segment.
LINES = [
    (25, ["220 mx.example.org ESMTP", "EHLO client.example.com", "250-mx.example.org|250-PIPELINING|250 8BITMIME", "MAIL FROM:<alice@example.com> SIZE=20",
               "250 ok", "RCPT TO:<bob@example.org>", "250 ok", "RCPT TO:<carol@example.org>", "550 5.1.1 nobody", "DATA", "354 go on",
               "Subject: x||MAIL FROM:<nobody@example.com>|.", "250 queued", "QUIT", "221 bye"]),
    (25, ["220-mx.example.org|220 says hello", "HELO old.example.com", "250 hello", "MAIL FROM:<>", "250 ok",
               'RCPT TO:<"a b"@example.org>', "450 later", "RSET", "250 ok", "QUIT", "221 bye"]),
    (587, ["220 submit.example.org ESMTP", "EHLO [192.0.2.10]", "250-submit|250 AUTH PLAIN LOGIN", "AUTH LOGIN", "334 VXNlcm5hbWU6", "YWxpY2U=",
                "334 UGFzc3dvcmQ6", "c2VjcmV0", "535 5.7.8 no", "QUIT", "221 bye"]),
    (25, ["220 pipelining.example.org ESMTP", "EHLO p.example.com", "250-p|250 PIPELINING",
               "MAIL FROM:<p@example.com>|RCPT TO:<q@example.org>|DATA", "250 ok|250 ok|354 go on", "Subject: y||z|.", "250 queued", "QUIT", "221 bye"]),
    (143, ["* OK IMAP4rev1 ready", "a1 CAPABILITY", "* CAPABILITY IMAP4rev1|a1 OK done", 'a2 LOGIN "alice" "secret"', "a2 OK in", "a3 SELECT INBOX",
                "* 3 EXISTS|a3 OK [READ-WRITE] done", "a4 UID FETCH 1:* (FLAGS)", "* 1 FETCH (FLAGS ())|a4 OK done", "a5 LOGOUT", "* BYE|a5 OK out"]),
    (143, ["* OK ready", "b1 LOGIN bob wrong", "b1 NO refused", "b2 NOOP", "b2 OK", "b3 LOGOUT", "* BYE|b3 OK"]),
    (110, ["+OK POP3 ready", "CAPA", "+OK|USER|.", "USER alice", "+OK", "PASS secret", "+OK in", "STAT", "+OK 1 20", "LIST", "+OK|1 20|.", "RETR 1",
                "+OK 20 octets|Subject: x||y|.", "DELE 1", "+OK", "QUIT", "+OK bye"]),
    (110, ["+OK ready", "USER bob", "+OK", "PASS wrong", "-ERR no", "QUIT", "+OK"]),
    (21, ["220-Welcome|220 here", "USER anonymous", "331 password", "PASS a@example.com", "230 in", "TYPE I", "200 ok", "PASV",
               "227 Entering Passive Mode (198,51,100,20,200,21)", "RETR folder/file.bin", "226 done", "QUIT", "221 bye"]),
    (21, ["220 FTP", "USER alice", "331 password", "PASS wrong", "530 no", "QUIT", "221 bye"]),
    (21, ["220 FTP", "USER ftp", "230 in", "PORT 192,0,2,10,156,64", "200 ok", "STOR up.txt", "226 done", "QUIT", "221 bye"]),
]


def talk_lines(trace):
    for number, (port, turns) in enumerate(LINES):
        connection = Connection(trace, CLIENT, SERVER, 30000 + number, port).open()
        for turn, text in enumerate(turns):
            connection.send(text.replace("|", "\r\n").encode() + b"\r\n", from_client=turn % 2 == 1)
        connection.close()


def ssh_lists(*names):
    packet = b"\x14" + bytes(16) + b"".join(struct.pack(">I", len(name)) + name.encode() for name in names) + bytes(5)
    padding = 8 - (len(packet) + 5) % 8 + 8
    return struct.pack(">IB", len(packet) + padding + 1, padding) + packet + bytes(padding)


def talk_ssh(trace):
    offered = ("curve25519-sha256,ext-info-c", "ssh-ed25519", "aes128-ctr", "aes256-ctr", "hmac-sha2-256", "hmac-sha1", "none", "none,zlib", "", "")
    for number, (client, server) in enumerate((("SSH-2.0-OpenSSH_9.9", "SSH-2.0-dropbear_2024.85"), ("SSH-2.0-Go", "SSH-2.0-x with comment"))):
        connection = Connection(trace, CLIENT, SERVER, 31000 + number, 22).open()
        connection.send(client.encode() + b"\r\n").send(server.encode() + b"\r\n", False)
        connection.send(ssh_lists(*offered)).send(ssh_lists(*offered[:4], *offered[3:5], *offered[5:]), False).close()


def mysql_packet(number, body):
    return len(body).to_bytes(3, "little") + bytes([number]) + body


def talk_mysql(trace):
    greeting = b"\x0a" + b"8.0.36-example\0" + struct.pack("<I", 7) + b"saltsalt\0" + struct.pack("<HBHHB", 0xa20f, 45, 2, 0x0008, 21) + bytes(10)
    login = struct.pack("<IIB23x", 0x0008a20d, 1 << 24, 45) + b"alice\0\x14" + bytes(range(1, 21)) + b"shop\0mysql_native_password\0"
    fine, refused = b"\0\1\0\2\0\0\0", b"\xff" + struct.pack("<H", 1064) + b"#42000wrong"
    connection = Connection(trace, CLIENT, SERVER, 32000, 3306).open()
    connection.send(mysql_packet(0, greeting + b"saltsaltsalt\0mysql_native_password\0"), False).send(mysql_packet(1, login)).send(mysql_packet(2, fine), False)
    for statement, answer in (b"INSERT INTO t VALUES (1)", fine), (b"/* why */ UPDATE t SET a = 2", fine), (b"bogus", refused):
        connection.send(mysql_packet(0, b"\3" + statement)).send(mysql_packet(1, answer), False)
    connection.send(mysql_packet(0, b"\1")).close()


def postgresql(kind, body):
    return kind + struct.pack(">I", len(body) + 4) + body


def talk_postgresql(trace):
    startup = b"\0\3\0\0user\0alice\0database\0shop\0application_name\0program\0\0"
    ready, done = postgresql(b"Z", b"I"), postgresql(b"C", b"SELECT 1\0")
    error = postgresql(b"E", b"SERROR\0C42601\0Mwrong\0\0")
    connection = Connection(trace, CLIENT, SERVER, 33000, 5432).open().send(struct.pack(">I", len(startup) + 4) + startup)
    connection.send(postgresql(b"R", bytes(4)) + postgresql(b"S", b"server_version\x0016.2\0") + ready, False)
    connection.send(postgresql(b"Q", b"SELECT 1\0")).send(done + ready, False)
    connection.send(postgresql(b"Q", b"SET a = 1; SET b = 2; bogus\0")).send(postgresql(b"C", b"SET\0") * 2 + error + ready, False)
    connection.send(postgresql(b"P", b"s\0DELETE FROM t\0\0\0") + postgresql(b"B", b"\0s\0" + bytes(6)) + postgresql(b"E", bytes(5)) + postgresql(b"S", b""))
    connection.send(postgresql(b"1", b"") + postgresql(b"2", b"") + postgresql(b"C", b"DELETE 3\0") + ready, False).send(postgresql(b"X", b"")).close()


def wide(text):
    return text.encode("utf-16-le")


def tds(kind, body):
    return struct.pack(">BBHHBB", kind, 1, len(body) + 8, 0, 1, 0) + body


def tds_login(*texts):
    """MS-TDS 2.2.6.4: of each text where it is and how long, then the texts; between them the client's id."""
    place, places, content = 94, b"", b""
    for number, text in enumerate(texts):
        places += struct.pack("<HH", place + len(content), len(text))
        content += wide(text)
        places += bytes(6) if number == 8 else b""
    places += struct.pack("<HHHHHHI", *(place + len(content), 0) * 3, 0)
    head = struct.pack("<IIIIII4xII", 36 + len(places) + len(content), 0x74000004, 4096, 7, 1, 0, 0, 0)
    return head + places + content


def talk_tds(trace):
    done = b"\xfd" + struct.pack("<HHQ", 0x10, 0xc1, 1)
    error = b"\xaa" + struct.pack("<HIBBH", 10 + 2 * 5 + 6, 3701, 1, 14, 5) + wide("wrong") + bytes(6) + b"\xfd" + struct.pack("<HHQ", 2, 0xc1, 0)
    all_headers = struct.pack("<IIHQI", 22, 18, 2, 0, 1)
    connection = Connection(trace, CLIENT, SERVER, 33500, 1433).open()
    connection.send(tds(16, tds_login("desk", "alice", "", "program", "server", "", "library", "", "shop"))).send(tds(4, done), False)
    for statement, answer in ("SELECT a FROM t", done), ("DROP TABLE t", error):
        connection.send(tds(1, all_headers + wide(statement))).send(tds(4, answer), False)
    connection.close()


def dns_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def dns_message(number, flags, questions, answers=(), more=b""):
    """`answers`: (type, class, TTL, data), each of the first question's name."""
    head = struct.pack(">HHHHHH", number, flags, len(questions), len(answers), 0, 1 if more else 0)
    head += b"".join(dns_name(name) + struct.pack(">HH", kind, 1) for name, kind in questions)
    for kind, of_class, ttl, data in answers:
        head += b"\xc0\x0c" + struct.pack(">HHIH", kind, of_class, ttl, len(data)) + data
    return head + more


OPT = b"\0" + struct.pack(">HHIH", 41, 1232, 0, 0)
LOOKUPS = [  # name, type, response flags, answers
    ("www.example.org", 1, 0x8180, [(1, 1, 300, bytes([192, 0, 2, 80]))]),
    ("www.example.org", 28, 0x8180, [(5, 1, 60, dns_name("web.example.org")), (28, 1, 30, bytes(15) + b"\1")]),
    ("nothing.example.org", 1, 0x8183, []),
    ("many.example.org", 1, 0x8180, [(1, 1, 20, bytes([192, 0, 2, last])) for last in range(60)]),
    ("cut.example.org", 16, 0x8380, []),
    ("example.org", 15, 0x8180, [(15, 1, 3600, b"\0\x0a" + dns_name("mail.example.org"))]),
    ("svc.example.org", 65, 0x8180, [(65, 1, 0, b"\0\1\0\0\1\0\3\2h2")]),
    ("refused.example.com", 255, 0x8105, []),
]


def talk_dns(trace):
    def datagram(source, destination, ports, octets):
        trace.packet(source, destination, UDP, udp(*ports, octets))
    for number, (name, kind, flags, answers) in enumerate(LOOKUPS):
        datagram(CLIENT, SERVER, (34000, 53), dns_message(number + 1, 0x0100, [(name, kind)], more=OPT))
        datagram(SERVER, CLIENT, (53, 34000), dns_message(number + 1, flags, [(name, kind)], answers, OPT))
        datagram(CLIENT, "224.0.0.252", (34100 + number, 5355), dns_message(number + 1, 0, [(name.split(".", maxsplit=1)[0], kind)]))
    datagram(CLIENT, GROUP, (5353, 5353), dns_message(0, 0, [("one.local", 1), ("two.local", 28), ("_ipp._tcp.local", 12)]))
    datagram(SERVER, GROUP, (5353, 5353), dns_message(0, 0x8400, [], [(1, 0x8001, 120, bytes([192, 0, 2, 1]))]).replace(b"\xc0\x0c", dns_name("one.local"), 1))
    connection = Connection(trace, CLIENT, SERVER, 34001, 53).open()
    for number, (name, kind, flags, answers) in enumerate(LOOKUPS):
        for by_client, octets in ((True, dns_message(number + 1, 0x0100, [(name, kind)])), (False, dns_message(number + 1, flags, [(name, kind)], answers))):
            connection.send(struct.pack(">H", len(octets)) + octets, by_client)
    connection.close()


def talk_dns_pool(trace):
    """As resolvers do: far more messages on one connection than what is sampled of any flow."""
    connection = Connection(trace, CLIENT, SERVER, 34002, 53).open()
    for number in range(150):
        asked, answers = [(f"n{number}.example.org", 1)], [(1, 1, 300, bytes([192, 0, 2, number]))]
        for by_client, octets in ((True, dns_message(number, 0x0100, asked)), (False, dns_message(number, 0x8180, asked, answers))):
            connection.send(struct.pack(">H", len(octets)) + octets, by_client)
    connection.close()


def dhcp(kind, options, client=10):
    """`client`: the last octet of its addresses."""
    head = struct.pack(">BBBBIHH4s4s4s4s", 1 if kind in (1, 3) else 2, 1, 6, 0, client, 0, 0, bytes(4),
                       bytes([192, 0, 2, client]) if kind in (2, 5) else bytes(4), bytes(4), bytes(4))
    body = b"".join(bytes([code, len(data)]) + data for code, data in [(53, bytes([kind])), *options])
    return head + bytes([2, 0, 0, 0, 0, client]) + bytes(202) + b"\x63\x82\x53\x63" + body + b"\xff"


def dhcpv6(kind, options):
    return bytes([kind, 0, 0, 7]) + b"".join(struct.pack(">HH", code, len(data)) + data for code, data in options)


def netbios_name(name, suffix):
    padded = name.ljust(15).encode() + bytes([suffix])
    return b"\x20" + b"".join(bytes([0x41 + (octet >> 4), 0x41 + (octet & 15)]) for octet in padded) + b"\0"


def talk_relays(trace):
    """Messages of more clients than are sampled of any flow, between one pair of ports."""
    for client in range(1, 41):
        host = f"host-{client}".encode()
        trace.packet(CLIENT, SERVER, UDP, udp(67, 67, dhcp(3, [(12, host), (50, bytes([192, 0, 2, client]))], client)))
        trace.packet(SERVER, CLIENT, UDP, udp(67, 67, dhcp(5, [(51, struct.pack(">I", 600 + client))], client)))
        trace.packet("fe80::3", "fe80::4", UDP, udp(547, 546, dhcpv6(7, [(3, bytes(12) + struct.pack(">HH", 5, 24) + bytes.fromhex("20010db8") +
                                                                          bytes(11) + bytes([client]) + struct.pack(">II", 300, 600))])))


def talk_lan(trace):
    asks = [(12, b"client"), (60, b"vendor 1"), (55, bytes([1, 3, 6, 15])), (50, bytes([192, 0, 2, 10]))]
    gives = [(51, struct.pack(">I", 600)), (54, bytes([198, 51, 100, 20]))]
    for asked, given in ((1, 2), (3, 5)):
        trace.packet("0.0.0.0", "255.255.255.255", UDP, udp(68, 67, dhcp(asked, asks)))
        trace.packet(SERVER, CLIENT, UDP, udp(67, 68, dhcp(given, gives)))
    fqdn, vendor = (39, b"\1" + dns_name("six.example.org")), (16, struct.pack(">IH", 343, 5) + b"class")
    address = (3, bytes(12) + struct.pack(">HH", 5, 24) + bytes.fromhex("20010db8" + "00" * 11 + "09") + struct.pack(">II", 300, 600))
    trace.packet("fe80::1", "ff02::1:2", UDP, udp(546, 547, dhcpv6(1, [(6, b"\0\x17\0\x18"), fqdn, vendor])))
    trace.packet("fe80::2", "fe80::1", UDP, udp(547, 546, dhcpv6(7, [address])))
    for number, first in enumerate((0x23, 0x1b, 0xe3)):
        trace.packet(CLIENT, SERVER, UDP, udp(35000 + number, 123, bytes([first]) + bytes(47)))
        trace.packet(SERVER, CLIENT, UDP, udp(123, 35000 + number, bytes([first & 0x38 | 4, number + 1]) + bytes(46)))
    asked = netbios_name("FILESERVER", 0x20)
    trace.packet(CLIENT, SERVER, UDP, udp(137, 137, struct.pack(">HHHHHH", 1, 0x0110, 1, 0, 0, 0) + asked + b"\0\x20\0\1"))
    answer = struct.pack(">HHIHH4B", 0x20, 1, 60, 6, 0, 192, 0, 2, 9)
    trace.packet(SERVER, CLIENT, UDP, udp(137, 137, struct.pack(">HHHHHH", 1, 0x8500, 0, 1, 0, 0) + asked + answer))
    search = b'M-SEARCH * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ssdp:all\r\nUSER-AGENT: a/1\r\n\r\n'
    found = b"HTTP/1.1 200 OK\r\nLOCATION: http://198.51.100.20/d.xml\r\nSERVER: b/2 UPnP/1.1\r\nST: upnp:rootdevice\r\nUSN: uuid:1::upnp:rootdevice\r\n\r\n"
    notice = b"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNT: uuid:2\r\nNTS: ssdp:alive\r\nUSN: uuid:2\r\nLOCATION: http://x/\r\nSERVER: c/3\r\n\r\n"
    for ends, ports, octets in (((CLIENT, "239.255.255.250"), (36000, 1900), search), ((SERVER, CLIENT), (1900, 36000), found),
                                ((SERVER, "239.255.255.250"), (36001, 1900), notice)):
        trace.packet(*ends, UDP, udp(*ports, octets))


def talk_web(trace):
    for number in range(4):
        Connection(trace, CLIENT, SERVER, 37000 + number, 443).open().send(client_hello(f"tls-{number}.example.org", 300 * number)).close()
    connection = Connection(trace, CLIENT, SERVER, 37100, 80).open()
    for number, status in enumerate(("200 OK", "404 Not Found", "301 Moved")):
        connection.send(http_request("www.example.org", f"/{number}", "Referer: http://example.org/\r\n"))
        connection.send(f"HTTP/1.1 {status}\r\nServer: s/1\r\nContent-Length: 3\r\n\r\nabc".encode(), False)
    connection.close()


def main():
    trace = Trace()
    for talk in talk_lines, talk_ssh, talk_mysql, talk_postgresql, talk_tds, talk_dns, talk_dns_pool, talk_relays, talk_lan, talk_web:
        talk(trace)
    with open(sys.argv[1], "wb") as file:
        file.write(pcap(trace.frames))


if len(sys.argv) != 2:
    sys.exit(__doc__)
main()
