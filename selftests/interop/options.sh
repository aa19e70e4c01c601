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
# Numbers in IANA's registries for RFC 5610: data types and semantics by their place, units by name
types='["octetArray","unsigned8","unsigned16","unsigned32","unsigned64","signed8","signed16","signed32","signed64","float32","float64","boolean",
	"macAddress","string","dateTimeSeconds","dateTimeMilliseconds","dateTimeMicroseconds","dateTimeNanoseconds","ipv4Address","ipv6Address",
	"basicList","subTemplateList","subTemplateMultiList"]'
semantics='["default","quantity","totalCounter","deltaCounter","identifier","flags"]'
units='{"":0,"octets":2,"packets":3,"seconds":5,"milliseconds":6,"microseconds":7,"nanoseconds":8,"hops":11}'
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
expect "and they are what the table has (RFC 5610 3)" \
	"$(option informationElementName | jq -r 'select(.informationElementName | startswith("reverse") | not) |
		"\(.informationElementName) \(.informationElementDataType) \(.informationElementSemantics) \(.informationElementUnits)"' | sort)" \
	"$("$TAPLESS" fields --json | jq -r --argjson types "$types" --argjson semantics "$semantics" --argjson units "$units" \
		'select(.enterprise != 0) | "\(.name) \(.type as $it | $types | index($it)) \(.semantics as $it | $semantics | index($it)) \($units[.units // ""])"' | sort)"
expect "no enterprise bit in their numbers, no range that is not the type's (RFC 5610 3.4, 3.5, 3.8)" \
	"$(option informationElementName | jq -r 'select(.informationElementId >= 32768 or .informationElementRangeBegin != 0 or .informationElementRangeEnd != 0)' | wc -l)" 0
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

# Each options template: its scope fields, then the others.
expect "options templates have their scopes (RFC 7011 3.4.2.2, 4; RFC 5610 3.9; RFC 6759 6)" "$(
	python3 - "$work/five.ipfix" <<-'END'
		import struct, sys
		octets, at, found = open(sys.argv[1], 'rb').read(), 0, set()
		while at < len(octets):
		    end, place = at + struct.unpack_from('!H', octets, at + 2)[0], at + 16
		    while place < end:
		        kind, length = struct.unpack_from('!HH', octets, place)
		        record = place + 4
		        while kind == 3 and place + length - record >= 6:
		            number, count, scopes = struct.unpack_from('!HHH', octets, record)
		            fields = [struct.unpack_from('!H', octets, record + 6 + 4 * i)[0] for i in range(count)]
		            found.add(f"{','.join(map(str, fields[:scopes]))}:{','.join(map(str, fields[scopes:]))}")
		            record += 6 + 4 * count
		        place += length
		    at = end
		print(*sorted(found))
	END
)" "10:82 144:166,167,168 149:10,83 149:163,164,165,135,134 149:210 149:34,35 149:36,37 149:40,41,42 302:304,305,306 346,303:339,344,345,342,343,341,340 95:101,96,94,372"
