#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What one TCP connection keeps of its throughput under the meter (iperf3), with segmentation offload on and off: runs without a meter, with
# --l7 names and with all (--l7 full) take turns, ROUNDS times; ratios are of the same round. Both CPUs are busy, so it is CPU time that is lost.
. "$(dirname "$0")/../lib.sh"
ROUNDS=${ROUNDS:-5} DURATION=${DURATION:-2}
METERS=(none names full)

# Gigabits a second of one run, on the last line of FILE
run_once() { # METER FILE
	[ "$1" = none ] || start_meter --hook tc --l7 "$1" -e "file:$work/flows.ipfix"
	start_in in_b "$work/server" iperf3 -s -1
	wait_for 10 listens in_b 5201 || give_up "iperf3 server" "$(cat "$work/server")"
	in_a iperf3 -J -c "$ADDRESS_B" -t "$DURATION" >"$work/client" 2>&1 || give_up iperf3 "$(cat "$work/client")"
	wait_for 10 gone "${children[-1]}" || give_up "iperf3 server ends" "it does not"
	jq '.end.sum_received.bits_per_second / 1e9' "$work/client" >>"$2"
	[ "$1" = none ] || stop_meter || give_up "$1" "the meter fails"
	rm -f "$work/flows.ipfix"
}

# tell OFFLOAD METER: its rate and its ratio to none; figures for summary.py
tell() {
	python3 - "$1" "$2" "$work/$1-none" "$work/$1-$2" "${BENCH_FIGURES-}" <<-'END'
		import json, statistics, sys
		offload, meter, bare, metered, figures = sys.argv[1:]
		bare, metered = ([float(line) for line in open(path, encoding="ascii")] for path in (bare, metered))
		ratios = [one / other for one, other in zip(metered, bare)]
		print(f"  GSO {offload:4} {meter:6} {statistics.median(metered):6.2f} Gbit/s ({min(metered):.2f}..{max(metered):.2f})"
		      f"  of none {statistics.median(ratios):.3f} ({min(ratios):.3f}..{max(ratios):.3f})")
		if figures:
		    with open(figures, "a", encoding="utf-8") as file:
		        for unit, values in ("Gbit/s", metered), ("of none", ratios):
		            print(json.dumps({"part": "iperf", "name": f"GSO {offload}, {meter}", "unit": unit, "values": sorted(values)}), file=file)
	END
}

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
