#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Under pressure everything is counted somewhere: a nearly full cache lets its coldest flows go, what finds no place is a record
# of its own, and what finds no ration or no ring is an overflow with packets and octets. One CPU's share may be full while
# another has room. A daemon that is stopped for a while loses nothing.
. "$(dirname "$0")/../lib.sh"

ONLINE=$(nproc)
SHARE=$((ONLINE > 1 ? 512 : 1024)) # entries of each CPU; 1024 is the least that --flows takes

status() { "$TAPLESS" status --json --instance "$INSTANCE" >"$work/status.json" || not_ok "status" "exit status $?"; }
figure() { jq "$1" "$work/status.json"; }
event() { figure ".events[\"$1\"]"; }

# send CPU OPTION...: what the generator says it sent is kept in $work/sent
send() {
	local cpu=$1
	shift
	in_a taskset -c "$cpu" "$GENERATOR" -i va --kind udp "$@" >>"$work/sent" || give_up "generator" "exit status $?"
}

# Packets and layer-2 octets: in the records that are exported, and as overflow in the last status.
exported() { jq -sc '[(map(.packetDeltaCount) | add // 0), (map(.layer2OctetDeltaCount) | add // 0)]' "$work/flows.json"; }
everything() {
	jq -nc --argjson records "$(exported)" --argjson overflow "$(figure .reasons.overflow)" \
		'[$records[0] + $overflow.packets, $records[1] + $overflow.octets]'
}
sent() { jq -sc '[(map(.packets) | add), (map(.layer2Octets) | add)]' "$work/sent"; }

# Nothing is missing at this moment, wherever it is.
balanced() {
	status
	expect "$1: balance" "$(figure '[.balance.residualPackets, .balance.residualOctets, .balance.quiet]' | jq -c .)" "[0,0,true]"
	expect "$1: the hook saw all that was sent" "$(figure '[.hooks[].packets] | add')" "$(sent | jq '.[0]')"
}

# finish CASE: all that was sent is exported, or counted as overflow
finish() {
	status
	stop_meter || not_ok "$1: meter ends" "exit status $?"
	expect "$1: exported and overflow are what was sent" "$(everything)" "$(sent)"
	end_pair
}

begin() {
	make_pair
	rm -f "$work/sent" "$work/flows.json"
	start_meter --uniflow -e "json:$work/flows.json" "$@"
}

left_early() { [ "$(jq -s 'map(select(.flowEndReason == 5 and .packetDeltaCount == 2)) | length' "$work/flows.json")" = $((SHARE - 8)) ]; }

coldest_flows_leave() {
	local label="cache nearly full"
	begin --hook "$1" --flows $((SHARE * ONLINE)) --idle 24 --active 300
	send 0 --flows $((SHARE - 8)) --packets $((2 * (SHARE - 8)))
	expect_true "$label: its flows leave in a quarter of the idle timeout, for lack of resources" wait_for 30 left_early
	send 0 --flows $((SHARE - 8)) --vlan 7
	balanced "$label"
	expect "$label: new flows found room" "$(event insert-full)" 0
	finish "$label"
}

single_packet_records() {
	local label="$1, cache full" alone
	begin --hook "$1" --flows $((SHARE * ONLINE)) --idle 60 --active 300
	send 0 --flows 5000 --rate 8000
	balanced "$label"
	alone=$(event single-packet-records)
	expect "$label: the rest found no place" "$(event insert-full)" $((5000 - SHARE))
	expect_true "$label: most are records of their own" test "$alone" -gt $(((5000 - SHARE) / 2))
	expect "$label: no other is an overflow than those over the ration" "$(figure .reasons.overflow.packets)" "$(event ration-spent)"
	expect "$label: each is one or the other" $((alone + $(event ration-spent))) $((5000 - SHARE))
	[ "$ONLINE" = 1 ] || other_cpu "$label, another CPU has room"
	spend_ration "$label"
	fill_ring "$label"
	finish "$label"
}

other_cpu() {
	send 1 --flows 50 --packets 200 --vlan 7
	balanced "$1"
	expect "$1: its flows are in the cache" "$(event insert-full)" $((5000 - SHARE))
}

# Faster than a CPU may take the ring's lock: the ring has room, the ration has not.
spend_ration() {
	local before
	before=$(event ration-spent)
	send 0 --flows 8000 --vlan 8
	balanced "$1, ration spent"
	expect_true "$1, ration spent: it was" test "$(event ration-spent)" -gt "$before"
	expect_true "$1, ration spent: that is overflow" test "$(figure .reasons.overflow.packets)" -ge "$(event ration-spent)"
}

half_full() { [ "$(figure '.rings.flow.octets * 2 >= .rings.flow.size')" = true ]; }

# Nobody reads the ring: half of it fills with single-packet records, the other half stays for the sweep. Packets that come in bursts, on a
# machine that others use too, spend the ration instead: then there are more of them.
fill_ring() {
	local before spent tries=0
	kill -STOP "$METER"
	until status && half_full || [ $((tries += 1)) -gt 20 ]; do
		send 0 --flows 10000 --rate 10000 --vlan 9
	done
	expect_true "$1, ring half full: it is" half_full
	before=$(figure .reasons.overflow.packets) spent=$(event ration-spent)
	send 0 --flows 10000 --rate 20000 --vlan 9
	balanced "$1, ring half full"
	expect_true "$1, ring half full: overflow without asking for a ration" \
		test $(($(figure .reasons.overflow.packets) - before)) -gt "$(($(event ration-spent) - spent))"
	kill -CONT "$METER"
}

ring_is_drained() { status && [ "$(figure .rings.flow.octets)" -lt 4096 ]; }

# The daemon stopped under load: neither cache nor ring fills, so nothing is an overflow and nothing is missing.
stopped_daemon() {
	local label="$1, daemon stopped for $2 s"
	begin --hook "$1" --flows 16384 --idle 2 --active 3
	start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --flows 3000 --packets $((($2 + 2) * 20000)) --rate 20000
	sleep 1
	kill -STOP "$METER"
	sleep "$2"
	status
	expect_true "$label: flows stay in the cache" test "$(figure .cache.entries)" -ge 3000
	expect "$label: balance under load" "$(figure .balance.holds)" true
	kill -CONT "$METER"
	wait_for 30 gone "${children[-1]}" || give_up "$label: generator" "has not ended"
	balanced "$label"
	expect "$label: no overflow, nothing alone" "$(figure '[.reasons.overflow.packets, .events["single-packet-records"]]' | jq -c .)" "[0,0]"
	expect_true "$label: the drain catches up" wait_for 12 ring_is_drained
	finish "$label"
}

coldest_flows_leave tc
single_packet_records tc
single_packet_records xdp
stopped_daemon tc "$([ -n "${TEST_LONG-}" ] && echo 60 || echo 10)"
