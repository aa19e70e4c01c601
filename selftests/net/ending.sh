#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# An instance's end that is killed on its way. A collector that never reads holds it up, so that there is a way. What was told is told
# once and as one flow, though flows that an end has ended are remembered by nobody; the next daemon goes on with the others. And `stop`
# loads no program but that of the sweep.
. "$(dirname "$0")/../lib.sh"

FLOWS=50000
PACKETS=100000

entries() { "$TAPLESS" status --json --instance "$INSTANCE" | jq .cache.entries; }
is_halfway() {
	local left
	left=$(entries)
	[ "$left" -gt 0 ] && [ "$left" -lt "$all" ]
}

make_pair
in_b sysctl -qw net.ipv4.tcp_wmem="4096 16384 131072" # what is in no buffer of the kernel waits with the exporter
start_in in_b "$work/deaf.log" python3 selftests/net/exporters_peer.py deaf 4742 "$work/deaf"
wait_for 10 listens in_b 4742 || give_up "collector" "does not listen"
start_meter --l7 off --idle 60 --active 1 -e "file:$work/all.ipfix" -e "ipfix+tcp://127.0.0.1:4742"
in_a "$GENERATOR" -i va --kind udp --packets $PACKETS --flows $FLOWS --rate 50000 --seed 1 >"$work/sent"
wait_for 10 hook_has_seen tc-ingress $PACKETS || give_up "the hook sees all" "$("$TAPLESS" status --instance "$INSTANCE")"
all=$(entries) # of each flow one, or two if its packets took both CPUs
kill -INT "$METER"
wait_for 20 is_halfway || give_up "the end is on its way" "$(entries) entries"
kill -KILL "$METER" || give_up "killed on its way" "$(cat "$work/meter.err")"
wait "$METER" 2>/dev/null || true
METER=
left=$(entries)
expect_true "some flows are told, some are left: $left" test "$left" -gt 0 -a "$left" -lt "$all"
start_meter --l7 off --idle 60 --active 1 -e "file:$work/all.ipfix"
expect_match "the next one goes on" "$(cat "$work/meter.err")" "taken over with its flows"
stop_meter || not_ok "ends" "exit status $?"
"$TAPLESS" decode --dedup "$work/all.ipfix" >"$work/decoded" || not_ok "decode" "exit status $?"
expect "packets" "$(total "$work/decoded" packetDeltaCount)" "$(jq .packets "$work/sent")"
expect "octets" "$(total "$work/decoded" octetDeltaCount)" "$(jq .octets "$work/sent")"
expect "flowIds" "$(jq .flowId "$work/decoded" | sort -u | wc -l)" $FLOWS
expect "of each flow one record is the last" "$(jq -r 'select(.flowEndReason != 2) | .flowId' "$work/decoded" | sort | uniq -d | wc -l)" 0
expect_true "nothing is left" test ! -e "$PINS"

# --- programs that will never be attached are not loaded

programs_of() { # PROCESS
	grep -h prog_id "/proc/$1/fdinfo"/* 2>/dev/null | cut -f 2 | sort -u | while read -r id; do
		bpftool -j prog show id "$id" | jq -r .name
	done | sort | tr '\n' ' '
}
is_detached() { ! compgen -G "$PINS/links/*" >/dev/null; } # which is done once all programs are loaded

start_meter --hook tc --l7 off --idle 60 -e "ipfix+tcp://127.0.0.1:4742"
expect "the programs of a meter on TC" "$(programs_of "$METER")" "tl_sweep tl_tc_egress tl_tc_ingress "
in_a "$GENERATOR" -i va --kind udp --packets $PACKETS --flows $FLOWS --rate 50000 --seed 2 >"$work/sent"
kill -KILL "$METER"
wait "$METER" 2>/dev/null || true
METER=
start_in in_b "$work/stop" "$TAPLESS" stop --instance "$INSTANCE"
stop=${children[-1]}
wait_for 20 is_detached || give_up "stop detaches" "$(cat "$work/stop")"
expect "the program of \`stop\`" "$(programs_of "$stop")" "tl_sweep "
wait_for 30 gone "$stop" || not_ok "stop ends" "$(cat "$work/stop")"
expect_true "nothing is left behind it" test ! -e "$PINS"
