# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Frames of links that no live meter sees: headers in the place of Ethernet's, and captures of them. Numbers are LINKTYPEs."""
import struct

from frames import mac

BSSID = mac(9)
SNAP = bytes.fromhex("aaaa03000000")
TO, FROM, RETRY, PROTECTED = 1, 2, 8, 0x40


def ppp_protocol(ethertype):
    return b"\0\x21" if ethertype == b"\x08\0" else b"\0\x57"


def ppp(ethertype):
    return b"\xff\3" + ppp_protocol(ethertype)


def ppp_compressed(ethertype):
    """Without address, control and the protocol's first octet (RFC 1661 6.5, 6.6)."""
    return ppp_protocol(ethertype)[1:]


def hdlc(ethertype):
    return b"\x0f\0" + ethertype


def pppoe(ethertype):
    return struct.pack(">BBHH", 0x11, 0, 7, 1500) + ppp_protocol(ethertype)


def frame_relay(ethertype):
    return b"\x18\x41\3" + (b"\xcc" if ethertype == b"\x08\0" else b"\x8e")


def frame_relay_snap(ethertype):
    """An address of four octets, a padding octet, SNAP."""
    return b"\x18\x40\x10\x01\3\0\x80\0\0\0" + ethertype


def frame_relay_cisco(ethertype):
    return b"\x18\x41" + ethertype


def wlan(flags, quality=b"", subtype=0, more=b""):
    """A data frame's header; `quality`: its QoS field."""
    addresses = {0: mac(2) + mac(1) + BSSID, TO: BSSID + mac(1) + mac(2), FROM: mac(2) + BSSID + mac(1),
                 TO | FROM: BSSID + mac(8) + mac(2)}[flags & (TO | FROM)]
    fourth = mac(1) if flags & TO and flags & FROM else b""
    kind = 2 << 2 | (8 if quality else subtype) << 4
    return struct.pack("<BBH", kind, flags, 44) + addresses + b"\0\0" + fourth + quality + more


def radiotap(flags, *, timed=False, extended=False):
    present = [(1 if timed else 0) | 2 | (0x80000000 if extended else 0)] + ([0] if extended else [])
    words = b"".join(struct.pack("<I", word) for word in present)
    fields = (bytes(-(4 + len(words)) % 8) + bytes(8) if timed else b"") + bytes([flags, 0])
    return struct.pack("<BBH", 0, 0, 4 + len(words) + len(fields)) + words + fields


def with_check(frames):
    return [(time, data + b"\1\2\3\4", wire + 4, interface) for time, data, wire, interface in frames]


def nflog(ethertype):
    """One attribute before the packet; the packet's own length is left at 0 here, see nflog_frames()."""
    return bytes([2 if ethertype == b"\x08\0" else 10, 0, 0, 0]) + struct.pack("<HH5s3x", 9, 10, b"rule\0")


def nflog_frames(frames):
    """The attribute that holds the packet, of its length."""
    head = len(nflog(b"\x08\0"))
    return [(time, data[:head] + struct.pack("<HH", len(data) - head + 4, 9) + data[head:], wire + 4, interface)
            for time, data, wire, interface in frames]


def link_captures(frames_with):
    """(name, frames, LINKTYPE); frames_with(header): frames of both versions of IP with header(EtherType) in front."""
    yield "ppp", frames_with(ppp), 9
    yield "ppp-compressed", frames_with(ppp_compressed), 9
    yield "ppp-in-hdlc", frames_with(ppp), 50
    yield "cisco-in-hdlc", frames_with(hdlc), 50
    yield "hdlc", frames_with(hdlc), 104
    yield "pppoe", frames_with(pppoe), 51
    yield "frame-relay", frames_with(frame_relay), 107
    yield "frame-relay-snap", frames_with(frame_relay_snap), 107
    yield "frame-relay-cisco", frames_with(frame_relay_cisco), 107
    yield "nflog", nflog_frames(frames_with(nflog)), 239
    for flags in (0, TO, FROM, TO | FROM, TO | RETRY):
        yield f"wlan-{flags}", frames_with(lambda e, flags=flags: wlan(flags) + SNAP + e), 105
    yield "wlan-qos", frames_with(lambda e: wlan(FROM, b"\5\0") + SNAP + e), 105
    yield "wlan-ht-control", frames_with(lambda e: wlan(TO | 0x80, b"\5\0", more=bytes(4)) + SNAP + e), 105
    yield "wlan-protected", frames_with(lambda e: wlan(TO | PROTECTED) + SNAP + e), 105
    yield "radiotap", frames_with(lambda e: radiotap(0) + wlan(TO) + SNAP + e), 127
    yield "radiotap-check", with_check(frames_with(lambda e: radiotap(0x10, timed=True) + wlan(TO) + SNAP + e)), 127
    yield "radiotap-padded", frames_with(lambda e: radiotap(0x20, timed=True, extended=True) + wlan(TO, b"\0\0") + b"\0\0" + SNAP + e), 127
