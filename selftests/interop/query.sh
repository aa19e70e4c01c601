#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# `tapless query` of IPFIX files against jq on what `tapless decode` has of the same: filters, sums, orders, and every form of output.
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"

# query OPTION...: of the file
query() { "$TAPLESS" query -r "$flows" --utc "$@"; }
# For jq: both directions added up.
sums='def both(name): (.[name] // 0) + (.["reverse" + (name[0:1] | ascii_upcase) + name[1:]] // 0);
	def flows: map(select(.transactionNumber == null)) | length;
	def sums: "\(flows)/\(map(both("packetDeltaCount")) | add)/\(map(both("octetDeltaCount")) | add)";'

# check_filter NAME FILTER JQ: octet by octet
check_filter() {
	expect "$1" "$(query --format json "$2" | cksum)" \
		"$(jq "select($3) | .line" "$work/all.json" | awk 'NR == FNR { kept[$1]; next } FNR in kept' - "$work/decoded.json" | cksum)"
}

check_filters() {
	jq -c '. + {line: input_line_number}' "$work/decoded.json" >"$work/all.json"
	check_filter "$1: nothing is all" "" "true"
	check_filter "$1: TCP" "tcp" ".protocolIdentifier == 6"
	check_filter "$1: a port of two" "port in [53 443]" "[.sourceTransportPort, .destinationTransportPort] | any(. == 53 or . == 443)"
	check_filter "$1: no such port" "not port in [53 443]" "[.sourceTransportPort, .destinationTransportPort] | any(. == 53 or . == 443) | not"
	check_filter "$1: bytes of both directions" "bytes > 2K" "((.octetDeltaCount // 0) + (.reverseOctetDeltaCount // 0)) > 2000"
	check_filter "$1: SNI or another name" "name ~ example" '[.tlsSni, .quicSni, .httpRequestHost, .dnsQname] | any(. != null and test("example"; "i"))'
	check_filter "$1: a network" "src net 10.0.0.0/8" '(.sourceIPv4Address // "") | startswith("10.")'
	check_filter "$1: an element" "reverseTcpControlBits == 0x1b" ".reverseTcpControlBits == 27"
	check_filter "$1: or, and" "udp or (tcp and dst country DE)" '.protocolIdentifier == 17 or (.protocolIdentifier == 6 and .destinationIPCountry == "DE")'
}

check_sums() {
	expect "$1: sums by protocol" "$(query --by proto --format json | jq -r '"\(.proto // "none") \(.flows)/\(.packets)/\(.bytes)"' | sort)" \
		"$(jq -rs "$sums"'group_by(.protocolIdentifier) | map("\(.[0].protocolIdentifier | if . == null then "none" else
			{"1": "icmp", "6": "tcp", "17": "udp", "47": "gre", "58": "icmp6", "132": "sctp"}[tostring] end) \(sums)") | .[]' "$work/decoded.json" | sort)"
	expect "$1: the three hosts that sent most" "$(query --by src --top 3 --sort packets --format json | jq .packets | xargs)" \
		"$(jq -rs "$sums"'map(. + {src: (.sourceIPv4Address // .sourceIPv6Address)}) | group_by(.src) |
			map({src: .[0].src, packets: (map(both("packetDeltaCount")) | add)}) | sort_by(-.packets)[:3] | .[].packets' "$work/decoded.json" | xargs)"
	expect "$1: the five largest" "$(query --sort bytes -n 5 --format csv -o bytes | tr -d '\r' | tail -n +2 | xargs)" \
		"$(jq -s "$sums"'map(both("octetDeltaCount")) | sort | reverse | .[:5][]' "$work/decoded.json" | xargs)"
}

check_forms() {
	query --format csv >"$work/flows.csv"
	expect "$1: CSV" "$(python3 -c '
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
print(len(rows) - 1, len(set(map(len, rows))))' "$work/flows.csv")" "$(wc -l <"$work/decoded.json") 1"
	expect_true "$1: JSON of columns" jq -e . <(query --format json -o time,src,dst,bytes,name,duration)
	expect "$1: lines beyond 80 columns" "$(COLUMNS=80 query | python3 -c 'import sys; print(sum(len(line.rstrip("\n")) > 80 for line in sys.stdin))')" 0
	expect "$1: lines of groups beyond 80 columns" "$(COLUMNS=80 query --by src,dst,name | python3 -c 'import sys; print(sum(len(line.rstrip("\n")) > 80 for line in sys.stdin))')" 0
	query tcp --ipfix "$work/out.ipfix"
	expect "$1: IPFIX out" "$("$TAPLESS" decode "$work/out.ipfix" | jq -cS 'del(.packetLength, .packetTime, .packetDirection)' | cksum)" \
		"$(jq -cS 'select(.protocolIdentifier == 6) | del(.packetLength, .packetTime, .packetDirection)' "$work/decoded.json" | cksum)"
}

check_file() {
	flows=$2
	"$TAPLESS" decode "$flows" >"$work/decoded.json"
	check_filters "$1"
	check_sums "$1"
	check_forms "$1"
}

"$emit" "file:$work/made.ipfix" 500 capture 2>/dev/null
check_file "made-up records" "$work/made.ipfix"
for capture in http many; do
	"$TAPLESS" read selftests/matrix/fixtures/$capture.pcap -e "file:$work/$capture.ipfix" 2>"$work/err" || give_up "read $capture" "$(cat "$work/err")"
	check_file "$capture.pcap" "$work/$capture.ipfix"
done
zstd -q "$work/made.ipfix" -o "$work/made.ipfix.zst"
expect "zstd, and two files" "$("$TAPLESS" query -r "$work/made.ipfix.zst" "$work/made.ipfix" --format json | wc -l)" 1000

expect "an hour" "$("$TAPLESS" query -r "$work/made.ipfix" --utc --from 2025-06-15T15:07 --to 2025-06-15T15:08 --format json | jq -s 'map(.flowStartMilliseconds / 1000) | min, max' | xargs)" \
	"1750000017 1750000079"
status=0
"$TAPLESS" query -r "$work/made.ipfix" 'host 10.0.0.5 and prot 6' >"$work/out" 2>&1 || status=$?
expect "a wrong filter: exit status" $status 2
expect "a wrong filter" "$(cat "$work/out")" "$(printf '%s\n' 'tapless: error: filter: unknown word `prot`; did you mean `proto`?' '  host 10.0.0.5 and prot 6' '                    ^')"
expect_match "no store" "$("$TAPLESS" query --store "$work/none" tcp 2>&1 || true)" "error: .*none"
expect "--columns help has every word" "$("$TAPLESS" query --columns help | grep -cE '^  [a-z]')" "$(grep -cE '^	\{"[a-z].*IS\(' user/query/words.c)"
