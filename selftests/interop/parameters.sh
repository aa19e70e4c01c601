#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What one destination wants differently from the others: biflows and uniflows at once, domain, MTU.
COUNT=140
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"

truth "$work/biflow.json"
truth "$work/uniflow.json" uniflow
said=$("$emit" "json:$work/a.json?uniflow=1" $COUNT capture 2>&1)
expect_true "uniflow=1 beside biflows" cmp "$work/uniflow.json" "$work/a.json"
expect "its account has uniflows" "$(jq .sent <<<"$said")" "$(wc -l <"$work/uniflow.json")"
"$emit" "json:$work/b.json?uniflow=0" $COUNT capture uniflow 2>/dev/null
expect_true "uniflow=0 beside uniflows" cmp "$work/biflow.json" "$work/b.json"
"$emit" "json:$work/why?.json?" $COUNT capture 2>/dev/null
expect_true "a ? in a path" cmp "$work/biflow.json" "$work/why?.json"
"$emit" "file:$work/domain.ipfix?domain=4711" $KINDS capture 2>/dev/null
expect "domain=4711" "$("$TAPLESS" decode --options "$work/domain.ipfix" | jq -r '.observationDomainId // empty' | sort -u)" 4711

"$emit" "file:$work/own.ipfix?enterprise=61000" $COUNT capture 2>/dev/null
"$TAPLESS" decode "$work/own.ipfix" >"$work/own.json"
expect_true "enterprise=61000: the file's own RFC 5610 records tell what our elements are" cmp "$work/biflow.json" "$work/own.json"
enterprises() { "$TAPLESS" decode --options "$1" | jq -r '.privateEnterpriseNumber // empty' | sort -nu | paste -sd ' '; }
expect "none has the default number" "$(enterprises "$work/own.ipfix" | tr ' ' '\n' | grep -c -e '^32473$')$(enterprises "$work/own.ipfix" | tr ' ' '\n' | grep -c -e '^61000$')" 01
expect "an enterprise that has elements" "$("$emit" "file:$work/x.ipfix?enterprise=39499" 2>&1 | grep -c 'has elements of its own')" 1
"$emit" "file:$work/standard.ipfix?elements=standard" $COUNT capture 2>/dev/null
expect "elements=standard: no enterprise's" "$(enterprises "$work/standard.ipfix")" ""
theirs=$("$TAPLESS" fields --json | jq -c 'select(.enterprise != 0) | .name, "reverse" + (.name[:1] | ascii_upcase) + .name[1:]' | jq -sc .)
expect_true "elements=standard: the other fields" cmp \
	<(jq -c --argjson theirs "$theirs" 'with_entries(select(.key as $key | $theirs | index($key) | not))' "$work/biflow.json") \
	<("$TAPLESS" decode "$work/standard.ipfix" | jq -c .)
expect "elements= of another word" "$("$emit" "file:$work/x.ipfix?elements=some" 2>&1 | grep -c 'one of all, standard, flowmon, cesnet, ntop')" 1

# Only some fields, of both directions; what has none of them, and transactions without their number, are in no record.
wanted=sourceIPv4Address,destinationTransportPort,octetDeltaCount
"$emit" "json:$work/wanted.json?fields=$wanted" $COUNT capture 2>/dev/null
"$emit" "file:$work/wanted.ipfix?fields=$wanted" $COUNT capture 2>/dev/null
jq -c 'select(has("transactionNumber") | not) | with_entries(select(.key | IN("sourceIPv4Address", "destinationTransportPort",
	"octetDeltaCount", "reverseOctetDeltaCount"))) | select(. != {})' "$work/biflow.json" >"$work/wanted.truth"
expect_true "fields=: some records have those" test -s "$work/wanted.truth"
expect_true "fields=: in JSON" cmp "$work/wanted.truth" <(jq -c . "$work/wanted.json")
expect_true "fields=: in IPFIX" cmp "$work/wanted.truth" <("$TAPLESS" decode "$work/wanted.ipfix" | jq -c .)
expect "fields= of a name that is none" "$("$emit" "json:$work/x.json?fields=octetDeltaCont" 2>&1 | grep -c 'did you mean `octetDeltaCount`')" 1
expect "fields= where all are needed" "$("$emit" "netflow5://127.0.0.1?fields=octetDeltaCount" 2>&1 | grep -c 'no use for parameter `fields`')" 1

