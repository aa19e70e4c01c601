# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""sets.py FILE: walks the sets of an IPFIX file by its templates alone, and prints what is behind the last record of any set, and what
the values of paddingOctets (210) are made of: "behind HEX" for each different one, and "padding HEX-DIGITS"."""
import struct
import sys

TEMPLATES, OPTIONS, FIRST_DATA, VARIABLE, PADDING_OCTETS = 2, 3, 256, 0xFFFF, 210
octets = open(sys.argv[1], "rb").read()
templates = {}
behind, padding = set(), set()


def take_template(at, is_options):
    number, count = struct.unpack_from("!HH", octets, at)
    at += 6 if is_options else 4
    fields = []
    for _ in range(count):
        element, length = struct.unpack_from("!HH", octets, at)
        at += 8 if element & 0x8000 else 4
        fields.append((element, length))
    templates[number] = fields
    return at


def take_record(at, end, fields):
    for element, length in fields:
        if length == VARIABLE:
            length = octets[at]
            at += 1
            if length == 255:
                length, = struct.unpack_from("!H", octets, at)
                at += 2
        if element == PADDING_OCTETS:
            padding.update(octets[at:at + length])
        at += length
    assert at <= end, "a record is longer than its set"
    return at


def walk_set(at, end, number):
    if number in (TEMPLATES, OPTIONS):
        while end - at >= 4:
            at = take_template(at, number == OPTIONS)
    else:
        least = sum(1 if length == VARIABLE else length for _, length in templates[number])
        while end - at >= least:
            at = take_record(at, end, templates[number])
    behind.add(octets[at:end].hex())


message = 0
while message < len(octets):
    message_end = message + struct.unpack_from("!H", octets, message + 2)[0]
    place = message + 16
    while place < message_end:
        set_number, set_length = struct.unpack_from("!HH", octets, place)
        walk_set(place + 4, place + set_length, set_number)
        place += set_length
    assert place == message_end, "sets and message differ in length"
    message = message_end
print("behind", *sorted(behind))
print("padding", *sorted(f"{octet:02x}" for octet in padding))
