#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Exporters under fire: peers that are away, refuse, are slow, never read, are restarted; a full disk; a FIFO that nobody reads.
# None delays another or the sweep; for each of them sent + waiting + dropped is what the join handed out.
. "$(dirname "$0")/../lib.sh"

DISK=$work/disk
mkdir "$DISK"
leave() { ! mountpoint -q "$DISK" || umount "$DISK"; clean_up; }
trap leave EXIT

status() { "$TAPLESS" status --json --instance "$INSTANCE"; }

# account URI FIELD: of a status on standard input; FIELD like sent.records
account() { jq --arg uri "$1" ".exporters[] | select(.uri == \$uri) | .$2"; }

# peer KIND PORT FILE: its process is children[-1]
peer() {
	start_in in_b "$work/peer.$2" python3 selftests/net/exporters_peer.py "$@"
	if [ "$1" = udp ]; then
		wait_for 10 udp_listens "$2" || give_up "collector $2" "does not listen"
	else
		wait_for 10 listens in_b "$2" || give_up "collector $2" "does not listen"
	fi
}
udp_listens() { in_b ss -Hlun "sport = :$1" | grep -q .; }

start_flood() { # PACKETS FLOWS RATE
	start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets "$1" --flows "$2" --rate "$3" --seed 1
	generator=${children[-1]}
}

# decoded FILE...: the flow records, one file after the other
decoded() {
	local file
	for file in "$@"; do
		"$TAPLESS" decode "$file" || echo "{\"corrupt\":\"$file\"}"
	done
}
amounts() { jq -nc 'reduce inputs as $r ([0, 0, 0]; [.[0] + 1, .[1] + $r.packetDeltaCount, .[2] + $r.octetDeltaCount])'; }
sent_amounts() { jq -c '[.packets, .octets]' "$work/sent"; }
all_joined() { [ "$(status | jq -c ".exporters[0].joined | [.packets, .octets]")" = "$(sent_amounts)" ]; }
nothing_waits() { [ "$(status | account "$1" waiting.records)" = 0 ]; }

# told URI FIELD: what the meter said of it at its end; FIELD 1: sent, 2: waiting, 3: dropped
told() {
	grep -F "tapless: $1: " "$work/meter.err" | sed -nE 's/.*: ([0-9]+) records sent, ([0-9]+) waiting, ([0-9]+) dropped$/\'"$2"'/p'
}

# --- all faults at once, beside a healthy file

