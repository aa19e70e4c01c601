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

ids() { bpftool -j "$1" show | jq -r '.[].id' | sort; }

make_pair
ids prog >"$work/programs"
ids map >"$work/maps"
start_meter --hook tc -e "json:$work/flows.json"
in_a ping -q -c 3 -i 0.2 $ADDRESS_B >/dev/null
dump_flows >"$work/dump"

expect "a flow's key has its fields by name" "$(jq -r 'map(.key) | map(select(.protocol == 1)) | .[0] | keys | map(select(IN(
	"source_address", "destination_address", "source_port", "destination_port", "protocol", "vlan_id", "ifindex", "direction"))) | length' \
	"$work/dump")" 8
expect "its value counts 3 packets" "$(jq -r 'map(select(.key.protocol == 1 and .key.direction == 0)) | .[0].value.packets' "$work/dump")" 3
expect "and 252 octets" "$(jq -r 'map(select(.key.protocol == 1 and .key.direction == 0)) | .[0].value.octets' "$work/dump")" 252
expect_true "the map of names is pinned" test -e "$PINS/names"
expect_true "counters are pinned" bpftool map dump pinned "$PINS/counters"
expect_true "links are pinned" compgen -G "$PINS/links/vb@*"

bpftool -j map show -f 2>/dev/null | jq -r --slurpfile before <(jq -R 'tonumber' "$work/maps" | jq -s .) \
	'.[] | select(.id as $id | $before[0] | index($id) | not) | select(.name | test("rodata|bss|data$|hash|libbpf") | not) | .pinned[0] // "not pinned: \(.name)"' |
	grep -v "^$PINS/" | grep -v '\.rodata' >"$work/elsewhere" || :
expect "no map outside the instance's folder" "$(tr '\n' ' ' <"$work/elsewhere")" ""

stop_meter || not_ok "meter ends" "exit status $?"
expect_true "the folder is gone" test ! -e "$PINS"
wait_for 10 bash -c "! comm -13 '$work/programs' <(bpftool -j prog show | jq -r '.[].id' | sort) | grep -q ." ||
	not_ok "no program is left" "$(bpftool prog show | grep -w tl_ | head -n 3)"
expect "no TC program is left" "$(in_b bpftool net show dev vb | grep -c tl_ || :)" 0
expect "the ping is exported" "$(jq -s 'map(select(.protocolIdentifier == 1) | .packetDeltaCount) | add' "$work/flows.json")" 3
