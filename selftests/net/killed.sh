#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A daemon killed at any moment of its start, and a `stop` killed at any moment of its end: nothing is lost, the next one goes on,
# and in the end nothing is left. A start that fails leaves nothing either; two daemons that share no /run exclude each other.
. "$(dirname "$0")/../lib.sh"

# In the background only
run_in_b() { exec nsenter --net="/run/netns/$NAMESPACE_B" -- "$TAPLESS" run --instance "$INSTANCE" --flows 4096 --idle 15 --active 1 "$@"; }

kill_after() {
	sleep "$2"
	kill -KILL "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}

# Pins, programs at the hooks, files in /run
leftovers() {
	[ ! -e "$PINS" ] || find "$PINS"
	[ ! -e "/run/tapless/$INSTANCE" ] || find "/run/tapless/$INSTANCE"
	in_b bpftool -j net show dev vb | jq -c '.[] | .xdp[], .tc[] | select(.name // "" | startswith("tl_"))'
	in_b ip -d link show dev vb | grep -o 'prog/xdp.*' || true
}

delays="0.02 0.06 0.1 0.14 0.18 0.22 0.3 0.4"

# stop, also of one that has only begun to start
start_killed_then_stop() {
	local delay bad=0
	for delay in $delays; do
		run_in_b -i vb --hook "$1" -e "json:$work/never.json" >/dev/null 2>&1 &
		kill_after $! "$delay"
		[ ! -e "$PINS" ] || "$TAPLESS" stop --instance "$INSTANCE" >"$work/stop" 2>&1 || { bad=1; cat "$work/stop"; }
		# killed before it had made a pin: the next one's business
		[ -e "$PINS" ] || rm -rf "/run/tapless/$INSTANCE"
		[ -z "$(leftovers)" ] || { bad=1; leftovers; }
	done
	expect "$1: killed while it starts, then stopped: nothing is left" "$bad" 0
}

# Under load: each start is killed on its way, then each stop, the last one ends it
all_killed() {
	local delay generator status=0
	rm -f "$work/all.ipfix"
	start_meter --hook "$1" --flows 4096 --idle 15 --active 1 -e "file:$work/all.ipfix"
	start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets 60000 --flows 300 --rate 12000 --seed 1
	generator=${children[-1]}
	kill_after "$METER" 0.3
	METER=
	for delay in $delays; do
		run_in_b -i vb --hook "$1" -e "file:$work/all.ipfix" >/dev/null 2>&1 &
		kill_after $! "$delay"
	done
	"$TAPLESS" status --instance "$INSTANCE" >"$work/status" || not_ok "$1: status" "exit status $?"
	expect_match "$1: status without a daemon" "$(cat "$work/status")" "NO DAEMON RUNS, programs go on counting"
	wait_for 30 gone "$generator" || give_up "$1: generator" "has not ended"
	for delay in 0.05 0.1 0.15 0.2; do
		"$TAPLESS" stop --instance "$INSTANCE" >/dev/null 2>&1 &
		kill_after $! "$delay"
	done
	[ ! -e "$PINS" ] || "$TAPLESS" stop --instance "$INSTANCE" >"$work/stop" 2>&1 || status=$?
	expect "$1: stopped, several times killed while it stops" "$status" 0
	"$TAPLESS" decode --dedup "$work/all.ipfix" >"$work/decoded" || not_ok "$1: decode" "exit status $?"
	expect "$1: packets" "$(total "$work/decoded" packetDeltaCount)" "$(jq .packets "$work/sent")"
	expect "$1: octets" "$(total "$work/decoded" octetDeltaCount)" "$(jq .octets "$work/sent")"
	expect "$1: flowIds" "$(jq .flowId "$work/decoded" | sort -u | wc -l)" 300
	[ -e "$PINS" ] || rm -rf "/run/tapless/$INSTANCE"
	expect "$1: nothing is left" "$(leftovers)" ""
}

# What another mount namespace does to this one's tapless: a bpffs that takes nothing, a /run of its own
refused() {
	local status=0
	unshare -m -- sh -c "$1; exec nsenter --net=/run/netns/$NAMESPACE_B -- timeout 20 $TAPLESS run --instance $INSTANCE -i vb -e json:$work/never.json" \
		>"$work/refused" 2>&1 || status=$?
	expect "$2: exit status" "$status" 1
	expect_match "$2: says why" "$(cat "$work/refused")" "$3"
}

make_pair
for hook in tc xdp; do
	start_killed_then_stop $hook
	all_killed $hook
done
refused "mount -o remount,ro,bind /sys/fs/bpf" "bpffs is read-only" "Read-only file system"
expect "bpffs is read-only: nothing is left" "$(leftovers)" ""
start_meter -e "json:$work/flows.json"
refused "mount -t tmpfs none /run/tapless" "another /run" "another /run is"
expect_true "another /run: the first one goes on" "$TAPLESS" status --instance "$INSTANCE"
stop_meter || not_ok "meter ends" "exit status $?"
expect "nothing is left" "$(leftovers)" ""
