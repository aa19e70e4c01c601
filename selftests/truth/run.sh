#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# `tapless read` against an independent dissector: sample captures with their stored truth (TAPLESS_PCAPS, default ../shared/pcaps),
# captures made here with tshark's truth, captures of the traffic generator with its own totals.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=selftests/truth
tapless=${TAPLESS:-./build/tapless}
generator=${BUILD:-build}/tools/generator/tapless-generator
samples=${TAPLESS_PCAPS:-../shared/pcaps}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# result NAME STATUS FILE-WITH-REASONS
result() {
	if [ "$2" = 0 ]; then
		echo "ok $1"
	else
		echo "not ok $1: $(head -c 4000 "$3" | tr '\n' ';')"
	fi
}

# read_capture CAPTURE RECORDS [OPTION...]: 0 if tapless could read it; its messages are in RECORDS.messages
read_capture() { "$tapless" read --uniflow "${@:3}" "$1" -e json:- >"$2" 2>"$2.messages"; }

# check NAME CAPTURE TRUTH [COMPARISON [OPTION...]]
check() {
	local name=$1 records=$work/records status=0
	if ! read_capture "$2" "$records" "${@:5}"; then
		result "$name" 1 "$records.messages"
		return
	fi
	"$here/${4:-compare.py}" "$records" "$3" >"$work/differences" 2>&1 || status=$?
	result "$name" "$status" "$work/differences"
}

