#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Once per host: A and C talk through B, which routes or bridges and meters both of its interfaces. Each packet is in one record,
# that of its connection, with the interface it came in by and the one it left by; --count each has it twice.
. "$(dirname "$0")/../lib.sh"

NAMESPACE_C=tl$$c
ADDRESS_C=198.51.100.1
in_c() { nsenter --net="/run/netns/$NAMESPACE_C" -- "$@"; }

end_three() {
	end_pair
	[ ! -e "/run/netns/$NAMESPACE_C" ] || ip netns del "$NAMESPACE_C"
}
trap 'end_three; clean_up' EXIT

# A va–vb B wb–wc C
make_three() {
	make_pair
	ip netns add "$NAMESPACE_C"
	ip link add name wb netns "$NAMESPACE_B" type veth peer name wc netns "$NAMESPACE_C"
	in_b sysctl -qw net.ipv6.conf.wb.disable_ipv6=1
	in_c sysctl -qw net.ipv6.conf.wc.disable_ipv6=1
	in_b ip link set wb up
	in_c ip link set lo up
	in_c ip link set wc up
}

make_router() {
	make_three
	in_b sysctl -qw net.ipv4.ip_forward=1
	in_b ip address add 198.51.100.2/24 dev wb
	in_c ip address add $ADDRESS_C/24 dev wc
	in_b ip neighbour replace $ADDRESS_C lladdr "$(mac_of in_c wc)" dev wb
	in_c ip neighbour replace 198.51.100.2 lladdr "$(mac_of in_b wb)" dev wc
	in_a ip route add default via $ADDRESS_B
	in_c ip route add default via 198.51.100.2
	peer=$ADDRESS_C
}

make_bridge() {
	make_three
	in_b ip address flush dev vb
	in_b ip link add bridge type bridge mcast_snooping 0
	in_b sysctl -qw net.ipv6.conf.bridge.disable_ipv6=1
	in_b ip link set vb master bridge
	in_b ip link set wb master bridge
	in_b ip link set bridge up
	in_c ip address add $ADDRESS_B/24 dev wc
	in_c ip neighbour replace $ADDRESS_A lladdr "$(mac_of in_a va)" dev wc
	in_a ip neighbour replace $ADDRESS_B lladdr "$(mac_of in_c wc)" dev va
	peer=$ADDRESS_B
}

# Packets that XDP counts on one CPU are sent on by the other.
steer() {
	ip netns exec "$NAMESPACE_B" sh -c 'echo 2 >/sys/class/net/vb/queues/rx-0/rps_cpus
		echo 1 >/sys/class/net/wb/queues/rx-0/rps_cpus' 2>/dev/null
}

set_offloads() {
	local feature
	offloads "$1"
	for feature in tso gso gro; do
		in_b ethtool -K wb $feature "$1"
		in_c ethtool -K wc $feature "$1"
	done
}

count_all() {
	count_at vb-in in_b vb ingress
	count_at wb-in in_b wb ingress
	count_at vb-out in_b vb egress
	count_at wb-out in_b wb egress
}

# came_in packets|octets, went_out packets|octets: over both interfaces
came_in() { echo $(($(counted vb-in "$1") + $(counted wb-in "$1"))); }
went_out() { echo $(($(counted vb-out "$1") + $(counted wb-out "$1"))); }

# Two TCP connections of control, one TCP and one UDP with data, pings from either side.
talk() {
	local run
	for run in "-n 20M" "-u -n 2M -l 1200 -b 200M"; do
		nsenter --net="/run/netns/$NAMESPACE_C" -- iperf3 -s -1 >"$work/server" 2>&1 </dev/null &
		children+=($!)
		wait_for 10 listens in_c 5201 || give_up "iperf3 server" "$(cat "$work/server")"
		# shellcheck disable=SC2086
		in_a iperf3 -c "$peer" $run >"$work/client" 2>&1 || give_up "iperf3 $run" "$(cat "$work/client")"
		wait_for 10 gone "${children[-1]}" || give_up "iperf3 server ends" "it does not"
	done
	in_a ping -q -c 5 -i 0.01 "$peer" >/dev/null
	in_c ping -q -c 5 -i 0.01 $ADDRESS_A >/dev/null
}
CONVERSATIONS=6

