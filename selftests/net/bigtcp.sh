#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# BIG TCP: super-packets above 64 KiB, whose IPv4 total length is 0 and whose IPv6 length stands in a jumbogram's option that the
# stack takes out before it makes segments. Packets and octets are those of an independent counter, and no flow has that option.
. "$(dirname "$0")/../lib.sh"

# Debian 12's ip knows only some of these. IFLA_GSO_MAX_SIZE, IFLA_GRO_MAX_SIZE, IFLA_GSO_IPV4_MAX_SIZE, IFLA_GRO_IPV4_MAX_SIZE
make_large() {
	"$1" /usr/bin/python3 - "$2" <<-'PYTHON'
		import socket, struct, sys
		NEWLINK, REQUEST_ACK, SIZE = 16, 5, 180000
		link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
		for kind in 41, 58, 63, 64:
		    body = struct.pack("=BxHiII", 0, 0, socket.if_nametoindex(sys.argv[1]), 0, 0) + struct.pack("=HHI", 8, kind, SIZE)
		    link.send(struct.pack("=IHHII", 16 + len(body), NEWLINK, REQUEST_ACK, 1, 0) + body)
		    error = struct.unpack_from("=i", link.recv(4096), 16)[0]
		    if error:
		        sys.exit(f"attribute {kind}: {-error}")
	PYTHON
}

# transfer HOST
transfer() {
	start_in in_b "$work/server" iperf3 -s -1
	wait_for 10 listens in_b 5201 || give_up "iperf3" "$(cat "$work/server")"
	in_a iperf3 -c "$1" -t 1 -l 1M "${@:2}" >"$work/client" 2>&1 || not_ok "iperf3 to $1" "$(tail -2 "$work/client")"
}

# run_case NAME HOST
run_case() {
	local -a before now
	wait_for 20 quiet 1 || give_up "$1: quiet" "packets keep coming"
	read -ra before <<<"$(counts)"
	rm -f "$work/flows.json"
	start_meter --hook tc --l7 off -e "json:$work/flows.json"
	transfer "$2"
	transfer "$2" -R
	wait_for 10 quiet || give_up "$1: quiet" "packets keep coming"
	"$TAPLESS" status --json --instance "$INSTANCE" >"$work/status.json"
	stop_meter || not_ok "$1: meter ends" "exit status $?"
	read -ra now <<<"$(counts)"
	expect "$1: packets" "$(total "$work/flows.json" packetDeltaCount)" $((now[0] - before[0] + now[2] - before[2]))
	expect "$1: octets" "$(total "$work/flows.json" octetDeltaCount)" $((now[1] - before[1] + now[3] - before[3]))
	expect "$1: no packet longer than the MTU" "$(jq -s 'map(.maximumIpTotalLength, .reverseMaximumIpTotalLength // 0) | max <= 1500' "$work/flows.json")" true
	expect "$1: no header that was on no wire" "$(jq -s 'map(select(.ipv6ExtensionHeaders or .reverseIpv6ExtensionHeaders)) | length' "$work/flows.json")" 0
	expect "$1: the balance holds" "$(jq -c '[.balance.residualPackets, .balance.residualOctets]' "$work/status.json")" "[0,0]"
	expect_true "$1: there were large ones" test "$(bpftool -j map dump pinned "$COUNTER_PINS/in/counts" | jq '[.[].formatted.values[].value.large] | add')" -gt 0
}

make_pair ipv6
for feature in tso gso gro tx-gso-list; do
	in_a ethtool -K va $feature on 2>/dev/null || true
	in_b ethtool -K vb $feature on 2>/dev/null || true
done
if ! make_large in_a va 2>"$work/why" || ! make_large in_b vb 2>"$work/why"; then
	skip "BIG TCP" "this kernel has none: $(tail -1 "$work/why")"
	exit
fi
count_at out in_b vb egress
count_at in in_b vb ingress
run_case "IPv6" $ADDRESS6_B
run_case "IPv4" $ADDRESS_B
