# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""A collector for selftests/net/exporters.sh.

    exporters_peer.py tcp|slow|deaf|udp PORT FILE
    exporters_peer.py lines PORT|PATH FILE      JSON lines, over TCP or a Unix socket

What arrives is appended to FILE.N, whole IPFIX messages or lines, a file for each connection. SIGTERM: takes nothing new, tells the other
end (a FIN), reads what is on its way, and ends. `slow` reads 32 KiB ten times a second, `deaf` never.
"""
import os
import select
import signal
import socket
import sys
import time

over = False

SO_RCVBUFFORCE = 33  # asm-generic/socket.h


def end(number, frame):
    global over
    over = True


def whole_messages(data):
    """Octets at the start of `data` that are whole messages."""
    at = 0
    while len(data) - at >= 16:
        length = int.from_bytes(data[at + 2:at + 4], "big")
        if length < 16 or len(data) - at < length:
            break
        at += length
    return at


def whole_lines(data):
    return data.rfind(b"\n") + 1


def readable(source):
    return select.select([source], [], [], 0.05)[0]


def serve(peer, file, slow, whole):
    rest, told = b"", False
    while True:
        if over and not told:
            told = True
            try:
                peer.shutdown(socket.SHUT_WR)
            except OSError:
                pass
        if not readable(peer):
            continue
        try:
            got = peer.recv(32768)
        except OSError:
            got = b""
        if not got:
            return
        rest += got
        length = whole(rest)
        file.write(rest[:length])
        file.flush()
        rest = rest[length:]
        if slow and not over:
            time.sleep(0.1)


def collect(listener, path, slow, whole=whole_messages):
    count = 0
    while not over:
        if not readable(listener):
            continue
        peer = listener.accept()[0]
        count += 1
        with open(f"{path}.{count}", "ab") as file, peer:
            serve(peer, file, slow, whole)


def collect_datagrams(receiver, path):
    with open(f"{path}.1", "ab") as file:
        while not over or readable(receiver):
            if readable(receiver):
                file.write(receiver.recv(65536))
                file.flush()


def listen_for_lines(place):
    if place.isdigit():
        own = socket.create_server(("127.0.0.1", int(place)))
    else:
        if os.path.exists(place):
            os.unlink(place)
        own = socket.socket(socket.AF_UNIX)
        own.bind(place)
        os.chmod(place, 0o666)
        own.listen()
    return own


def main():
    if sys.argv[1] == "lines":
        signal.signal(signal.SIGTERM, end)
        collect(listen_for_lines(sys.argv[2]), sys.argv[3], False, whole_lines)
        return
    kind, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    signal.signal(signal.SIGTERM, end)
    own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if kind in ("slow", "deaf"):
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    own.bind(("127.0.0.1", port))
    if kind == "udp":
        own.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)  # a busy machine is no reason to lose any
        collect_datagrams(own, path)
        return
    own.listen()
    if kind == "deaf":
        peers = []
        while not over:
            if readable(own):
                peers.append(own.accept()[0])
        return
    collect(own, path, kind == "slow")


main()
