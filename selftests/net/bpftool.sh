#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What bpftool shows of a running meter: flows with field names in plain words, all pins below one folder, nothing left behind.
. "$(dirname "$0")/../lib.sh"

dump_flows() {
	local map
	for map in "$PINS"/flows/*; do
		bpftool -j map dump pinned "$map" 2>/dev/null
	done | jq -s 'add | map(.formatted // .)'
}

# held map_id|prog_id: what the daemon has open
held() { cat /proc/"$METER"/fdinfo/* 2>/dev/null | awk -v what="$1:" '$1 == what { print $2 }' | sort -nu; }

pinned_at() { bpftool -j -f map show id "$1" | jq -r '.pinned[0] // "nowhere"'; }

# A map that is not in the instance's folder hides nothing: it is empty, or the programs' constants and switches.
hidden_maps() {
	local id
	for id in $(held map_id); do
		[[ $(pinned_at "$id") != "$PINS"/* ]] || continue
		[ "$(bpftool -j map dump id "$id" | jq length)" != 0 ] || continue
		bpftool -j map show id "$id" | jq -r .name | grep -vE '\.(rodata|bss)$' || continue
	done
}

programs_left() {
	local id
	for id in "$@"; do
		! bpftool prog show id "$id" >"$work/left" 2>&1 || return 0
	done
	return 1
}
no_program_left() { ! programs_left "$@"; }

make_pair
start_meter --hook tc -e "json:$work/flows.json"
in_a ping -q -c 3 -i 0.2 $ADDRESS_B >/dev/null
dump_flows >"$work/dump"

expect "a flow's key has its fields by name" "$(jq -r 'map(.value.key) | map(select(.protocol == 1)) | .[0] | keys | map(select(IN(
	"source_address", "destination_address", "source_port", "destination_port", "protocol", "vlan_id", "ifindex", "direction"))) | length' \
	"$work/dump")" 8
expect "its values count 3 packets, each CPU its own" "$(jq -r 'map(select(.value.key | .protocol == 1 and .direction == 0) | .value.packets) | add' "$work/dump")" 3
expect "and 252 octets" "$(jq -r 'map(select(.value.key | .protocol == 1 and .direction == 0) | .value.octets) | add' "$work/dump")" 252
expect_true "the map of names is pinned" test -e "$PINS/names"
expect_true "counters are pinned" bpftool map dump pinned "$PINS/counters"
expect_true "links are pinned" compgen -G "$PINS/links/vb@*"

expect "no map outside the instance's folder" "$(hidden_maps)" ""
expect_true "the daemon holds maps" test "$(held map_id | wc -l)" -gt 5

mapfile -t programs < <(held prog_id)
expect_true "the daemon holds programs" test ${#programs[@]} -gt 2
stop_meter || not_ok "meter ends" "exit status $?"
expect_true "the folder is gone" test ! -e "$PINS"
expect_true "no program is left" wait_for 10 no_program_left "${programs[@]}"
expect "no TC program is left" "$(in_b bpftool net show dev vb | grep -c tl_ || :)" 0
expect "the ping is exported" "$(jq -s 'map(select(.protocolIdentifier == 1) | .packetDeltaCount) | add' "$work/flows.json")" 3
