# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Rows of names, addresses and time: DNS, DHCP, NTP, NetBIOS, SSDP."""
import re

from l7_row import LINE, always, has, number, row

# DNS: by id, since a conversation has many.

def dns_name(text):
    """tshark's has octets of other kinds as they are; ours as a zone file has them (RFC 1035 5.1)."""
    return "." if text == "<Root>" else text.lower()


def unescaped(text):
    return re.sub(r"\\(\d{3}|.)", lambda found: chr(int(found[1])) if len(found[1]) == 3 else found[1], text).lower()


def of_dns(field, convert=number):
    """(id, value) of each message in the packet, of one message alone each value; nothing where its messages cannot be told apart."""
    def values(packet):
        if len(packet["dns.id"]) == 1:
            return [f"{number(packet['dns.id'][0])} {convert(value)}" for value in packet[field]]
        if len(packet["dns.id"]) != len(packet[field]):
            return []
        return [f"{number(identifier)} {convert(value)}" for identifier, value in zip(packet["dns.id"], packet[field])]
    return values


def of_our_dns(field, convert=str):
    return lambda record: [f"{record['dnsId']} {convert(record[field])}"] if field in record and "dnsId" in record else []


def is_response(packet):
    return bool(packet["dns.flags.response"]) and packet["dns.flags.response"][0] in ("1", "True")


def first_answer(field, kinds=None):
    """Of the first record of the answer section, or of the first one of that kind, whose data is in a field of its own."""
    def values(packet):
        if len(packet["dns.id"]) != 1 or not is_response(packet) or not packet["dns.count.answers"]:
            return []
        types = [number(kind) for kind in packet["dns.resp.type"][:number(packet["dns.count.answers"][0])]]
        found = packet[field] if (types if kinds is None else kinds in types) else []
        return [f"{number(packet['dns.id'][0])} {number(value) if kinds is None else value}" for value in found[:1]]
    return values


def dns(ours, field, theirs, our_convert=str, *, when=always):
    row("dns", ours, ["dns.id", field], theirs, when=when, also=["dns.flags.response", "dns.count.answers", "dns.resp.type"],
        record=of_our_dns(ours, our_convert), room=LINE)


dns("dnsQname", "dns.qry.name", of_dns("dns.qry.name", dns_name), unescaped)
dns("dnsQtype", "dns.qry.type", of_dns("dns.qry.type"))
dns("dnsQclass", "dns.qry.class", of_dns("dns.qry.class"))
dns("dnsResponseCode", "dns.flags.rcode", of_dns("dns.flags.rcode"), when=is_response)
dns("dnsAnswrecCount", "dns.count.answers", of_dns("dns.count.answers"), when=is_response)
dns("dnsCrrType", "dns.resp.type", first_answer("dns.resp.type"))
dns("dnsCrrTtl", "dns.resp.ttl", first_answer("dns.resp.ttl"))
dns("dnsAnswerIPv4Address", "dns.a", first_answer("dns.a", 1))
dns("dnsAnswerIPv6Address", "dns.aaaa", first_answer("dns.aaaa", 28))


FIRST_ANSWERS = 6  # of more, a record has not always room


def addresses(packet):
    """Of the answer section: the additional one has some, too."""
    if len(packet["dns.id"]) != 1 or not is_response(packet) or not packet["dns.count.answers"]:
        return []
    count = packet["dns.resp.type"][:number(packet["dns.count.answers"][0])].count("1")
    return [f"{number(packet['dns.id'][0])} {address}" for address in packet["dns.a"][:min(count, FIRST_ANSWERS)]]


def our_addresses(record):
    answers = [answer.split(" ") for answer in record.get("dnsAnswers", "").split(",")]
    return [f"{record['dnsId']} {answer[-1]}" for answer in answers if answer[-2:-1] == ["A"]][:FIRST_ANSWERS]


row("dns", "dnsAnswers", ["dns.id", "dns.a", "dns.resp.type", "dns.count.answers", "dns.flags.response"], addresses, record=our_addresses)

# DHCP.

def listed(field):
    return lambda packet: [",".join(str(number(value)) for value in packet[field])] if packet[field] else []


def not_any(address):
    return None if address in ("0.0.0.0", "::") else address


