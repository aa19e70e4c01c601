#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --elements: libfixbuf and tshark find each vendor's numbers, and `tapless decode` the same fields as json: has. Records that are
# too long for a message are cut, not sent in fragments.
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"
need ipfixDump "libfixbuf reads the dialects"
need tshark "tshark decodes ntop's elements"

python3 selftests/interop/dialect.py "$work/flows.pcap"
for dialect in all flowmon cesnet ntop; do
	exports+=(-e "file:$work/$dialect.ipfix?elements=$dialect")
done
expect "a file alone: no word of the enterprise number" \
	"$("$TAPLESS" read "$work/flows.pcap" -e "json:$work/truth.json" "${exports[@]}" 2>&1 | grep -c 'enterprise number')" 0
for dialect in all flowmon cesnet ntop; do
	"$TAPLESS" decode "$work/$dialect.ipfix" >"$work/$dialect.json"
	expect_true "decode of $dialect equals json:" cmp "$work/truth.json" "$work/$dialect.json"
	ipfixDump --rfc5610 --in "$work/$dialect.ipfix" >"$work/$dialect.dump" 2>"$work/$dialect.err"
	expect "ipfixDump does not complain ($dialect)" "$(cat "$work/$dialect.err")" ""
done
"$TAPLESS" read "$work/flows.pcap" --elements cesnet -e "file:$work/option.ipfix" -e "file:$work/own.ipfix?elements=flowmon" 2>/dev/null
numbers() { "$TAPLESS" decode --options "$1" | jq -c 'select(.informationElementName) | [.privateEnterpriseNumber, .informationElementId]' | sort; }
expect "--elements is for all destinations" "$(numbers "$work/option.ipfix")" "$(numbers "$work/cesnet.ipfix")"
expect "but for those that say otherwise" "$(numbers "$work/own.ipfix")" "$(numbers "$work/flowmon.ipfix")"

# The values of an element: `values DIALECT ENTERPRISE/ID`
values() { sed -n "s,^[[:space:]]*($2)[^:]*: \((len: [0-9]*) \)\?,,p" "$work/$1.dump" | sort -u | paste -sd ' '; }
says() { expect "libfixbuf: $1 $2 is $3" "$(values "$1" "$2")" "$(jq -r ".$3 // empty" "$work/truth.json" | sort -u | paste -sd ' ')"; }
says flowmon 39499/1 httpRequestHost
says flowmon 39499/2 httpRequestTarget
says flowmon 39499/10 httpContentType
says flowmon 39499/12 httpStatusCode
says flowmon 39499/20 httpUserAgent
says flowmon 39499/80 tcpSynSize
says flowmon 39499/191 arpOperation
says flowmon 39499/202 dhcpMessageType
says flowmon 39499/206 dhcpHostName
says cesnet 39499/1 httpRequestHost
says cesnet 8057/200 httpRequestMethod
says cesnet 8057/1 dnsResponseCode
says cesnet 8057/2 dnsQname
says cesnet 8057/3 dnsQtype
says cesnet 8057/5 dnsCrrTtl
says cesnet 8057/10 dnsId
says cesnet 8057/20 ntpMode
says cesnet 8057/33 arpOperation
says cesnet 8057/102 sipCallId
says cesnet 8057/105 sipVia
says ntop 35632/109 npmTcpRetransmission
says ntop 35632/119 applicationName
expect "of what a dialect has, IANA's number is not sent too" "$(values flowmon 0/460)$(values flowmon 460)" ""

ntop() {
	tshark -o cflow.max_template_fields:240 -r "$work/ntop.ipfix" -T fields -e "cflow.pie.ntop.$1" 2>/dev/null |
		tr ',' '\n' | grep . | sort -u | paste -sd ' '
}
ntop_says() { expect "tshark: ntop's $1 is $2" "$(ntop "$1")" "$(jq -r ".$2 // empty" "$work/truth.json" | sort -u | paste -sd ' ')"; }
ntop_says http_host httpRequestHost
ntop_says http_url httpRequestTarget
ntop_says http_ret_code httpStatusCode
ntop_says dns_query dnsQname
ntop_says dns_ret_code dnsResponseCode
ntop_says sip_call_id sipCallId
ntop_says retransmitted_in_pkts npmTcpRetransmission
ntop_says l7_proto_name applicationName

# What is sent to a collector whose path takes packets of this many octets; a file of the messages' octets is IPFIX again.
by_path() { # MTU
	local at=$work/mtu-$1
	start_sniffer "$at.pcap"
	"$TAPLESS" read "$work/flows.pcap" -e "ipfix+udp://127.0.0.1?mtu=$1" 2>"$at.log"
	all_arrived() {
		tshark -r "$at.pcap" -T fields -e udp.payload 2>/dev/null | xxd -r -p >"$at.ipfix"
		"$TAPLESS" decode "$at.ipfix" 2>/dev/null >"$at.json"
		[ "$(wc -l <"$at.json")" = "$(wc -l <"$work/truth.json")" ]
	}
	wait_for 10 all_arrived || true
	end_child "${children[-1]}"
	expect "mtu=$1: records" "$(wc -l <"$at.json")" "$(wc -l <"$work/truth.json")"
	expect_true "mtu=$1: no packet is longer, none a fragment" test \
		"$(tshark -r "$at.pcap" -T fields -e ip.len -e ip.flags.mf 2>/dev/null | awk '$1 > longest { longest = $1 } $2 == "1" { longest = 65535 } END { print longest }')" -le "$1"
}
start_sink
by_path 900
expect "mtu=900: the record with long texts says what it lost" \
	"$(jq -c 'select(.textOctetsCut) | [.httpRequestHost, (.httpUserAgent | length < 250)]' "$work/mtu-900.json")" '["www.example.org",true]'
expect "mtu=900: all else is as it was" \
	"$(jq -c 'select(.textOctetsCut | not)' "$work/mtu-900.json" | sort)" \
	"$(jq -c 'select((.httpUserAgent // "") | length < 200)' "$work/truth.json" | sort)"
counts() { echo "$(sum "$1" octetDeltaCount) $(sum "$1" reverseOctetDeltaCount) $(sum "$1" packetDeltaCount)"; }
by_path 256
expect "mtu=256: nothing is lost of what a flow counts" "$(counts "$work/mtu-256.json")" "$(counts "$work/truth.json")"
by_path 1500
expect_true "mtu=1500: nothing is cut" cmp "$work/mtu-1500.json" "$work/truth.json"
expect "a collector's enterprise number: said once" "$(grep -c -e '--enterprise-number' "$work/mtu-1500.log")" 1
expect "not if one was given" \
	"$("$TAPLESS" read "$work/flows.pcap" --enterprise-number 61000 -e ipfix+udp://127.0.0.1 2>&1 | grep -c 'enterprise-number')" 0
expect "nor without elements of enterprises" \
	"$("$TAPLESS" read "$work/flows.pcap" --elements standard -e ipfix+udp://127.0.0.1 2>&1 | grep -c 'enterprise-number')" 0
