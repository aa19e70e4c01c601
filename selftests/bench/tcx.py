#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Programs at an interface's TCX hooks, by the system call: the bpftool of Debian 12 cannot attach them.

    tcx.py INTERFACE ingress|egress first|last PROGRAM LINK    attaches a pinned program and pins the link

Functions take and give descriptors, of programs and links, and raise OSError.
"""
import ctypes
import os
import socket
import struct
import sys

SYSCALL_BPF = {"x86_64": 321, "aarch64": 280}[os.uname().machine]
OBJECT_PIN, OBJECT_GET, PROGRAM_OF_ID, LINK_CREATE, LINK_UPDATE, ENABLE_STATS = 6, 7, 13, 28, 29, 32
HOOKS = {"ingress": 46, "egress": 47}  # BPF_TCX_INGRESS, BPF_TCX_EGRESS
PLACES = {"first": 1 << 3, "last": 1 << 4}  # BPF_F_BEFORE, BPF_F_AFTER no other program
LIBC = ctypes.CDLL(None, use_errno=True)


def system_call(number, *arguments):
    result = LIBC.syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), f"system call {number}")
    return result


def bpf(command, layout, *values):
    attributes = struct.pack(layout, *values)
    return system_call(SYSCALL_BPF, command, attributes, len(attributes))


def facts(descriptor):
    """What the kernel says of a program or a link: {name: text}."""
    with open(f"/proc/self/fdinfo/{descriptor}", encoding="ascii") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def program(pin):
    """The program that is pinned there, or whose link is."""
    path = ctypes.create_string_buffer(pin.encode())
    found = bpf(OBJECT_GET, "QII", ctypes.addressof(path), 0, 0)
    said = facts(found)
    if "link_type" not in said:
        return found
    os.close(found)
    return bpf(PROGRAM_OF_ID, "III", int(said["prog_id"]), 0, 0)


def attach(descriptor, interface, hook, place):
    """The link: it ends when its last descriptor or pin does."""
    return bpf(LINK_CREATE, "IIIIIIQ", descriptor, socket.if_nametoindex(interface), HOOKS[hook], PLACES[place], 0, 0, 0)


def update(link, descriptor):
    """Another program takes the place of the link's: each packet meets one of them."""
    bpf(LINK_UPDATE, "IIII", link, descriptor, 0, 0)


def pin(descriptor, name):
    path = ctypes.create_string_buffer(name.encode())
    bpf(OBJECT_PIN, "QII", ctypes.addressof(path), descriptor, 0)


def count_runs():
    """While this descriptor is open each program's runs are counted, see facts(), which costs time."""
    return bpf(ENABLE_STATS, "I", 0)


def main():
    interface, hook, place, pinned, link = sys.argv[1:]
    pin(attach(program(pinned), interface, hook, place), link)


if __name__ == "__main__":
    main()
