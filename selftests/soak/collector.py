#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""collector.py PORT SECONDS: a bad TCP collector. In turn it reads all, reads a little, does not read, hangs up, is away."""
import socket
import sys
import time

TURN = 3.0


def listen(port):
    listener = socket.create_server(("127.0.0.1", port))
    listener.settimeout(0.2)
    return listener


def accept(listener, until):
    while time.monotonic() < until:
        try:
            return listener.accept()[0]
        except TimeoutError:
            continue
    return None


def serve(listener, mood, until):
    """One mood's time, with as many connections as it takes."""
    received = 0
    while time.monotonic() < until:
        peer = accept(listener, until)
        if peer is None:
            break
        peer.settimeout(0.2)
        while time.monotonic() < until:
            try:
                octets = 0 if mood == "deaf" else len(peer.recv(512 if mood == "slow" else 65536))
                if mood != "deaf" and not octets:
                    break
                received += octets
            except TimeoutError:
                pass
            except OSError:
                break
            if mood in ("slow", "deaf"):
                time.sleep(0.1)
            if mood == "rude" and received:
                break
        peer.close()
    return received


def main():
    port, end = int(sys.argv[1]), time.monotonic() + float(sys.argv[2])
    moods = ["eager", "slow", "deaf", "rude", "away"]
    received = turns = 0
    while time.monotonic() < end:
        mood = moods[turns % len(moods)]
        until = min(end, time.monotonic() + TURN)
        if mood == "away":
            time.sleep(max(0, until - time.monotonic()))
        else:
            with listen(port) as listener:
                received += serve(listener, mood, until)
        turns += 1
    print(f"{turns} turns, {received} octets")


main()
