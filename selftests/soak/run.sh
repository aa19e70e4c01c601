#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# SOAK_SECONDS=1200 run.sh: everything at once on one veth pair: flows that come and go, iperf3, curl, bursts that overfill a small
# cache; daemons that are killed, handed over and stopped; collectors that fail. Each second the bounds of I1 must hold, at the
# end distinct records and overflow must be what independent counters saw. The last third has one daemon, whose memory must
# not grow. Closes with a table.
. "$(dirname "$0")/../lib.sh"

DURATION=${SOAK_SECONDS:-1200}
FLOWS=4096
PORT=4739
kills=0 hand_overs=0 pauses=0 checks=0 violations=0 longest_start=0 longest_status=0 most_entries=0 bursts=0

now_ms() { echo $(($(date +%s%N) / 1000000)); }
status() { "$TAPLESS" status --json --instance "$INSTANCE"; }
resident() { awk '/^VmRSS/ { print $2 }' "/proc/$METER/status"; }
larger() { echo $(($1 > $2 ? $1 : $2)); }

# What was attached before this daemon says nothing: it must sweep itself.
meter_is_ready() {
	! gone "$METER" || give_up "daemon starts" "$(tail -n 3 "$work/meter.err")"
	status 2>/dev/null | jq -e ".daemon == $METER and .meter.pid == $METER" >/dev/null
}

start_next() {
	local begin
	part=$((${part-0} + 1))
	begin=$(now_ms)
	start_meter --hook tc --uniflow --flows $FLOWS --idle 2 --active 5 -e "json:$work/flows.$part.json" \
		-e "ipfix+tcp://127.0.0.1:$PORT?retry=1" -e "file:$work/small/flows.ipfix" -e "json:$work/fifo"
	longest_start=$(larger $longest_start $(($(now_ms) - begin)))
}

end_daemon() {
	kill "-$1" "$METER" || give_up "daemon lives" "$(tail -n 3 "$work/meter.err")"
	wait_for 30 gone "$METER" || give_up "daemon ends" "not 30 s after SIG$1"
	wait "$METER" 2>/dev/null || true
	METER=
}

# --- traffic, each kind in a loop of its own until $work/end is there

running() { [ ! -e "$work/end" ]; }

generator_loop() {
	local turn=0 kinds=(udp tcp tcp-short udp) rates=(3000 1000 2000 8000) flows=(300 100 800 40) sizes=(128 700 90 1200)
	while running; do
		in_a "$GENERATOR" -i va --kind "${kinds[turn % 4]}" --rate "${rates[turn % 4]}" --flows "${flows[turn % 4]}" \
			--size "${sizes[turn % 4]}" --packets $((rates[turn % 4] * 3)) --law zipf --seed $turn >>"$work/sent.even"
		turn=$((turn + 1))
	done
}

# More flows than the cache has room for, faster than the ration of single-packet records.
burst_loop() {
	while running; do
		sleep 13
		in_a "$GENERATOR" -i va --kind udp --flows 6000 --ipv6 >>"$work/sent.bursts"
	done
}

stream_loop() {
	local direction
	while running; do
		for direction in "" -R "-u -b 20M -l 1200"; do
			running || break
			# shellcheck disable=SC2086 # options
			in_a timeout 20 iperf3 -c $ADDRESS_B -t 3 -b 50M $direction >>"$work/iperf.log" 2>&1 || sleep 0.5
		done
		sleep 1
	done
}

request_loop() {
	while running; do
		in_a curl -sS -o /dev/null --max-time 5 -H "Host: soak.example" "http://$ADDRESS_B:8080/" 2>>"$work/curl.log" || true
		sleep 0.3
	done
}

# --- collectors that fail

