#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# nfcapd, nfacctd and tshark take our NetFlow v9: the same flows as json:, no complaint, no gap in the sequence.
COUNT=140
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"
need nfcapd "nfcapd accepts NetFlow v9"
need nfacctd "nfacctd accepts NetFlow v9"
need tshark "tshark decodes NetFlow v9"
export TZ=UTC
uri=netflow9://127.0.0.1:$PORT

# The flows of IP, a line each, as nfdump prints them
expected_flows() {
	jq -r 'def time: "\(. / 1000 | floor | strftime("%F %T")).\(. % 1000 + 1000 | tostring[1:])";
		select(.ipVersion) | [.sourceIPv4Address // .sourceIPv6Address, .destinationIPv4Address // .destinationIPv6Address,
		.sourceTransportPort // 0, .protocolIdentifier, (.flowStartMilliseconds | time), (.flowEndMilliseconds | time),
		.packetDeltaCount, .octetDeltaCount, .bgpSourceAsNumber // 0, .ipClassOfService, .ingressInterface // 0,
		.egressInterface // 0] | join(",")' "$work/truth.json" | sort
}

by_nfcapd() {
	local collector
	nfcapd -p $PORT -b 127.0.0.1 -w "$work" -t 3600 >"$work/nfcapd.log" 2>&1 &
	collector=$!
	children+=("$collector")
	wait_for 10 udp_port_open || give_up "nfcapd listens" "$(cat "$work/nfcapd.log")"
	expect "emit to nfcapd" "$("$emit" $uri $COUNT capture 2>&1 | jq -c '[.sent, .dropped]')" "[$(wc -l <"$work/truth.json"),0]"
	wait_for 10 udp_queue_empty || give_up "nfcapd reads" "datagrams still wait"
	expect "no datagram lost" "$(udp_drops)" 0
	kill "$collector"
	wait_for 10 gone "$collector" || give_up "nfcapd ends" "not after SIGTERM"
	expect_match "nfcapd: flows, packets, octets" "$(grep '^Ident: ' "$work/nfcapd.log")" \
		"Flows: $(wc -l <"$work/truth.json"), Packets: $(sum "$work/truth.json" packetDeltaCount), Bytes: $(sum "$work/truth.json" octetDeltaCount), Sequence Errors: 0, Bad Packets: 0"
	expect "nfcapd does not complain" \
		"$(grep -vE '^(Add flow source|Bound to|Init |Startup|Process_v9: New v9 exporter|Add new sampler|Ident: |Terminating)' "$work/nfcapd.log")" ""
	nfdump -q -r "$work"/nfcapd.[0-9]* -o 'fmt:%sa,%da,%sp,%pr,%ts,%te,%pkt,%byt,%sas,%tos,%in,%out' -N -6 |
		sed 's/ *, */,/g; s/^ *//; s/ *$//' | grep -v '^0.0.0.0,' | sort >"$work/nfdump.flows"
	expected_flows >"$work/expected.flows"
	expect_true "nfdump: every IP flow as json: has it" diff "$work/expected.flows" "$work/nfdump.flows"
}

by_nfacctd() {
	mkdir "$work/nfacctd"
	start_nfacctd "$work/nfacctd"
	"$emit" $uri $COUNT capture 2>/dev/null
	wait_for 40 lines_are "$work/nfacctd/flows.json" "$(wc -l <"$work/truth.json")" || true
	expect "nfacctd: flows of IP" "$(jq -r .ip_src "$work/nfacctd/flows.json" | grep -c .)" "$(jq .ipVersion "$work/truth.json" | grep -c '[46]')"
	nfacctd_says "$work/nfacctd" "" "$work/truth.json"
	stop_nfacctd "$work/nfacctd" ""
}

fields() { tshark -r "$work/wire.pcap" -d "udp.port==$PORT,cflow" -Y cflow.version==9 -T fields -e "$1" 2>/dev/null | tr ',\t' '\n\n' | grep .; }
seen() { [ "$(fields cflow.packets | wc -l)" -ge "$1" ]; }

# Live: the sample's flows are older than this machine's boot, so their times are clamped to it.
by_tshark() {
	local sniffer count
	count=$(wc -l <"$work/truth.json")
	start_sniffer "$work/wire.pcap"
	sniffer=${children[-1]}
	start_sink
	"$emit" "$uri?domain=4711&mtu=600" $COUNT 2>/dev/null
	wait_for 20 seen "$count" || true
	end_child "$sniffer"
	expect "tshark: nothing malformed or unknown" \
		"$(tshark -r "$work/wire.pcap" -d "udp.port==$PORT,cflow" -O cflow 2>/dev/null |
			grep -iE 'malformed|no template|expert info \((warning|error)|unexpected|unknown' | sort | uniq -c | head -n 5)" ""
	expect "tshark: flows" "$(fields cflow.packets | wc -l)" "$count"
	expect "tshark: source id" "$(fields cflow.source_id | sort -u)" 4711
	expect "tshark: sequence, packet by packet" "$(fields cflow.sequence)" "$(seq 0 $(($(fields cflow.sequence | wc -l) - 1)))"
	expect "tshark: sampling" "$(fields cflow.sampling_interval | sort -u)" 1
	expect "tshark: interface" "$(fields cflow.if_name | sort -u)" lo
	expect "flows older than boot begin and end at it" "$(fields cflow.timedelta | sort -u)" "0.000000000"
}

# Of a capture: what applications the flows are of; the second question of a DNS flow is no flow.
by_capture() {
	local at=$work/applications
	python3 selftests/interop/dialect.py "$at.pcap"
	"$TAPLESS" read "$at.pcap" -e "json:$at.json?uniflow=1" 2>/dev/null
	start_sniffer "$at.wire"
	"$TAPLESS" read "$at.pcap" -e "$uri" 2>"$at.log"
	decoded() { tshark -r "$at.wire" -d "udp.port==$PORT,cflow" -Y cflow.version==9 -T fields -e "$1" 2>/dev/null | tr ',\t' '\n\n' | grep .; }
	all_seen() { [ "$(decoded cflow.packets | wc -l)" -ge "$(jq -c 'select(.packetDeltaCount)' "$at.json" | wc -l)" ]; }
	wait_for 10 all_seen || true
	end_child "${children[-1]}"
	expect "tshark: a transaction is not sent as a flow" "$(decoded cflow.packets | wc -l)" "$(jq -c 'select(.packetDeltaCount)' "$at.json" | wc -l)"
	expect "the sample has a transaction" "$(jq -c 'select(.transactionNumber)' "$at.json" | wc -l)" 1
	expect_match "that is said" "$(cat "$at.log")" "carries records of flows only"
	expect "tshark: names of the applications that flows have" \
		"$(decoded cflow.appl_name | sed 's/ *$//' | sort -u | grep -cxF -f <(jq -r .applicationName "$at.json" | sort -u))" \
		"$(jq -r .applicationName "$at.json" | sort -u | wc -l)"
	expect_true "tshark: applicationId in flows and options" test \
		"$(decoded cflow.appl_id.selector_id | wc -l)" -gt "$(decoded cflow.appl_name | wc -l)"
}

truth "$work/truth.json" uniflow
by_capture
far_apart $uri
by_nfcapd
by_nfacctd
by_tshark
