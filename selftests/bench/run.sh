#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What a packet, a record and a whole system cost (make bench). Figures are of this machine and this moment: compare only within one
# run, and ratios rather than nanoseconds.
#     BENCH=short              few rounds, few flows: minutes instead of more than an hour, for a first look
#     BENCH=least              as little as there can be, to see that it runs; its figures say nothing
#     BENCH_PARTS="hooks ..."  of: hooks dissect records profile growth copied iperf system history
# Tables come as they are measured; bench.md, bench.json and plots are in BENCH_FOLDER (build/bench).
set -euo pipefail
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
TAPLESS=${TAPLESS:-$BUILD/tapless}
BENCHES=$BUILD/selftests/bench FLOORS=$BUILD/selftests/bpf/floors.bpf.o
folder=${BENCH_FOLDER:-$BUILD/bench}
few_messages=()
instance=bench$$
work=$(mktemp -d)

if [ "${BENCH-}" = short ]; then
	rounds=2 packets=300000 records=10000 most=10000 history=200000
	scenarios="1 k flows uniform,100 k flows uniform,short TCP 100 k,busy"
elif [ "${BENCH-}" = least ]; then
	rounds=1 packets=20000 records=1000 most=1000 history=20000
	scenarios="1 k flows uniform"
	few_hooks=1 few_messages=('' 20) few_flows=100
	export DURATION=1 TURNS=2
else
	rounds=5 packets=3000000 records=60000 most=4000000 history=10000000
fi
# Each flow's entry is there twice, of each of two CPUs, beside what it is sent by
available=$(awk '$1 == "MemAvailable:" { print $2 * 1024 }' /proc/meminfo)
while [ $((most * 2000)) -gt "$available" ]; do most=$((most / 4)); done
rounds=${BENCH_ROUNDS:-$rounds} packets=${BENCH_PACKETS:-$packets} history=${FLOWS:-$history} most=${BENCH_FLOWS:-$most}

clean_up() {
	local pins
	for pins in /sys/fs/bpf/tapless/"$instance"*; do
		[ ! -d "$pins" ] || "$TAPLESS" stop --instance "${pins##*/}" >/dev/null 2>&1 ||
			echo "bench: cannot remove instance ${pins##*/}" >&2
	done
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP INT TERM

part_hooks() { "$BENCHES/hooks_bench" "$BUILD/selftests/bpf/counter.bpf.o" "$FLOORS" "$instance" ${few_hooks-}; }
part_dissect() { "$BENCHES/dissect_bench" "${few_messages[@]}"; }
part_records() { "$BENCHES/records_bench" "$work" "$records"; }
part_profile() { selftests/bench/profile.py "$BENCHES" ${few_flows-}; }
part_growth() { "$BENCHES/growth_bench" "$FLOORS" "$instance-growth" "$most"; }
part_copied() { selftests/bench/copied.sh; }
part_iperf() { ROUNDS=$rounds selftests/bench/iperf.sh; }
part_system() { selftests/bench/whole_system.py --build "$BUILD" --rounds "$rounds" --packets "$packets" --only "${scenarios-}" --output "$folder"; }
# Wall time is of a machine that others use too, time of CPU hardly.
part_history() {
	echo "$history flows of a day in a history (FLOWS=1000000 is quicker), in $work"
	"$BENCHES/store_bench" "$history" 24 "$work"
	"$BENCHES/query_bench" "$work"
}

mkdir -p "$folder"
export BENCH_FIGURES=$folder/figures.jsonl
rm -f "$folder"/figures.jsonl "$folder"/whole_system.* "$folder"/growth.svg
echo "kernel $(uname -r), $(nproc) CPUs, $(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo), load $(cut -d ' ' -f 1 /proc/loadavg)"
for part in ${BENCH_PARTS:-hooks dissect records profile growth copied iperf system history}; do
	declare -F "part_$part" >/dev/null || { echo "bench: there is no part $part; see selftests/bench/run.sh" >&2; exit 2; }
	echo
	"part_$part"
done
echo
selftests/bench/summary.py "$folder"
