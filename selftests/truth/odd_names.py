#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""odd_names.py TAPLESS FOLDER: names that stand where they seldom do; `--l7 names` and `--l7 full` tell the same, and with a hello's name the latter tells
its fingerprint. A line for each that is not told."""
import json
import pathlib
import struct
import subprocess
import sys

from frames import Connection, Trace, client_hello, extension, http_request, pcap

CLIENT, SERVER = "192.0.2.1", "198.51.100.2"
NAME = "odd.example"
CHANGE_CIPHER = b"\x14\3\3\0\1\1"
WARNING = b"\x15\3\1\0\2\1\x70"  # unrecognized_name
PROXY = b"PROXY TCP4 192.0.2.7 192.0.2.8 1111 443\r\n"
PROXY_2 = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes(12)


def entry(kind, name):
    return struct.pack(">BH", kind, len(name)) + name


def hello(*entries, before=0):
    """A ClientHello with these entries of server_name, behind so many other extensions."""
    names = b"".join(entries)
    names = struct.pack(">H", len(names)) + names
    extensions = b"".join(extension(2000 + number, b"") for number in range(before)) + extension(0, names) + extension(43, b"\2\3\4")
    body = b"\3\3" + bytes(range(32)) + b"\0" + b"\0\2\x13\1" + b"\1\0" + struct.pack(">H", len(extensions)) + extensions
    message = b"\1" + len(body).to_bytes(3, "big") + body
    return b"\x16\3\1" + struct.pack(">H", len(message)) + message


def records(octets, size):
    """A hello in records of so many octets."""
    parts = [octets[5:][at:at + size] for at in range(0, len(octets) - 5, size)]
    return b"".join(octets[:3] + struct.pack(">H", len(part)) + part for part in parts)


def request(first, fields=f"Host: {NAME}\r\n"):
    return f"{first}\r\n{fields}\r\n".encode()


HOST, ANY, LONG = entry(0, NAME.encode()), client_hello(NAME), client_hello(NAME, 1800)
GET, LINE = http_request(NAME), "GET / HTTP/1.1"

# (what, segments of the client, name that both modes tell)
ROWS = [
    ("the second entry is a host_name", [hello(entry(7, b"other"), HOST)], NAME),
    ("the third one, behind empty ones", [hello(entry(7, b""), entry(9, b"x"), HOST)], NAME),
    ("an empty host_name first", [hello(entry(0, b""), HOST)], NAME),
    ("only entries of other kinds", [hello(entry(7, b"other"), entry(8, HOST))], None),
    ("an entry longer than its list", [hello(entry(7, b"other"), b"\0\0\xff" + NAME.encode())], None),
    ("65 extensions first", [hello(HOST, before=65)], NAME),
    ("300 extensions first", [hello(HOST, before=300)], NAME),
    ("300 extensions first, in segments", [hello(HOST, before=300)[:700], hello(HOST, before=300)[700:]], NAME),
    ("change_cipher_spec first", [CHANGE_CIPHER + ANY], NAME),
    ("change_cipher_spec first, alone", [CHANGE_CIPHER, ANY], NAME),
    ("change_cipher_spec first, cut", [(CHANGE_CIPHER + ANY)[:60], (CHANGE_CIPHER + ANY)[60:]], NAME),
    ("a warning first", [WARNING + ANY], NAME),
    ("a warning first, alone", [WARNING, ANY], NAME),
    ("a warning first, cut", [(WARNING + ANY)[:60], (WARNING + ANY)[60:]], NAME),
    ("records of 20 octets", [records(ANY, 20)], NAME),
    ("records of 1 octet", [records(ANY, 1)], NAME),
    ("records of 50 octets, in segments", [records(ANY, 50)[:40], records(ANY, 50)[40:77], records(ANY, 50)[77:]], NAME),
    ("a space before the colon", [request(LINE, f"Host : {NAME}\r\n")], NAME),
    ("spaces and a tab before it", [request(LINE, f"HOST \t  : {NAME}\r\n")], NAME),
    ("another field that begins so", [request(LINE, f"Host x: no\r\nHost: {NAME}\r\n")], NAME),
    ("an empty Host first", [request(LINE, f"Host:\r\nHost: {NAME}\r\n")], NAME),
    ("no Host", [request(LINE, "X-Host: no\r\n")], None),
    ("a space behind the version", [request("GET / HTTP/1.1 ")], NAME),
    ("an empty line first", [b"\r\n" + GET], NAME),
    ("two empty lines first", [b"\r\n\r\n" + GET], NAME),
    ("a line feed first", [b"\n" + GET], NAME),
    ("an empty line first, alone", [b"\r\n", GET], NAME),
    ("an empty line first, cut", [b"\r", b"\n" + GET[:20], GET[20:]], NAME),
    ("a PROXY header first", [PROXY + GET], NAME),
    ("a PROXY header first, alone", [PROXY, ANY], NAME),
    ("a PROXY header of version 2 first", [PROXY_2 + ANY], NAME),
    ("a PROXY header of version 2 first, alone", [PROXY_2, GET], NAME),
    ("a hello in segments behind a PROXY header", [PROXY, LONG[:1400], LONG[1400:]], NAME),
    ("a hello in segments behind the same segment's PROXY header", [PROXY + LONG[:1300], LONG[1300:]], NAME),
    ("a hello in segments behind EHLO and STARTTLS", [b"EHLO a\r\n", b"STARTTLS\r\n", LONG[:1400], LONG[1400:]], NAME),
    ("a hello in three segments behind PostgreSQL's SSLRequest", [b"\0\0\0\x08\x04\xd2\x16\x2f", LONG[:700], LONG[700:1400], LONG[1400:]], NAME),
    ("a hello in segments behind CONNECT", [b"CONNECT other:443 HTTP/1.1\r\n\r\n", LONG[:1400], LONG[1400:]], NAME),
    ("a hello in segments behind CONNECT with Host", [request("CONNECT other:443 HTTP/1.1", "Host: other:443\r\n"), LONG[:1400], LONG[1400:]], NAME),
] + [(f"method {method}", [request(f"{method} /x HTTP/1.1")], NAME) for method in (
    "PROPFIND", "REPORT", "M-SEARCH", "NOTIFY", "PATCH", "CONNECT", "BREW", "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "LABEL",
    "LINK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "ORDERPATCH", "PROPPATCH", "PURGE", "QUERY",
    "REBIND", "SEARCH", "TRACE", "UNBIND", "UNCHECKOUT", "UNLINK", "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL", "X-OWN", "WHEN")] + [
    ("a method that nobody knows, cut behind its line", [request("BREW /x HTTP/1.1")[:18], request("BREW /x HTTP/1.1")[18:]], NAME),
    ("a method that nobody knows, cut in its line", [request("BREW /x HTTP/1.1")[:9], request("BREW /x HTTP/1.1")[9:]], None),
]


def capture():
    trace = Trace()
    for number, (_, parts, _) in enumerate(ROWS):
        connection = Connection(trace, CLIENT, SERVER, 20000 + number, 8000).open()
        for part in parts:
            connection.send(part)
        connection.send(b"HTTP/1.1 204 OK\r\n\r\n", False).close()
    return pcap(trace.frames)


def told(tapless, file, mode):
    output = subprocess.run([tapless, "read", "--l7", mode, file, "-e", "json:-"], check=True, capture_output=True, text=True).stdout
    names = {}
    for record in map(json.loads, output.splitlines()):
        name = record.get("tlsSni") or record.get("httpRequestHost")
        if mode == "full" and "tlsSni" in record and "tlsJa4" not in record:
            name += ", without JA4"
        names[record["sourceTransportPort"]] = name
    return names


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    file = pathlib.Path(sys.argv[2]) / "odd-names.pcap"
    file.write_bytes(capture())
    modes = {mode: told(sys.argv[1], file, mode) for mode in ("names", "full")}
    wrong = 0
    for number, (what, _, wanted) in enumerate(ROWS):
        for mode, names in modes.items():
            if names.get(20000 + number) != wanted:
                print(f"{mode}: {what}: {names.get(20000 + number)}, not {wanted}")
                wrong = 1
    sys.exit(wrong)


main()
