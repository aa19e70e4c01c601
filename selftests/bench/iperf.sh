#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What one TCP connection keeps of its throughput under a meter (iperf3), with segmentation offload on and off, and what CPU time a
# gigabit costs: of iperf3 at both ends, which all that the kernel does is done for, and of the meter. Both CPUs are busy, so it is CPU
# time that is lost.
# What tapless costs is less than two runs of iperf3 differ by. So its programs come and go within one connection (windows.py), beside
# floors of floors.bpf.c, which nobody reads: a program that does nothing, and one that parses, takes the exact time and updates a
# hash. The daemons, with --l7 names, the same without metrics, and --l7 full, watch interfaces on which there is nothing. ROUNDS
# connections of TURNS turns each; a figure is a connection's median. Other meters, where they are installed, have whole runs beside
# others without a meter.
. "$(dirname "$0")/../lib.sh"
ROUNDS=${ROUNDS:-5} TURNS=${TURNS:-50} DURATION=${DURATION:-2}
# With nobody at 4739 who collects: little is exported in two seconds.
read -r -a PEERS <<<"${PEERS-softflowd pmacctd nfpcapd}"
CPUS=$(sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status)
# The sender, and with it all that the kernel does with a packet, has the first CPU to itself, the receiver the last: where they are moved
# about or share one, a gigabit's CPU time differs by a third.
ENDS=${CPUS%%[-,]*},${CPUS##*[-,]}
METERS=(names lean full)
declare -A OPTIONS=([names]="--l7 names" [lean]="--l7 names --metrics off" [full]="--l7 full")
declare -A LABELS=([lean]="names, metrics off")
declare -A PROCESSES OCTETS
PEER=

instance_of() { echo "$INSTANCE-$1"; }
status() { "$TAPLESS" status --json --instance "$(instance_of "$1")"; }
has_links() { compgen -G "/sys/fs/bpf/tapless/$(instance_of "$1")/links/*@tc-egress@*" >/dev/null && status "$1" >/dev/null 2>&1; }

# A daemon for each of METERS, on an interface of its own.
start_meters() {
	local meter
	for meter in "${METERS[@]}"; do
		in_b ip link add "$meter" type veth peer name "$meter-peer"
		instances+=("$(instance_of "$meter")")
		# shellcheck disable=SC2086 # several words
		start_in in_b "$work/$meter.err" "$TAPLESS" run --instance "$(instance_of "$meter")" -i "$meter" --hook tc ${OPTIONS[$meter]} -e "file:$work/flows.$meter"
		PROCESSES[$meter]=${children[-1]} OCTETS[$meter]=0
		wait_for 20 has_links "$meter" || give_up "$meter is ready" "$(cat "$work/$meter.err")"
	done
}

# All that arrived while a meter's programs were attached is in its flows, with headers and what was sent again, but for what was on its way
stop_meters() {
	local meter counted
	for meter in "${METERS[@]}"; do
		counted=$(status "$meter" | jq '.balance | .live.octets + .emitted.octets')
		[ "$counted" -ge $((OCTETS[$meter] / 10 * 9)) ] || give_up "$meter" "it has counted $counted octets of ${OCTETS[$meter]}: the figures are worthless"
		"$TAPLESS" stop --instance "$(instance_of "$meter")" >/dev/null 2>&1 || give_up "$meter" "$(cat "$work/$meter.err")"
	done
}

pins_of() { # METER: where windows.py finds its programs, and its process
	local links
	links=("/sys/fs/bpf/tapless/$(instance_of "$1")/links/$1@tc-"{ingress,egress}@*)
	echo "$1=${links[0]},${links[1]},${PROCESSES[$1]}"
}

start_server() {
	start_in in_b "$work/server" iperf3 -s -1
	wait_for 10 listens in_b 5201 || give_up "iperf3 server" "$(cat "$work/server")"
}

# A line for each connection to $work/OFFLOAD-NAME: Gbit/s, that of none's, milliseconds of CPU a gigabit, that of none's
run_windows() { # OFFLOAD
	local floors=$COUNTER_PINS/floors server client name rate kept cost times octets
	start_server
	server=${children[-1]}
	start_in in_a "$work/client" iperf3 -c "$ADDRESS_B" -A "$ENDS" -t 3600
	client=${children[-1]}
	in_b selftests/bench/windows.py vb "$server" "$client" "$TURNS" "empty=$floors/floor_pass_tc,$floors/floor_pass_tc" \
		"hash=$floors/floor_hash_tc,$floors/floor_hash_tc" "slot=$floors/floor_slot_tc,$floors/floor_slot_tc" $(for name in "${METERS[@]}"; do pins_of "$name"; done) \
		>"$work/windows" || give_up "windows within a connection" "$(cat "$work/client" "$work/server")"
	end_child "$client" INT
	end_child "$server" INT
	while read -r name rate kept cost times octets; do
		echo "$rate $kept $cost $times" >>"$work/$1-$name"
		[ -z "${OCTETS[$name]-}" ] || OCTETS[$name]=$((OCTETS[$name] + octets))
	done <"$work/windows"
}

# Room for as many flows and octets of packets as meters.py gives them.
set_peers_up() {
	local peer there=()
	mkdir "$work/captured"
	printf '%s\n' "pcap_interface: vb" "daemonize: false" "plugins: nfprobe" "nfprobe_receiver: 127.0.0.1:4739" \
		"aggregate: src_host, dst_host, src_port, dst_port, proto, tos" "nfprobe_version: 10" \
		"nfprobe_maxflows: 2097152" "plugin_pipe_size: 268435456" "plugin_buffer_size: 262144" >"$work/pmacctd.conf"
	for peer in "${PEERS[@]}"; do
		if PATH=$PATH:/usr/sbin command -v "$peer" >/dev/null; then there+=("$peer"); fi
	done
	PEERS=("${there[@]}")
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

# Ticks of CPU time of a process and its children
ticks() {
	local process sum=0
	for process in "$1" $(pgrep -P "$1"); do
		sum=$((sum + $(sed 's/.*) //' "/proc/$process/stat" | awk '{ print $12 + $13 }')))
	done
	echo "$sum"
}

end_peer() {
	local left
	left=$(pgrep -P "$PEER" || true)
	for left in "$PEER" $left; do end_child "$left"; done
	PEER=
	rm -rf "$work"/captured/*
}

# Gigabits a second and milliseconds of CPU a gigabit, on the last line of $work/whole-PEER
run_whole() { # PEER, or none
	local before=0 after=0
	[ "$1" = none ] || start_peer "$1"
	start_server
	[ -z "$PEER" ] || before=$(ticks "$PEER")
	in_a iperf3 -J -c "$ADDRESS_B" -A "$ENDS" -t "$DURATION" >"$work/client" 2>"$work/client.err" || give_up iperf3 "$(cat "$work/client.err" "$work/client")"
	wait_for 10 gone "${children[-1]}" || give_up "iperf3 server ends" "it does not"
	[ -z "$PEER" ] || after=$(ticks "$PEER")
	jq -r --argjson meter $(((after - before) * 1000 / $(getconf CLK_TCK))) '.end | (.sum_received.bits_per_second / 1e9) as $rate |
		(10 * (.cpu_utilization_percent | .host_total + .remote_total) * .sum_sent.seconds + $meter) as $spent |
		"\($rate) \($spent / ($rate * .sum_sent.seconds))"' "$work/client" >>"$work/whole-$1"
	[ -z "$PEER" ] || end_peer
}

# Half as many as connections: peers differ from none by more than runs do from one another.
run_peers() { # OFFLOAD
	local round peer
	[ ${#PEERS[@]} != 0 ] || return 0
	for ((round = 0; round < (ROUNDS + 1) / 2; round++)); do
		for peer in none "${PEERS[@]}"; do run_whole "$peer"; done
	done
	for peer in "${PEERS[@]}"; do
		paste -d ' ' "$work/whole-$peer" "$work/whole-none" | awk '{ print $1, $1 / $3, $2, $2 / $4 }' >"$work/$1-$peer"
	done
	rm "$work"/whole-*
}

# tell OFFLOAD NAME: what there is of it; figures for summary.py
tell() {
	python3 - "GSO $1" "${LABELS[$2]-$2}" "$work/$1-$2" "${BENCH_FIGURES-}" <<-'END'
		import json, statistics, sys
		offload, name, path, figures = sys.argv[1:]
		columns = list(zip(*(map(float, line.split()) for line in open(path, encoding="ascii"))))
		rows = list(zip(("Gbit/s", "of none", "ms of CPU a Gbit", "times none's CPU"), columns, (2, 3, 1, 3)))
		print(f"  {offload:7} {name:18}", *(f"  {statistics.median(values):7.{digits}f} {unit} ({min(values):.{digits}f}..{max(values):.{digits}f})"
		      for unit, values, digits in rows))
		if figures:
		    with open(figures, "a", encoding="utf-8") as file:
		        for unit, values, _ in rows:
		            print(json.dumps({"part": "iperf", "name": f"{offload}, {name}", "unit": unit, "values": sorted(values)}), file=file)
	END
}

set_peers_up
echo "One TCP connection: medians of $ROUNDS connections, each the median of $TURNS windows; of other meters, of whole runs (least..most)"
for offload in off on; do
	make_pair
	offloads "$offload"
	mkdir -p "$COUNTER_PINS"
	PATH=$PATH:/usr/sbin bpftool prog loadall "$BUILD/selftests/bpf/floors.bpf.o" "$COUNTER_PINS/floors"
	start_meters
	for ((round = 0; round < ROUNDS; round++)); do run_windows "$offload"; done
	stop_meters
	run_peers "$offload"
	end_pair
	for name in none empty hash slot "${METERS[@]}" "${PEERS[@]}"; do tell "$offload" "$name"; done
done
