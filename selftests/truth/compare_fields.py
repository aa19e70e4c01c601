#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""compare_fields.py TAPLESS CAPTURE...: what tapless says of payload, against tshark, field by field over all the captures.

A value is that of a pair of ends. Recall: how much of tshark's is here; precision: how much of what is here tshark has. Prints both for each
field and some values that only one has; exits 1 below 0.98 recall or 0.99 precision."""
import collections
import json
import os
import subprocess
import sys

RECALL, PRECISION = 0.98, 0.99
SHOWN = 3
FIELDS = ["ip.src", "ipv6.src", "ip.dst", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport", "tls.handshake.extensions_server_name",
          "tls.handshake.extensions_alpn_str", "tls.handshake.ja3", "tls.handshake.ja3s", "tls.handshake.type", "http.request.method", "http.request.uri",
          "http.host", "http.response.code", "http.user_agent", "dns.qry.name", "dns.qry.type", "dns.flags.response", "dns.flags.rcode", "dns.id", "quic"]
PREFERENCES = {"tcp.desegment_tcp_streams": "TRUE", "http.desegment_body": "FALSE", "tcp.reassemble_out_of_order": "TRUE", "tls.desegment_ssl_records": "TRUE",
               "tls.desegment_ssl_application_data": "TRUE"}


def tshark_rows(capture):
    command = ["tshark", "-n", "-r", capture, "-Y", "tls.handshake or http or dns or http2", "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a",
               "-E", "aggregator=\x1f"]
    for name, value in PREFERENCES.items():
        command += ["-o", f"{name}:{value}"]
    for field in FIELDS:
        command += ["-e", field]
    output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    for line in output.decode("utf-8", "replace").splitlines():
        yield {name: value.split("\x1f") if value else [] for name, value in zip(FIELDS, line.split("\t"))}


def ends_of_row(row):
    """Innermost addresses and ports; the sender first."""
    def last(*names):
        values = [row[name][-1] for name in names if row[name]]
        return values[0] if values else None
    if row["ip.src"] and row["ipv6.src"]:
        return None
    ports = last("tcp.srcport", "udp.srcport"), last("tcp.dstport", "udp.dstport")
    if None in ports:
        return None
    return (last("ip.src", "ipv6.src"), int(ports[0])), (last("ip.dst", "ipv6.dst"), int(ports[1]))


def add(values, field, ends, value):
    if value not in ("", None):
        values[field][tuple(sorted(ends)), value] = 1


def add_tls(values, row, ends, is_quic):
    kind = "QUIC " if is_quic else ""
    for name in row["tls.handshake.extensions_server_name"]:
        add(values, kind + "SNI", ends, name)
    if "1" in row["tls.handshake.type"]:
        add(values, kind + "ALPN", ends, ",".join(row["tls.handshake.extensions_alpn_str"]))
        if not is_quic:
            add(values, "JA3", ends, (row["tls.handshake.ja3"] or [""])[0])
    if "2" in row["tls.handshake.type"] and not is_quic:
        add(values, "JA3S", ends, (row["tls.handshake.ja3s"] or [""])[0])


def add_dns(values, row, ends, port):
    if 5353 in port or len(row["dns.id"]) != 1 or not row["dns.qry.name"]:
        return
    add(values, "DNS question", ends, (row["dns.id"][0], row["dns.qry.name"][0].lower().rstrip("."), int(row["dns.qry.type"][0], 0)))
    if row["dns.flags.response"] in (["1"], ["True"]):
        add(values, "DNS rcode", ends, (row["dns.id"][0], int(row["dns.flags.rcode"][0], 0)))


def theirs(capture):
    values = collections.defaultdict(dict)
    for row in tshark_rows(capture):
        ends = ends_of_row(row)
        if not ends:
            continue
        port = {end[1] for end in ends}
        add_tls(values, row, ends, bool(row["quic"]))
        if not port & {1900}:
            for method, target in zip(row["http.request.method"], row["http.request.uri"]):
                add(values, "HTTP request", ends, (method, target[:255]))
            if row["http.request.method"]:
                add(values, "HTTP host", ends, (row["http.host"] or [""])[0].strip()[:255])
                add(values, "HTTP user agent", ends, (row["http.user_agent"] or [""])[0].strip()[:255])
            for code in row["http.response.code"]:
                add(values, "HTTP status", ends, int(code))
        if row["dns.id"]:
            add_dns(values, row, ends, port)
    return values


def ours(tapless, capture):
    values = collections.defaultdict(dict)
    read = subprocess.run([tapless, "read", capture, "-e", "json:-"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    for line in read.stdout.decode("utf-8", "replace").splitlines():
        record = json.loads(line)
        ends = [(record.get(f"{end}IPv4Address") or record.get(f"{end}IPv6Address"), record.get(f"{end}TransportPort", 0))
                for end in ("source", "destination")]
        if None in (ends[0][0], ends[1][0]):
            continue
        for name, field in (("tlsSni", "SNI"), ("tlsAlpn", "ALPN"), ("tlsJa3Fingerprint", "JA3"), ("tlsJa3s", "JA3S"), ("quicSni", "QUIC SNI"),
                            ("httpRequestHost", "HTTP host"), ("httpUserAgent", "HTTP user agent"), ("httpStatusCode", "HTTP status")):
            is_quic = record.get("applicationProtocol") == "quic"
            if is_quic and field in ("SNI", "ALPN"):
                field = "QUIC " + field
            if not (is_quic and field in ("JA3", "JA3S")):
                add(values, field, ends, record.get(name))
        if record.get("httpRequestMethod"):
            add(values, "HTTP request", ends, (record["httpRequestMethod"], record.get("httpRequestTarget", "")))
        if record.get("dnsQname") is not None and record.get("dnsId") is not None and 5353 not in (ends[0][1], ends[1][1]):
            number = f"0x{record['dnsId']:04x}"
            name = record["dnsQname"].lower().rstrip(".")
            add(values, "DNS question", ends, (number, name or "<root>", record.get("dnsQtype", 0)))
            if record.get("dnsResponseCode") is not None:
                add(values, "DNS rcode", ends, (number, record["dnsResponseCode"]))
    return values


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    truth, said = collections.defaultdict(set), collections.defaultdict(set)
    for capture in sys.argv[2:]:
        for to, values in (truth, theirs(capture)), (said, ours(sys.argv[1], capture)):
            for field, found in values.items():
                to[field] |= {(os.path.basename(capture), value) for value in found}
    bad = False
    for field in sorted(truth):
        both = len(truth[field] & said[field])
        recall, precision = both / len(truth[field]), both / max(len(said[field]), 1)
        bad = bad or recall < RECALL or precision < PRECISION
        print(f"{field:16} {len(truth[field]):6} values: recall {recall:.4f}, precision {precision:.4f}")
        for what, values in ("missing", truth[field] - said[field]), ("not tshark's", said[field] - truth[field]):
            for value in sorted(values, key=str)[:SHOWN]:
                print(f"  {what}: {value}")
    sys.exit(1 if bad or not truth else 0)


main()
