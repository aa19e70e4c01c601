#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Interfaces that appear, vanish, come back and are renamed while the meter runs: each is counted from a moment on that
# `status` tells, and what the generator then sends is exported, to the packet.
. "$(dirname "$0")/../lib.sh"

PACKETS=5000
sent_packets=0
sent_octets=0

status() { "$TAPLESS" status --json --instance "$INSTANCE"; }
role_of() { status | jq -r --arg name "$1" '.interfaces[] | select(.interface == $name) | .role'; }
has_role() { [ "$(role_of "$1")" = "$2" ]; }
is_pinned() { compgen -G "$PINS/links/$1@*" >/dev/null; }
is_not_pinned() { ! is_pinned "$1"; }

# wait_role NAME INTERFACE ROLE
wait_role() { if wait_for 20 has_role "$2" "$3"; then ok "$1"; else not_ok "$1" "$2 is: $(role_of "$2"); $(cat "$work/meter.err")"; fi; }

# add_pair NAME: NAME in B, its other end "far" in A
add_pair() {
	ip link add name far netns "$NAMESPACE_A" type veth peer name "$1" netns "$NAMESPACE_B"
	in_a sysctl -qw net.ipv6.conf.far.disable_ipv6=1
	in_b sysctl -qw "net.ipv6.conf.${1/./\/}.disable_ipv6=1"
	in_a ip link set far up
	in_b ip link set "$1" up
}

# send INTERFACE: from this interface of A; adds to what must be exported
send() {
	in_a "$GENERATOR" -i "$1" --kind udp --packets $PACKETS --flows 100 --seed $RANDOM >"$work/sent" || give_up "generator" "exit status $?"
	sent_packets=$((sent_packets + $(jq .packets "$work/sent")))
	sent_octets=$((sent_octets + $(jq .octets "$work/sent")))
}

meter_runs() { status 2>/dev/null | jq -e ".daemon == $METER and (.interfaces | length) > 0" >/dev/null; }

# start_watching OPTION...
start_watching() {
	nsenter --net="/run/netns/$NAMESPACE_B" -- "$TAPLESS" run --instance "$INSTANCE" --idle 2 -e "json:$work/flows.json" "$@" \
		>"$work/meter.out" 2>"$work/meter.err" &
	METER=$!
	wait_for 20 meter_runs || give_up "meter starts" "$(cat "$work/meter.err")"
}

# check_sums LABEL
check_sums() {
	expect "$1: residual" "$(status | jq -c '[.balance.residualPackets, .balance.residualOctets]')" "[0,0]"
	stop_meter || not_ok "$1: meter ends" "exit status $?"
	expect "$1: packets" "$(total "$work/flows.json" packetDeltaCount)" "$sent_packets"
	expect "$1: octets" "$(total "$work/flows.json" octetDeltaCount)" "$sent_octets"
	expect "$1: no pin is left" "$([ ! -d "$PINS" ] || ls "$PINS")" ""
	rm -f "$work/flows.json"
	sent_packets=0 sent_octets=0
}

make_pair
in_b ip link set lo down

# --- a pattern: an interface appears, vanishes, comes back, is renamed into and out of the pattern
start_watching -i 'v*'
send va
add_pair vlater
wait_role "an interface that appears is metered" vlater counts
send far
in_b ip link del vlater
wait_role "one that vanishes is forgotten" vlater ""
expect_true "its pins are gone" wait_for 20 is_not_pinned vlater
add_pair vlater
wait_role "it comes back, with another index" vlater counts
send far
in_b ip link set vlater down
in_b ip link set vlater name vnew.7
in_b ip link set vnew.7 up
wait_role "renamed, it is metered under its new name" vnew.7 counts
wait_for 20 is_not_pinned vlater || true
expect "and pinned under it only" "$(is_pinned vlater && echo old; is_pinned vnew:7 && echo new)" new
send far
in_b ip link set vnew.7 down
in_b ip link set vnew.7 name other
in_b ip link set other up
wait_role "renamed out of the pattern, it is let go" vnew.7 ""
expect_true "and has no pin" wait_for 20 is_not_pinned vnew:7
in_a "$GENERATOR" -i far --kind udp --packets 100 --flows 10 >/dev/null
in_b ip link set other down
in_b ip link set other name vback
in_b ip link set vback up
wait_role "renamed into the pattern, it is metered" vback counts
send far
expect "the one that stayed was never let go" "$(grep -c 'metering vb$' "$work/meter.err")" 1
check_sums "pattern"
in_b ip link del vback

# --- a plain name: must be there at the start, is waited for later
add_pair once
start_watching -i once
send far
in_b ip link del once
wait_role "a name that vanishes is waited for" once absent
expect "and this is said once" "$(grep -c 'once has gone' "$work/meter.err")" 1
add_pair once
wait_role "and metered when it is back" once counts
send far
check_sums "name"

# --- all: everything but lo; a successor finds what was renamed, and what went, while no daemon ran
in_b ip link set lo up
start_watching -i all
expect "all is not lo" "$(status | jq -r '[.interfaces[].interface] | sort | join(" ")')" "once vb"
send va
kill -KILL "$METER"
wait "$METER" 2>/dev/null || true
METER=
in_b ip link del once
add_pair third
in_b ip link set vb down
in_b ip link set vb name vrenamed
in_b ip link set vrenamed up
send va
start_watching -i all
wait_role "a successor meters what was renamed meanwhile" vrenamed counts
expect "pinned under its name, and nothing else but the new one" \
	"$(find "$PINS/links" -type f -printf '%f\n' | cut -d@ -f1 | sort -u | paste -sd' ')" "third vrenamed"
send va
send far
check_sums "all"
