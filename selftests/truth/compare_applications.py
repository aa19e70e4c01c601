#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""compare_applications.py TAPLESS CAPTURE...: what tapless takes flows for, against nDPI (ndpiReader -d: by what was seen, not by port).

Of the flows that nDPI knows: how many have the same protocol, and how many the same application. Prints each flow that differs; exits 1 if
fewer than 90 % agree in either."""
import collections
import csv
import json
import os
import subprocess
import sys
import tempfile

LEAST = 0.9
# nDPI's names, in lower case, as tapless calls them; several where it has one name for what are several here.
SYNONYMS = {
    "netbios": {"netbios-ns", "netbios-dgm", "netbios", "smb"}, "smbv1": {"smb"}, "smbv23": {"smb"}, "icmpv6": {"icmp"},
    "amazonaws": {"aws"}, "postgres": {"postgresql"}, "mssql-tds": {"tds"}, "googleservices": {"google"}, "wireguard": {"wireguard"},
    "dhcpv6": {"dhcpv6"}, "gtp": {"gtp-c", "gtp-u", "gtp"}, "gtp_u": {"gtp-u", "gtp"}, "ipsec": {"ike", "esp", "ipsec"}, "iec60870": {"iec104"},
    "s7comm": {"s7comm"}, "ethernet_ip": {"enip"}, "ethernetip": {"enip"}, "mail_smtp": {"smtp"}, "smtp": {"smtp"}, "mail_smtps": {"smtp", "smtps"},
    "mail_imap": {"imap"}, "mail_pop": {"pop3"}, "ftp_control": {"ftp"}, "ftp_data": {"ftp", "ftp-data"}, "dtls": {"tls", "dtls"},
    "ldap": {"ldap"}, "rx": {"rx"}, "ajp": {"ajp"}, "ip_in_ip": {"ipip"}, "http_proxy": {"http"}, "http_connect": {"http"}, "quic": {"quic"},
    "spotify": {"spotify"}, "opc-ua": {"opcua"}, "rtcp": {"rtcp", "rtp"}, "rtp": {"rtp", "rtcp"}, "vxlan": {"vxlan"}, "ssdp": {"ssdp", "upnp"},
    "doh_dot": {"doh", "dot"}, "socks": {"socks"}, "rpc": {"msrpc"}, "mdns": {"mdns"},
}
# Whose network an address is in: no application, and tapless goes by names.
HOSTERS = {"amazonaws", "google", "googlecloud", "microsoft", "azure", "microsoftazure", "cloudflare", "edgecast", "akamai", "amazon", "ovh",
           "alibaba", "tencent", "hetzner", "digitalocean"}


def same(theirs, ours):
    return bool(SYNONYMS.get(theirs, {theirs}) & ours)


def key_of(protocol, one, other):
    return (int(protocol),) + tuple(sorted([one, other]))


def their_flows(capture, folder):
    path = os.path.join(folder, "ndpi.csv")
    subprocess.run(["ndpiReader", "-d", "-q", "-t", "-i", capture, "-C", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8", errors="replace") as rows:
        for row in csv.DictReader(rows):
            names = row["ndpi_proto"].lower().split(".")
            if names != ["unknown"]:
                yield key_of(row["protocol"], (row["src_ip"], int(row["src_port"])), (row["dst_ip"], int(row["dst_port"]))), names
    os.unlink(path)


def our_flows(tapless, capture):
    """Names of protocols and of applications of each pair of ends: what a carrier carries counts as well."""
    flows = collections.defaultdict(lambda: (set(), set()))
    read = subprocess.run([tapless, "read", capture, "-e", "json:-"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    for line in read.stdout.decode("utf-8", "replace").splitlines():
        record = json.loads(line)
        ends = [(record.get(f"{end}IPv4Address") or record.get(f"{end}IPv6Address"), record.get(f"{end}TransportPort", 0))
                for end in ("source", "destination")]
        if None in (ends[0][0], ends[1][0], record.get("protocolIdentifier")):
            continue
        protocols, applications = flows[key_of(record["protocolIdentifier"], *ends)]
        applications.add(record.get("applicationName", ""))
        protocols |= {record.get("applicationProtocol", ""), record.get("applicationName", "")}
    return flows


def compare(capture, tapless, folder):
    """(name of theirs, names of ours, same protocol, same application) of each flow that both have."""
    ours = our_flows(tapless, capture)
    for key, names in their_flows(capture, folder):
        if key not in ours:
            continue
        protocols, applications = ours[key]
        by_protocol = same(names[0], protocols)
        named = [name for name in names if name not in HOSTERS] or names
        yield ".".join(names), protocols, by_protocol, same(named[-1], applications) or same(named[-1], protocols)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    known = by_protocol = by_application = 0
    differing = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for capture in sys.argv[2:]:
            for theirs, ours, protocol, application in compare(capture, sys.argv[1], folder):
                known += 1
                by_protocol += protocol
                by_application += application
                if not protocol or not application:
                    differing[f"{os.path.basename(capture)}: {theirs}, here {'/'.join(sorted(ours - {''})) or 'nothing'}"] += 1
    for line, count in differing.most_common():
        print(f"{count} flows of {line}")
    print(f"of {known} flows that nDPI knows: the same protocol {by_protocol / max(known, 1):.1%}, the same application "
          f"{by_application / max(known, 1):.1%}")
    sys.exit(0 if known and min(by_protocol, by_application) >= LEAST * known else 1)


main()
