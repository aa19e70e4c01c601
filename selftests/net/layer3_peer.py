#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What arrives by interfaces whose frames begin with the IP header, and by one with Ethernet's, each a TUN/TAP device.

    layer3_peer.py NAME=HARDWARE...    makes the devices, of these hardware types (ARPHRD), and up; after a line on stdin
                                       sends the same packets by each of them, of its own addresses, and ends after another
"""
import fcntl
import ipaddress
import os
import struct
import subprocess
import sys

TUNSETIFF, TUNSETLINK = 0x400454CA, 0x400454CD
IFF_TUN, IFF_TAP, IFF_NO_PI = 1, 2, 0x1000
ETHERNET = 1
PACKETS = 5


def make_device(name, hardware):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)
    flags = (IFF_TAP if hardware == ETHERNET else IFF_TUN) | IFF_NO_PI
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), flags))
    if hardware != ETHERNET:
        fcntl.ioctl(device, TUNSETLINK, hardware)
    subprocess.run(["sysctl", "-qw", f"net.ipv6.conf.{name}.addr_gen_mode=1"], check=True)
    subprocess.run(["ip", "link", "set", name, "up"], check=True)
    return device


def checksum(data):
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ipv4(source, destination, payload):
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, 64, 17, 0, ipaddress.ip_address(source).packed,
                       ipaddress.ip_address(destination).packed)
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def ipv6(source, destination, payload):
    return struct.pack(">IHBB", 6 << 28, len(payload), 17, 64) + ipaddress.ip_address(source).packed + \
        ipaddress.ip_address(destination).packed + payload


def packets_of(number):
    """8.0.0.x and 129.0.0.x: where an Ethernet header has its type, these say IPv4 and VLAN."""
    datagram = struct.pack(">HHHH", 1000 + number, 2000, 8 + 20, 0) + bytes(20)
    yield 0x0800, ipv4(f"8.0.0.{number}", "192.0.2.99", datagram)
    yield 0x0800, ipv4(f"129.0.0.{number}", "192.0.2.99", datagram)
    yield 0x86DD, ipv6(f"2001:db8:8100::{number:x}", "2001:db8::99", datagram)


def main():
    devices = [(hardware := int(word.split("=")[1]), make_device(word.split("=")[0], hardware)) for word in sys.argv[1:]]
    print("up", flush=True)
    sys.stdin.readline()
    for number, (hardware, device) in enumerate(devices, 1):
        for ethertype, packet in list(packets_of(number)) * PACKETS:
            frame = b"\2\0\0\0\0\1" + b"\2\0\0\0\0\2" + struct.pack(">H", ethertype) if hardware == ETHERNET else b""
            os.write(device, frame + packet)
    print("sent", flush=True)
    sys.stdin.readline()


main()
