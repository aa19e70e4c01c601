#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# An error after the first interface has been attached: nothing is left behind, and of a running instance nothing is taken.
. "$(dirname "$0")/../lib.sh"

left() { in_b bpftool -j net show; find /sys/fs/bpf/tapless -path "*/$INSTANCE*" 2>/dev/null || true; }

# fails NAME REGEX OPTION...: the start must fail and say so
fails() {
	local name=$1 regex=$2 status=0
	shift 2
	timeout 20 nsenter --net="/run/netns/$NAMESPACE_B" -- "$TAPLESS" run --instance "$INSTANCE" "$@" -e "json:$work/other.json" \
		>/dev/null 2>"$work/err" </dev/null || status=$?
	expect "$name: exit status" "$status" 1
	expect_match "$name: message" "$(cat "$work/err")" "$regex"
}

make_pair
ip link add name far netns "$NAMESPACE_A" type veth peer name vz netns "$NAMESPACE_B"
in_b sysctl -qw net.ipv6.conf.vz.disable_ipv6=1
in_b ip link set vz up
count_at other in_b vz xdp

# --- nothing was there before
before=$(left)
fails "XDP of the second interface is busy" "XDP of vz is in use by 'count_xdp'" -i vb -i vz --hook xdp
expect "XDP busy: nothing is left" "$(left)" "$before"

# --- an instance whose daemon is gone: it goes on counting by the hooks that it had
programs() { find "/proc/$METER/fd" -lname '*bpf-prog' | wc -l; }
start_meter --hook tc -e "json:$work/flows.json" --idle 60
expect "the programs of its hook are loaded, no others: in, out and the sweep" "$(programs)" 3
kill -KILL "$METER"
wait "$METER" 2>/dev/null || true
METER=
hooks() { find "$PINS/links" -type f -printf '%f\n' | sed -E 's/@[a-z]*-(ingress|egress)@.*/ \1/' | sort | paste -sd,; }
fails "a take-over fails at the second interface" "XDP of vz is in use" -i vb -i vz --hook xdp
expect "the take-over keeps what was there: a way in and a way out" "$(hooks)" "vb egress,vb ingress"
index=$(in_b ip -j link show dev vz | jq ".[0].ifindex")
mkdir "$PINS/links/vz@tc-egress@tcx@$index"
fails "a pin of the second interface cannot be made" "cannot pin the link of vz tc-egress" -i vb -i vz --hook tc
rmdir "$PINS/links/vz@tc-egress@tcx@$index"
expect "no pin: what was there is kept, and nothing more" "$(hooks)" "vb egress,vb ingress"
in_a ping -q -n -i 0.02 -c 20 $ADDRESS_B >/dev/null
start_meter --hook xdp -e "json:$work/flows.json"
programs_are() { [ "$(programs)" = "$1" ]; }
expect_true "the other way in was there: its program is, too" wait_for 10 programs_are 5
kill -KILL "$METER"
wait "$METER" 2>/dev/null || true
start_meter --hook tc -e "json:$work/flows.json"
stop_meter || not_ok "meter ends" "exit status $?"
expect "and it has gone on counting" "$(total "$work/flows.json" packetDeltaCount)" 40