samples_with_truth() {
	local truth name
	if [ ! -d "$samples/truth" ]; then
		echo "skip samples: no folder $samples (TAPLESS_PCAPS names another)"
		return
	fi
	for truth in "$samples"/truth/*.jsonl; do
		name=$(basename "$truth" .jsonl)
		check "sample $name" "$samples/$name.pcap" "$truth"
	done
}

# Round trips, retransmissions and resets. (A capture that holds everything twice has no order to be right about.)
order_of_samples() {
	local name
	if [ ! -d "$samples/truth" ] || ! command -v tshark >/dev/null; then
		echo "skip order of samples: no tshark, or no folder $samples"
		return
	fi
	for name in arkime__{wireshark-retrans,mysql-allow,postgres-good,smtp-originating} ipfixprobe__http zeek__bro.org; do
		check "order $name" "$samples/$name.pcap" "$samples/$name.pcap" compare_order.py
	done
}

# Troubles that tshark tells as well, and the time from packet to packet.
troubles_and_gaps() {
	local name
	if ! command -v tshark >/dev/null; then
		echo "skip troubles: no tshark"
		return
	fi
	"$here/make_trouble.py" "$work/trouble.pcap"
	check "troubles" "$work/trouble.pcap" "$work/trouble.pcap" compare_trouble.py --idle 3600 --active 36000
	check "gaps of troubles" "$work/trouble.pcap" "$work/trouble.pcap" compare_gaps.py --idle 3600 --active 36000
	"$here/make_streams.py" "$work/streams.pcap"
	check "RTP of several sources" "$work/streams.pcap" "$work/streams.pcap" compare_streams.py
	for name in "$samples"/arkime__{wireshark-retrans,mysql-allow}.pcap "$samples"/ipfixprobe__{http,sip}.pcap "$samples/zeek__bro.org.pcap"; do
		[ ! -e "$name" ] || check "gaps $(basename "$name" .pcap)" "$name" "$name" compare_gaps.py --idle 3600 --active 36000
	done
}

# (Not of a capture that holds everything twice, at two times.)
splt_of_samples() {
	local name
	if [ ! -d "$samples/truth" ] || ! command -v tshark >/dev/null; then
		echo "skip first packets of samples: no tshark, or no folder $samples"
		return
	fi
	for name in arkime__{wireshark-retrans,mysql-allow} ipfixprobe__{http,dns,sip} zeek__bro.org; do
		check "first packets $name" "$samples/$name.pcap" "$samples/$name.pcap" compare_splt.py --splt
	done
}

made_captures() {
	local capture name plain
	"$here/make_captures.py" "$work/made"
	if ! command -v tshark >/dev/null; then
		echo "skip made captures: no tshark"
		return
	fi
	for capture in "$work"/made/*; do
		name=$(basename "$capture")
		plain=${capture%.gz}
		plain=${plain%.zst}
		"$here/make_truth.py" "$plain" >"$work/truth"
		check "made $name" "$capture" "$work/truth"
	done
}

# generated NAME OPTIONS...
generated() {
	local name=$1
	shift
	"$generator" --capture "$work/generated.pcap" "$@" >"$work/report"
	check "generated $name" "$work/generated.pcap" "$work/report" compare_sums.py
}

generated_captures() {
	if [ ! -x "$generator" ]; then
		echo "skip generated captures: no $generator"
		return
	fi
	generated mixed --kind mixed --packets 2800 --flows 10
	generated mixed-many-flows --kind mixed --packets 28000 --flows 1000
	generated udp-zipf --packets 20000 --flows 2000 --law zipf
	generated tcp-short-ipv6 --kind tcp-short --flows 5000 --ipv6
	generated tcp-vlan --kind tcp --packets 5000 --flows 100 --law uniform --vlan 4000 --size 1514
	generated raw --kind raw --packets 1000 --flows 50
	generated slow --packets 600 --flows 7 --rate 2
}

# The same input by other ways gives the same records.
same_records() {
	local capture=$work/made/http.pcap status=0
	read_capture "$capture" "$work/once"
	read_capture "$capture" "$work/twice"
	cmp "$work/once" "$work/twice" >"$work/differences" 2>&1 || status=1
	result "read twice" "$status" "$work/differences"
	status=0
	gzip -c "$capture" | "$tapless" read --uniflow - -e json:- >"$work/twice" 2>"$work/differences" || status=1
	cmp "$work/once" "$work/twice" >>"$work/differences" 2>&1 || status=1
	result "read from a pipe, compressed" "$status" "$work/differences"
}

# All but the last byte: an error that says so, and the records of the frames before.
truncated_capture() {
	local status=0
	head -c -1 "$work/made/other-frames.pcap" >"$work/truncated.pcap"
	if read_capture "$work/truncated.pcap" "$work/records"; then
		echo "exit status 0" >"$work/differences"
		status=1
	elif ! grep -q 'truncated.* after 19 frames' "$work/records.messages"; then
		cp "$work/records.messages" "$work/differences"
		status=1
	elif ! jq -se 'map(.packetDeltaCount) | add == 19' "$work/records" >"$work/differences"; then
		status=1
	fi
	result "truncated capture" "$status" "$work/differences"
}

# Names where they seldom stand: by the kernel alone, and with the dissectors.
odd_names() {
	local status=0
	"$here/odd_names.py" "$tapless" "$work" >"$work/differences" 2>&1 || status=$?
	result "odd names" "$status" "$work/differences"
}

# By the program built with the sanitizers: no report of theirs, and the same records.
checked_captures() {
	local checked=${BUILD:-build}/tapless-checked name status=0
	if [ ! -x "$checked" ]; then
		echo "skip captures with sanitizers: no $checked"
		return
	fi
	head -c 24 "$work/made/http.pcap" >"$work/made/nothing.pcap"
	for name in nothing tunnels fragments other-frames hello-segments link-frame-relay-snap link-nflog link-radiotap-check; do
		read_capture "$work/made/$name.pcap" "$work/once" --splt --tunnels both || status=1
		tapless=$checked read_capture "$work/made/$name.pcap" "$work/twice" --splt --tunnels both || status=1
		cat "$work/twice.messages" >"$work/differences"
		cmp "$work/once" "$work/twice" >>"$work/differences" 2>&1 || status=1
		[ "$status" = 0 ] || break
	done
	result "captures with sanitizers" "$status" "$work/differences"
}

# sums CAPTURE OPTION...: flows, packets and layer-2 octets
sums() {
	local capture=$work/made/$1
	shift
	"$tapless" read --uniflow "$@" "$capture" -e json:- 2>/dev/null |
		jq -sc '[(map(.flowId) | unique | length), (map(.packetDeltaCount) | add), (map(.layer2OctetDeltaCount) | add)]'
}

# Whose addresses make the flow does not change what is counted.
tunnel_modes() {
	local inner outer both status=0
	inner=$(sums tunnels.pcap --tunnels inner)
	outer=$(sums tunnels.pcap --tunnels outer)
	both=$(sums tunnels.pcap --tunnels both)
	echo "$inner $outer $both" >"$work/differences"
	jq -ne "($inner)[1:] == ($outer)[1:] and ($inner)[1:] == ($both)[1:] and ($outer)[0] < ($inner)[0]" >/dev/null || status=1
	result "tunnels inner, outer, both" "$status" "$work/differences"
}

# Layer-2 octets are those of the link that was captured, without what the capturing host added.
layer2_octets() {
	local raw hdlc wlan radiotap status=0
	raw=$(sums raw-ip.pcap)
	hdlc=$(sums link-hdlc.pcap)
	wlan=$(sums link-wlan-1.pcap)
	radiotap=$(sums link-radiotap-check.pcap)
	echo "$raw $hdlc $wlan $radiotap" >"$work/differences"
	jq -ne "($hdlc)[2] == ($raw)[2] + 4 * ($raw)[1] and ($wlan)[2] == ($raw)[2] + 32 * ($raw)[1] and $wlan == $radiotap" >/dev/null ||
		status=1
	result "layer-2 octets of other links" "$status" "$work/differences"
}

# tenants MODE: of each flow its segments, how many pairs of outer ends, its packets
tenants() {
	"$tapless" read --uniflow --tunnels "$1" "$work/made/tenants.pcap" -e json:- 2>/dev/null | jq -sc '
		group_by(.flowId) | map([(map(.tunnelId) | unique),
			(map([.tunnelSourceIPv4Address, .tunnelDestinationIPv4Address] | sort) | unique | length),
			(map(.packetDeltaCount) | add)]) | sort'
}

# Tenants whose inner addresses are equal: the segment tells them apart, with both the outer ends as well.
tenants_apart() {
	local status=0
	{ tenants inner && tenants both; } >"$work/tenants"
	printf '%s\n' '[[[1],1,4],[[2],1,4]]' '[[[1],1,2],[[1],1,2],[[2],1,2],[[2],1,2]]' |
		diff - "$work/tenants" >"$work/differences" || status=1
	result "tenants with the same addresses" "$status" "$work/differences"
}

# TTL, class, number, length, what a SYN says, chunks, options.
headers() {
	local name
	if [ ! -d "$samples/truth" ] || ! command -v tshark >/dev/null || ! /usr/bin/python3 -c 'import scapy' 2>/dev/null; then
		echo "skip headers: no tshark, no python3-scapy, or no folder $samples"
		return
	fi
	"$here/make_headers.py" "$work/headers.pcap"
	check "headers" "$work/headers.pcap" "$work/headers.pcap" compare_headers.py
	for name in arkime__{mysql-allow,postgres-good} ipfixprobe__{http,dns,sip} zeek__bro.org; do
		check "headers $name" "$samples/$name.pcap" "$samples/$name.pcap" compare_headers.py --idle 3600 --active 3600
	done
}

# Each encapsulation as scapy builds it. Biflow: a question and its answer are one record.
encapsulations() {
	local mode status options
	if ! /usr/bin/python3 -c 'import scapy' 2>/dev/null; then
		echo "skip encapsulations: python3-scapy is not installed"
		return
	fi
	/usr/bin/python3 "$here/encapsulations.py" "$work/encapsulations.pcap" "$work/encapsulations.json"
	for mode in inner outer both biflow; do
		options="--uniflow --tunnels $mode" status=0
		[ $mode != biflow ] || options=
		# shellcheck disable=SC2086 # they are words
		"$tapless" read $options "$work/encapsulations.pcap" -e json:- >"$work/records" 2>/dev/null
		"$here/encapsulations_check.py" $mode "$work/records" "$work/encapsulations.json" >"$work/differences" 2>&1 || status=1
		result "encapsulations, $mode" $status "$work/differences"
	done
}

# In a key without VLANs, as many flows as there are pairs of ends, and nothing else is counted.
key_modes() {
	local full without wanted status=0
	full=$(sums vlan-tags.pcap)
	without=$(sums vlan-tags.pcap --key no-vlan)
	wanted=$("$tapless" read --uniflow "$work/made/vlan-tags.pcap" -e json:- 2>/dev/null | jq -s '
		map([[.sourceIPv4Address // .sourceIPv6Address, .sourceTransportPort],
			[.destinationIPv4Address // .destinationIPv6Address, .destinationTransportPort]] | sort) | unique | length')
	echo "$full $without $wanted" >"$work/differences"
	jq -ne "($full)[1:] == ($without)[1:] and ($full)[0] > $wanted and ($without)[0] == $wanted" >/dev/null || status=1
	result "key full, no-vlan" "$status" "$work/differences"
}

# fields_of_payload PROTOCOL: the differences in its fields of which too many differ; fails if there are any, or no field at all
fields_of_payload() {
	awk -v protocol="$1" '
		/recall/ { mine = $1 == protocol || $2 == protocol; bad = mine && $1 == "!"; seen += mine; failed += bad }
		bad || /^Traceback|Error:/
		END { if (!seen) print "nothing was compared"; exit failed || !seen }' "$work/fields"
}

# What payload says, field by field, of the samples and of conversations made here; and what flows are taken for, of the samples and of the
# made captures. (Not of those with octets of no meaning in fragments, or hellos in pieces: nDPI takes them for Skype and Cassandra.)
payload_of_samples() {
	local status captures=("$samples"/*.pcap) protocol
	[ -e "${captures[0]}" ] || captures=()
	if ! command -v tshark >/dev/null; then
		echo "skip fields of payload: no tshark"
	else
		"$here/make_talks.py" "$work/talks.pcap"
		"$here/make_devices.py" "$work/devices.pcap"
		"$here/compare_l7.py" "$tapless" "${captures[@]}" "$work/made/hello-segments.pcap" "$work/talks.pcap" "$work/devices.pcap" >"$work/fields" 2>&1 || true
		grep 'recall' "$work/fields" | sed 's/^/# /' || true
		for protocol in dns dhcp dhcpv6 ntp netbios ssdp smtp imap pop3 mysql postgresql tds ftp ssh tls quic http \
			sip rtp mqtt coap snmp syslog stun iec104 modbus dnp3; do
			[ $protocol != quic ] || [ ${#captures[@]} != 0 ] || continue
			status=0
			fields_of_payload $protocol >"$work/differences" || status=1
			result "fields of payload: $protocol" "$status" "$work/differences"
		done
	fi
	status=0
	if ! command -v ndpiReader >/dev/null; then
		echo "skip applications: no ndpiReader"
		return
	fi
	while read -r capture; do captures+=("$capture"); done < <(find "$work/made" -name '*.pcap*' ! -name '*.gz' ! -name '*.zst' \
		! -name '*fragments*' ! -name '*segments*' | sort)
	"$here/compare_applications.py" "$tapless" "${captures[@]}" >"$work/differences" 2>&1 || status=$?
	tail -n 1 "$work/differences" | sed 's/^/# /'
	result "applications" "$status" "$work/differences"
}

"$here/compare_check.py"
if [ ! -x "$tapless" ]; then
	echo "not ok truth: no $tapless: build it first (make)"
	exit 1
fi
samples_with_truth
order_of_samples
troubles_and_gaps
splt_of_samples
made_captures
generated_captures
same_records
checked_captures
layer2_octets
tunnel_modes
odd_names
tenants_apart
payload_of_samples
headers
encapsulations
key_modes
truncated_capture
