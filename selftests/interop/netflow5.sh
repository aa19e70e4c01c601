#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# nfcapd, nfacctd and tshark take our NetFlow v5: the same IPv4 flows as json:, none lost for a counter of 32 bits, and what v5
# cannot carry is counted.
COUNT=28
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"
need nfcapd "nfcapd accepts NetFlow v5"
need nfacctd "nfacctd accepts NetFlow v5"
need tshark "tshark decodes NetFlow v5"
export TZ=UTC
uri=netflow5://127.0.0.1:$PORT

# How many records of v5 the flows become: as many as their counters of 32 bits need.
parts() { jq 'def need: (. / 4294967295 | ceil); [.packetDeltaCount, .octetDeltaCount | need] | max' "$work/ipv4.json" | jq -s add; }

# The flows of IPv4 whose counters fit, a line each, as nfdump prints them
expected_flows() {
	jq -r 'def time: "\(. / 1000 | floor | strftime("%F %T")).\(. % 1000 + 1000 | tostring[1:])";
		select(.octetDeltaCount < 4294967296) | [.sourceIPv4Address, .destinationIPv4Address,
		.sourceTransportPort // 0, (.destinationTransportPort // "\(.icmpTypeIPv4 // 0).\(.icmpCodeIPv4 // 0)" | tostring | sub("^0.0$"; "0")),
		.protocolIdentifier, (.flowStartMilliseconds | time), (.flowEndMilliseconds | time),
		.packetDeltaCount, .octetDeltaCount, (.bgpSourceAsNumber // 0), (.bgpDestinationAsNumber // 0), .ipClassOfService,
		.ingressInterface // 0, .egressInterface // 0] | join(",")' "$work/ipv4.json" | sed 's/,70000,/,23456,/' | sort
}

by_nfcapd() {
	local collector said
	nfcapd -p $PORT -b 127.0.0.1 -w "$work" -t 3600 >"$work/nfcapd.log" 2>&1 &
	collector=$!
	children+=("$collector")
	wait_for 10 udp_port_open || give_up "nfcapd listens" "$(cat "$work/nfcapd.log")"
	said=$("$emit" $uri $COUNT capture 2>&1)
	expect "records of IPv4 are sent, others counted" "$(grep '^{' <<<"$said" | jq -c '[.sent, .dropped, .notCarried]')" \
		"[$(wc -l <"$work/ipv4.json"),$others,$others]"
	expect "a warning says so, once" "$(grep -c 'carries flows of IPv4 only' <<<"$said")" 1
	wait_for 10 udp_queue_empty || give_up "nfcapd reads" "datagrams still wait"
	expect "no datagram lost" "$(udp_drops)" 0
	kill "$collector"
	wait_for 10 gone "$collector" || give_up "nfcapd ends" "not after SIGTERM"
	expect_match "nfcapd: flows, packets, octets" "$(grep '^Ident: ' "$work/nfcapd.log")" \
		"Flows: $(parts), Packets: $(sum "$work/ipv4.json" packetDeltaCount), Bytes: $(sum "$work/ipv4.json" octetDeltaCount), Sequence Errors: 0, Bad Packets: 0"
	expect "nfcapd does not complain" \
		"$(grep -vE '^(Add flow source|Bound to|Init |Startup|Process_v5: New exporter|Add new sampler|Ident: |Terminating)' "$work/nfcapd.log")" ""
	nfdump -q -r "$work"/nfcapd.[0-9]* -o 'fmt:%sa,%da,%sp,%dp,%pr,%ts,%te,%pkt,%byt,%sas,%das,%tos,%in,%out' -N -6 |
		sed 's/ *, */,/g; s/^ *//; s/ *$//' | grep -v ',4500,' | grep -v '^[^,]*,[^,]*,4500,' | sort >"$work/nfdump.flows"
	expected_flows >"$work/expected.flows"
	expect_true "nfdump: every flow of IPv4 as json: has it" diff "$work/expected.flows" "$work/nfdump.flows"
}

by_nfacctd() {
	mkdir "$work/nfacctd"
	start_nfacctd "$work/nfacctd"
	"$emit" $uri $COUNT capture 2>/dev/null
	wait_for 40 lines_are "$work/nfacctd/flows.json" "$(wc -l <"$work/ipv4.json")" || true
	nfacctd_says "$work/nfacctd" "" "$work/ipv4.json"
	stop_nfacctd "$work/nfacctd" ""
}

fields() { tshark -r "$work/wire.pcap" -d "udp.port==$PORT,cflow" -Y cflow.version==5 -T fields -e "$1" 2>/dev/null | tr ',\t' '\n\n' | grep .; }
seen() { [ "$(fields cflow.packets | wc -l)" -ge "$1" ]; }

by_tshark() {
	start_sniffer "$work/wire.pcap"
	local sniffer=${children[-1]}
	start_sink
	"$emit" "$uri?domain=258" $COUNT 2>/dev/null
	wait_for 20 seen "$(parts)" || true
	end_child "$sniffer"
	expect "tshark: nothing malformed or unknown" \
		"$(tshark -r "$work/wire.pcap" -d "udp.port==$PORT,cflow" -O cflow 2>/dev/null |
			grep -iE 'malformed|expert info \((warning|error)|unexpected|unknown' | sort | uniq -c | head -n 5)" ""
	expect "tshark: flows" "$(fields cflow.packets | wc -l)" "$(parts)"
	expect "tshark: engine" "$(fields cflow.engine_type | sort -u) $(fields cflow.engine_id | sort -u)" "1 2"
	expect "tshark: 30 records a datagram" "$(fields cflow.count | sort -n | tail -n 1)" 30
	expect "tshark: the sequence counts records" "$(fields cflow.sequence)" \
		"$(fields cflow.count | awk '{ print sum + 0; sum += $1 }')"
	expect "tshark: each packet is counted" "$(fields cflow.samplingmode | sort -u) $(fields cflow.samplerate | sort -u)" "1 1"
	expect "flows older than boot begin and end at it" "$(fields cflow.timedelta | sort -u)" "0.000000000"
}

truth "$work/truth.json" uniflow
jq -c 'select(.ipVersion == 4)' "$work/truth.json" >"$work/ipv4.json"
others=$(($(wc -l <"$work/truth.json") - $(wc -l <"$work/ipv4.json")))
expect "a domain that v5 has no room for" "$("$emit" "$uri?domain=65536" 2>&1 | grep -c 'at most 65535')" 1
far_apart $uri
by_nfcapd
by_nfacctd
by_tshark