# Several at once, each as its own URI says: from one capture of two conversations, by `tapless read`.
python3 - "$work/two.pcap" <<-'END'
	import struct, sys
	def frame(source, destination, ports, payload):
	    udp = struct.pack('!HHHH', *ports, 8 + len(payload), 0) + payload
	    ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, bytes(source), bytes(destination))
	    return bytes(12) + b'\x08\x00' + ip + udp
	one, other = [10, 0, 0, 1], [10, 0, 0, 2]
	with open(sys.argv[1], 'wb') as out:
	    out.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
	    for turn in range(20):
	        for data in frame(one, other, (1024 + turn % 2, 5000), b'ask'), frame(other, one, (5000, 1024 + turn % 2), b'answer'):
	            out.write(struct.pack('<IIII', 1750000000, turn * 1000, len(data), len(data)) + data)
END
"$TAPLESS" read "$work/two.pcap" -e "json:$work/both" -e "json:$work/each?uniflow=1" -e "file:$work/all.ipfix" \
	-e "file:$work/cesnet.ipfix?elements=cesnet&uniflow=1&domain=9" -e "file:$work/flowmon.ipfix?elements=flowmon&enterprise=61000" 2>/dev/null
expect "at once: biflows and uniflows" "$(wc -l <"$work/both") $(wc -l <"$work/each")" "2 4"
for pair in both/all each/cesnet both/flowmon; do
	expect_true "at once: ${pair#*/} has the records of ${pair%/*}" cmp "$work/${pair%/*}" <("$TAPLESS" decode "$work/${pair#*/}.ipfix")
done
expect "at once: domains" "$(for name in all cesnet flowmon; do "$TAPLESS" decode --options "$work/$name.ipfix" | jq -r '.observationDomainId // empty' | sort -u; done | paste -sd ' ')" "0 9 0"
expect "at once: numbers of our own elements" "$(for name in all cesnet flowmon; do enterprises "$work/$name.ipfix" | tr ' ' '\n' | grep -cx -e 32473 -e 61000; done | paste -sd ' ') $(enterprises "$work/flowmon.ipfix" | grep -c 61000)" "1 1 1 1"

