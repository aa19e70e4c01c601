#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""compare_check.py: that compare.py accepts records that agree with a truth, and notices each way in which they can differ."""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

COMPARE = pathlib.Path(__file__).with_name("compare.py")

TRUTH = [
    {"type": "summary", "packets": 9, "nonIpPackets": 1},
    {"type": "flow", "layer": "outer", "protocolIdentifier": 6, "src": "192.0.2.1", "dst": "192.0.2.2", "sport": 1000,
     "dport": 443, "vlan": [7, 8], "packets": 5, "octets": 500, "tcpFlags": 27, "first": 1700000000.00001, "last": 1700000009.5},
    {"type": "flow", "layer": "inner", "protocolIdentifier": 58, "src": "2001:db8::1", "dst": "2001:db8::2", "sport": 0,
     "dport": 0, "vlan": [], "packets": 3, "octets": 300, "tcpFlags": 0, "fragments": 2, "firstNanoseconds": 1700000000000000001,
     "lastNanoseconds": 1700000000000000003},
    {"type": "flow", "layer": "outer", "protocolIdentifier": 47, "src": "10.0.0.1", "dst": "10.0.0.2", "sport": 0, "dport": 0,
     "vlan": [], "packets": 3, "octets": 372, "tcpFlags": 0, "first": 1.5, "last": 1.5, "tunnelled": 3},
    {"type": "conv", "protocolIdentifier": 6, "client": "192.0.2.1", "cport": 1000, "server": "192.0.2.2", "sport": 443,
     "facts": {"tlsSNI": ["a.example", "b.example"], "tlsALPN": ["h2"]}},
]
RECORDS = [  # the first flow in two parts, as after an active timeout
    {"sourceIPv4Address": "192.0.2.1", "destinationIPv4Address": "192.0.2.2", "sourceTransportPort": 1000,
     "destinationTransportPort": 443, "protocolIdentifier": 6, "dot1qVlanId": 7, "dot1qCustomerVlanId": 8,
     "packetDeltaCount": 2, "octetDeltaCount": 200, "tcpControlBits": 2, "flowStartNanoseconds": 1700000000000010999,
     "flowEndNanoseconds": 1700000001000000000, "tlsSni": "b.example", "tlsAlpn": "h2"},
    {"sourceIPv4Address": "192.0.2.1", "destinationIPv4Address": "192.0.2.2", "sourceTransportPort": 1000,
     "destinationTransportPort": 443, "protocolIdentifier": 6, "dot1qVlanId": 7, "dot1qCustomerVlanId": 8,
     "packetDeltaCount": 3, "octetDeltaCount": 300, "tcpControlBits": 25, "flowStartNanoseconds": 1700000002000000000,
     "flowEndNanoseconds": 1700000009500000000},
    {"sourceIPv6Address": "2001:db8:0::1", "destinationIPv6Address": "2001:db8::2", "destinationTransportPort": 32768,
     "protocolIdentifier": 58, "packetDeltaCount": 3, "octetDeltaCount": 300, "fragmentDeltaCount": 2,
     "flowStartNanoseconds": 1700000000000000001, "flowEndNanoseconds": 1700000000000000003},
    {"packetDeltaCount": 1, "octetDeltaCount": 0},
]


def changed(number, **changes):
    records = copy.deepcopy(RECORDS)
    for name, value in changes.items():
        if value is None:
            del records[number][name]
        else:
            records[number][name] = value
    return records


CASES = [
    ("the same", RECORDS, True),
    ("milliseconds", changed(0, flowStartNanoseconds=None, flowStartMilliseconds=1700000000000), True),
    ("other name of the truth", changed(0, tlsSni="a.example"), True),
    ("name on the other direction", RECORDS[:3] + [
        {"sourceIPv4Address": "192.0.2.2", "destinationIPv4Address": "192.0.2.1", "sourceTransportPort": 443,
         "destinationTransportPort": 1000, "protocolIdentifier": 6, "packetDeltaCount": 1, "octetDeltaCount": 60,
         "flowStartNanoseconds": 1, "flowEndNanoseconds": 1}], False),
    ("missing flow", RECORDS[:2], False),
    ("missing part", RECORDS[1:], False),
    ("packets", changed(1, packetDeltaCount=4), False),
    ("octets", changed(2, octetDeltaCount=301), False),
    ("flags", changed(1, tcpControlBits=9), False),
    ("first time", changed(0, flowStartNanoseconds=1700000000000011000), False),
    ("last time", changed(2, flowEndNanoseconds=1700000000000000004), False),
    ("port", changed(0, sourceTransportPort=1001), False),
    ("address", changed(2, sourceIPv6Address="2001:db8::3"), False),
    ("inner VLAN", changed(0, dot1qCustomerVlanId=9), False),
    ("no VLAN", changed(1, dot1qVlanId=None, dot1qCustomerVlanId=None), False),
    ("no name", changed(0, tlsSni=None), False),
    ("wrong name", changed(0, tlsSni="c.example"), False),
    ("wrong ALPN", changed(0, tlsAlpn="h3"), False),
    ("name of another kind", changed(0, httpRequestHost="a.example"), False),
    ("name where none is", changed(2, tlsSni="a.example"), False),
    ("more packets that are not IP", changed(3, packetDeltaCount=2), False),
    ("tunnel", changed(2, tunnelKind="vxlan", tunnelId=4), False),
    ("label", changed(1, mplsTopLabelStackSection="000641"), True),
    ("label of the first part", changed(0, mplsTopLabelStackSection="000641"), False),
    ("session", changed(2, pppoeSessionId=7), False),
    ("fragments", changed(2, fragmentDeltaCount=3), False),
    ("no fragments", changed(2, fragmentDeltaCount=None), False),
    ("fragments without a first", changed(2, fragmentOddities=1), False),
    ("nothing", [], False),
]


def agrees(folder, records):
    paths = []
    for name, lines in (("records", records), ("truth", TRUTH)):
        path = pathlib.Path(folder, name)
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        paths.append(path)
    result = subprocess.run([sys.executable, COMPARE, *paths], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if result.stderr or bool(result.stdout) != bool(result.returncode):
        raise SystemExit(f"compare.py failed: {result.stderr or result.stdout}")
    return result.returncode == 0


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, records, expected in CASES:
            if agrees(folder, records) == expected:
                print(f"ok compare.py: {name}")
            else:
                print(f"not ok compare.py: {name}: {'refused' if expected else 'accepted'}")


main()
