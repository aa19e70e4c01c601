#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# nfcapd takes our IPFIX over UDP: every flow, the right sums, no complaint; biflows and uniflows.
COUNT=140
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"
need nfcapd "nfcapd accepts IPFIX"

try() { # biflow|uniflow HOST
	local mode=$1 host=$2 folder=$work/$1 flows packets octets collector said expected
	mkdir "$folder"
	truth "$folder/truth.json" "${mode/biflow/}"
	nfcapd -p $PORT -b "$host" -w "$folder" -t 3600 >"$folder/log" 2>&1 &
	collector=$!
	children+=("$collector")
	wait_for 10 udp_port_open || give_up "nfcapd listens ($mode)" "$(cat "$folder/log")"
	expect "emit to nfcapd ($mode)" "$("$emit" "ipfix+udp://$([[ $host == *:* ]] && echo "[$host]" || echo "$host")" $COUNT ${mode/biflow/} 2>&1 | jq .dropped)" 0
	wait_for 10 udp_queue_empty || give_up "nfcapd reads ($mode)" "datagrams still wait"
	expect "no datagram lost ($mode)" "$(udp_drops)" 0
	kill "$collector"
	wait_for 10 gone "$collector" || give_up "nfcapd ends ($mode)" "not after SIGTERM"

	flows=$(wc -l <"$folder/truth.json")
	said=$(grep "^Ident: " "$folder/log")
	packets=$(($(sum "$folder/truth.json" packetDeltaCount) + $(sum "$folder/truth.json" reversePacketDeltaCount)))
	octets=$(($(sum "$folder/truth.json" octetDeltaCount) + $(sum "$folder/truth.json" reverseOctetDeltaCount)))
	expected="Flows: $flows, Packets: $packets, Bytes: $octets"
	expect_match "nfcapd: flows, packets, octets ($mode)" "$said" "$expected, Sequence Errors: 0, Bad Packets: 0"
	expect "nfcapd does not complain ($mode)" \
		"$(grep -vE '^(Add flow source|Bound to|Init |Startup|Process_ipfix: New ipfix exporter|Add new sampler|Ident: |Terminating)' "$folder/log")" ""

	nfdump -q -r "$folder"/nfcapd.[0-9]* -o 'fmt:%sa,%da,%sp,%dp,%pr,%ts,%pkt,%byt,%opkt,%obyt,%flg,%sas,%das' -N -6 >"$folder/flows"
	tr -d ' ' <"$folder/flows" >"$folder/flows.bare"
	expect "nfdump: one TCP flow ($mode)" "$(grep -c '^10.1.0.0,192.0.2.1,1024,443,6,' "$folder/flows.bare")" 1
	expect_match "nfdump: its facts ($mode)" "$(grep '^10.1.0.0,192.0.2.1,' "$folder/flows.bare")" \
		"$([ "$mode" = biflow ] && echo '15:06:40.000,12,3456,15,17890,...AP.SF,2852,64496' || echo '15:06:40.000,12,3456,0,0,...AP.SF,2852,64496')"
	expect_match "nfdump: an IPv6 flow ($mode)" "$(grep '^2001:db8::3,' "$folder/flows.bare")" '^2001:db8::3,2001:db8:ffff::53,1027,443,6,'
	expect_match "nfdump: ICMP type and code ($mode)" "$(grep '^10.1.0.2,192' "$folder/flows.bare")" ',8.1,1,'
}

export TZ=UTC
try biflow 127.0.0.1
try uniflow ::1
