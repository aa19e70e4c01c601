#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Jumbo frames: by tc and by XDP, to which they come in several buffers, they make the flows that the same frames make in a capture.
. "$(dirname "$0")/../lib.sh"

# flows FILE: what does not depend on times and interfaces
flows() {
	jq -S -c '[.sourceIPv4Address // .sourceIPv6Address, .destinationIPv4Address // .destinationIPv6Address, .protocolIdentifier,
		.sourceTransportPort, .destinationTransportPort, .packetDeltaCount, .octetDeltaCount, .layer2OctetDeltaCount,
		.minimumIpTotalLength, .maximumIpTotalLength, .tcpControlBits, .fragmentDeltaCount, .fragmentOddities, .ipv6ExtensionHeaders,
		.tunnelKind, .tunnelId, .mplsLabelStackDepth, .tlsSni]' "$1" | sort
}

/usr/bin/python3 selftests/net/jumbo.py "$work/jumbo.pcap"
"$TAPLESS" read --uniflow --l7 names "$work/jumbo.pcap" -e "json:$work/read.json" 2>"$work/read.err" || give_up "read" "$(cat "$work/read.err")"
flows "$work/read.json" >"$work/wanted"
expect "of a capture: flows, packets, the name" "$(jq -s -c '[length, (map(.packetDeltaCount) | add), (map(.tlsSni // empty) | unique)]' "$work/read.json")" \
	'[10,81,["jumbo.example"]]'

make_pair
in_a ip link set va mtu 9000
in_b ip link set vb mtu 9000
for hook in tc xdp; do
	start_meter --hook $hook --uniflow --l7 names -e "json:$work/$hook.json"
	in_a /usr/bin/python3 selftests/net/replay.py "$work/jumbo.pcap" va >/dev/null
	expect_true "$hook: all frames come" wait_for 10 hook_has_seen $hook-ingress 81
	stop_meter || not_ok "$hook: meter ends" "exit status $?"
	flows "$work/$hook.json" | diff "$work/wanted" - >"$work/differences" || true
	expect "$hook: the same flows" "$(cat "$work/differences")" ""
done
end_pair
