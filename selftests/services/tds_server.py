#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""As much of a TDS 7.4 server (MS-TDS) as a client needs to log in and to be answered: tds_server.py ADDRESS PORT."""
import socket
import struct
import sys

PRELOGIN, LOGIN, BATCH, ANSWER = 0x12, 0x10, 0x01, 0x04


def read_exactly(connection, count):
    octets = b""
    while len(octets) < count:
        more = connection.recv(count - len(octets))
        if not more:
            raise EOFError
        octets += more
    return octets


def read_message(connection):
    body = b""
    while True:
        kind, status, length = struct.unpack(">BBH4x", read_exactly(connection, 8))
        body += read_exactly(connection, length - 8)
        if status & 1:
            return kind, body


def wide(text):
    return text.encode("utf-16-le")


def send(connection, body):
    connection.sendall(struct.pack(">BBHHBB", ANSWER, 1, len(body) + 8, 0, 1, 0) + body)


def prelogin():
    """VERSION 15.0.2000, ENCRYPTION not supported, MARS off"""
    options = [(0, bytes([15, 0, 7, 208, 0, 0])), (1, b"\2"), (4, b"\0")]
    place, head, values = 5 * len(options) + 1, b"", b""
    for token, value in options:
        head += struct.pack(">BHH", token, place + len(values), len(value))
        values += value
    return head + b"\xff" + values


def token(kind, body):
    return bytes([kind]) + struct.pack("<H", len(body)) + body


def done(status, rows):
    return struct.pack("<BHHQ", 0xFD, status, 0xC1, rows)


def logged_in():
    name = wide("Microsoft SQL Server")
    change = b"\1" + bytes([4]) + wide("shop") + bytes([6]) + wide("master")
    size = b"\4" + bytes([4]) + wide("4096") + bytes([4]) + wide("4096")
    acknowledgement = b"\1" + bytes([0x74, 0, 0, 4]) + bytes([len(name) // 2]) + name + bytes([15, 0, 7, 208])
    return token(0xE3, change) + token(0xAD, acknowledgement) + token(0xE3, size) + done(0, 0)


def one_row():
    columns = struct.pack("<BHIHB", 0x81, 1, 0, 0, 0x38) + b"\1" + wide("a")
    return columns + b"\xd1" + struct.pack("<I", 1) + done(0x10, 1)


def error(number, state, level, text):
    body = struct.pack("<IBBH", number, state, level, len(text)) + wide(text) + b"\0\0" + struct.pack("<I", 1)
    return token(0xAA, body) + done(2, 0)


def serve(connection):
    while True:
        kind, body = read_message(connection)
        if kind == PRELOGIN:
            send(connection, prelogin())
        elif kind == LOGIN:
            send(connection, logged_in())
        elif wide("SELECT") in body:
            send(connection, one_row())
        elif wide("DROP") in body:
            send(connection, error(3701, 5, 11, "Cannot drop the table"))
        else:
            send(connection, done(0, 0))


def main():
    listener = socket.create_server((sys.argv[1], int(sys.argv[2])))
    while True:
        connection, _ = listener.accept()
        try:
            serve(connection)
        except (EOFError, ConnectionError):
            connection.close()


main()
