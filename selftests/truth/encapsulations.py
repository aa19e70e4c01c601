#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Every encapsulation, built by scapy, whose own idea of each header is the truth.

    encapsulations.py make CAPTURE TRUTH        a question and its answer through each, IPv4 and IPv6 inside and outside
    encapsulations.py check MODE RECORDS TRUTH  the JSON lines of `read --uniflow --tunnels MODE`: prints each difference
"""
import json
import struct
import sys

from scapy.all import (GRE, IP, UDP, VXLAN, Dot1AD, Dot1Q, Ether, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrHopByHop, IPv6ExtHdrSegmentRouting, PPPoE,
                       Raw)
from scapy.contrib.erspan import ERSPAN_II, ERSPAN_III, ERSPAN_PlatformSpecific
from scapy.contrib.geneve import GENEVE
from scapy.contrib.gtp import GTP_U_Header, GTPPDUSessionContainer
from scapy.contrib.mpls import MPLS, EoMCW
from scapy.contrib.nsh import NSH

from frames import pcap

OUTER = {4: ("192.0.2.1", "198.51.100.2"), 6: ("2001:db8::1", "2001:db8:1::2")}
INNER = {4: ("10.1.0.1", "10.1.0.2"), 6: ("2001:db8:a::1", "2001:db8:a::2")}
MACS = {"src": "02:00:00:00:00:01", "dst": "02:00:00:00:00:02"}
ETHERTYPE = {4: 0x0800, 6: 0x86DD}
PPP = {4: b"\x00\x21", 6: b"\x00\x57"}
NOT_TOLD = ("link", "protocol", "outer", "inner", "outside", "outer_ends", "labels", "reduced")
CASES = []


def ip(version, ends, answers):
    source, destination = ends[version][::-1] if answers else ends[version]
    return (IP if version == 4 else IPv6)(src=source, dst=destination)


def frame(inner, *tags, **options):
    made = Ether(**MACS, **options)
    for tag in tags:
        made /= tag
    return made / inner


def case(name, **wanted):
    """Registers build(inner packet, its version, direction) -> what the outer IP packet carries, or a frame of its own."""
    def register(build):
        CASES.append((name, build, wanted))
        return build
    return register


def udp(port, payload, source=40000):
    return UDP(sport=source, dport=port, chksum=0) / payload


def bytes_of(layer):
    return Raw(bytes(layer))


def simple():
    """What differs in a header only: rows instead of functions."""
    for flags in range(8):
        options = {"chksum_present": flags & 1, "key_present": flags >> 1 & 1, "seqnum_present": flags >> 2 & 1}
        if flags & 2:
            options["key"] = 0x12345601
        if flags & 4:
            options["sequence_number"] = 7
        wanted = {"tunnelKind": "gre", "tunnelId": 0x12345601 if flags & 2 else 0}
        case(f"gre {flags}", **wanted)(lambda inner, version, _, options=options: GRE(proto=ETHERTYPE[version], **options) / inner)
        nvgre = {"tunnelKind": "nvgre", "tunnelId": 0x123456} if flags == 2 else wanted
        case(f"gre frame {flags}", **nvgre)(lambda inner, _, __, options=options: GRE(proto=0x6558, **options) / frame(inner))
        case(f"gre vlan {flags}", dot1qVlanId=12, **nvgre)(
            lambda inner, _, __, options=options: GRE(proto=0x6558, **options) / frame(inner, Dot1Q(vlan=12)))
    for cookie in (0, 4, 8):
        for sublayer in (0, 4):
            header = struct.pack(">I", 99) + bytes(range(0x71, 0x71 + cookie)) + bytes(sublayer)
            wanted = {"tunnelKind": "l2tpv3", "tunnelId": 99}
            case(f"l2tpv3 {cookie} {sublayer}", protocol=115, **wanted)(
                lambda inner, _, __, header=header: Raw(header + bytes(frame(inner))))
            case(f"l2tpv3 udp {cookie} {sublayer}", **wanted)(
                lambda inner, _, __, header=header: udp(1701, Raw(b"\0\3\0\0" + header + bytes(frame(inner)))))
    for octets in (0, 4, 8, 64, 252):
        option = b"\1\2\x80" + bytes([octets // 4 - 1]) + bytes(octets - 4) if octets else b""
        case(f"geneve {octets}", tunnelKind="geneve", tunnelId=0xABCDE)(
            lambda inner, _, __, option=option: udp(6081, Raw(bytes(GENEVE(vni=0xABCDE, proto=0x6558, optionlen=len(option) // 4)) + option) /
                                                    frame(inner)))
        case(f"geneve ip {octets}", tunnelKind="geneve", tunnelId=0xABCDE)(
            lambda inner, version, _, option=option: udp(6081, Raw(bytes(GENEVE(
                vni=0xABCDE, proto=ETHERTYPE[version], optionlen=len(option) // 4, critical=1)) + option) / inner))
    for length, options in ((0, b""), (1, b"\0\1\0\0"), (2, b"\0\1\0\0"), (4, b"\0\1\0\0")):
        last = b"\x40\1\x12\x34\0" if length == 4 else b""
        head = struct.pack(">BB", 0x30 | length, 255)
        content = options[:-1] + (last or options[-1:])
        case(f"gtp-u flags {length}", tunnelKind="gtp-u", tunnelId=0x01020304)(
            lambda inner, _, __, head=head, content=content: udp(2152, Raw(
                head + struct.pack(">HI", len(content) + len(inner), 0x01020304) + content) / inner, 2152))
    for count in (1, 2, 3, 20):
        stack = [(100 + i, 64 - i) for i in range(count)]
        wanted = {"labels": [label for label, _ in stack][:3], "mplsLabelStackDepth": count}
        case(f"mpls {count}", link=True, **wanted)(lambda inner, _, __, stack=stack: labelled(stack, inner))
        case(f"mpls in gre {count}", tunnelKind="gre", tunnelId=0, **wanted)(lambda inner, _, __, stack=stack: GRE(proto=0x8847) / labels(stack, inner))
        case(f"mpls in udp {count}", tunnelKind="mpls-in-udp", tunnelId=0, **wanted)(lambda inner, _, __, stack=stack: udp(6635, labels(stack, inner)))
        case(f"mpls in ip {count}", protocol=137, tunnelKind="mpls-in-ip", tunnelId=0, **wanted)(lambda inner, _, __, stack=stack: labels(stack, inner))
        pseudowire = {"tunnelKind": "pseudowire", "tunnelId": stack[-1][0]}
        case(f"pseudowire {count}", link=True, **pseudowire, **wanted)(lambda inner, _, __, stack=stack: labelled(stack, frame(inner)))
        case(f"pseudowire, control word {count}", link=True, **pseudowire, **wanted)(
            lambda inner, _, __, stack=stack: labelled(stack, EoMCW(seq=5) / frame(inner)))
        case(f"pseudowire with VLAN {count}", link=True, dot1qVlanId=12, **pseudowire, **wanted)(
            lambda inner, _, __, stack=stack: labelled(stack, EoMCW() / frame(inner, Dot1Q(vlan=12))))


def labels(stack, inner):
    made = b""
    for number, (label, ttl) in enumerate(stack):
        made += bytes(MPLS(label=label, ttl=ttl, cos=5, s=number == len(stack) - 1))
    return Raw(made) / inner


def labelled(stack, inner):
    return Ether(type=0x8847, **MACS) / labels(stack, inner)


@case("ipip", tunnelId=0)
def ipip(inner, *_):
    return inner


@case("erspan1", tunnelKind="erspan1", tunnelId=0)
def erspan1(inner, *_):
    return GRE(proto=0x88BE) / frame(inner)


@case("erspan2", tunnelKind="erspan2", tunnelId=0x155)
def erspan2(inner, *_):
    return GRE(proto=0x88BE, seqnum_present=1, sequence_number=3) / Raw(bytes(ERSPAN_II(ver=1, session_id=0x155, vlan=9))) / frame(inner)


@case("erspan3", tunnelKind="erspan3", tunnelId=0x2AA)
def erspan3(inner, *_):
    return GRE(proto=0x22EB, seqnum_present=1, sequence_number=3) / Raw(bytes(ERSPAN_III(ver=2, session_id=0x2AA))) / frame(inner)


@case("erspan3 with its subheader", tunnelKind="erspan3", tunnelId=0x2AA)
def erspan3_platform(inner, *_):
    header = bytes(ERSPAN_III(ver=2, session_id=0x2AA, o=1)) + bytes(ERSPAN_PlatformSpecific(platf_id=3))
    return GRE(proto=0x22EB, seqnum_present=1, sequence_number=3) / Raw(header) / frame(inner)


@case("vxlan", tunnelKind="vxlan", tunnelId=0x123456)
def vxlan(inner, *_):
    return udp(4789, VXLAN(vni=0x123456, flags=8) / frame(inner))


@case("vxlan, VLAN inside", tunnelKind="vxlan", tunnelId=0x123456, dot1qVlanId=12)
def vxlan_vlan(inner, *_):
    return udp(4789, VXLAN(vni=0x123456, flags=8) / frame(inner, Dot1Q(vlan=12, prio=5)))


@case("vxlan, QinQ inside", tunnelKind="vxlan", tunnelId=0x123456, dot1qVlanId=12, dot1qCustomerVlanId=13)
def vxlan_qinq(inner, *_):
    return udp(4789, VXLAN(vni=0x123456, flags=8) / frame(inner, Dot1AD(vlan=12), Dot1Q(vlan=13)))


@case("vxlan, group policy", tunnelKind="vxlan", tunnelId=0x123456)
def vxlan_policy(inner, *_):
    return udp(4789, VXLAN(vni=0x123456, flags=0x88, gpid=77) / frame(inner))


@case("vxlan by its old port", tunnelKind="vxlan", tunnelId=0x123456)
def vxlan_old(inner, *_):
    return udp(8472, VXLAN(vni=0x123456, flags=8) / frame(inner))


def gpe(protocol, content):
    return udp(4790, Raw(struct.pack(">II", 0x0C << 24 | protocol, 0x123456 << 8)) / content)


@case("vxlan-gpe", tunnelKind="vxlan-gpe", tunnelId=0x123456)
def gpe_ip(inner, version, _):
    return gpe(1 if version == 4 else 2, inner)


@case("vxlan-gpe, frame", tunnelKind="vxlan-gpe", tunnelId=0x123456)
def gpe_frame(inner, *_):
    return gpe(3, frame(inner))


@case("vxlan-gpe, labels", tunnelKind="vxlan-gpe", tunnelId=0x123456, labels=[7000], mplsLabelStackDepth=1)
def gpe_mpls(inner, *_):
    return gpe(5, labels([(7000, 9)], inner))


@case("vxlan-gpe, NSH", tunnelKind="vxlan-gpe", tunnelId=0x123456)
def gpe_nsh(inner, version, _):
    return gpe(4, Raw(bytes(NSH(mdtype=1, nextproto=1 if version == 4 else 2, spi=5, si=254, context_header=bytes(16)))) / inner)


@case("vxlan-gpe, NSH of variable length, frame", tunnelKind="vxlan-gpe", tunnelId=0x123456)
def gpe_nsh_frame(inner, *_):
    return gpe(4, Raw(bytes(NSH(mdtype=2, length=4, nextproto=3, spi=5, si=254)) + bytes(8)) / frame(inner))


@case("NSH in a frame", link=True)
def nsh_frame(inner, version, _):
    return Ether(type=0x894F, **MACS) / Raw(bytes(NSH(mdtype=2, length=2, nextproto=1 if version == 4 else 2))) / inner


@case("NSH in GRE", tunnelKind="gre", tunnelId=0)
def nsh_gre(inner, version, _):
    return GRE(proto=0x894F) / Raw(bytes(NSH(mdtype=2, length=2, nextproto=1 if version == 4 else 2))) / inner


@case("gtp-u, PDU session", tunnelKind="gtp-u", tunnelId=0x01020304, gtpuQFI=9)
def gtp_session(inner, *_):
    extension = bytes(GTPPDUSessionContainer(ExtHdrLen=1, type=0, QFI=9, NextExtHdr=0))
    header = GTP_U_Header(teid=0x01020304, E=1, gtp_type=255, next_ex=0x85, length=4 + len(extension) + len(inner))
    return udp(2152, Raw(bytes(header)[:12] + extension) / inner, 2152)


@case("gtp-u, two extensions", tunnelKind="gtp-u", tunnelId=0x01020304, gtpuQFI=9)
def gtp_extensions(inner, *_):
    extensions = b"\1\x12\x34\xc0" + b"\1\0\1\x85" + b"\2\0\x09\0\0\0\0\0"
    return udp(2152, Raw(struct.pack(">BBHIHBB", 0x34, 255, 4 + len(extensions) + len(inner), 0x01020304, 0, 0, 0x40) + extensions) / inner, 2152)


@case("l2tpv2", tunnelKind="l2tpv2", tunnelId=5 << 16 | 6)
def l2tp(inner, version, _):
    return udp(1701, Raw(struct.pack(">HHH", 2, 5, 6) + b"\xff\3" + PPP[version]) / inner, 1701)


@case("l2tpv2, length, sequence, offset", tunnelKind="l2tpv2", tunnelId=5 << 16 | 6)
def l2tp_all(inner, version, _):
    return udp(1701, Raw(struct.pack(">HHHHHHH", 0x4A02, 20 + len(inner), 5, 6, 1, 2, 2) + b"\0\0" + b"\xff\3" + PPP[version]) / inner, 1701)


@case("pptp", protocol=47, tunnelKind="pptp", tunnelId=77)
def pptp(inner, version, _):
    return Raw(struct.pack(">HHHHII", 0x3081, 0x880B, 4 + len(inner), 77, 1, 1) + b"\xff\3" + PPP[version]) / inner


@case("ethernet in ip", protocol=143, tunnelKind="ethernet-in-ip", tunnelId=0)
def ethernet_ip(inner, *_):
    return frame(inner)


@case("etherip", protocol=97, tunnelKind="ethernet-in-ip", tunnelId=0)
def etherip(inner, *_):
    return Raw(b"\x30\0") / frame(inner)


@case("VN-tag", link=True)
def vn_tag(inner, version, _):
    return Ether(type=0x8926, **MACS) / Raw(struct.pack(">HHH", 1, 2, ETHERTYPE[version])) / inner


@case("E-tag, VLAN", link=True, dot1qVlanId=12, dot1qPriority=3)
def e_tag(inner, version, _):
    return Ether(type=0x893F, **MACS) / Raw(struct.pack(">HHHHHH", 1, 2, 0, 0x8100, 3 << 13 | 12, ETHERTYPE[version])) / inner


@case("VLAN, security group", link=True, dot1qVlanId=12)
def security_group(inner, version, _):
    return Ether(**MACS) / Dot1Q(vlan=12, type=0x8909) / Raw(struct.pack(">BBHHH", 1, 1, 1, 100, ETHERTYPE[version])) / inner


@case("TRILL", link=True, dot1qVlanId=6, dot1qCustomerVlanId=12)
def trill(inner, *_):
    return Ether(**MACS) / Dot1Q(vlan=6, type=0x22F3) / Raw(struct.pack(">HHH", 0x3F, 1, 2)) / frame(inner, Dot1Q(vlan=12))


@case("TRILL, options", link=True)
def trill_options(inner, *_):
    return Ether(type=0x22F3, **MACS) / Raw(struct.pack(">HHHI", 0x7F, 1, 2, 0)) / frame(inner)


@case("FabricPath", link=True, dot1qVlanId=12)
def fabricpath(inner, *_):
    return Ether(type=0x8903, **MACS) / Raw(struct.pack(">H", 0x41)) / frame(inner, Dot1Q(vlan=12))


@case("pseudowire, tag, no control word", link=True, tunnelKind="pseudowire", tunnelId=600, labels=[600], mplsLabelStackDepth=1, dot1qVlanId=12)
def pseudowire_tag(inner, *_):
    return labelled([(600, 2)], frame(inner, Dot1Q(vlan=12)))


def pseudowire_to(name, destination):
    @case(name, link=True, tunnelKind="pseudowire", tunnelId=600, labels=[600], mplsLabelStackDepth=1)
    def build_pseudowire(inner, *_):
        return labelled([(600, 2)], Ether(src=MACS["src"], dst=destination) / inner)


pseudowire_to("pseudowire to an address like IPv4", "46:00:00:20:00:02")
pseudowire_to("pseudowire to an address like IPv6", "60:00:00:00:00:02")


def teredo(inner, header=b""):
    return udp(3544, Raw(header) / inner)


@case("teredo", inner=6, tunnelKind="teredo", tunnelId=0)
def teredo_plain(inner, *_):
    return teredo(inner)


@case("teredo, origin", inner=6, tunnelKind="teredo", tunnelId=0)
def teredo_origin(inner, *_):
    return teredo(inner, b"\0\0\xed\xfb\x3f\xff\xfd\xfe")


@case("teredo, authentication", inner=6, tunnelKind="teredo", tunnelId=0)
def teredo_authentication(inner, *_):
    return teredo(inner, b"\0\1\3\5" + b"abc" + b"value" + bytes(8) + b"\0")


@case("teredo, both", inner=6, tunnelKind="teredo", tunnelId=0)
def teredo_both(inner, *_):
    return teredo(inner, b"\0\1\0\0" + bytes(8) + b"\0" + b"\0\0\xed\xfb\x3f\xff\xfd\xfe")


@case("pppoe", link=True, pppoeSessionId=0x1234)
def pppoe(inner, version, _):
    return Ether(type=0x8864, **MACS) / PPPoE(sessionid=0x1234, len=2 + len(inner)) / Raw(PPP[version]) / inner


@case("pppoe, QinQ", link=True, pppoeSessionId=0x1234, dot1qVlanId=6, dot1qCustomerVlanId=7)
def pppoe_qinq(inner, version, _):
    return Ether(**MACS) / Dot1AD(vlan=6) / Dot1Q(vlan=7, type=0x8864) / PPPoE(sessionid=0x1234, len=2 + len(inner)) / Raw(PPP[version]) / inner


@case("pbb", link=True, tunnelKind="pbb", tunnelId=0x123456, dot1qVlanId=6)
def pbb(inner, *_):
    return Ether(**MACS) / Dot1AD(vlan=6, type=0x88E7) / Raw(struct.pack(">I", 0x123456)) / frame(inner)


@case("pbb, tags inside", link=True, tunnelKind="pbb", tunnelId=0x123456, dot1qVlanId=6, dot1qCustomerVlanId=12)
def pbb_tags(inner, *_):
    return Ether(**MACS) / Dot1AD(vlan=6, type=0x88E7) / Raw(struct.pack(">I", 0x123456)) / frame(inner, Dot1AD(vlan=12), Dot1Q(vlan=13))


@case("entropy label", link=True, labels=[500, 7, 9999], mplsLabelStackDepth=3)
def entropy(inner, *_):
    return labelled([(500, 64), (7, 64), (9999, 0)], inner)


@case("pseudowire, entropy above", link=True, tunnelKind="pseudowire", tunnelId=600, labels=[500, 7, 9999], mplsLabelStackDepth=4)
def pseudowire_entropy(inner, *_):
    return labelled([(500, 64), (7, 64), (9999, 0), (600, 2)], EoMCW() / frame(inner))


@case("pseudowire, flow label below", link=True, tunnelKind="pseudowire", tunnelId=600, labels=[500, 600, 77777], mplsLabelStackDepth=3)
def pseudowire_flow_label(inner, *_):
    return labelled([(500, 64), (600, 2), (77777, 1)], EoMCW() / frame(inner))


@case("gre with routes", protocol=47, tunnelKind="gre", tunnelId=0)
def gre_routes(inner, version, _):
    routes = struct.pack(">HBB", 0x0800, 4, 8) + bytes(range(1, 9)) + bytes(4)
    return Raw(struct.pack(">HHHH", 0x4800, ETHERTYPE[version], 0, 4) + routes) / inner


@case("gre with routes, key, sequence, checksum", protocol=47, tunnelKind="gre", tunnelId=9)
def gre_routes_all(inner, version, _):
    routes = struct.pack(">HBB", 0x0800, 0, 4) + bytes(range(1, 5)) + struct.pack(">HBB", 0xFFFE, 0, 2) + b"AS" + bytes(4)
    return Raw(struct.pack(">HHHHII", 0xF100, ETHERTYPE[version], 0xABCD, 0, 9, 1) + routes) / inner


@case("eight tags", link=True, dot1qVlanId=12, dot1qCustomerVlanId=13, dot1qPriority=5, dot1qCustomerPriority=3)
def eight_tags(inner, *_):
    return frame(inner, Dot1AD(vlan=12, prio=5), Dot1Q(vlan=13, prio=3), *[Dot1Q(vlan=20 + i) for i in range(6)])


@case("four deep", tunnelKind="gre", tunnelId=3, tunnelDepth=4, outer_ends=("10.9.0.1", "10.9.0.2"))
def nested(inner, version, answers):
    third = ip(4, {4: ("10.9.0.1", "10.9.0.2")}, answers) / GRE(proto=ETHERTYPE[version], key_present=1, key=3) / inner
    second = ip(4, INNER, answers) / udp(4789, VXLAN(vni=2, flags=8) / frame(third))
    return udp(6081, GENEVE(vni=1, proto=0x6558) / frame(ip(4, INNER, answers) / GRE(proto=0x6558) / frame(second)))


@case("SRv6", outer=6, tunnelId=0, srhSegmentsIPv6Left=1, srhActiveSegmentIPv6="2001:db8::b")
def srv6(inner, *_):
    return IPv6ExtHdrSegmentRouting(addresses=["2001:db8::a", "2001:db8::b"], segleft=1, lastentry=1) / inner


@case("SRv6, reduced", outer=6, tunnelId=0, srhSegmentsIPv6Left=2, reduced=True)
def srv6_reduced(inner, *_):
    return IPv6ExtHdrSegmentRouting(addresses=["2001:db8::a", "2001:db8::b"], segleft=2, lastentry=1) / inner


@case("extension headers before the tunnel", outer=6, tunnelKind="vxlan", tunnelId=8)
def behind_extensions(inner, *_):
    return IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt() / udp(4789, VXLAN(vni=8, flags=8) / frame(inner))


# What is no tunnel, though it looks like one: the flow is the outer packet's.
@case("esp keepalive", outside=4500)
def esp_keepalive(*_):
    return udp(4500, Raw(b"\xff"))


@case("ike behind the marker", outside=4500)
def ike(*_):
    return udp(4500, Raw(bytes(4) + bytes(range(28))))


@case("esp in udp", outside=4500, tunnelKind="esp-in-udp", IPSecSPI=0x01020304)
def esp_udp(*_):
    return udp(4500, Raw(b"\1\2\3\4\0\0\0\1" + bytes(range(40))), 4500)


def outermost(packet, ends):
    """The flow of the outermost IP packet, its bytes read as RFC 791 and RFC 8200 have them."""
    at, protocol = (20, packet[9]) if packet[0] >> 4 == 4 else (40, packet[6])
    while packet[0] >> 4 == 6 and protocol in (0, 43, 60):
        protocol, at = packet[at], at + 8 * (packet[at + 1] + 1)
    ports = struct.unpack(">HH", packet[at:at + 4]) if protocol == 17 else (0, 0)
    return [*ends, protocol, *ports]


def build(build_case, wanted, versions, port, answers):
    """The frame, the octets of the packet whose flow it is, the flow of the outermost packet."""
    outer, inner = versions
    ports = (53, port) if answers else (port, 53)
    packet = ip(inner, INNER, answers) / UDP(sport=ports[0], dport=ports[1], chksum=0) / Raw(b"inside " + str(port).encode())
    made = build_case(packet, inner, answers)
    if wanted.get("link"):
        return bytes(made), len(packet), outermost(bytes(packet), INNER[inner][::-1] if answers else INNER[inner])
    if wanted.get("outside"):
        made.sport, made.dport = (made.dport, port) if answers else (port, made.dport)
    around = ip(outer, OUTER, answers)
    if "protocol" in wanted:
        setattr(around, "proto" if outer == 4 else "nh", wanted["protocol"])
    whole = bytes(around / made)
    return bytes(frame(Raw(whole), type=ETHERTYPE[outer])), len(whole if wanted.get("outside") else packet), \
        outermost(whole, OUTER[outer][::-1] if answers else OUTER[outer])


def variants(wanted):
    for outer in (4,) if wanted.get("link") else (4, 6):
        for inner in (4, 6):
            if outer == wanted.get("outer", outer) and inner == wanted.get("inner", inner):
                yield outer, inner


def truth_of(name, wanted, versions, port):
    """Of the question's direction."""
    outer, inner = versions
    told = {key: value for key, value in wanted.items() if key not in NOT_TOLD}
    if "tunnelId" in told and "tunnelKind" not in told:
        told["tunnelKind"] = {(4, 4): "ipip", (4, 6): "6in4", (6, 4): "4in6", (6, 6): "6in6"}[versions]
    if "tunnelKind" in told:
        told.setdefault("tunnelDepth", 0 if wanted.get("outside") else 1)
    return {"name": f"{name}, {inner} in {outer}", "port": port, "server_port": wanted.get("outside", 53), "inner": INNER[inner],
            "ends": wanted.get("outer_ends", OUTER[outer]), "told": told, "labels": wanted.get("labels", []), "outside": "outside" in wanted,
            "is_link": "link" in wanted, "reduced": "reduced" in wanted, "outermost": []}


def make(capture, truth):
    frames, facts = [], []
    simple()
    for name, build_case, wanted in CASES:
        for versions in variants(wanted):
            port = 20000 + len(facts)
            fact = truth_of(name, wanted, versions, port)
            for answers in (False, True):
                made, fact["octets"], outermost_flow = build(build_case, wanted, versions, port, answers)
                fact["outermost"].append(outermost_flow)
                frames.append((1700000000 * 10**9 + len(frames) * 10**6, made, len(made), 0))
            facts.append(fact)
    with open(capture, "wb") as file:
        file.write(pcap(frames))
    with open(truth, "w", encoding="utf-8") as file:
        json.dump(facts, file)


if __name__ == "__main__":
    make(*sys.argv[1:])
