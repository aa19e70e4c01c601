# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# Counters that share no code with tapless: the programs of selftests/bpf/counter.bpf.c behind a clsact queue, started after
# the meter and removed before it ends, so that it can tell what it leaves behind. Functions only.

# count_at NAME INTERFACE ingress|egress
count_at() {
	mkdir -p "/sys/fs/bpf/counter-$1"
	bpftool prog loadall counter.bpf.o "/sys/fs/bpf/counter-$1" pinmaps "/sys/fs/bpf/counter-$1" 2>/tmp/stderr &&
		{ tc qdisc show dev "$2" | grep -q clsact || tc qdisc add dev "$2" clsact; } &&
		tc filter add dev "$2" "$3" pref 1000 bpf direct-action object-pinned "/sys/fs/bpf/counter-$1/count_$3" && return
	not_ok "counter-$1" "not attached"
	show /tmp/stderr
}

# counted NAME packets|octets
counted() {
	bpftool map dump pinned "/sys/fs/bpf/counter-$1/counts" | grep -oE "\"$2\": [0-9]+" | awk '{ total += $2 } END { print total + 0 }'
}

# uncount INTERFACE NAME…: the queue itself may be the meter's
uncount() {
	tc filter del dev "$1" ingress pref 1000
	tc filter del dev "$1" egress pref 1000
	shift
	for counter in "$@"; do
		rm -r "/sys/fs/bpf/counter-$counter"
	done
}

# quiet NAME…: these counters stand still for a fifth of a second
quiet() {
	before=$(for counter in "$@"; do counted "$counter" packets; done)
	sleep 0.2
	[ "$before" = "$(for counter in "$@"; do counted "$counter" packets; done)" ]
}
