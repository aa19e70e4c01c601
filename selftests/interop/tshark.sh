#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What goes over the wire, looked at by tshark: well formed, all templates known, messages within the MTU, sequence numbers
# unbroken; UDP over IPv4 and IPv6, and TCP. And of a capture, whose records have applications, also what these are.
COUNT=140
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"
need tshark "tshark decodes IPFIX"

# Every message that tshark found, a line of fields each.
fields() { # FILE FIELD...
	local file=$1 arguments=() name
	shift
	for name in "$@"; do arguments+=(-e "$name"); done
	tshark -o cflow.max_template_fields:0 -r "$file" -d "$protocol.port==$PORT,cflow" -Y cflow.version==10 -T fields "${arguments[@]}" 2>/dev/null
}
seen_flows() { [ "$(fields "$pcap" cflow.exporttime cflow.flow_id 2>/dev/null | cut -f 2 | tr , '\n' | grep -c .)" -ge "$1" ]; }

# As many fields as some records have, Wireshark takes when it is told to.
complaints() {
	tshark -o cflow.max_template_fields:0 -r "$pcap" -d "$protocol.port==$PORT,cflow" -O cflow 2>/dev/null |
		grep -v 'ApplicationDesc: ' | grep -iE 'malformed|no template|expert info \((warning|error)|unexpected|unknown' | sort | uniq -c | head -n 5
}

by_capture() {
	protocol=udp pcap=$work/applications.wire
	python3 selftests/interop/dialect.py "$work/applications.pcap"
	start_sniffer "$pcap"
	"$TAPLESS" read "$work/applications.pcap" -e ipfix+udp://127.0.0.1 -e "json:$work/applications.json" 2>/dev/null
	wait_for 20 seen_flows "$(wc -l <"$work/applications.json")" || true
	end_child "${children[-1]}"
	expect "tshark: nothing malformed or unknown of a capture" "$(complaints)" ""
	expect "tshark: names of the applications that flows have" \
		"$(fields "$pcap" cflow.appl_name | tr ',\t' '\n\n' | sort -u | grep -cxF -f <(jq -r .applicationName "$work/applications.json" | sort -u))" \
		"$(jq -r .applicationName "$work/applications.json" | sort -u | wc -l)"
}

try() { # udp|tcp HOST
	local host=$2 sniffer sink
	protocol=$1 pcap=$work/$1-${2//[^0-9a-z]/-}.pcap
	python3 - "$protocol" "$host" "$PORT" >"$pcap.bytes" <<-'END' &
		import socket, sys
		family = socket.AF_INET6 if ':' in sys.argv[2] else socket.AF_INET
		tcp = sys.argv[1] == 'tcp'
		peer = socket.socket(family, socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM)
		peer.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		peer.bind((sys.argv[2], int(sys.argv[3])))
		if tcp:
		    peer.listen()
		    peer = peer.accept()[0]
		while data := peer.recv(65536):
		    sys.stdout.buffer.write(data)
		    sys.stdout.buffer.flush()
	END
	sink=$!
	children+=("$sink")
	start_sniffer "$pcap"
	sniffer=${children[-1]}
	wait_for 10 grep -q ":$(printf %04X $PORT) " "/proc/net/$protocol" "/proc/net/${protocol}6" || give_up "sink listens" "$protocol"
	expect "emit over $protocol to $host" \
		"$("$emit" "ipfix+$protocol://$([[ $host == *:* ]] && echo "[$host]:$PORT" || echo "$host")" $COUNT 2>&1 | jq -c '[.sent, .dropped]')" "[$COUNT,0]"
	wait_for 20 seen_flows $COUNT || true
	end_child "$sniffer"
	end_child "$sink"

	expect "tshark: nothing malformed or unknown ($protocol, $host)" "$(complaints)" ""
	expect "tshark: flows ($protocol, $host)" "$(fields "$pcap" cflow.flow_id | tr ',\t' '\n\n' | grep -c .)" $COUNT
	expect "tshark: packets ($protocol, $host)" \
		"$(fields "$pcap" cflow.packets | tr ',\t' '\n\n' | python3 -c 'import sys; print(sum(int(n) for n in sys.stdin.read().split()))')" \
		"$(($(sum "$work/truth.json" packetDeltaCount) + $(sum "$work/truth.json" reversePacketDeltaCount)))"
	if [ "$protocol" = udp ]; then
		expect "no frame above the MTU ($host)" "$(tshark -r "$pcap" -T fields -e frame.len 2>/dev/null | awk '$1 > 1414' | wc -l)" 0
	else
		ipfixDump --rfc5610 --in "$pcap.bytes" >"$work/dump" 2>"$work/dump.err"
		expect "ipfixDump does not complain of the TCP stream" "$(cat "$work/dump.err")" ""
		expect "decode of the TCP stream" "$("$TAPLESS" decode "$pcap.bytes" | wc -l)" $COUNT
		expect_match "templates come first" "$(sed -n '/template record ---/{p;q}' "$work/dump")" "options template record"
	fi
}

truth "$work/truth.json"
by_capture
try udp 127.0.0.1
try udp ::1
try tcp 127.0.0.1
try tcp ::1
