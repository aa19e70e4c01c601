#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""make_truth.py CAPTURE: what tshark says of a capture, as JSON lines.

One "summary", one "flow" per uniflow of innermost packets and VLAN stack, one "conv" per conversation with TLS SNI or HTTP Host. Ports
of fragments are those of the first one, even if that came later; what is in a fragment is not looked into."""
import collections
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

PREFERENCES = {
    "ip.defragment": "FALSE",
    "ipv6.defragment": "FALSE",
    "tcp.desegment_tcp_streams": "TRUE",
    "tcp.reassemble_out_of_order": "TRUE",
    "tls.desegment_ssl_records": "TRUE",
    "tls.desegment_ssl_application_data": "TRUE",
}
TUNNEL_IDS = {"vxlan": "vxlan.vni", "geneve": "geneve.vni", "gtp": "gtp.teid"}
TRANSPORTS = {6: "tcp", 17: "udp", 132: "sctp", 33: "dccp", 136: "udplite"}
NAMES = {"tls.handshake.extensions_server_name": "tlsSNI", "http.host": "httpRequestHost"}


def dissect(path):
    command = ["tshark", "-n", "-r", path, "-T", "pdml"]
    for name, value in PREFERENCES.items():
        command += ["-o", f"{name}:{value}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for _, element in ElementTree.iterparse(process.stdout):
        if element.tag == "packet":
            yield element
            element.clear()
    if process.wait():
        sys.exit(f"make_truth.py: tshark could not read {path}")


def show(layer, name):
    """Value of a layer's field, at whatever depth; None if it has none."""
    for field in layer.iter("field"):
        if field.get("name") == name:
            return field.get("show")
    return None


def nanoseconds(text):
    seconds, fraction = text.split(".")
    return int(seconds) * 10**9 + int(fraction.ljust(9, "0")[:9])


def protocol_of_ipv6(layer):
    """The transport's number: the next header of the last extension header."""
    protocol = int(show(layer, "ipv6.nxt"))
    for extension in layer.findall("proto"):
        name = extension.get("name")
        following = show(extension, "ah.next_header" if name == "ah" else name + ".nxt")
        protocol = int(following) if following else protocol
    return protocol


def is_fragment(layer):
    if layer.get("name") == "ip":
        return show(layer, "ip.flags.mf") in ("1", "True") or int(show(layer, "ip.frag_offset") or 0) > 0
    return show(layer, "ipv6.fraghdr.more") in ("1", "True") or int(show(layer, "ipv6.fraghdr.offset") or 0) > 0


def innermost(layers):
    """(position of the innermost IP layer, VLANs before it); no position if a frame that is not IP is inside."""
    position, vlan, frame_vlan = None, [], []
    for number, layer in enumerate(layers):
        name = layer.get("name")
        if name in ("vlan", "ieee8021ad"):
            frame_vlan.append(int(show(layer, name + ".id")))
        elif name == "eth" and position is not None:
            position = None
        elif name in ("ip", "ipv6"):
            position, vlan = number, list(frame_vlan)
            if is_fragment(layer):
                break
    return position, vlan


first_fragments = {}
early_fragments = collections.defaultdict(list)


def fragment_of(layer, key):
    identification = show(layer, "ip.id") if layer.get("name") == "ip" else show(layer, "ipv6.fraghdr.ident")
    return key[0], key[1], key[3], identification


def fragment_ports(datagram, layer, key):
    """Those of the first fragment, which this one may be; None if it has not come."""
    name = "ip.frag_offset" if layer.get("name") == "ip" else "ipv6.fraghdr.offset"
    if int(show(layer, name) or 0) == 0:
        first_fragments[datagram] = key[2], key[4]
    return first_fragments.get(datagram)


def claim_early_fragments(flows):
    """Those that came before their first one are of its flow."""
    for datagram, packets in early_fragments.items():
        ports = first_fragments.get(datagram)
        for key, facts, time in packets:
            key = (*key[:2], ports[0], key[3], ports[1], key[5]) if ports else key
            facts["oddities"] = 2 if ports else 1
            add_to_flow(flows, key, facts, time)


def tunnel_facts(layers, position):
    """Id of the tunnel around the innermost IP layer, labels and PPPoE session before it."""
    ids, labels, sessions = [], [], []
    for layer in layers[:position]:
        name = layer.get("name")
        if name in TUNNEL_IDS and show(layer, TUNNEL_IDS[name]) is not None:
            ids = [int(show(layer, TUNNEL_IDS[name]), 0)]
        elif name in ("ip", "ipv6"):
            ids = []
        elif name == "mpls":
            labels.append(int(show(layer, "mpls.label")))
        elif name == "pppoes":
            sessions.append(int(show(layer, "pppoe.session_id"), 0))
    return {"tunnelIds": ids, "mplsLabels": labels[:3], "pppoeSessions": sessions}


