#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Integers in fewer octets (`sizes=`, RFC 7011 6.2): nfcapd, nfacctd, tshark and ipfixDump read the same as of the full ones. Among the
# records are some whose counters need 64 bits.
COUNT=140
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"

packets_of() { python3 -c 'import sys; print(sum(map(int, sys.stdin.read().split())))'; }

in_files() {
	local size
	for size in full reduced least; do "$emit" "file:$work/$size.ipfix?sizes=$size" $COUNT capture uniflow 2>/dev/null; done
	expect_true "sizes=full is what goes out anyway" cmp "$work/truth.json" <("$TAPLESS" decode "$work/full.ipfix")
	expect_true "sizes=reduced: all values are the same" cmp "$work/truth.json" <("$TAPLESS" decode "$work/reduced.ipfix")
	expect_true "sizes=least: the end is start and duration" cmp \
		<(jq -c '[.flowStartMilliseconds, .flowEndNanoseconds, .octetDeltaCount]' "$work/truth.json") \
		<("$TAPLESS" decode "$work/least.ipfix" | jq -c '[.flowStartMilliseconds, .flowEndNanoseconds, .octetDeltaCount]')
	expect "sizes=least: records with a duration, and with an end" \
		"$("$TAPLESS" decode "$work/least.ipfix" | jq -c '[has("flowDurationMilliseconds"), has("flowEndMilliseconds")]' | sort | uniq -c | xargs)" \
		"$(jq -c '(.octetDeltaCount // 0) + .packetDeltaCount > 4294967295 | [not, .]' "$work/truth.json" | sort | uniq -c | xargs)"
	expect_true "it is shorter" test "$(stat -c %s "$work/least.ipfix")" -lt "$(stat -c %s "$work/full.ipfix")"
	expect "query takes durations for ends" \
		"$("$TAPLESS" query -r "$work/least.ipfix" -o start,end,bytes --format csv 2>&1 | sort | sha256sum)" \
		"$("$TAPLESS" query -r "$work/full.ipfix" -o start,end,bytes --format csv 2>&1 | sort | sha256sum)"
	expect "sizes= of another word" "$("$emit" "file:$work/x.ipfix?sizes=small" 2>&1 | grep -c 'one of full, reduced, least')" 1
}

by_ipfixdump() {
	command -v ipfixDump >/dev/null || { skip "ipfixDump reads reduced sizes" "ipfixDump is not installed"; return; }
	ipfixDump --rfc5610 --in "$work/least.ipfix" >"$work/dump" 2>"$work/dump.err"
	expect "ipfixDump does not complain" "$(cat "$work/dump.err")" ""
	expect "ipfixDump: octets" "$(awk '$2 == "octetDeltaCount" { print $4 }' "$work/dump" | packets_of)" "$(sum "$work/truth.json" octetDeltaCount)"
}

by_tshark() {
	command -v tshark >/dev/null || { skip "tshark reads reduced sizes" "tshark is not installed"; return; }
	expect "tshark: nothing malformed" "$(tshark -r "$work/least.ipfix" -V 2>/dev/null | grep -ciE 'malformed|no template|expert info')" 0
	expect "tshark: packets" "$(tshark -r "$work/least.ipfix" -T fields -e cflow.packets 2>/dev/null | tr ',\t' '\n\n' | packets_of)" \
		"$(sum "$work/truth.json" packetDeltaCount)"
}

by_nfcapd() {
	local folder=$work/nfcapd collector
	command -v nfcapd >/dev/null || { skip "nfcapd reads reduced sizes" "nfcapd is not installed"; return; }
	mkdir "$folder"
	nfcapd -p $PORT -b 127.0.0.1 -w "$folder" -t 3600 >"$folder/log" 2>&1 &
	collector=$!
	children+=("$collector")
	wait_for 10 udp_port_open || give_up "nfcapd listens" "$(cat "$folder/log")"
	"$emit" "ipfix+udp://127.0.0.1?sizes=least" $COUNT uniflow 2>/dev/null
	wait_for 10 udp_queue_empty || give_up "nfcapd reads" "datagrams still wait"
	kill "$collector"
	wait_for 10 gone "$collector" || give_up "nfcapd ends" "not after SIGTERM"
	expect_match "nfcapd: flows, packets, octets" "$(grep '^Ident: ' "$folder/log")" \
		"Flows: $(wc -l <"$work/truth.json"), Packets: $(sum "$work/truth.json" packetDeltaCount), Bytes: $(sum "$work/truth.json" octetDeltaCount), Sequence Errors: 0, Bad Packets: 0"
	expect "nfdump: start, end, flags, interfaces" "$(nfdump -q -r "$folder"/nfcapd.[0-9]* -o 'fmt:%sa,%ts,%te,%flg,%in,%out' -N -6 | tr -d ' ' | grep '^10.1.0.0,')" \
		"$(jq -r 'select(.sourceIPv4Address == "10.1.0.0") | "10.1.0.0,2025-06-1515:06:40.000,2025-06-1515:06:42.999,...AP.SF,\(.ingressInterface // 0),\(.egressInterface // 0)"' "$work/truth.json")"
}

by_nfacctd() {
	local folder=$work/nfacctd flows
	command -v nfacctd >/dev/null || { skip "nfacctd reads reduced sizes" "nfacctd is not installed"; return; }
	mkdir "$folder"
	start_nfacctd "$folder"
	"$emit" "ipfix+udp://127.0.0.1:$PORT?sizes=reduced" $COUNT uniflow 2>/dev/null
	flows=$(jq -c 'select(.ipVersion)' "$work/truth.json" | wc -l)
	wait_for 40 lines_are "$folder/flows.json" "$flows" || true
	expect "nfacctd: flows" "$(wc -l <"$folder/flows.json")" "$flows"
	nfacctd_says "$folder" "" "$work/truth.json"
	stop_nfacctd "$folder" ""
}

export TZ=UTC
truth "$work/truth.json" uniflow
in_files
by_ipfixdump
by_tshark
by_nfcapd
by_nfacctd
