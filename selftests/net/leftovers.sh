#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the kernel holds of a meter is gone when it has ended, however it is ended: programs, maps, links, pins, filters. (That
# nothing else is there either, in a kernel that is alone, is seen in the matrix.) The folder of all instances stays, empty,
# where a daemon ends by itself; `tapless stop` removes it.
. "$(dirname "$0")/../lib.sh"

# held prog|map|link: numbers of what the daemon has open
held() { cat /proc/"$METER"/fdinfo/* 2>/dev/null | awk -v what="$1_id:" '$1 == what { print $2 }'; }

# pinned prog|map|link: numbers of what is pinned by the instance
pinned() { bpftool -j -f "$1" show | jq --arg pins "$PINS/" '.[] | select(any((.pinned // [])[]; startswith($pins))) | .id'; }

# A link's program, and maps without a pin, such as constants.
referred() {
	local id
	for id in $(pinned link); do
		bpftool -j link show id "$id" | jq .prog_id
	done >"$work/programs"
	for id in $(cat "$work/programs") $(held prog); do
		bpftool -j prog show id "$id" | jq -r '"prog \(.id)", "map \(.map_ids[])"'
	done
}

take_objects() {
	local kind
	{
		for kind in prog map link; do
			{ held $kind; pinned $kind; } | sed "s/^/$kind /"
		done
		referred
	} | sort -u >"$work/objects"
}

left() {
	local kind id
	while read -r kind id; do
		bpftool "$kind" show id "$id" 2>/dev/null | head -n 1
	done <"$work/objects"
}
nothing_left() { [ -z "$(left)" ]; }

number_of() { grep -c "^$1 " "$work/objects" || :; }

kill_meter() {
	kill -KILL "$METER"
	wait "$METER" 2>/dev/null || true
	METER=
}

# check_nothing LABEL
check_nothing() {
	wait_for 10 nothing_left || :
	expect "$1: programs, maps and links" "$(left)" ""
	expect "$1: pins" "$([ ! -e "$PINS" ] || find "$PINS")" ""
	expect "$1: run folder" "$([ ! -e "/run/tapless/$INSTANCE" ] || find "/run/tapless/$INSTANCE")" ""
	expect "$1: filters" "$(in_b tc filter show dev vb ingress; in_b tc filter show dev vb egress)" ""
	expect "$1: XDP" "$(in_b ip -j link show dev vb | jq -c '.[0].xdp')" null
}

# cycle HOOK LABEL ENDING
cycle() {
	make_pair
	start_meter --hook "$1" -e "json:$work/flows.json"
	in_a ping -q -c 3 -i 0.1 $ADDRESS_B >/dev/null
	take_objects
	expect "$1, $2: links of a running meter" "$(number_of link)" 2
	expect_true "$1, $2: programs and maps of a running meter" test "$(number_of prog)" -gt 2 -a "$(number_of map)" -gt 10
	"$3"
	check_nothing "$1, $2"
	end_pair
}

by_interrupt() { stop_meter || not_ok "SIGINT" "exit status $?"; }

by_terminate_and_stop() {
	kill -TERM "$METER"
	wait_for 20 gone "$METER" || give_up "SIGTERM" "the daemon has not ended"
	METER=
	expect_true "SIGTERM leaves maps" test "$(left | wc -l)" -gt 10
	expect_true "stop" "$TAPLESS" stop --instance "$INSTANCE"
}

by_kill_and_stop() {
	kill_meter
	expect_true "stop" "$TAPLESS" stop --instance "$INSTANCE"
}

# In a bpffs of its own, where no other test has instances: the folder of all is gone when stop returns.
root_folder() {
	make_pair
	# shellcheck disable=SC2016 # expanded by the inner shell
	nsenter --net="/run/netns/$NAMESPACE_B" -- unshare --mount bash -c '
		mount -t bpf -o mode=0700 bpf /sys/fs/bpf
		for ending in "" INT TERM KILL; do
			"$0" run --instance "$1" -i vb -e "json:$2" 2>/dev/null &
			until [ -e "/sys/fs/bpf/tapless/$1/links" ] && "$0" status --json --instance "$1" 2>/dev/null | grep -q "\"pid\":$!,"; do sleep 0.05; done
			case $ending in
			"") "$0" stop --instance "$1"; wait ;;
			INT) kill -INT $!; wait; [ -z "$(ls -A /sys/fs/bpf/tapless 2>/dev/null)" ] || echo "INT: not empty" ;;
			*) kill -$ending $!; wait $! 2>/dev/null; "$0" stop --instance "$1" 2>/dev/null ;;
			esac
			[ "$ending" = INT ] || [ ! -e /sys/fs/bpf/tapless ] || echo "${ending:-stop}: the folder is there"
		done' "$TAPLESS" "$INSTANCE" "$work/flows.root" >"$work/root" 2>"$work/root.err" &
	children+=($!)
	wait_for 60 gone $! || give_up "the folder of all instances" "its meters do not end"
	expect "the folder of all instances goes with the last one that stop ends" "$(cat "$work/root")" ""
	end_pair
}

cycle tc SIGINT by_interrupt
cycle xdp SIGINT by_interrupt
cycle tc "SIGTERM and stop" by_terminate_and_stop
cycle xdp "kill and stop" by_kill_and_stop
root_folder
