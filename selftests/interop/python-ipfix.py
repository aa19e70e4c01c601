# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""python-ipfix.py FILE JSON: the flow records of an IPFIX file as python3-ipfix reads them against the same as JSON lines, all elements
of IANA and RFC 5103 but dateTimeNanoseconds (which it takes for seconds since 1970). Prints "RECORDS VALUES" and each difference."""
import datetime
import ipaddress
import json
import sys

import ipfix.ie
import ipfix.reader

ipfix.ie.use_iana_default()
ipfix.ie.use_5103_default()


def plain(value):
    if isinstance(value, datetime.datetime):
        return int(value.replace(tzinfo=datetime.timezone.utc).timestamp())
    if isinstance(value, (ipaddress.IPv4Address, ipaddress.IPv6Address)):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return ":".join(f"{octet:02x}" for octet in value) if len(value) == 6 else value.hex()
    return value


def same(name, read, wanted):
    if "Milliseconds" in name and isinstance(read, datetime.datetime):
        return plain(read) == wanted // 1000
    return plain(read) == wanted


with open(sys.argv[2], encoding="utf-8") as lines:
    truth = list(map(json.loads, lines))
records = values = 0
with open(sys.argv[1], "rb") as stream:
    for record in ipfix.reader.from_stream(stream).namedict_iterator():
        if "flowId" not in record:
            continue
        wanted = truth[records]
        records += 1
        for name, read in record.items():
            if name.startswith("_") or "Nanoseconds" in name:
                continue
            values += 1
            if not same(name, read, wanted.get(name)):
                print(f"record {records}, {name}: {plain(read)!r} for {wanted.get(name)!r}")
print(records, values)
