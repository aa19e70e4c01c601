#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# TCP through a VXLAN tunnel: what the sender's egress hook counts of super-packets, with the headers inside and outside the
# tunnel repeated for each segment, is what XDP on the other end sees frame by frame.
. "$(dirname "$0")/../lib.sh"

INNER_A=198.51.100.1
INNER_B=198.51.100.2
peer=

# make_tunnel in_a|in_b LOCAL REMOTE DEVICE INNER
make_tunnel() {
	"$1" ip link add name vx type vxlan id 42 dstport 4789 local "$2" remote "$3" dev "$4"
	"$1" sysctl -qw net.ipv6.conf.vx.disable_ipv6=1
	"$1" ip address add "$5/24" dev vx
	"$1" ip link set vx up
}

peer_is_ready() { "$TAPLESS" status --json --instance "${INSTANCE}x" 2>/dev/null | grep -q xdp-ingress; }

start_peer() {
	start_in in_a "$work/peer.log" "$TAPLESS" run --instance "${INSTANCE}x" -i va --hook xdp --uniflow -e "json:$work/peer.json"
	peer=${children[-1]}
	wait_for 20 peer_is_ready || give_up "peer's meter" "$(cat "$work/peer.log")"
}

# sums FILE FILTER: packets, octets, layer-2 octets
sums() {
	jq -cn "[inputs | select($2)] | [map(.packetDeltaCount), map(.octetDeltaCount // 0), map(.layer2OctetDeltaCount)] | map(add)" "$1"
}

tunnel_case() {
	make_pair
	make_tunnel in_a $ADDRESS_A $ADDRESS_B va $INNER_A
	make_tunnel in_b $ADDRESS_B $ADDRESS_A vb $INNER_B
	start_peer
	start_meter --hook tc --uniflow -e "json:$work/flows.json"
	start_in in_a "$work/server" iperf3 -s -1
	wait_for 10 listens in_a 5201 || give_up "iperf3 server" "$(cat "$work/server")"
	# a window of fewer segments than a veth's ring has room for (256): what it drops XDP does not see
	in_b iperf3 -c $INNER_A -n 30M -w 96K >"$work/client" 2>&1 || give_up "iperf3" "$(cat "$work/client")"
	wait_for 10 gone "${children[-1]}" || give_up "iperf3 server ends" "it does not"
	"$TAPLESS" status --json --instance "$INSTANCE" >"$work/status"
	"$TAPLESS" stop --instance "${INSTANCE}x" >/dev/null
	wait_for 20 gone "$peer" || give_up "peer's meter ends" "it does not"
	stop_meter || not_ok "meter ends" "exit status $?"
}

tunnel_case
sent=".sourceIPv4Address == \"$INNER_B\" and .protocolIdentifier == 6"
expect "vxlan: packets and octets are those on the wire" \
	"$(sums "$work/flows.json" "$sent")" "$(sums "$work/peer.json" "$sent")"
expect_true "vxlan: there were super-packets" test "$(jq '.events["super-packets"]' "$work/status")" -gt 0
expect "vxlan: no flow of the outer packets" "$(jq -n '[inputs | select(.protocolIdentifier == 17)] | length' "$work/flows.json")" 0
expect "vxlan: tunnel on the record" \
	"$(jq -rn "first(inputs | select($sent)) | \"\(.tunnelKind) \(.tunnelId) \(.tunnelSourceIPv4Address) \(.tunnelDestinationIPv4Address) \(.tunnelDstPort)\"" "$work/flows.json")" \
	"vxlan 42 $ADDRESS_B $ADDRESS_A 4789"
expect "vxlan: residual" "$(jq -c '[.balance.residualPackets, .balance.residualOctets]' "$work/status")" "[0,0]"
end_pair