def innermost_flow(packet):
    """(key, facts, datagram of a fragment whose first one has not come) of the innermost IP packet; None if there is none that tshark could read."""
    layers = packet.findall("proto")
    position, vlan = innermost(layers)
    if position is None:
        return None
    layer = layers[position]
    name = layer.get("name")
    transport = layers[position + 1] if position + 1 < len(layers) else None
    offset = int(layer.get("pos"))
    frame_left = int(show(packet, "frame.len")) - offset
    if show(layer, name + ".src") is None or show(layer, name + ".dst") is None:
        return None
    if name == "ip":
        protocol = int(show(layer, "ip.proto"))
        octets = int(show(layer, "ip.len")) or frame_left
    else:
        protocol = protocol_of_ipv6(layer)
        length = int(show(layer, "ipv6.plen"))
        octets = length + 40 if length else frame_left
    if protocol == 51 and transport is not None and transport.get("name") == "ah":
        protocol = int(show(transport, "ah.next_header"))
        transport = layers[position + 2] if position + 2 < len(layers) else None
    key = [protocol, show(layer, name + ".src"), 0, show(layer, name + ".dst"), 0, tuple(vlan)]
    flags = 0
    if protocol in TRANSPORTS and transport is not None and transport.get("name") == TRANSPORTS[protocol]:
        prefix = TRANSPORTS[protocol].replace("udplite", "udp")
        key[2] = int(show(transport, prefix + ".srcport") or 0)
        key[4] = int(show(transport, prefix + ".dstport") or 0)
        if protocol == 6:
            flags = int(show(transport, "tcp.flags") or "0", 16)
    facts = {"octets": octets, "tcpFlags": flags, "fragments": 0, "oddities": 0, **tunnel_facts(layers, position)}
    early = None
    if is_fragment(layer):
        datagram = fragment_of(layer, key)
        ports = fragment_ports(datagram, layer, key)
        key[2], key[4] = ports or (0, 0)
        facts["fragments"] = 1
        early = None if ports else datagram
    return tuple(key), facts, early


def names_in(packet):
    for field in packet.iter("field"):
        if field.get("name") in NAMES and field.get("show"):
            yield NAMES[field.get("name")], field.get("show").strip()


def add_to_flow(flows, key, facts, time):
    flow = flows.setdefault(key, {"packets": 0, "first": time, "last": time, **facts, "octets": 0, "tcpFlags": 0, "fragments": 0, "oddities": 0})
    flow["packets"] += 1
    flow["octets"] += facts["octets"]
    flow["tcpFlags"] |= facts["tcpFlags"]
    flow["fragments"] += facts["fragments"]
    flow["oddities"] |= facts["oddities"]
    flow["first"] = min(flow["first"], time)
    flow["last"] = max(flow["last"], time)


def add_packet(flows, conversations, packet):
    found = innermost_flow(packet)
    if not found:
        return False
    key, facts, early = found
    time = nanoseconds(show(packet, "frame.time_epoch"))
    if early:
        early_fragments[early].append((key, facts, time))
        return True
    add_to_flow(flows, key, facts, time)
    if key[0] == 6:
        for kind, name in names_in(packet):
            facts = conversations.setdefault(key[:5], {}).setdefault(kind, [])
            if name not in facts:
                facts.append(name)
    return True


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    flows, conversations = {}, {}
    packets = ip_packets = 0
    for packet in dissect(sys.argv[1]):
        packets += 1
        ip_packets += add_packet(flows, conversations, packet)
    claim_early_fragments(flows)
    print(json.dumps({"type": "summary", "schema": "tapless-truth/1", "packets": packets, "ipPackets": ip_packets,
                      "nonIpPackets": packets - ip_packets}))
    for (protocol, source, source_port, destination, destination_port, vlan), flow in flows.items():
        flow["firstNanoseconds"], flow["lastNanoseconds"] = flow.pop("first"), flow.pop("last")
        print(json.dumps({"type": "flow", "layer": "innermost", "protocolIdentifier": protocol, "src": source,
                          "dst": destination, "sport": source_port, "dport": destination_port, "vlan": vlan, **flow}))
    for (protocol, client, client_port, server, server_port), facts in conversations.items():
        print(json.dumps({"type": "conv", "protocolIdentifier": protocol, "client": client, "cport": client_port,
                          "server": server, "sport": server_port, "facts": facts}))


main()