# The number for documentation is warned of once, by whichever destination first sends it away; who reads a file may still ask.
warnings() { "$TAPLESS" read "$work/two.pcap" "$@" 2>&1 | grep -c 'number 32473' || true; }
away=(-e ipfix+udp://127.0.0.1:4 -e ipfix+udp://127.0.0.1:5)
expect "32473: a warning, once for all destinations" "$(warnings "${away[@]}" -e "file:$work/w.ipfix")" 1
expect "32473: none with a number of one's own" "$(warnings "${away[@]}" --enterprise-number 61000)" 0
expect "32473: none where no such element is sent" "$(warnings -e "${away[1]}?elements=standard")$(warnings -e "file:$work/x.ipfix")" 00

start_sniffer "$work/mtu.pcap"
start_sink
"$emit" "ipfix+udp://127.0.0.1?mtu=700&uniflow=1" $COUNT 2>/dev/null
frames() { tshark -r "$work/mtu.pcap" -T fields -e ip.len 2>/dev/null | sort -n; }
wait_for 10 udp_queue_empty
longest() {
	local last
	last=$(frames | tail -n 1) || return 1 # the sniffer has not made its file yet, or is writing it
	[ "${last:-0}" -gt "$1" ]
}
wait_for 10 longest 600 || true
expect_true "mtu=700 is used" longest 600
expect_true "and not exceeded" test "$(frames | tail -n 1)" -le 700

# What the datagrams of one URI look like: `sent NAME URI [COUNT]`, then `wire NAME FIELD`
wire() { tshark -r "$work/$1.pcap" -T fields -e "$2" 2>/dev/null | sort -u; }
some() { [ -n "$(wire "$1" ip.src)" ]; }
sent() {
	start_sniffer "$work/$1.pcap"
	"$emit" "$2" "${3-$KINDS}" 2>/dev/null
	wait_for 20 some "$1" || true
	end_child "${children[-1]}"
}
ip addr add 127.0.0.9/8 dev lo
ip link set lo multicast on
sent source "ipfix+udp://127.0.0.1?source=127.0.0.9"
expect "source=" "$(wire source ip.src)" 127.0.0.9
expect "source= that is not here" "$("$emit" "ipfix+udp://127.0.0.1?source=192.0.2.1" 2>&1 | grep -c 'address of this host')" 1
sent multicast "ipfix+udp://239.1.2.3?interface=lo&ttl=7"
expect "multicast: interface= and ttl=" "$(wire multicast ip.dst) $(wire multicast ip.ttl)" "239.1.2.3 7"
expect "interface= that is not here" "$("$emit" "netflow5://239.1.2.3?interface=none0" 2>&1 | grep -c 'No such device')" 1
expect_match "ttl= for what is no group is refused" "$("$emit" "ipfix+udp://127.0.0.1?ttl=3" 2>&1)" 'no multicast group'
expect_match "a source of another kind is refused" "$("$emit" "ipfix+udp://127.0.0.1?source=::1" 2>&1)" "cannot send from .::1.: it is no address of the collector's kind"
expect_match "a link-local address without its interface is refused" "$("$emit" "ipfix+udp://[fe80::1]" 2>&1)" 'needs its interface: \[fe80::1%eth0\]'
expect_match "so is a group" "$("$emit" "ipfix+udp://[ff02::1]" 2>&1)" 'needs its interface'
# IPv6 by a link of its own: a link-local address by its zone, written both ways (RFC 6874), and a group by its interface
ip link add link0 type veth peer name link1
ip link set link0 addrgenmode none
ip link set link1 addrgenmode none
ip -6 addr add fe80::1/64 dev link0 nodad
ip -6 addr add fe80::2/64 dev link1 nodad
ip link set link0 up
ip link set link1 up
over_link() { # NAME URI: what arrives at link1 has these ends and this hop limit
	tshark -q -i link1 -f "udp port $PORT" -w "$work/$1.pcap" >"$work/tshark.log" 2>&1 &
	children+=("$!")
	wait_for 10 test -s "$work/$1.pcap" || give_up "tshark listens" "$(cat "$work/tshark.log")"
	"$emit" "$2" "$KINDS" 2>"$work/$1.log"
	arrived() { [ -n "$(wire "$1" ipv6.dst)" ]; }
	wait_for 10 arrived "$1" || not_ok "$1" "nothing arrived: $(cat "$work/$1.log")"
	end_child "${children[-1]}"
}
carrier() { ip link show link0 | grep -q LOWER_UP; }
wait_for 10 carrier || give_up "link0" "has no carrier"
over_link zone 'ipfix+udp://[fe80::2%link0]'
expect "a zone" "$(wire zone ipv6.src) $(wire zone ipv6.dst)" "fe80::1 fe80::2"
over_link escaped 'ipfix+udp://[fe80::2%25link0]'
expect "a zone as URIs have it (RFC 6874)" "$(wire escaped ipv6.src) $(wire escaped ipv6.dst)" "fe80::1 fe80::2"
over_link group 'ipfix+udp://[ff02::1234]?interface=link0&ttl=9'
expect "multicast over IPv6: interface= and ttl=" "$(wire group ipv6.dst) $(wire group ipv6.hlim)" "ff02::1234 9"
sent rate "ipfix+udp://127.0.0.1?rate=50&mtu=700" $COUNT
expect_true "rate=50: at most 50 datagrams a second, and the first" awk -v count="$(tshark -r "$work/rate.pcap" -T fields -e frame.number 2>/dev/null | wc -l)" \
	-v span="$(tshark -r "$work/rate.pcap" -T fields -e frame.time_relative 2>/dev/null | tail -n 1)" 'BEGIN { exit !(count > 50 && count <= span * 50 + 1.5) }'
sent templates "ipfix+udp://127.0.0.1?templates=1&rate=100" $((7 * COUNT))
expect_true "templates=1: they are sent again and again" test "$(tshark -r "$work/templates.pcap" -d "udp.port==$PORT,cflow" -T fields -e cflow.template_id 2>/dev/null | tr ',' '\n' | grep -cx 257)" -gt 1
