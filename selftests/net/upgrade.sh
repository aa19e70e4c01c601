#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Another build takes over under load. One with the same layout keeps the maps; one with another layout (a copy of this tree whose
# structs are rearranged) drains them first, also if it is killed while it does; and back again. Nothing is lost, every flow keeps
# its flowId.
. "$(dirname "$0")/../lib.sh"

PACKETS=120000
FLOWS=400
ours=$TAPLESS

meter_is_ready() {
	! gone "$METER" || give_up "meter starts" "$(cat "$work/meter.err")"
	"$TAPLESS" status --json --instance "$INSTANCE" 2>/dev/null | jq -e ".daemon == $METER and (.meter.pid == $METER)" >/dev/null
}

# A key, a value and a record of other sizes, with members at other places
build_other() {
	local header=$work/other/include/tapless
	mkdir "$work/other"
	cp -r Makefile bpf include user vmlinux tools "$work/other"
	sed -i 's/^\(#define TL_STATIC_ASSERT(expression)\).*/\1 _Static_assert(1, "")/' "$header/types.h"
	sed -i -e 's/^#define TL_ABI_VERSION .*/#define TL_ABI_VERSION 1000/' \
		-e '/^struct tl_flow_key {/,/^}/ { /^\t__u16 vlan_id/d; s/^\t__u16 ethertype/\t__u16 vlan_id;\n&/; s/^\t__u16 datagram/\t__u16 reserved[4];\n&/ }' \
		-e '/^struct tl_flow_value {/,/^}/ s/^\t__u64 last_seen/\t__u64 other_fact;\n&/' "$header/flow.h"
	sed -i -e '/^struct tl_flow_record {/,/^}/ s/^\t__u64 packets/\t__u64 other_fact;\n\t__u64 other_fact_too;\n&/' \
		-e '/^struct tl_mark_record {/,/^}/ s/^\t__u64 time/\t__u64 other_fact;\n&/' "$header/ring.h"
	sed -i '/^struct tl_sweep {/,/^}/ s/^\t__u64 now/\t__u64 other_fact;\n&/' "$header/control.h"
	make -C "$work/other" BUILD=build CFLAGS=-O0 -j"$(nproc)" all >"$work/make" 2>&1 || give_up "another build" "$(tail -5 "$work/make")"
	theirs=$work/other/build/tapless
}

# next BINARY OPTION...
next() {
	TAPLESS=$1
	shift
	part=$((${part-0} + 1))
	start_meter --hook "$hook" --idle 15 --active 1 --flows 4096 -e "json:$work/flows.$part.json" -e "file:$work/all.ipfix" "$@"
	cat "$work/meter.err" >>"$work/messages"
}

kill_meter() {
	kill -KILL "$METER" || give_up "daemon lives" "$(cat "$work/meter.err")"
	wait "$METER" 2>/dev/null || true
	METER=
}

# A start that is killed somewhere on its way
start_and_kill() {
	nsenter --net="/run/netns/$NAMESPACE_B" -- "$1" run --instance "$INSTANCE" -i vb --hook "$hook" --idle 15 --active 1 --flows 4096 \
		-e "file:$work/all.ipfix" >/dev/null 2>"$work/meter.err" &
	METER=$!
	sleep "$2"
	kill_meter
}

value_size() { bpftool -j map show pinned "$PINS/flows/cpu0-0" | jq .bytes_value; } # with the key in it

flow_of() { jq -c '[.sourceIPv4Address, .destinationIPv4Address, .sourceTransportPort, .destinationTransportPort]'; }

upgrade_case() {
	local generator sent delay
	make_pair
	rm -f "$work"/flows.* "$work/all.ipfix" "$work/messages"
	next "$ours"
	start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets $PACKETS --flows $FLOWS --rate 12000 --seed 1
	generator=${children[-1]}
	sleep 1.2
	kill_meter
	next "$ours" --l7 off
	expect_match "$hook: the same layout keeps its flows" "$(cat "$work/meter.err")" "taken over with its flows"
	sleep 0.5
	kill -TERM "$METER"
	wait_for 20 gone "$METER" || give_up "$hook: SIGTERM" "the daemon has not ended"
	next "$theirs"
	expect_match "$hook: another layout says that it drains" "$(cat "$work/meter.err")" "made by another build .*drained first"
	expect "$hook: the maps are the new build's" "$(value_size)" 224
	expect "$hook: nothing is left of the old ones" "$([ ! -e "$PINS/next" ] || ls "$PINS/next")" ""
	sleep 1.2
	kill_meter
	for delay in 0.05 0.2 0.3 0.4 0.5 0.6; do
		start_and_kill "$ours" "$delay"
	done
	next "$ours"
	expect "$hook: back again" "$(value_size)" 208
	wait_for 60 gone "$generator" || give_up "$hook: generator" "has not ended"
	expect "$hook: balance" \
		"$("$TAPLESS" status --json --instance "$INSTANCE" | jq -c '[.balance.residualPackets, .balance.residualOctets]')" "[0,0]"
	stop_meter || not_ok "$hook: meter ends" "exit status $?"
	"$ours" decode --dedup "$work/all.ipfix" >"$work/decoded" || not_ok "$hook: decode" "exit status $?"
	expect "$hook: packets" "$(total "$work/decoded" packetDeltaCount)" "$(jq .packets "$work/sent")"
	expect "$hook: octets" "$(total "$work/decoded" octetDeltaCount)" "$(jq .octets "$work/sent")"
	expect "$hook: flows" "$(flow_of <"$work/decoded" | sort -u | wc -l)" $FLOWS
	expect "$hook: flowIds" "$(jq .flowId "$work/decoded" | sort -u | wc -l)" $FLOWS
	expect "$hook: recordSequence rises over all rings" "$(jq -c .recordSequence "$work/decoded" | sort | uniq -d | wc -l)" 0
	expect "$hook: no pin is left" "$([ -d "$PINS" ] && ls "$PINS")" ""
	end_pair
}

build_other
for hook in tc ${TEST_LONG:+xdp}; do
	upgrade_case
done
