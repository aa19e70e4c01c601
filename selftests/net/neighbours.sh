#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Other programs on the same interface keep working and see the packets, before and behind ours. One that ends the chain ahead
# of us is found out, by its name, and only where packets really pass unseen.
. "$(dirname "$0")/../lib.sh"

ENDER=$BUILD/selftests/bpf/ender.bpf.o

status() { "$TAPLESS" status --json --instance "$INSTANCE"; }
notes() { status | jq -r '.interfaces[] | select(.interface == "vb") | .notes'; }
is_blind() { notes | grep -q "BLIND at $1: .*$2"; }
is_behind() { notes | grep -q "at $1 behind '$2'"; }
is_not_blind() { ! notes | grep -q BLIND; }
seen_at() { status | jq ".hooks[\"$1\"].packets"; }
pings() { in_a ping -q -n -i 0.02 -W 1 -c "$1" $ADDRESS_B >/dev/null 2>&1 || true; }

# tcx PROGRAM ingress|egress first|last NAME
tcx() { in_b selftests/bench/tcx.py vb "$2" "$3" "$COUNTER_PINS/$1" "$COUNTER_PINS/link-$4"; }

# keep_pinging: until the end of the case, from A, whether answered or not
keep_pinging() { start_in in_a "$work/ping" ping -q -n -i 0.02 -w 60 $ADDRESS_B; }
end_pinging() { end_child "${children[-1]}"; }

load_ender() {
	mkdir -p "$COUNTER_PINS"
	bpftool prog loadall "$ENDER" "$COUNTER_PINS/ender" || give_up "ender loads" ""
}

# --- programs that were there before us, and that come later; TCX and clsact
make_pair
load_counter early
load_counter late
tcx early/count_ingress ingress last early-in
tcx early/count_egress egress last early-out
start_meter --hook tc -e "json:$work/flows.json"
tcx late/count_ingress ingress last late-in
tcx late/count_egress egress last late-out
count_at filter in_b vb ingress
pings 50
expect "tapless sees what comes in" "$(seen_at tc-ingress)" 50
expect "a TCX program from before sees it and what leaves" "$(counted early packets)" 100
expect "one that came later, too" "$(counted late packets)" 100
expect "a clsact filter sees what comes in" "$(counted filter packets)" 50
expect "nobody runs ahead of tapless" "$(notes)" ""
stop_meter || not_ok "meter ends" "exit status $?"
pings 10
expect "and they go on when tapless has gone" "$(counted early packets) $(counted late packets) $(counted filter packets)" "120 120 60"
end_pair

# --- blind: a program gets ahead of ours and ends the chain
make_pair
load_ender
load_counter ahead
start_meter --hook tc -e "json:$work/flows.json"
tcx ahead/count_ingress ingress first ahead
keep_pinging
expect_true "who runs ahead is named" wait_for 20 is_behind ingress count_ingress
sleep 4
expect_true "but hides nothing" is_not_blind
end_pinging
tcx ender/end_pass ingress first ender
sleep 4
expect_true "who would end the chain of an idle interface is not accused" is_not_blind
keep_pinging
expect_true "who ends the chain is found out" wait_for 15 is_blind ingress end_pass
expect_true "the text says so" grep -q "vb .*BLIND at ingress: 'end_pass' (program id" <("$TAPLESS" status --instance "$INSTANCE")
rm "$COUNTER_PINS/link-ender"
expect_true "and pardoned when it has gone" wait_for 15 is_not_blind
tcx ender/end_pass egress first ender
expect_true "egress: who ends the chain is found out" wait_for 15 is_blind egress end_pass
rm "$COUNTER_PINS/link-ender"
end_pinging
expect "each was said once" "$(grep -c 'is blind at ingress' "$work/meter.err") $(grep -c 'is blind at egress' "$work/meter.err")" "1 1"
stop_meter || not_ok "meter ends" "exit status $?"

# --- XDP of others: dropped before TC; XDP of ours is refused where another holds it
for mode in xdpdrv xdpgeneric; do
	start_meter --hook tc -e "json:$work/flows.json"
	in_b ip link set dev vb $mode pinned "$COUNTER_PINS/ender/end_xdp"
	keep_pinging
	expect_true "$mode: a program that drops before TC is found out" wait_for 15 is_blind ingress end_xdp
	end_pinging
	stop_meter || not_ok "$mode: meter ends" "exit status $?"
	if in_b "$TAPLESS" run --instance "$INSTANCE" -i vb --hook xdp -e "json:$work/flows.json" 2>"$work/err"; then
		not_ok "$mode: XDP in use is refused" "it was not"
	fi
	expect_match "$mode: XDP in use is refused by the name of its owner" "$(cat "$work/err")" "XDP of vb is in use by 'end_xdp'"
	expect_true "$mode: the refusal leaves nothing" test ! -e "$PINS"
	expect "$mode: and takes nothing" "$(in_b ip -j link show dev vb | jq '[.[].xdp.prog.name] | length')" 1
	in_b ip link set dev vb $mode off
done
