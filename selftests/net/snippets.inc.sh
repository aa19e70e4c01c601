# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# What README.md and docs/ tell a newcomer to type, run as written: blocks under `<!-- run NAME collector|meter|look -->`. The meter's
# host is a namespace whose interface is called eth0, the collector's is 192.0.2.10 in another one; sudo is a stand-in, as we are root.
#
#     run_recipe NAME             collector, meter, five pings, and what is shown then
#
# A recipe whose collector is not started by a block has a function collector_NAME, one that shows nothing by a block a function look_NAME;
# traffic_NAME makes more than the pings.

# There is one instance of the default name, and one /var/log: whoever tries recipes besides waits. -o: no process keeps the lock by inheritance.
[ -n "${RECIPES_ARE_MINE-}" ] || RECIPES_ARE_MINE=1 exec flock -w 250 -o "${BUILD:-build}/snippets.lock" "$0" "$@"
. "$(dirname "$0")/../lib.sh"

root=$PWD
mkdir -p "$work/bin" "$work/place"
printf '#!/bin/sh\nexec "$@"\n' >"$work/bin/sudo"
cp "$TAPLESS" "$work/bin/tapless"
chmod 755 "$work" "$work/bin/sudo" "$work/bin/tapless"
getent passwd tapless >/dev/null || sed -i '1a case " $* " in *" install "*) set -- mkdir -p /var/log/tapless; mkdir -p /var/log/tapless; chmod 777 /var/log/tapless ;; esac' "$work/bin/sudo"
export PATH=$work/bin:$PATH TZ=UTC

[ ! -d /sys/fs/bpf/tapless/default ] || { skip "recipes" "an instance of the default name runs here"; exit 0; }

# new_folders FOLDER...: made, and taken away at the end if they were not there
made_folders=()
new_folders() {
	local folder
	for folder in "$@"; do
		[ -e "$folder" ] || made_folders+=("$folder")
		mkdir -p "$folder"
	done
}
clean_up_recipes() {
	local status=$?
	rm -rf --one-file-system "${made_folders[@]}"
	set +e # so that clean_up sees how the script ended
	(exit $status)
	clean_up
}
trap clean_up_recipes EXIT

# block NAME PART: the first block of that mark in any of the documents
block() {
	awk -v mark="<!-- run $1 $2 -->" '$0 == mark { wanted = 1; next }
		wanted && /^```/ { if (inside) exit; inside = 1; next }
		inside' "$root/README.md" "$root"/docs/*.md
}
has_block() { [ -n "$(block "$1" "$2")" ]; }

# run_block NAME PART in_a|in_b: in a folder of its own
run_block() { (cd "$work/place" && "$3" bash -ec "$(block "$1" "$2")"); }

# begin_block NAME PART NAMESPACE: in the background; $begun is its process
begin_block() {
	(cd "$work/place" && exec nsenter --net="/run/netns/$3" -- bash -ec "$(block "$1" "$2")") >"$work/$1.$2" 2>&1 </dev/null &
	begun=$!
}

new_hosts() {
	make_pair
	in_a ip address add 192.0.2.10/24 dev va
	in_b ip link set vb down
	in_b ip link set vb name eth0
	in_b ip link set eth0 up
	in_b ip neighbour replace 192.0.2.10 lladdr "$(mac_of in_a va)" dev eth0
	in_a ip neighbour replace $ADDRESS_B lladdr "$(mac_of in_b eth0)" dev va
	in_b ip route add default via 192.0.2.10
	in_b ip link add name eth1 type veth peer name vc netns "$NAMESPACE_A"
	in_b ip link set eth1 up
	rm -rf "$work/place"
	mkdir -m 777 "$work/place"
}

meters() { in_b "$TAPLESS" status >/dev/null 2>&1; }
collects() { in_a ss -Hltun 'sport = :4739' | grep -q .; }
is_function() { [ "$(type -t "$1")" = function ]; }

# stored NAME: looks until the ping's packets are there
stored() {
	if has_block "$1" look; then run_block "$1" look in_a; else "look_$1"; fi >"$work/looked" 2>&1
	grep -q "$ADDRESS_B" "$work/looked"
}

# shows NAME: what its block shows is the flow, whichever recipe metered it
shows() { expect_true "$1: what is told to type shows the flow" wait_for 15 stored "$1"; }

start_collector() { # NAME
	collector=
	if is_function "collector_$1"; then
		"collector_$1"
	elif has_block "$1" collector; then
		begin_block "$1" collector "$NAMESPACE_A"
		collector=$begun
		wait_for 10 collects || { not_ok "$1: the collector listens" "$(tail -n 3 "$work/$1.collector")"; return 1; }
	fi
}

run_recipe() {
	local name=$1 meter
	new_hosts
	start_collector "$name" || return 0
	begin_block "$name" meter "$NAMESPACE_B"
	meter=$begun
	wait_for 20 meters || { not_ok "$name: the meter starts" "$(tail -n 3 "$work/$name.meter")"; return 0; }
	in_a ping -q -c 5 -i 0.02 $ADDRESS_B >/dev/null
	! is_function "traffic_$name" || "traffic_$name"
	in_b "$TAPLESS" stop >/dev/null 2>&1 || not_ok "$name: stops" "tapless stop failed"
	wait_for 10 gone "$meter" || not_ok "$name: the meter ends" "it goes on"
	[ "$name" != nfdump ] || end_child "$(pgrep -P "$collector" || echo "$collector")" # it closes the file of these five minutes
	shows "$name"
	[ -z "$collector" ] || end_block "$collector"
}

# A shell hands no signal on to what it waits for, and nfacctd has processes of its own: from the leaves on, those we started.
end_block() {
	local child
	for child in $(pgrep -P "$1"); do
		end_block "$child"
	done
	kill -KILL "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}

# has PROGRAM NAME: else that is skipped
has() {
	! command -v "$1" >/dev/null || return 0
	skip "$2" "$1 is not installed"
	return 1
}