fill_and_empty() {
	while running; do
		sleep 7
		rm -f "$work"/small/*
	done
}

fifo_reader() {
	while running; do
		timeout 4 cat "$work/fifo" >/dev/null || true
		sleep 3
	done
}

background() {
	"$@" &
	children+=($!)
	loops+=($!)
}

start_all() {
	mkdir "$work/small" "$work/site"
	echo hello >"$work/site/index.html"
	chmod 755 "$work"
	mount -t tmpfs -o size=256k,mode=777 soak "$work/small"
	mkfifo -m 666 "$work/fifo"
	start_in in_b "$work/http" python3 -m http.server --directory "$work/site" 8080
	start_in in_b "$work/iperf-server" iperf3 -s
	start_in in_b "$work/collector" python3 selftests/soak/collector.py $PORT $((DURATION + 60))
	wait_for 20 listens in_b 8080 || give_up "HTTP server" "$(cat "$work/http")"
	loops=()
	background fill_and_empty
	background fifo_reader
	count_at in in_b vb ingress
	count_at out in_b vb egress
	start_next
	background generator_loop
	background burst_loop
	background stream_loop
	background request_loop
}

# --- faults of the daemon

next_fault() {
	case $((RANDOM % 5)) in
	0 | 1)
		end_daemon KILL
		kills=$((kills + 1))
		start_next
		;;
	2)
		end_daemon TERM
		hand_overs=$((hand_overs + 1))
		start_next
		;;
	*)
		kill -STOP "$METER"
		sleep $((RANDOM % 3 + 1))
		kill -CONT "$METER"
		pauses=$((pauses + 1))
		;;
	esac
}

# A line of $work/checks each second, whatever becomes of the daemon meanwhile: [holds, entries, milliseconds]. What does not hold is in $work/violations.
check_second() {
	local begin
	begin=$(now_ms)
	if status >"$work/check.json" 2>"$work/check.err" && jq -e .balance.holds "$work/check.json" >/dev/null; then
		echo "true $(jq .cache.entries "$work/check.json") $(($(now_ms) - begin))"
	else
		echo "false 0 $(($(now_ms) - begin))"
		echo "second $((SECONDS - started)): $(head -c 300 "$work/check.err") $(jq -c .balance "$work/check.json")" >>"$work/violations"
	fi
}

check_loop() {
	local next
	next=$(now_ms)
	while [ $((SECONDS - started)) -lt "$DURATION" ]; do
		check_second
		next=$((next + 1000))
		sleep "$(awk -v ms=$((next - $(now_ms))) 'BEGIN { print (ms > 0 ? ms / 1000 : 0) }')"
	done >"$work/checks"
}

run_all() {
	local next=5
	started=$SECONDS
	: >"$work/violations"
	background check_loop
	while [ $((SECONDS - started)) -lt "$DURATION" ]; do
		gone "$METER" && give_up "daemon lives" "$(tail -n 3 "$work/meter.err")"
		if [ $((SECONDS - started)) -ge $next ] && [ $((SECONDS - started)) -lt $((DURATION * 2 / 3)) ]; then
			next_fault
			next=$((SECONDS - started + RANDOM % 6 + 2))
		fi
		# One life begins with the last third; its memory is measured when it has seen every kind of traffic.
		[ $((SECONDS - started)) -lt $((DURATION * 2 / 3 + DURATION / 10)) ] || : "${memory_begin:=$(resident)}"
		sleep 0.5
	done
	memory_end=$(resident)
	wait_for 20 gone "${loops[-1]}" || give_up "checks end" "the loop goes on"
}

# At least one a second but for a few that a busy machine delays.
judge_checks() {
	read -r checks longest_status most_entries < <(awk '{ if ($3 > longest) longest = $3; if ($2 > most) most = $2 }
		END { print NR, longest + 0, most + 0 }' "$work/checks")
	violations=$(grep -c ^false "$work/checks" || true)
	expect "the bounds of I1 held at each check" "$(cat "$work/violations")" ""
	expect_true "it was checked each second" test "$checks" -ge $((DURATION * 95 / 100))
}

end_traffic() {
	local loop
	touch "$work/end"
	for loop in "${loops[@]:2}"; do # the first two go on until the meter has ended
		wait_for 60 gone "$loop" || give_up "traffic ends" "a loop goes on"
	done
}

judge() {
	local -a seen
	wait_for 30 quiet 0.3 || give_up "quiet" "packets keep coming"
	read -ra seen <<<"$(counts)"
	status >"$work/status.json" || not_ok "status" "exit status $?"
	expect "balance when quiet" "$(jq -c '[.balance.residualPackets, .balance.residualOctets, .balance.quiet]' "$work/status.json")" "[0,0,true]"
	end_daemon INT
	python3 selftests/soak/sums.py "$work"/flows.*.json >"$work/sums" 2>"$work/differences"
	head -c 3000 "$work/differences"
	overflow=$(jq .reasons.overflow.packets "$work/status.json")
	packets=$((seen[0] + seen[2])) octets=$((seen[1] + seen[3]))
	expect "packets: distinct records and overflow" $(($(jq .packets "$work/sums") + overflow)) $packets
	expect "layer-2 octets: distinct records and overflow" \
		$(($(jq .layer2Octets "$work/sums") + $(jq .reasons.overflow.octets "$work/status.json"))) $((octets + 14 * packets))
	expect "what was exported twice is identical" "$(jq .different "$work/sums")" 0
	sent=$(cat "$work"/sent.* | jq -s 'map(.packets) | add')
	missing=$((sent - $(jq .generatorPackets "$work/sums")))
	expect_true "the generator's packets are records or overflow" test $missing -ge 0 -a $missing -le "$overflow"
	expect_true "the daemon's memory does not grow" test "$memory_end" -le $((memory_begin + memory_begin / 5 + 2048))
	expect "no pin is left" "$([ -d "$PINS" ] && ls "$PINS")" ""
}

table() {
	bursts=$(wc -l <"$work/sent.bursts")
	jq -r '"# records \(.records), exported twice \(.twice), cut by a kill \(.cut), lines \(.lines)"' "$work/sums"
	cat <<-END
		# seconds $DURATION, checks of I1 $checks, violations $violations
		# daemons $part: killed $kills, handed over $hand_overs, stopped for a while $pauses
		# longest start $longest_start ms, longest status $longest_status ms
		# memory of the last daemon: $memory_begin KiB, at the end $memory_end KiB
		# most cache entries $most_entries of $FLOWS, bursts $bursts
		# packets $packets, IP octets $octets, of them sent by the generator $sent
		# overflow $overflow packets, single-packet records $(jq '.events["single-packet-records"]' "$work/status.json")
		# residual packets $(jq .balance.residualPackets "$work/status.json"), octets $(jq .balance.residualOctets "$work/status.json")
	END
}

unmount_small() { ! mountpoint -q "$work/small" || umount -l "$work/small"; }
trap 'soak_status=$?; set +e; unmount_small; (exit $soak_status); clean_up' EXIT
make_pair
start_all
run_all
end_traffic
judge_checks
judge
table
unmount_small
