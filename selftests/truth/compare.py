#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""compare.py RECORDS TRUTH: the JSON lines of `tapless read --uniflow` against what a dissector says of the same capture.

Each uniflow of innermost packets must be there, and no other, with the same packets, octets, flags, first and last time; each TCP conversation must
have a TLS SNI and an HTTP Host where the truth has one, and one of those; so must what DNS conversations asked and were answered. Prints each difference; exit status 1 if there is one."""
import decimal
import ipaddress
import json
import sys

SHOWN = 20
ICMP = (1, 58)
# key of the truth, key of our records
NAMES = {
    "tlsSNI": "tlsSni",
    "httpRequestHost": "httpRequestHost",
    "httpRequestMethod": "httpRequestMethod",
    "httpRequestTarget": "httpRequestTarget",
    "httpUserAgent": "httpUserAgent",
    "httpStatusCode": "httpStatusCode",
    "httpContentType": "httpContentType",
    "tlsALPN": "tlsAlpn",
    "tlsALPNSelected": "tlsAlpnSelected",
    "tlsServerCipher": "tlsCipherSuite",
    "tlsJA3": "tlsJa3Fingerprint",
    "tlsJA3S": "tlsJa3s",
    "tlsJA4": "tlsJa4",
    "quicSNI": "quicSni",
    "quicALPN": "tlsAlpn",
    "quicJA3": "tlsJa3Fingerprint",
    "quicJA4": "tlsJa4",
    "quicJA3S": "tlsJa3s",
    "quicServerCipher": "tlsCipherSuite",
    "sshClientBanner": "sshClientVersion",
    "sshServerBanner": "sshServerVersion",
    "dnsQueryName": "dnsQname",
    "dnsQueryType": "dnsQtype",
    "dnsResponseCode": "dnsResponseCode",
    "dnsAnswerA": "dnsAnswerIPv4Address",
    "dnsAnswerAAAA": "dnsAnswerIPv6Address",
}
# how the truth writes what our records have otherwise
WRITTEN = {"tlsAlpn": lambda value: value.split(","), "tlsCipherSuite": lambda value: [f"0x{value:04x}"]}
ALWAYS_TOLD = {"tlsSni", "httpRequestHost"}  # by every truth; other facts by some
INCOMPLETE = ("httpContentType",)  # in the stored truths, which lack some that tshark shows
OF_ALL_SECTIONS = ("dnsAnswerIPv4Address", "dnsAnswerIPv6Address")  # in the truth; ours are of the answer section
ROOT = {"<root>": "."}  # as tshark writes it, as we do
UNITS = {"Nanoseconds": 1, "Microseconds": 10**3, "Milliseconds": 10**6, "Seconds": 10**9}


def flow_key(protocol, source, source_port, destination, destination_port, vlan):
    if protocol in ICMP:
        source_port = destination_port = 0
    return (protocol, str(ipaddress.ip_address(source)), source_port, str(ipaddress.ip_address(destination)),
            destination_port, tuple(vlan)[:2])


def conversation_key(protocol, one, one_port, other, other_port):
    ends = [(str(ipaddress.ip_address(one)), one_port), (str(ipaddress.ip_address(other)), other_port)]
    return (protocol, *sorted(ends))


def merge(flows, key, flow):
    """Each time is (value, unit), both in nanoseconds: no finer than its source knows it."""
    known = flows.setdefault(key, flow)
    if known is flow:
        return
    known["packets"] += flow["packets"]
    known["octets"] += flow["octets"]
    known["flags"] |= flow["flags"]
    known["oddities"] |= flow["oddities"]
    if known["fragments"] is not None:
        known["fragments"] += flow["fragments"]
    known["first"] = min(known["first"], flow["first"])
    known["last"] = max(known["last"], flow["last"])


def record_time(record, which):
    for name, unit in UNITS.items():
        if which + name in record:
            return int(record[which + name]) * unit, unit
    raise ValueError(f"record without {which}…: {record}")


def record_vlan(record):
    tags = [record.get("dot1qVlanId"), record.get("dot1qCustomerVlanId")]
    return [tag for tag in tags if tag is not None]


def record_layers(record):
    labels = [record.get(name) for name in ("mplsTopLabelStackSection", "mplsLabelStackSection2", "mplsLabelStackSection3")]
    return {
        "tunnelIds": [record["tunnelId"]] if record.get("tunnelKind") in ("vxlan", "vxlan-gpe", "geneve", "gtp-u") else [],
        "mplsLabels": [int(label, 16) >> 4 for label in labels if label is not None],
        "pppoeSessions": [record["pppoeSessionId"]] if "pppoeSessionId" in record else [],
    }


def truth_layers(fact):
    """The stored truths know segments and endpoints only."""
    return {
        "tunnelIds": fact.get("tunnelIds", fact.get("vni", []) + fact.get("gtpTeid", [])),
        "mplsLabels": fact.get("mplsLabels", []),
        "pppoeSessions": fact.get("pppoeSessions", []),
    }


def read_records(path):
    flows, names, other_packets = {}, {}, 0
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    for record in records:
        source = record.get("sourceIPv4Address", record.get("sourceIPv6Address"))
        destination = record.get("destinationIPv4Address", record.get("destinationIPv6Address"))
        if source is None or destination is None:
            other_packets += record.get("packetDeltaCount", 0)
            continue
        ends = (record.get("protocolIdentifier", 0), source, record.get("sourceTransportPort", 0), destination,
                record.get("destinationTransportPort", 0))
        if "packetDeltaCount" in record:  # not that of a transaction
            merge(flows, flow_key(*ends, record_vlan(record)), {
                "packets": record["packetDeltaCount"],
                "octets": record["octetDeltaCount"],
                "flags": record.get("tcpControlBits", 0),
                "fragments": record.get("fragmentDeltaCount", 0),
                "oddities": record.get("fragmentOddities", 0),
                "first": record_time(record, "flowStart"),
                "last": record_time(record, "flowEnd"),
                **record_layers(record),
            })
        for name in NAMES.values():
            if name in record:
                values = WRITTEN.get(name, lambda value: [str(value)])(record[name])
                names.setdefault((conversation_key(*ends), name), set()).update(values)
    return flows, names, other_packets


def truth_time(fact, which):
    if which + "Nanoseconds" in fact:
        return fact[which + "Nanoseconds"], 1
    return int((fact[which] * 10**9).to_integral_value()), 10**3


def is_frame_in_tunnel(fact):
    """VXLAN that carries no IP: to us the frame inside, ARP or the like; the truth counts what is around it."""
    return fact["layer"] == "outer" and "vni" in fact and not fact["tunnelled"]


def read_truth(path):
    flows, names, summary = {}, {}, {}
    with open(path, encoding="utf-8") as lines:
        facts = [json.loads(line, parse_float=decimal.Decimal) for line in lines]
    for fact in facts:
        if fact["type"] == "summary":
            summary = fact
        elif fact["type"] == "flow" and is_frame_in_tunnel(fact):
            summary["nonIpPackets"] += fact["packets"]
        elif fact["type"] == "flow" and not fact.get("tunnelled"):
            key = flow_key(fact["protocolIdentifier"], fact["src"], fact["sport"], fact["dst"], fact["dport"], fact["vlan"])
            merge(flows, key, {"packets": fact["packets"], "octets": fact["octets"], "flags": fact["tcpFlags"],
                               "fragments": fact.get("fragments"), "oddities": fact.get("oddities", 0),
                               "first": truth_time(fact, "first"), "last": truth_time(fact, "last"),
                               **truth_layers(fact)})
        elif fact["type"] == "conv" and fact["protocolIdentifier"] in (6, 17):
            ends = conversation_key(fact["protocolIdentifier"], fact["client"], fact["cport"], fact["server"], fact["sport"])
            for kind, name in NAMES.items():
                if kind in fact["facts"]:
                    names.setdefault((ends, name), set()).update(ROOT.get(value, value) for value in fact["facts"][kind])
    return flows, names, summary


def same_time(one, other):
    """To the coarser of the two units."""
    unit = max(one[1], other[1])
    return one[0] // unit == other[0] // unit


def flow_text(key):
    protocol, source, source_port, destination, destination_port, vlan = key
    return f"protocol {protocol} {source}:{source_port} > {destination}:{destination_port}" + \
        (f" VLAN {'.'.join(map(str, vlan))}" if vlan else "")


def compare_flows(ours, truth):
    for key in sorted(set(ours) | set(truth)):
        if key not in ours:
            yield f"{flow_text(key)}: missing"
        elif key not in truth:
            yield f"{flow_text(key)}: not in the truth"
        else:
            fields = ["packets", "octets", "flags", "tunnelIds", "mplsLabels", "pppoeSessions"]
            if truth[key]["fragments"] is not None:  # the stored truths do not know
                fields += ["fragments", "oddities"]
            for field in fields:
                if ours[key][field] != truth[key][field]:
                    yield f"{flow_text(key)}: {field} {ours[key][field]}, truth {truth[key][field]}"
            for field in ("first", "last"):
                if not same_time(ours[key][field], truth[key][field]):
                    yield f"{flow_text(key)}: {field} {ours[key][field][0]}, truth {truth[key][field][0]}"


def compare_names(ours, truth):
    told = {name for _, name in truth} | ALWAYS_TOLD
    for key in sorted(set(ours) | set(truth)):
        (protocol, one, other), name = key
        if name not in told:
            continue
        where = f"protocol {protocol} {one[0]}:{one[1]} - {other[0]}:{other[1]}: {name}"
        if key not in ours:
            if name not in OF_ALL_SECTIONS:
                yield f"{where} missing, truth {sorted(truth[key])}"
        elif name not in INCOMPLETE and not ours[key] <= truth.get(key, set()):
            yield f"{where} {sorted(ours[key])}, truth {sorted(truth.get(key, []))}"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    flows, names, other_packets = read_records(sys.argv[1])
    true_flows, true_names, summary = read_truth(sys.argv[2])
    differences = list(compare_flows(flows, true_flows)) + list(compare_names(names, true_names))
    # frames that are malformed to one of the two may be in no flow
    if other_packets > summary.get("nonIpPackets", other_packets):
        differences.append(f"{other_packets} packets that are not IP, truth {summary['nonIpPackets']}")
    if not true_flows and not summary.get("packets"):
        differences.append("the truth is empty")
    for difference in differences[:SHOWN]:
        print(difference)
    if len(differences) > SHOWN:
        print(f"… and {len(differences) - SHOWN} more differences")
    sys.exit(1 if differences else 0)


main()
