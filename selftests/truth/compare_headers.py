#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""compare_headers.py RECORDS CAPTURE: what `read --uniflow` says of each flow's headers against what tshark shows of its packets.

Of the first packet: class, flow label, number; of the first SYN: options, segment size, scale, window, size, TTL; of all: least and greatest length and
TTL, kinds of SCTP chunks, IPv4 options; the flow that an ICMP error quotes, what ARP asks and answers. For
captures without tunnels."""
import collections
import json
import subprocess
import sys

FIELDS = ("ip.src ipv6.src ip.dst ipv6.dst ip.proto ipv6.nxt tcp.srcport udp.srcport sctp.srcport tcp.dstport udp.dstport sctp.dstport icmp.type icmp.code "
          "icmpv6.type icmpv6.code ip.ttl ipv6.hlim ip.dsfield ipv6.tclass ipv6.flow ip.id ip.len ipv6.plen tcp.flags tcp.seq_raw tcp.window_size_value "
          "tcp.option_kind tcp.options.mss_val tcp.options.wscale.shift sctp.chunk_type ip.opt.type.number llc.type "
          "eth.src eth.dst arp.opcode arp.src.proto_ipv4 arp.dst.proto_ipv4").split()
SYN, ACK = 2, 16


def number(text):
    return int(text, 0) if text else None


def bits(text):
    return sum(1 << kind for kind in {int(kind) for kind in text.split(",") if kind})


def chunk_bits(text):
    """As sctpChunkTypes has them: 16 kinds of each of the four actions that a stranger takes (RFC 9260 3.2)."""
    return sum(1 << (kind >> 6) * 16 + (kind & 15) for kind in {int(kind, 0) for kind in text.split(",") if kind})


def read_packets(capture):
    command = ["tshark", "-n", "-r", capture, "-o", "ip.defragment:FALSE", "-o", "tcp.desegment_tcp_streams:FALSE", "-T", "fields", "-E",
               "separator=;", "-E", "occurrence=a"]
    for field in FIELDS:
        command += ["-e", field]
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        row = dict(zip(FIELDS, line.split(";")))
        quoting = row["icmp.type"] or row["icmpv6.type"]  # the quoted packet's fields come second
        several = ("tcp.option_kind", "sctp.chunk_type", "ip.opt.type.number")
        packet = {name: value if name in several and not quoting else value.split(",")[0] for name, value in row.items()}
        packet["quoted"] = {name: (value.split(",") + [""])[1] for name, value in row.items()} if quoting else None
        yield packet


def truth_of_quoted(packet, quoted):
    """Of the packet in an error; ports are those of a first fragment. (tshark counts an error's fields first, those of what it quotes second.)"""
    version = "IPv4" if quoted["ip.src"] else "IPv6"
    truth = {f"quotedSource{version}Address": quoted["ip.src"] or quoted["ipv6.src"], f"quotedDestination{version}Address": quoted["ip.dst"] or quoted["ipv6.dst"]}
    for name, protocol in (("tcp", 6), ("udp", 17), ("sctp", 132)):
        if packet[name + ".srcport"] and number(quoted["ip.proto"]) in (protocol, None):
            truth |= {"quotedSourceTransportPort": int(packet[name + ".srcport"]), "quotedDestinationTransportPort": int(packet[name + ".dstport"])}
    if version == "IPv4":
        truth["quotedProtocolIdentifier"] = number(quoted["ip.proto"])
    return truth


def flow_of(packet):
    if packet["llc.type"] or "136" in (packet["ip.proto"], packet["ipv6.nxt"]):  # IP behind LLC is no IP to us; UDP-Lite has UDP's fields
        return None
    protocol = 6 if packet["tcp.srcport"] else 17 if packet["udp.srcport"] else 132 if packet["sctp.srcport"] else None
    if packet["icmp.type"] or packet["icmpv6.type"]:
        protocol = 1 if packet["icmp.type"] else 58
        ports = (0, (number(packet["icmp.type"] or packet["icmpv6.type"]) << 8) + number(packet["icmp.code"] or packet["icmpv6.code"]))
    elif protocol:
        name = {6: "tcp", 17: "udp", 132: "sctp"}[protocol]
        ports = int(packet[name + ".srcport"]), int(packet[name + ".dstport"])
    else:
        return None
    return (packet["ip.src"] or packet["ipv6.src"], packet["ip.dst"] or packet["ipv6.dst"], protocol, *ports)


def length_of(packet):
    return number(packet["ip.len"]) or number(packet["ipv6.plen"]) + 40


def truth_of_syn(packet):
    truth = {"tcpOptions": bits(packet["tcp.option_kind"]), "tcpWindowSize": number(packet["tcp.window_size_value"])}
    if packet["tcp.options.mss_val"]:
        truth["tcpMss"] = number(packet["tcp.options.mss_val"])
    if packet["tcp.options.wscale.shift"]:
        truth["tcpWindowScale"] = number(packet["tcp.options.wscale.shift"])
    if not number(packet["tcp.flags"]) & ACK:
        truth |= {"tcpSynSize": length_of(packet), "tcpSynTtl": number(packet["ip.ttl"] or packet["ipv6.hlim"])}
    return {element: value for element, value in truth.items() if value or element != "tcpOptions"}


def truth_of(packets):
    first = packets[0]
    lives = [number(packet["ip.ttl"] or packet["ipv6.hlim"]) for packet in packets]
    lengths = [length_of(packet) for packet in packets]
    truth = {"ipClassOfService": number(first["ip.dsfield"] or first["ipv6.tclass"]), "minimumTTL": min(lives), "maximumTTL": max(lives),
             "minimumIpTotalLength": min(lengths), "maximumIpTotalLength": max(lengths), "packetDeltaCount": len(packets)}
    if number(first["ipv6.flow"]):
        truth["flowLabelIPv6"] = number(first["ipv6.flow"])
    if number(first["ip.id"]):
        truth["fragmentIdentification"] = number(first["ip.id"])
    if first["sctp.chunk_type"]:
        truth["sctpChunkTypes"] = chunk_bits(",".join(packet["sctp.chunk_type"] for packet in packets))
    if not first["quoted"] and (options := bits(",".join(packet["ip.opt.type.number"] for packet in packets))):
        truth["ipv4Options"] = options
    if first["quoted"] and (first["quoted"]["ip.src"] or first["quoted"]["ipv6.src"]):
        truth |= truth_of_quoted(first, first["quoted"])
    if first["tcp.flags"] and not first["icmp.type"] and not first["icmpv6.type"]:
        truth["initialTCPFlags"] = number(first["tcp.flags"])
        if number(first["tcp.flags"]) & SYN:
            truth |= {"tcpSequenceNumber": number(first["tcp.seq_raw"]), **truth_of_syn(first)}
    return truth


def read_records(path):
    records = {}
    with open(path, encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if "packetDeltaCount" not in record:  # that of a transaction
                continue
            ends = [record.get(side + "IPv4Address", record.get(side + "IPv6Address")) for side in ("source", "destination")]
            ports = record.get("sourceTransportPort", 0), record.get("destinationTransportPort", record.get("icmpTypeCodeIPv4", record.get("icmpTypeCodeIPv6", 0)))
            records.setdefault((*ends, record.get("protocolIdentifier"), *ports), record)
    return records


def compare_arp(path, capture):
    """Each sender in the capture sends one kind; its first is told."""
    told = {}
    with open(path, encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if "arpOperation" in record:
                told[record["sourceMacAddress"].lower().replace("-", ":")] = [record[f"arp{name}"] for name in ("Operation", "SourceIPv4Address", "DestinationIPv4Address")]
    wanted = {}
    for packet in read_packets(capture):
        if packet["arp.opcode"]:
            wanted.setdefault(packet["eth.src"], [number(packet["arp.opcode"]), packet["arp.src.proto_ipv4"], packet["arp.dst.proto_ipv4"]])
    for sender in sorted(told.keys() | wanted.keys()):
        if told.get(sender) != wanted.get(sender):
            print(f"ARP from {sender}: {told.get(sender)}, tshark {wanted.get(sender)}")
    return told != wanted


def main():
    records, flows, compared = read_records(sys.argv[1]), collections.defaultdict(list), 0
    for packet in read_packets(sys.argv[2]):
        if flow := flow_of(packet):
            flows[flow].append(packet)
    bad = compare_arp(sys.argv[1], sys.argv[2])
    for flow, packets in flows.items():
        for element, wanted in truth_of(packets).items():
            told = records.get(flow, {}).get(element)
            compared += 1
            if told != wanted:
                bad = True
                print(f"{flow}: {element} {told}, tshark {wanted}")
    print(f"{compared} compared")
    sys.exit(bad or not compared)


main()
