#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""compare_sums.py RECORDS REPORT: the JSON lines of `tapless read --uniflow` against what the traffic generator says it made:
packets, octets, layer-2 octets and number of flows. Prints each difference; exit status 1 if there is one."""
import json
import sys

KEY = ("sourceIPv4Address", "destinationIPv4Address", "sourceIPv6Address", "destinationIPv6Address", "sourceTransportPort",
       "destinationTransportPort", "protocolIdentifier", "dot1qVlanId", "dot1qCustomerVlanId", "ethernetType")
MACS = ("sourceMacAddress", "destinationMacAddress")
SUMS = {"packets": "packetDeltaCount", "octets": "octetDeltaCount", "layer2Octets": "layer2OctetDeltaCount"}


def flow_key(record):
    names = KEY if "protocolIdentifier" in record else KEY + MACS
    return tuple(record.get(name) for name in names)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    with open(sys.argv[2], encoding="utf-8") as file:
        report = json.load(file)
    found = {name: sum(record.get(element, 0) for record in records) for name, element in SUMS.items()}
    found["flows"] = len({flow_key(record) for record in records})
    differences = [f"{name}: {found[name]}, made {report[name]}" for name in found if found[name] != report[name]]
    print(*differences, sep="\n", end="\n" if differences else "")
    sys.exit(1 if differences else 0)


main()