mount -t tmpfs -o size=40m tapless-test "$DISK"
head -c 41700000 /dev/zero >"$DISK/filler"
mkfifo "$work/fifo"
make_pair
in_b sysctl -qw net.ipv4.tcp_wmem="4096 16384 131072" # what is in no buffer of the kernel waits with the exporter
healthy=file:$work/healthy.ipfix
slow="ipfix+tcp://127.0.0.1:4743?retry=1"
full=file:$DISK/flows.ipfix
full_json=json:$DISK/flows.json
faulty=("json:$work/fifo" ipfix+tcp://127.0.0.1:4741 ipfix+tcp://127.0.0.1:4742 "$slow" ipfix+udp://127.0.0.1:4744 "$full" "$full_json")
peer deaf 4742 "$work/deaf"
peer slow 4743 "$work/slow"
slow_peer=${children[-1]}
exporters=(-e "$healthy")
for uri in "${faulty[@]}"; do exporters+=(-e "$uri"); done
start_meter --uniflow --flows 16384 --idle 1 --active 2 "${exporters[@]}"
start_flood 280000 8000 40000

samples=0 late=0 latest=0 joined=0 stood=0 history=()
while ! gone "$generator" && [ $samples -lt 60 ]; do
	sleep 1 # a sample a second
	samples=$((samples + 1))
	status >"$work/status" || not_ok "status $samples" "exit status $?"
	latest=$(account "$healthy" joined.records <"$work/status")
	history[samples]=$latest
	[ "$(account "$healthy" sent.records <"$work/status")" -ge "${history[samples > 3 ? samples - 3 : 0]:-0}" ] || late=$((late + 1))
	[ "$latest" != "$joined" ] || stood=$((stood + 1))
	joined=$latest
	[ $samples != 5 ] || rm "$DISK/filler" # there is room again
done
expect_true "the healthy exporter has always sent what was joined 3 s before (not $late times)" test $late = 0
expect_true "sweeps go on ($stood of $samples seconds without a record)" test $stood -le 3
wait_for 30 all_joined || not_ok "all flows end" "$(status | jq -c '.exporters[0].joined') of $(sent_amounts)"
{ wait_for 20 nothing_waits "$full" && wait_for 20 nothing_waits "$full_json"; } || not_ok "the full disk's file goes on" "$(status | account "$full" waiting)"
status >"$work/status" || not_ok "status at the end" "exit status $?"
for uri in "$healthy" "${faulty[@]}"; do
	expect "sent + waiting + dropped = joined: ${uri/$work/…}" "$(account "$uri" '| .holds, .residual.octets' <"$work/status" | tr '\n' ' ')" "true 0 "
done
expect_match "text says so" "$("$TAPLESS" status --instance "$INSTANCE")" "residual +0 +0 +0 +exact"

start=$SECONDS
kill -INT "$METER"
wait_for 30 gone "$METER" || give_up "the meter ends" "not 30 s after SIGINT"
METER=
expect_true "the end waits at most 5 s for dead peers ($((SECONDS - start)) s)" test $((SECONDS - start)) -le 9
end_child "$slow_peer"
total=$(told "$healthy" 1)
for uri in "$healthy" "${faulty[@]}"; do
	expect "at the end nothing waits, all is counted: ${uri/$work/…}" "$(($(told "$uri" 1) + $(told "$uri" 3)))" "$total"
done
expect "the healthy file has all" "$(decoded "$work/healthy.ipfix" | amounts | jq -c '.[1:]')" "$(sent_amounts)"
expect_true "the disk's file had to wait" grep -qF "$full: cannot write" "$work/meter.err"
expect "a file that met a full disk has what it says" "$(decoded "$DISK/flows.ipfix" | jq -n '[inputs | .packetDeltaCount] | length')" "$(told "$full" 1)"
expect "so have lines of JSON" "$(jq -n '[inputs | .packetDeltaCount] | length' "$DISK/flows.json")" "$(told "$full_json" 1)"
expect "a slow collector has all that was sent to it" "$(decoded "$work"/slow.* | wc -l)" "$(told "$slow" 1)"
# Records that were dropped while a write of them was under way count as sent after all, if it succeeds: what it was told may be more.
not_sent=$(cat "$work"/slow.* | "$TAPLESS" decode --options - | jq 'select(has("notSentFlowTotalCount")).notSentFlowTotalCount' | tail -n 1)
expect_true "and was told what was not (RFC 7011 4.3): $not_sent for $(told "$slow" 3)" \
	test "$not_sent" -ge "$(told "$slow" 3)" -a "$not_sent" -le $(($(told "$slow" 3) + 2000))
expect "nothing was sent to nobody" "$(told ipfix+tcp://127.0.0.1:4741 1)$(told "json:$work/fifo" 1)" 00
for uri in ipfix+tcp://127.0.0.1:4741 ipfix+tcp://127.0.0.1:4742 "json:$work/fifo"; do
	expect_true "moved on: ${uri/$work/…}" grep -qF "$uri: half of the flow ring waits" "$work/meter.err"
done
echo "# $total records; dropped: $(for uri in "${faulty[@]}"; do told "$uri" 3; done | tr '\n' ' ')"
end_pair

# --- a collector restarted ten times; the same over UDP, where gaps can be seen

make_pair
tcp="ipfix+tcp://127.0.0.1:4750?retry=1"
udp=ipfix+udp://127.0.0.1:4751
peer tcp 4750 "$work/round0"
collector=${children[-1]}
peer udp 4751 "$work/datagrams"
# with a ring in whose half everything can wait, however long a collector takes to come back
start_meter --uniflow --flows 524288 --idle 1 --active 2 -e "$healthy.2" -e "$tcp" -e "$udp"
start_flood 160000 2000 20000
for round in 1 2 3 4 5 6 7 8 9 10; do
	sleep "0.$((RANDOM % 9))"
	if [ $((round % 2)) = 0 ]; then end_child "$collector"; else kill_behind "$collector"; fi
	peer tcp 4750 "$work/round$round"
	collector=${children[-1]}
done
wait_for 60 gone "$generator" || give_up "generator" "has not ended"
wait_for 30 all_joined || not_ok "all flows end, restarts" "$(status | jq -c '.exporters[0].joined')"
wait_for 30 nothing_waits "$tcp" || not_ok "a restarted collector is found again" "$(status | account "$tcp" waiting)"
expect "restarted ten times: the account holds" "$(status | account "$tcp" holds)" true
expect_true "SIGINT ends it" stop_meter
end_child "$collector"
decoded "$work"/round*.* | sort -u >"$work/distinct"
expect "restarted ten times: packets and octets of distinct records" "$(amounts <"$work/distinct" | jq -c '.[1:]')" "$(sent_amounts)"
expect "restarted ten times: distinct records" "$(wc -l <"$work/distinct")" "$(decoded "$work/healthy.ipfix.2" | wc -l)"
all_datagrams() { [ "$(decoded "$work/datagrams.1" | wc -l)" = "$(told "$udp" 1)" ]; }
wait_for 10 all_datagrams || true
expect "UDP: what was sent is there, or a gap in the sequence" "$(decoded "$work/datagrams.1" | wc -l)" "$(told "$udp" 1)"
end_pair

# --- hand-over and death with records waiting

make_pair
start_meter --uniflow --idle 1 --active 2 -e "$healthy.3" -e "$tcp"
start_flood 20000 2000 20000
wait_for 60 gone "$generator" || give_up "generator" "has not ended"
wait_for 30 all_joined || not_ok "all flows end, hand-over" "$(status | jq -c '.exporters[0].joined')"
wait_for 20 nothing_waits "$healthy.3" || not_ok "the healthy one is done" "$(status | account "$healthy.3" waiting)"
kill -TERM "$METER"
wait_for 20 gone "$METER" || give_up "SIGTERM" "the daemon has not ended"
METER=
expect_match "waiting records are left to the next daemon" "$(cat "$work/meter.err")" "127.0.0.1:4750.retry=1: [0-9]+ records wait in the flow ring"
expect "with no daemon the account holds" "$(status | account "$tcp" '| .holds, .waiting.records > 0' | tr '\n' ' ')" "true true "
start_meter --uniflow --idle 1 --active 2 -e "$healthy.3" -e "$tcp"
kill -KILL "$METER"
wait "$METER" 2>/dev/null || true
METER=
peer tcp 4750 "$work/late"
start_meter --uniflow --idle 1 --active 2 -e "$healthy.3" -e "$tcp"
wait_for 30 nothing_waits "$tcp" || not_ok "the collector gets them" "$(status | account "$tcp" waiting)"
wait_for 10 all_joined || not_ok "joined is counted once" "$(status | jq -c '.exporters[0].joined')"
expect "after hand-over and death the accounts hold" "$(status | jq -c '[.exporters[].holds]')" "[true,true]"
expect "and nothing was dropped" "$(status | jq '[.exporters[].dropped.records] | add')" 0
expect_true "SIGINT ends that, too" stop_meter
end_child "${children[-1]}"
expect "a collector that comes late has all" "$(decoded "$work"/late.* | sort -u | amounts | jq -c '.[1:]')" "$(sent_amounts)"
expect "who had handed over does not send again" "$(decoded "$work/healthy.ipfix.3" | amounts | jq -c '.[1:]')" "$(sent_amounts)"
end_pair

# --- a full cache at the end, more than the ring holds, and an exporter that takes its time

make_pair
paced="ipfix+udp://127.0.0.1:4760?rate=500"
peer udp 4760 "$work/paced"
start_meter --uniflow --flows 16384 --idle 300 -e "$paced"
start_flood 12000 12000 40000
wait_for 60 gone "$generator" || give_up "generator" "has not ended"
expect_true "SIGINT ends it while records wait" stop_meter
expect "at the end who works is waited for" "$(told "$paced" 3)" 0
expect_true "and sends all ($(told "$paced" 1) records)" test "$(told "$paced" 1)" -ge 7000
end_pair
