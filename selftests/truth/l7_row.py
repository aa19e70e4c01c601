# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""A row of what compare_l7.py compares: one of our fields, and tshark's that say the same."""
import dataclasses
import re
import typing

TEXT, LINE = 127, 255  # octets that a record keeps of a text: user/flow/facts/text.h
STRICT = ("dns", "tls", "quic", "http")  # what issue 7 wants more of


@dataclasses.dataclass
class Row:
    protocol: str
    name: str
    fields: list  # tshark's that `theirs` and `when` look at
    theirs: typing.Callable  # (packet) → values
    ours: typing.Callable  # (record) → values
    when: typing.Callable  # (packet) → is it looked at?
    spoken: tuple  # our names of the protocol; none: whatever it is
    is_one: bool  # a record tells one of several values


ROWS = []


def least(protocol):
    """(recall, precision) that issue 7 asks for."""
    return (0.98, 0.99) if protocol in STRICT else (0.95, 0.95)


def always(_packet):
    return True


def has(field):
    return lambda packet: bool(packet[field])


def number(text):
    return int(text, 0)


def but(convert, *others):
    """None for those others."""
    return lambda text: None if convert(text) in others else convert(text)


def comparable(value, room):
    """As long as a record keeps it, control octets as tshark writes them; what is not ASCII tshark cannot always write."""
    text = str(value).encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
    for ours, theirs in (r"\x0a", r"\n"), (r"\x0d", r"\r"), (r"\x09", r"\t"):
        text = text.replace(ours, theirs)
    return re.sub(r"[^\x00-\x7f]+", "?", text)


def row(protocol, ours, theirs, convert=str, *, when=always, also=(), record=None, spoken=None, one=False, room=TEXT):
    """`theirs`: a field, each of whose values `convert` makes ours (None: none of them), or fields of a packet that `convert` makes a list of.
    `record` makes a list of a record of ours; without it, that is the field's value."""
    fields = [theirs] if isinstance(theirs, str) else list(theirs)

    def chosen(values):
        return {comparable(value, room) for value in values if value not in (None, "")}

    def their_values(packet):
        return chosen([convert(value) for value in packet[theirs]] if isinstance(theirs, str) else convert(packet))

    def our_values(found):
        return chosen(record(found) if record else [found.get(ours)])
    ROWS.append(Row(protocol, ours, fields + list(also), their_values, our_values, when, (protocol,) if spoken is None else spoken, one))
