#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# tapless status: with traffic the balance holds within its bounds, when quiet its residual is 0, at either hook.
. "$(dirname "$0")/../lib.sh"

status() { "$TAPLESS" status --json --instance "$INSTANCE"; }

# residual NAME FILE: 0 packets and 0 octets
residual() { expect "$1" "$(jq -c '[.balance.residualPackets, .balance.residualOctets, .balance.quiet]' "$2")" "[0,0,true]"; }

for hook in tc xdp; do
	make_pair
	start_meter --hook $hook --idle 2 -e "json:$work/flows.json"
	in_a ping -q -f -c 2000 $ADDRESS_B >/dev/null
	status >"$work/quiet"
	residual "$hook: residual when quiet" "$work/quiet"
	expect "$hook: packets at ingress" "$(jq ".hooks[\"$hook-ingress\"].packets" "$work/quiet")" 2000
	expect "$hook: packets at egress" "$(jq '.hooks["tc-egress"].packets' "$work/quiet")" 2000
	start_in in_a "$work/ping" ping -q -f -w 30 $ADDRESS_B
	for turn in 1 2 3 4 5; do
		status >"$work/busy" || not_ok "$hook: status under traffic" "exit status $?"
		expect "$hook: balance under traffic, $turn" "$(jq .balance.holds "$work/busy")" true
	done
	end_child "${children[-1]}"
	status >"$work/quiet"
	residual "$hook: residual after traffic" "$work/quiet"
	expect_match "$hook: text names interface and hook" "$("$TAPLESS" status --instance "$INSTANCE")" "vb +$hook-ingress"
	stop_meter || not_ok "$hook: meter ends" "exit status $?"
	end_pair
done
