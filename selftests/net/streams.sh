#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# JSON lines over TCP and to a Unix socket: collectors killed and started ten times get every record, as whole lines.
. "$(dirname "$0")/../lib.sh"

chmod 711 "$work" # the daemon's user connects to a socket in it
socket=$work/collector
tcp="json+tcp://127.0.0.1:4760?retry=1"
unix="json+unix://$socket?retry=1"

status() { "$TAPLESS" status --json --instance "$INSTANCE"; }
account() { status | jq --arg uri "$1" ".exporters[] | select(.uri == \$uri) | .$2"; }
nothing_waits() { [ "$(account "$1" waiting.records)" = 0 ]; }
sent_amounts() { jq -c '[.packets, .octets]' "$work/sent"; }
all_joined() { [ "$(account "$tcp" joined | jq -c '[.packets, .octets]')" = "$(sent_amounts)" ]; }
amounts() { jq -nc 'reduce inputs as $r ([0, 0]; [.[0] + $r.packetDeltaCount, .[1] + $r.octetDeltaCount])'; }
listens_there() { in_b ss -Hltxn | grep -qF "$1"; }

collector() { # PLACE FILE: its process is children[-1]
	start_in in_b "$work/peer" python3 selftests/net/exporters_peer.py lines "$1" "$2"
	wait_for 10 listens_there "$1" || give_up "collector $1" "does not listen"
}

make_pair
collector 4760 "$work/tcp.0"
over_tcp=${children[-1]}
collector "$socket" "$work/unix.0"
over_unix=${children[-1]}
# with a ring in whose half everything can wait, however long a collector takes to come back
start_meter --uniflow --flows 524288 --idle 1 --active 2 -e "json:$work/healthy" -e "$tcp" -e "$unix"
start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets 100000 --flows 2000 --rate 20000 --seed 1
generator=${children[-1]}
for round in 1 2 3 4 5 6 7 8 9 10; do
	sleep "0.$((RANDOM % 5))"
	ending=end_child
	[ $((round % 2)) = 0 ] || ending=kill_behind
	$ending "$over_tcp"
	$ending "$over_unix"
	collector 4760 "$work/tcp.$round"
	over_tcp=${children[-1]}
	collector "$socket" "$work/unix.$round"
	over_unix=${children[-1]}
done
wait_for 60 gone "$generator" || give_up "generator" "has not ended"
wait_for 30 all_joined || not_ok "all flows end" "$(account "$tcp" joined) of $(sent_amounts)"
for uri in "$tcp" "$unix"; do
	wait_for 30 nothing_waits "$uri" || not_ok "found again: ${uri%%:*}" "$(account "$uri" waiting)"
	expect "the account holds: ${uri%%:*}" "$(account "$uri" '| .holds, .dropped.records' | tr '\n' ' ')" "true 0 "
done
expect_true "SIGINT ends it" stop_meter
end_child "$over_tcp"
end_child "$over_unix"
records=$(wc -l <"$work/healthy")
for kind in tcp unix; do
	sort -u "$work/$kind".* >"$work/distinct"
	expect "restarted ten times, $kind: distinct lines" "$(wc -l <"$work/distinct")" "$records"
	expect "restarted ten times, $kind: they are those of the file" "$(sort "$work/healthy" | cmp - "$work/distinct" && echo same)" same
	expect "restarted ten times, $kind: packets and octets" "$(amounts <"$work/distinct")" "$(sent_amounts)"
	echo "# $kind: $(cat "$work/$kind".* | wc -l) lines for $records records"
done
end_pair
