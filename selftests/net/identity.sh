#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Long-lived flows, in both directions and on all CPUs, while the daemon is killed ten times (I3): each flow keeps its flowId, the
# same recordSequence is the same record byte for byte, and what `decode --dedup` leaves is what was sent.
. "$(dirname "$0")/../lib.sh"

# The pins of the last daemon are there all the time: what counts is that this one has the instance.
meter_is_ready() {
	! gone "$METER" || give_up "meter starts" "$(cat "$work/meter.err")"
	"$TAPLESS" status --json --instance "$INSTANCE" 2>/dev/null | jq -e ".daemon == $METER and (.meter.pid == $METER)" >/dev/null
}

# A collector that nobody can reach keeps records waiting, so that the log is not cut and much of it is replayed.
start_next() {
	part=$((${part-0} + 1))
	start_meter --hook "$hook" --idle 15 --active 1 --flows 4096 -e "json:$work/flows.$part.json" \
		-e "file:$work/all.ipfix" ${collector:+-e "$collector"}
}

kill_meter() {
	kill -KILL "$METER" || give_up "daemon lives" "$(cat "$work/meter.err")"
	wait "$METER" 2>/dev/null || true
	METER=
}

# The same flows on one CPU after the other: whoever knows only the second one's entries would take the flow for another
wander() {
	local slice
	for slice in 0 1 0 1 0 1; do
		taskset -c $((slice % $(nproc))) nsenter --net="/run/netns/$NAMESPACE_A" -- "$GENERATOR" -i va --kind udp \
			--packets 3000 --flows 60 --rate 3000 --seed 1 >/dev/null || return 1
	done
}

counts() { echo "$(counted in packets) $(counted in octets) $(counted out packets) $(counted out octets)"; }

# What was exported, each record once; a part that a kill cut within a line is exported again by the next daemon
lines() { cat "$work"/flows.*.json | jq -Rc 'fromjson?'; }

# Conversations that have more than one flowId
torn() {
	jq -c '[[.sourceIPv4Address, .sourceTransportPort], [.destinationIPv4Address, .destinationTransportPort]] as $ends
		| [($ends | sort), .protocolIdentifier, .flowId]' |
		sort -u | jq -sc 'group_by(.[:2]) | map(select(length > 1)) | length'
}

identity_case() {
	local round wanderer client now total label="$hook${collector:+, no collector}"
	make_pair
	offloads off
	rm -f "$work"/flows.* "$work/all.ipfix"
	count_at out in_b vb egress
	count_at in in_b vb "$([ "$hook" = xdp ] && echo ingress || echo xdp)"
	start_next
	start_in in_b "$work/server" iperf3 -s -1
	wait_for 10 listens in_b 5201 || give_up "$label: iperf3 server" "$(cat "$work/server")"
	start_in in_a "$work/client" iperf3 -c $ADDRESS_B -P 3 --bidir -b 2M -t 6
	client=${children[-1]}
	wander &
	wanderer=$!
	children+=("$wanderer")
	for round in 1 2 3 4 5 6 7 8 9 10; do
		sleep "0.$((RANDOM % 7))"
		kill_meter
		start_next
	done
	wait "$wanderer" || give_up "$label: generator" "failed"
	wait_for 30 gone "$client" || give_up "$label: iperf3" "$(cat "$work/client")"
	kill_meter
	"$TAPLESS" stop --instance "$INSTANCE" 2>"$work/stop" || [ -n "$collector" ] || not_ok "$label: stop" "$(cat "$work/stop")"
	"$TAPLESS" decode --dedup "$work/all.ipfix" >"$work/decoded" || not_ok "$label: decode" "exit status $?"
	read -ra now <<<"$(counts)"
	for total in packetDeltaCount/$((now[0] + now[2])) octetDeltaCount/$((now[1] + now[3])); do
		expect "$label: ${total%/*} of decode --dedup" "$(total "$work/decoded" "${total%/*}")" "${total#*/}"
		expect "$label: ${total%/*} of distinct JSON lines" "$(total <(lines | sort -u) "${total%/*}")" "${total#*/}"
	done
	expect "$label: conversations with several flowIds" "$(torn <"$work/decoded")" 0
	expect "$label: a recordSequence is one record" "$(lines | sort -u | wc -l)" "$(lines | jq .recordSequence | sort -u | wc -l)"
	echo "# $(lines | wc -l) records exported, $(wc -l <"$work/decoded") distinct, $(jq .flowId "$work/decoded" | sort -u | wc -l) flows"
	end_pair
}

hook=tc collector=ipfix+tcp://127.0.0.1:9
identity_case
hook=xdp collector=
identity_case
