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

# --- VLAN tags that a device takes out of frames are gone before XDP sees them
notes() { status | jq -r '.interfaces[] | select(.interface == "vb") | .notes'; }
for case in "xdp on 1" "xdp off 0" "tc on 0"; do
	read -r hook stripping wanted <<<"$case"
	make_pair
	in_b ethtool -K vb rxvlan "$stripping"
	start_meter --hook "$hook" -e "json:$work/flows.json"
	said() { [ "$(notes | grep -c -- '--rxvlan off leaves them in')" = "$wanted" ]; }
	expect_true "$hook, rxvlan $stripping: the status says whether tags are missed" wait_for 10 said
	stop_meter || not_ok "$hook: meter ends" "exit status $?"
	end_pair
done

# --- what others could have written: a path is any octets, and the run folder is the daemon's user's
make_pair
start_meter --hook tc --idle 2 -e "json:$work/flows.json" -e "json:$work/"$'h\xc3\xa4r\xff.json'
both_known() { [ "$(status 2>/dev/null | jq '.exporters | length')" = 2 ]; }
wait_for 10 both_known || not_ok "both exporters are known" "$(status)"
status >"$work/octets"
expect_true "JSON is UTF-8" iconv -f utf-8 -t utf-8 -o /dev/null "$work/octets"
expect "a path that is not" "$(jq -r '.exporters[].uri' "$work/octets" | grep -c 'här.*\.json$')" 1
kill -KILL "$METER"
wait "$METER" 2>/dev/null || true
METER=
run=/run/tapless/$INSTANCE
printf '\033[2Jvb\t7\tcounts\t"}\t\xff program id 4294967295 \033c\n' >"$run/interfaces"
printf '{"pid":1}, "daemon": 1, x\n' >"$run/state"
status >"$work/forged"
expect "forged files: JSON" "$(jq -c '[.meter, .daemon, .interfaces[0].interface, .interfaces[0].countedAt]' "$work/forged")" \
	'[null,0,"\u001b[2Jvb","\"}"]'
expect "forged files: nothing for a terminal to obey" \
	"$("$TAPLESS" status --instance "$INSTANCE" | LC_ALL=C tr -d '\n -~\303\244' | od -An -c)" ""
expect_true "and stop ends it" "$TAPLESS" stop --instance "$INSTANCE"
end_pair
