#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the exporter says of itself, in option records (RFC 7011 4): each packet is counted, the timeouts, the interfaces, the types
# of enterprises' elements; and in each message's header, the observation domain.
COUNT=14
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"

"$emit" "file:$work/flows.ipfix" "$COUNT" 2>/dev/null
"$TAPLESS" decode --options "$work/flows.ipfix" | jq -c 'select(has("flowId") | not)' >"$work/options"
# The lengths of the file's messages
messages() {
	python3 - "$work/flows.ipfix" <<-'END'
		import struct, sys
		octets = open(sys.argv[1], 'rb').read()
		at = 0
		while at < len(octets):
		    length, = struct.unpack_from('!H', octets, at + 2)
		    print(length)
		    at += length
	END
}
# option ELEMENT: the records that have it
option() { jq -cS "select(has(\"$1\"))" "$work/options"; }

expect "sampling: one packet of one, systematic, by count" "$(option selectorAlgorithm)" \
	'{"samplingPacketInterval":1,"samplingPacketSpace":0,"selectorAlgorithm":1,"selectorId":0}'
expect "sampling in the older elements" "$(option samplingInterval)" \
	'{"observationDomainId":7,"samplingAlgorithm":1,"samplingInterval":1}'
expect "timeouts" "$(option flowActiveTimeout)" '{"flowActiveTimeout":60,"flowIdleTimeout":15,"observationDomainId":7}'
expect "the interface that is here has its name" "$(option interfaceName)" '{"ingressInterface":1,"interfaceName":"lo"}'
expect "what was exported before the last message" "$(option exportedOctetTotalCount | tail -n 1)" \
	"{\"exportedFlowRecordTotalCount\":$COUNT,\"exportedMessageTotalCount\":$(messages | wc -l | awk '{ print $1 - 1 }'),\"exportedOctetTotalCount\":$(messages | sed '$d' | paste -sd + | bc),\"observationDomainId\":7}"
expect "what was not" "$(option notSentFlowTotalCount | tail -n 1)" \
	'{"exportingProcessId":0,"notSentFlowTotalCount":0,"notSentOctetTotalCount":0,"notSentPacketTotalCount":0}'
expect "types of all elements that are not IANA's, each once" \
	"$(option informationElementName | jq -r '"\(.privateEnterpriseNumber)/\(.informationElementId) \(.informationElementName)"' |
		grep -v ' reverse' | sort)" \
	"$("$TAPLESS" fields --json | jq -r 'select(.enterprise != 0) | "\(.enterprise)/\(.id) \(.name)"' | sort)"
expect "types of their reverse forms" "$(option informationElementName | jq -r .informationElementName | grep -c '^reverse')" \
	"$("$TAPLESS" fields --json | jq -c 'select(.enterprise != 0 and .reversible)' | wc -l)"
expect "each message names the observation domain" "$(
	python3 - "$work/flows.ipfix" <<-'END'
		import struct, sys
		octets = open(sys.argv[1], 'rb').read()
		at, domains = 0, set()
		while at < len(octets):
		    version, length, time, sequence, domain = struct.unpack_from('!HHIII', octets, at)
		    domains.add((version, domain))
		    at += length
		print(sorted(domains))
	END
)" "[(10, 7)]"

expect "sets have no padding, and paddingOctets are zeros" \
	"$("$emit" "file:$work/pages.ipfix" 1400 2>/dev/null && python3 selftests/interop/sets.py "$work/pages.ipfix" | tr '\n' ' ')" "behind  padding 00 "

# Three packets of UDP, in one flow, and two frames whose IP header says version 5: each is in a record or in this counter.
python3 - "$work/five.pcap" <<-'END'
	import struct, sys
	def frame(version):
	    udp = struct.pack('!HHHH', 1024, 53, 12, 0) + b'data'
	    ip = struct.pack('!BBHHHBBH4s4s', version << 4 | 5, 0, 20 + len(udp), 1, 0, 64, 17, 0, bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2]))
	    return bytes(12) + b'\x08\x00' + ip + udp
	with open(sys.argv[1], 'wb') as out:
	    out.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
	    for second, version in enumerate([4, 5, 4, 4, 5]):
	        data = frame(version)
	        out.write(struct.pack('<IIII', 1750000000 + second, 0, len(data), len(data)) + data)
END
"$TAPLESS" read "$work/five.pcap" --export "file:$work/five.ipfix" 2>/dev/null
"$TAPLESS" decode --options "$work/five.ipfix" >"$work/options"
expect "what was seen: one flow of three packets, two packets in none" \
	"$(jq -c 'select(.packetDeltaCount) | .packetDeltaCount' "$work/options") $(option ignoredPacketTotalCount | tail -n 1)" \
	'3 {"droppedOctetTotalCount":0,"droppedPacketTotalCount":0,"ignoredOctetTotalCount":92,"ignoredPacketTotalCount":2,"observationDomainId":0,"observedFlowTotalCount":1}'
