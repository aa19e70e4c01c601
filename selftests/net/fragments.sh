#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Fragments over a wire: in order, reversed, overlapping, doubled, ahead of a first one that comes late or never, tagged and in tunnels.
# tc and XDP tell of them what `tapless read` tells of the same frames (which the part `truth` holds against scapy), on one CPU
# and with every fragment on another CPU than the one before it.
. "$(dirname "$0")/../lib.sh"

# told FILE: all of each record but its times, hook and numbers
told() {
	jq -cS 'del(.flowId, .recordSequence, .flowEndReason, .ingressInterface, .egressInterface, .interfaceName, .observationPointId, .flowDirection)
		| with_entries(select(.key | test("Milliseconds|Microseconds|Nanoseconds|ime|flowStart|flowEnd|packetArrival|Jitter|Delay") | not))' "$1" | sort
}

# wire_case HOOK CAPTURE [wander]
wire_case() {
	local frames
	rm -f "$work/flows.json"
	start_meter --hook "$1" --uniflow -e "json:$work/flows.json"
	frames=$(in_a /usr/bin/python3 selftests/net/replay.py "$work/captures/$2.pcap" va ${3-})
	wait_for 10 hook_has_seen "$1-ingress" "$frames" || not_ok "$1, $2: all frames come" "$("$TAPLESS" status --instance "$INSTANCE")"
	stop_meter || not_ok "$1, $2: meter ends" "exit status $?"
	expect "$1, $2${3:+, on all CPUs}" "$(diff <(told "$work/$2.json") <(told "$work/flows.json") | head -c 30000)" ""
}

/usr/bin/python3 selftests/truth/make_captures.py "$work/captures" || give_up "captures" "see above"
for capture in fragments odd-fragments; do
	"$TAPLESS" read --uniflow "$work/captures/$capture.pcap" -e "json:$work/$capture.json" 2>"$work/read.err" || give_up "read" "$(cat "$work/read.err")"
done
expect "fragments that nothing belongs to are told" "$(jq -s 'map(select(.fragmentOddities)) | length > 0' "$work/odd-fragments.json")" true

make_pair
in_a ip link set va mtu 3000
in_b ip link set vb mtu 3000
for hook in tc xdp; do
	wire_case $hook fragments
	wire_case $hook odd-fragments
	wire_case $hook odd-fragments wander
done
end_pair
