#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The first packets of each TCP and UDP flow: what `tapless read --uniflow --splt` says against tshark.

    compare_splt.py RECORDS CAPTURE
"""
import collections
import json
import subprocess
import sys

FIRST = 30
FIELDS = ("frame.time_epoch ip.src ipv6.src ip.dst ipv6.dst tcp.srcport tcp.dstport tcp.len udp.srcport udp.dstport "
          "udp.length").split()


def truth_of(capture):
    command = ["tshark", "-n", "-o", "ip.defragment:false", "-r", capture, "-Y", "(tcp or udp) and not icmp and not icmpv6",
               "-T", "fields", "-E", "occurrence=l"]
    for field in FIELDS:
        command += ["-e", field]
    flows = collections.defaultdict(list)
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        row = dict(zip(FIELDS, line.split("\t")))
        kind = "tcp" if row["tcp.srcport"] else "udp"
        length = int(row["tcp.len"] or 0) if kind == "tcp" else int(row["udp.length"]) - 8
        seconds, fraction = row["frame.time_epoch"].split(".")
        if length:
            key = (kind, row["ip.src"] or row["ipv6.src"], int(row[kind + ".srcport"]),
                   row["ip.dst"] or row["ipv6.dst"], int(row[kind + ".dstport"]))
            flows[key].append((length, int(seconds) * 10 ** 9 + int(fraction[:9].ljust(9, "0"))))
    return flows


def read_records(path):
    flows = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            kind = {6: "tcp", 17: "udp"}.get(record.get("protocolIdentifier"))
            if not kind or "sourceTransportPort" not in record:
                continue
            source = record.get("sourceIPv4Address") or record.get("sourceIPv6Address")
            destination = record.get("destinationIPv4Address") or record.get("destinationIPv6Address")
            flows[(kind, source, record["sourceTransportPort"], destination,
                   record["destinationTransportPort"])].append(record)
    return flows


def main():
    records_path, capture = sys.argv[1:]
    truth, compared, differences = truth_of(capture), 0, []
    for key, records in read_records(records_path).items():
        mirrored = (key[0], key[3], key[4], key[1], key[2])
        wanted = sorted([(time, 1, length) for length, time in truth.get(key, [])] +
                        [(time, -1, length) for length, time in truth.get(mirrored, [])], key=lambda packet: packet[0])
        listed = [record for record in records if "packetLength" in record]
        if len({record["flowId"] for record in records}) != 1:
            continue  # several connections with these ports
        wanted = [(time // 10 ** 6, length) for time, direction, length in wanted[:FIRST] if direction == 1]
        got = [packet for record in listed for packet in zip(record["packetTime"], record["packetLength"])]
        compared += 1
        if got != wanted:
            differences.append(f"{key}: {got}, wanted {wanted}")
        if any(direction != 1 for record in listed for direction in record["packetDirection"]):
            differences.append(f"{key}: a uniflow lists the other direction")
    for difference in differences:
        print(difference)
    print(f"{compared} compared")
    sys.exit(bool(differences) or not compared)


main()
