#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Conversations whose answers take a known time.

    metrics_peer.py serve ADDRESS PORT SECONDS      TCP and UDP: answers each message after that time; TCP resets after `reset`
    metrics_peer.py ask tcp|udp|reset ADDRESS PORT TIMES [wander]

`wander`: the client changes its CPU before each message, so that the direction's packets alternate between CPUs.
`ask` ends with a line of JSON, times in microseconds as the client saw them: {"connect", "leastAnswer", "averageAnswer"}. What
a meter on the way measures lies within: it sees a message after the client sends it, and the answer before the client has it.
"""
import json
import os
import socket
import struct
import sys
import threading
import time


def answer_tcp(connection, delay):
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while message := connection.recv(100):
            if message == b"reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            time.sleep(delay)
            connection.sendall(message)


def answer_udp(server, delay):
    while True:
        message, client = server.recvfrom(100)
        time.sleep(delay)
        server.sendto(message, client)


def serve(address, port, delay):
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind((address, int(port)))
    threading.Thread(target=answer_udp, args=(datagrams, float(delay)), daemon=True).start()
    listener = socket.create_server((address, int(port)))
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer_tcp, args=(connection, float(delay)), daemon=True).start()


def microseconds_since(start):
    return (time.monotonic_ns() - start) // 1000


def ask(kind, address, port, times, *wander):
    cpus = sorted(os.sched_getaffinity(0))
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
    client.settimeout(10)
    start = time.monotonic_ns()
    client.connect((address, int(port)))
    connect = microseconds_since(start)
    answers = []
    for turn in range(int(times)):
        if wander:
            os.sched_setaffinity(0, {cpus[turn % len(cpus)]})
        start = time.monotonic_ns()
        client.sendall(b"message")
        client.recv(100)
        answers.append(microseconds_since(start))
    if kind == "reset":
        client.sendall(b"reset")
        try:
            client.recv(100)
        except ConnectionResetError:
            pass
    print(json.dumps({"connect": connect, "leastAnswer": min(answers), "averageAnswer": sum(answers) / len(answers)}))


if sys.argv[1] == "serve":
    serve(*sys.argv[2:])
else:
    ask(*sys.argv[2:])
