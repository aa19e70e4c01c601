#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What a packet costs (make bench). Figures are of this machine and this moment: compare only within one run, and ratios
# rather than nanoseconds. All packets of a line are of one hot flow, but where it says otherwise; a cache that is larger than the
# processor's costs more.
set -euo pipefail
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
TAPLESS=${TAPLESS:-$BUILD/tapless}
instance=bench$$

clean_up() {
	local pins
	for pins in /sys/fs/bpf/tapless/"$instance"-*; do
		[ ! -d "$pins" ] || "$TAPLESS" stop --instance "${pins##*/}" >/dev/null 2>&1 ||
			echo "bench: cannot remove instance ${pins##*/}" >&2
	done
}
trap clean_up EXIT
trap 'exit 129' HUP INT TERM

echo "kernel $(uname -r), $(nproc) CPUs, $(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo), load $(cut -d ' ' -f 1 /proc/loadavg)"
"$BUILD/selftests/bench/hooks_bench" "$BUILD/selftests/bpf/counter.bpf.o" "$BUILD/selftests/bpf/floors.bpf.o" "$instance"
cat <<'END'

The last two kinds of packet are a call each: timer and a cold start are in their figures, those of counting only as well.
END
"$BUILD/selftests/bench/dissect_bench"
selftests/bench/copied.sh

# whole systems, beside other meters
echo
selftests/bench/whole_system.py --build "$BUILD" --rounds "${BENCH_ROUNDS:-5}" --packets "${BENCH_PACKETS:-3000000}"

# the history: wall time is of a machine that others use too, time of CPU hardly
flows=${FLOWS:-10000000}
store=$(mktemp -d)
trap 'rm -rf "$store"; clean_up' EXIT
echo
echo "$flows flows of a day in a history (FLOWS=1000000 is quicker), in $store"
"$BUILD/selftests/bench/store_bench" "$flows" 24 "$store"
"$BUILD/selftests/bench/query_bench" "$store"
