#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The daemon may die (I3): killed ten times under load and started again, then handed over by SIGTERM, then killed for good
# and ended by `tapless stop`: nothing is lost, what is exported twice is identical.
. "$(dirname "$0")/../lib.sh"

PACKETS=400000

# The pins of the last daemon are there all the time: what counts is that this one has the instance.
meter_is_ready() {
	! gone "$METER" || give_up "meter starts" "$(cat "$work/meter.err")"
	"$TAPLESS" status --json --instance "$INSTANCE" 2>/dev/null | jq -e ".daemon == $METER and (.meter.pid == $METER)" >/dev/null
}

# Each daemon appends to a file of its own: $work/flows.N.json
start_next() {
	part=$((${part-0} + 1))
	start_meter --hook "$1" --uniflow --idle 1 --active 2 -e "json:$work/flows.$part.json"
}

kill_meter() {
	kill -KILL "$METER" || give_up "daemon lives" "$(cat "$work/meter.err")"
	wait "$METER" 2>/dev/null || true
	METER=
}

# What is exported twice is the same record byte for byte, and the same sequence is the same record.
distinct() { whole_lines "$work"/flows.*.json | sort -u; }
sequences() { distinct | jq -c '[.recordSequence, .flowDirection]' | sort -u | wc -l; }

restart_case() {
	local hook=$1 generator round
	make_pair
	rm -f "$work"/flows.*
	start_next "$hook"
	start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets $PACKETS --flows 2000 --rate 40000 --seed 1
	generator=${children[-1]}
	for round in 1 2 3 4 5 6 7 8 9 10; do
		sleep "0.$((RANDOM % 9))"
		kill_meter
		start_next "$hook"
	done
	wait_for 60 gone "$generator" || give_up "$hook: generator" "has not ended"
	expect "$hook: killed ten times under load, balance" \
		"$("$TAPLESS" status --json --instance "$INSTANCE" | jq -c '[.balance.residualPackets, .balance.residualOctets]')" "[0,0]"
	kill -TERM "$METER"
	wait_for 20 gone "$METER" || give_up "$hook: SIGTERM" "the daemon has not ended"
	METER=
	expect_true "$hook: SIGTERM leaves the programs" test -d "$PINS"
	start_next "$hook"
	kill_meter
	expect_true "$hook: stop ends an instance whose daemon is dead" "$TAPLESS" stop --instance "$INSTANCE"
	expect "$hook: packets and octets of distinct records" \
		"$(distinct | jq -sc '[(map(.packetDeltaCount) | add), (map(.octetDeltaCount) | add)]')" \
		"$(jq -c '[.packets, .octets]' "$work/sent")"
	expect "$hook: a record exported twice is identical" "$(distinct | wc -l)" "$(sequences)"
	echo "# $(whole_lines "$work"/flows.*.json | wc -l) records exported, $(distinct | wc -l) distinct"
	expect "$hook: no pin is left" "$([ -d "$PINS" ] && ls "$PINS")" ""
	end_pair
}

restart_case tc
restart_case xdp
