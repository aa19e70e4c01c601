#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the exporter says of itself, in option records (RFC 7011 4): each packet is counted, the timeouts, the interfaces, the types
# of enterprises' elements; and in each message's header, the observation domain.
COUNT=14
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"

"$emit" "file:$work/flows.ipfix" "$COUNT" 2>/dev/null
"$TAPLESS" decode --options "$work/flows.ipfix" | jq -c 'select(has("flowId") | not)' >"$work/options"
# option ELEMENT: the records that have it
option() { jq -cS "select(has(\"$1\"))" "$work/options"; }

expect "sampling: one packet of one, systematic, by count" "$(option selectorAlgorithm)" \
	'{"samplingPacketInterval":1,"samplingPacketSpace":0,"selectorAlgorithm":1,"selectorId":0}'
expect "sampling in the older elements" "$(option samplingInterval)" \
	'{"observationDomainId":7,"samplingAlgorithm":1,"samplingInterval":1}'
expect "timeouts" "$(option flowActiveTimeout)" '{"flowActiveTimeout":60,"flowIdleTimeout":15,"observationDomainId":7}'
expect "the interface that is here has its name" "$(option interfaceName)" '{"ingressInterface":1,"interfaceName":"lo"}'
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