meter_has_both() { compgen -G "$PINS/links/wb@tc-egress@*" >/dev/null; }
exported() { [ "$(wc -l <"$work/flows.json")" -ge "$1" ]; }
status() { "$TAPLESS" status --json --instance "$INSTANCE"; }
records() { jq -s "$1" "$work/flows.json"; }
index_of() { in_b ip -j link show dev "$1" | jq '.[0].ifindex'; }

# run_case router|bridge HOOK once|each OFFLOADS [steered]
run_case() {
	local label="$1, $2, count $3, offloads $4${5:+, $5}" idle=60 closed=60 left right in_packets in_octets out_packets out_octets
	[ -z "${5-}" ] || idle=4 closed=2
	"make_$1"
	set_offloads "$4"
	[ -z "${5-}" ] || steer || give_up "$label: RPS" "cannot be set"
	count_all
	left=$(index_of vb) right=$(index_of wb)
	start_meter -i wb --hook "$2" --count "$3" --l7 off --idle "$idle" --closed "$closed" -e "json:$work/flows.json"
	wait_for 10 meter_has_both || give_up "$label: meter is ready" "wb has no egress hook"
	in_packets=$(came_in packets) in_octets=$(came_in octets) out_packets=$(went_out packets) out_octets=$(went_out octets)
	talk
	if [ -n "${5-}" ]; then # what ends by itself ends in one sweep for both directions, whatever CPUs its entries are on
		wait_for 20 exported $CONVERSATIONS || not_ok "$label: flows end" "not after 20 s"
	fi
	status >"$work/status"
	stop_meter || not_ok "$label: meter ends" "exit status $?"
	in_packets=$(($(came_in packets) - in_packets)) in_octets=$(($(came_in octets) - in_octets))
	out_packets=$(($(went_out packets) - out_packets)) out_octets=$(($(went_out octets) - out_octets))
	expect "$label: residual" "$(jq -c '[.balance.residualPackets, .balance.residualOctets]' "$work/status")" "[0,0]"
	"check_$3"
	end_three
}

check_once() {
	expect "$label: packets" "$(total "$work/flows.json" packetDeltaCount)" "$in_packets"
	expect "$label: octets" "$(total "$work/flows.json" octetDeltaCount)" "$in_octets"
	expect "$label: counted at ingress" "$(jq '.reasons["counted-at-ingress"].packets' "$work/status")" "$out_packets"
	expect "$label: records" "$(records length)" $CONVERSATIONS
	expect "$label: both directions in each" "$(records 'map(select(.reversePacketDeltaCount > 0)) | length')" $CONVERSATIONS
	expect "$label: interfaces" \
		"$(records 'map([.sourceIPv4Address, .ingressInterface, .egressInterface]) | unique' | jq -c .)" \
		"$(jq -cn --arg a $ADDRESS_A --arg c "$peer" "[[\$a, $left, $right], [\$c, $right, $left]] | sort")"
}

check_each() {
	expect "$label: packets" "$(total "$work/flows.json" packetDeltaCount)" $((in_packets + out_packets))
	expect "$label: octets" "$(total "$work/flows.json" octetDeltaCount)" $((in_octets + out_octets))
	expect "$label: nothing is left out" "$(jq '.reasons["counted-at-ingress"].packets // 0' "$work/status")" 0
	expect "$label: records" "$(records length)" $((2 * CONVERSATIONS))
	expect "$label: one interface each" "$(records 'map(select(.ingressInterface and .egressInterface)) | length')" 0
}

run_case router tc once on
run_case router tc each on
run_case router xdp once on steered
run_case bridge tc once off
run_case bridge xdp once off
