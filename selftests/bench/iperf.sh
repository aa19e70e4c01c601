#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What one TCP connection keeps of its throughput under a meter (iperf3), with segmentation offload on and off, and what CPU time a
# gigabit costs: of iperf3 at both ends, which all that the kernel does is done for, and of the meter. Runs without a meter, with --l7
# names, with all (--l7 full) and with other meters, where they are installed, take turns, ROUNDS times; ratios are of the same round.
# Beside them floors of floors.bpf.c at the same two hooks, which nobody reads: a program that does nothing, and one that parses,
# takes the exact time and updates a hash.
# Both CPUs are busy, so it is CPU time that is lost; on a machine that others use too only the time says something.
. "$(dirname "$0")/../lib.sh"
ROUNDS=${ROUNDS:-5} DURATION=${DURATION:-2}
METERS=(none empty hash names full)
declare -A FLOORS=([empty]=floor_pass_tc [hash]=floor_hash_tc)
FLOOR_PINS=/sys/fs/bpf/tapless-iperf-$$
PEERS=(softflowd pmacctd nfpcapd) # with nobody at 4739 who collects: little is exported in two seconds
PEER=

# Room for as many flows and octets of packets as meters.py gives them.
set_peers_up() {
	local peer
	mkdir "$work/captured"
	printf '%s\n' "pcap_interface: vb" "daemonize: false" "plugins: nfprobe" "nfprobe_receiver: 127.0.0.1:4739" \
		"aggregate: src_host, dst_host, src_port, dst_port, proto, tos" "nfprobe_version: 10" \
		"nfprobe_maxflows: 2097152" "plugin_pipe_size: 268435456" "plugin_buffer_size: 262144" >"$work/pmacctd.conf"
	for peer in "${PEERS[@]}"; do
		if PATH=$PATH:/usr/sbin command -v "$peer" >/dev/null; then METERS+=("$peer"); fi
	done
}

start_peer() {
	local words
	case $1 in
	softflowd) words=(softflowd -i vb -n 127.0.0.1:4739 -v 10 -d -m 2097152 -B 67108864 -p "$work/pid" -c "$work/control") ;;
	pmacctd) words=(pmacctd -f "$work/pmacctd.conf") ;;
	nfpcapd) words=(nfpcapd -i vb -w "$work/captured" -b 64 -B 2097152 -t 3600) ;;
	esac
	PATH=$PATH:/usr/sbin start_in in_b "$work/peer" "${words[@]}"
	PEER=${children[-1]}
	wait_for 20 peer_is_ready || give_up "$1" "$(cat "$work/peer")"
}
peer_is_ready() { # it has a socket that sees packets, and has done what it does before it reads them
	local before
	[ "$(in_b sed -n '$=' /proc/net/packet)" -gt 1 ] || return 1
	before=$(ticks "$PEER")
	sleep 0.5
	[ "$(ticks "$PEER")" = "$before" ]
}

# By TCX, as the meter is attached: clsact costs a packet 35 ns more, whatever the program.
attach_floor() { # PROGRAM HOOK
	if ! in_b selftests/net/tcx vb "$2" last "$FLOOR_PINS/$1" "$FLOOR_PINS/$2" 2>"$work/tcx.err"; then
		in_b tc qdisc replace dev vb clsact
		in_b tc filter add dev vb "$2" bpf direct-action object-pinned "$FLOOR_PINS/$1"
	fi
}

start_floor() {
	local hook
	PATH=$PATH:/usr/sbin bpftool prog loadall "$BUILD/selftests/bpf/floors.bpf.o" "$FLOOR_PINS"
	for hook in ingress egress; do attach_floor "$1" "$hook"; done
}

end_floor() {
	rm -rf "$FLOOR_PINS"
	in_b tc qdisc delete dev vb clsact 2>/dev/null || true # by TCX there is none
}

