#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""replay.py CAPTURE DEVICE [wander]: sends the frames of a little-endian pcap file, as they are; wander: each from another CPU than
the one before it. Prints how many there are."""
import os
import socket
import struct
import sys

FILE_HEADER, FRAME_HEADER = 24, 16


def frames(path):
    with open(path, "rb") as file:
        content = file.read()
    at = FILE_HEADER
    while at < len(content):
        length = struct.unpack_from("<I", content, at + 8)[0]
        yield content[at + FRAME_HEADER:at + FRAME_HEADER + length]
        at += FRAME_HEADER + length


cpus = sorted(os.sched_getaffinity(0))
sent = 0
with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as device:
    device.bind((sys.argv[2], 0))
    for frame in frames(sys.argv[1]):
        if sys.argv[3:] == ["wander"]:
            os.sched_setaffinity(0, {cpus[sent % len(cpus)]})
        device.send(frame)
        sent += 1
print(sent)
