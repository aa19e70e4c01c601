#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --rxvlan off: the device leaves VLAN tags in frames while XDP counts, and takes them out again afterwards, however the meter ends:
# by SIGINT, handed over, killed and started anew, killed and stopped, renamed meanwhile.
. "$(dirname "$0")/../lib.sh"

offload() { in_b ethtool -k "${1-vb}" | sed -n 's/^rx-vlan-offload: //p'; }

# becomes NAME WANTED [INTERFACE]: a meter that finds the pins of another looks ready before it has attached
is_now() { [ "$(offload "${2-vb}")" = "$1" ]; }
becomes() {
	wait_for 10 is_now "${@:2}" || true
	expect "$1" "$(offload "${3-vb}")" "$2"
}

says_remedy() { "$TAPLESS" status --instance "$INSTANCE" 2>/dev/null | grep -q 'does not see VLAN tags.*--rxvlan off leaves them in'; }

kill_meter() {
	kill "-$1" "$METER"
	wait_for 20 gone "$METER" || give_up "meter ends by $1" "$(cat "$work/meter.err")"
	{ wait "$METER" || true; } 2>/dev/null
	METER=
}

meter() { start_meter --hook xdp -e "json:$work/flows.json" "$@"; }

make_pair
expect "the device takes tags out" "$(offload)" on
meter
expect "not asked for: as before" "$(offload)" on
expect_true "status says what is not seen, and the remedy" wait_for 10 says_remedy
stop_meter

meter --rxvlan off
expect "asked for: off" "$(offload)" off
"$TAPLESS" status --instance "$INSTANCE" >"$work/status"
expect_match "status lists it" "$(cat "$work/status")" "vb +rx-vlan +off"
stop_meter
expect "SIGINT: on again" "$(offload)" on

meter --rxvlan off
kill_meter TERM
expect "handed over: still off" "$(offload)" off
meter --rxvlan off
expect "the next one keeps it" "$(offload)" off
kill_meter KILL
expect "killed: still off" "$(offload)" off
meter --rxvlan off
kill_meter KILL
in_b "$TAPLESS" stop --instance "$INSTANCE" 2>"$work/stop.err" || not_ok "stop" "$(cat "$work/stop.err")"
expect "killed and stopped: on again" "$(offload)" on

meter --rxvlan off
kill_meter KILL
meter
becomes "the next one is not asked for it: on again" on
stop_meter

meter --rxvlan off
kill_meter KILL
start_meter --hook tc -e "json:$work/flows.json"
becomes "the next one counts by tc: on again" on
stop_meter

meter --rxvlan off
in_b ip link set vb down
in_b ip link set vb name other
in_b ip link set other up
kill_meter KILL
in_b "$TAPLESS" stop --instance "$INSTANCE" 2>"$work/stop.err" || not_ok "stop after renaming" "$(cat "$work/stop.err")"
expect "renamed: on again under its new name" "$(offload other)" on
in_b ip link set other down
in_b ip link set other name vb
in_b ip link set vb up

in_b ethtool -K vb rxvlan off
meter --rxvlan off
stop_meter
expect "what was off stays off" "$(offload)" off

in_b "$TAPLESS" run --instance "$INSTANCE" -i vb --hook tc --rxvlan off 2>"$work/refused" && not_ok "tc is refused" "it runs"
expect_match "tc needs no such thing" "$(cat "$work/refused")" "tc sees VLAN tags in any case"