start_one() {
	case $1 in
	none) ;;
	empty | hash) start_floor "${FLOORS[$1]}" ;;
	names | full) start_meter --hook tc --l7 "$1" -e "file:$work/flows.ipfix" ;;
	*) start_peer "$1" ;;
	esac
}

# Ticks of CPU time of a process and its children
ticks() {
	local process sum=0
	for process in "$1" $(pgrep -P "$1"); do
		sum=$((sum + $(sed 's/.*) //' "/proc/$process/stat" | awk '{ print $12 + $13 }')))
	done
	echo "$sum"
}

end_one() {
	local left
	if [ -n "$PEER" ]; then
		left=$(pgrep -P "$PEER" || true)
		for left in "$PEER" $left; do end_child "$left"; done
		PEER=
	elif [ -n "${FLOORS[$1]-}" ]; then
		end_floor
	elif [ "$1" != none ]; then
		stop_meter || give_up "$1" "the meter fails"
	fi
	rm -rf "$work"/flows.ipfix "$work"/captured/*
}

# Gigabits a second and milliseconds of CPU a gigabit, on the last line of FILE
run_once() { # METER FILE
	local before=0 after=0 meter
	start_one "$1"
	meter=${PEER:-$METER}
	start_in in_b "$work/server" iperf3 -s -1
	wait_for 10 listens in_b 5201 || give_up "iperf3 server" "$(cat "$work/server")"
	[ -z "$meter" ] || before=$(ticks "$meter")
	in_a iperf3 -J -c "$ADDRESS_B" -t "$DURATION" >"$work/client" 2>"$work/client.err" || give_up iperf3 "$(cat "$work/client.err" "$work/client")"
	wait_for 10 gone "${children[-1]}" || give_up "iperf3 server ends" "it does not"
	[ -z "$meter" ] || after=$(ticks "$meter")
	jq -r --argjson meter $(((after - before) * 1000 / $(getconf CLK_TCK))) '.end | (.sum_received.bits_per_second / 1e9) as $rate |
		(10 * (.cpu_utilization_percent | .host_total + .remote_total) * .sum_sent.seconds + $meter) as $spent |
		"\($rate) \($spent / ($rate * .sum_sent.seconds))"' "$work/client" >>"$2"
	end_one "$1"
}

# tell OFFLOAD METER: its rate and cost and their ratios to none; figures for summary.py
tell() {
	python3 - "$1" "$2" "$work/$1-none" "$work/$1-$2" "${BENCH_FIGURES-}" <<-'END'
		import json, statistics, sys
		offload, meter, bare, metered, figures = sys.argv[1:]
		bare, metered = ([list(map(float, line.split())) for line in open(path, encoding="ascii")] for path in (bare, metered))
		def of_none(column):
		    return [one[column] / other[column] for one, other in zip(metered, bare)]
		rows = (("Gbit/s", [one[0] for one in metered], 2), ("of none", of_none(0), 3),
		        ("ms of CPU a Gbit", [one[1] for one in metered], 1), ("times none's CPU", of_none(1), 3))
		print(f"  GSO {offload:3} {meter:9}", *(f"  {statistics.median(values):7.{digits}f} {unit} ({min(values):.{digits}f}..{max(values):.{digits}f})"
		      for unit, values, digits in rows))
		if figures:
		    with open(figures, "a", encoding="utf-8") as file:
		        for unit, values, _ in rows:
		            print(json.dumps({"part": "iperf", "name": f"GSO {offload}, {meter}", "unit": unit, "values": sorted(values)}), file=file)
	END
}

set_peers_up
echo "One TCP connection, median of $ROUNDS runs (least..most)"
for offload in off on; do
	make_pair
	offloads "$offload"
	for ((round = 0; round < ROUNDS; round++)); do
		for meter in "${METERS[@]}"; do run_once "$meter" "$work/$offload-$meter"; done
	done
	end_pair
	for meter in "${METERS[@]}"; do tell "$offload" "$meter"; done
done