DHCP = {"spoken": ("dhcp",), "when": has("dhcp.type"), "also": ["dhcp.type"]}
row("dhcp", "dhcpMessageType", "dhcp.option.dhcp", number, **DHCP)
row("dhcp", "dhcpClientMacAddress", "dhcp.hw.mac_addr", **DHCP)
row("dhcp", "dhcpAssignedIPv4Address", "dhcp.ip.your", not_any, **DHCP)
row("dhcp", "dhcpRequestedIPv4Address", "dhcp.option.requested_ip_address", **DHCP)
row("dhcp", "dhcpLeaseTime", "dhcp.option.ip_address_lease_time", number, **DHCP)
row("dhcp", "dhcpHostName", ["dhcp.option.hostname", "dhcp.fqdn.name"],
    lambda packet: packet["dhcp.option.hostname"] or [name.rstrip("\0") for name in packet["dhcp.fqdn.name"]], **DHCP)
row("dhcp", "dhcpVendorClass", "dhcp.option.vendor_class_id", **DHCP)
row("dhcp", "dhcpFingerprint", ["dhcp.option.request_list_item"], listed("dhcp.option.request_list_item"), **DHCP)

DHCPV6 = {"spoken": ("dhcpv6",), "when": has("dhcpv6.msgtype"), "also": ["dhcpv6.msgtype"]}
row("dhcpv6", "dhcpv6MessageType", "dhcpv6.msgtype", number, **DHCPV6)
row("dhcpv6", "dhcpAssignedIPv6Address", ["dhcpv6.iaaddr.ip"],
    lambda packet: packet["dhcpv6.iaaddr.ip"][:1] if packet["dhcpv6.msgtype"][-1] in ("2", "7") else [], **DHCPV6)
row("dhcpv6", "dhcpFingerprint", ["dhcpv6.requested_option_code"], listed("dhcpv6.requested_option_code"), **DHCPV6)
row("dhcpv6", "dhcpHostName", "dhcpv6.client_domain", lambda name: name.rstrip("."), **DHCPV6)
row("dhcpv6", "dhcpVendorClass", "dhcpv6.vendorclass.data", **DHCPV6)

# NTP.

row("ntp", "ntpVersion", "ntp.flags.vn", number)
row("ntp", "ntpMode", "ntp.flags.mode", number, one=True)
row("ntp", "ntpStratum", ["ntp.stratum", "ntp.flags.mode"],
    lambda packet: [number(stratum) for stratum, mode in zip(packet["ntp.stratum"], packet["ntp.flags.mode"]) if mode in ("1", "2", "4", "5")], one=True)

# NetBIOS.

def netbios_name(text):
    """`NAME<20> (kind)` as tshark writes it."""
    name = re.sub(r"(<00>)*(<[0-9a-f]{2}>( \(.*\))?)$", "", text).rstrip()
    return name.replace("<01><02>", "\\x01\\x02").replace("<02>", "\\x02") or None


NETBIOS = {"spoken": ("netbios-ns", "netbios-dgm", "netbios")}
row("netbios", "NBName", ["nbns.name", "nbdgm.source_name"],
    lambda packet: [netbios_name(name) for name in packet["nbns.name"][:1] + packet["nbdgm.source_name"]], **NETBIOS)
row("netbios", "netbiosFlags", "nbns.flags", number, one=True, **NETBIOS)
row("netbios", "netbiosAddress", "nbns.addr", **NETBIOS)
row("netbios", "netbiosDestinationName", "nbdgm.destination_name", netbios_name, **NETBIOS)

# SSDP: HTTP's head in a datagram.

SSDP_FIELDS = ["http.request.line", "http.response.line", "http.request.method", "http.response.code", "udp.port"]
NOTIFY_FIELDS = {"LOCATION": "http.location", "SERVER": "http.server", "USER-AGENT": "http.user_agent"}  # a NOTIFY has no lines


def is_ssdp(packet):
    return "1900" in packet["udp.port"]


def ssdp_line(name):
    def values(packet):
        lines = packet["http.request.line"] + packet["http.response.line"]
        found = [line.partition(":") for line in lines or packet["http.unknown_header"]]
        found = [value.replace("\\r\\n", "").strip() for key, _, value in found if key.upper().strip() == name]
        return found or packet[NOTIFY_FIELDS.get(name, "http.unknown_header")][:name in NOTIFY_FIELDS]
    return values


def ssdp(ours, convert):
    row("ssdp", ours, SSDP_FIELDS + ["http.unknown_header", *NOTIFY_FIELDS.values()], convert, when=is_ssdp, room=LINE)


ssdp("ssdpMethod", lambda packet: packet["http.request.method"] or packet["http.response.code"])
ssdp("SSDPST", ssdp_line("ST"))
ssdp("SSDPNT", ssdp_line("NT"))
ssdp("ssdpUsn", ssdp_line("USN"))
ssdp("SSDPServer", ssdp_line("SERVER"))
ssdp("SSDPUserAgent", ssdp_line("USER-AGENT"))
ssdp("ssdpLocation", ssdp_line("LOCATION"))
