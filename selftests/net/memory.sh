#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The budget of memory that is told at the start is kept under load, by the kernel's own account of the maps; what grows with
# the flows goes with them; and the process stays below its bound.
. "$(dirname "$0")/../lib.sh"

UDP_FLOWS=20000
TCP_FLOWS=5000
PROCESS_MOST=$((28 << 20)) # octets of its own, and for each flow:
FLOW_MOST=2000 # while its records are put together
FLOW_KNOWN=400 # afterwards

# measure WHEN: what the kernel says of each map that is pinned: "NAME TYPE KEY VALUE ENTRIES FLAGS OCTETS". All of the cache
# are alike, and have all their entries from the start on: one is asked for all.
measure() {
	local pin
	find "$PINS" \( -name links -o -name flows \) -prune -o -type f -print | while read -r pin; do
		say_map "$pin" 1 || true # not every pin is a map
	done >"$work/$1"
	pin=$(find "$PINS/flows" -type f)
	say_map "${pin%%$'\n'*}" "$(wc -l <<<"$pin")" >>"$work/$1"
}

# say_map PIN TIMES
say_map() {
	bpftool -j map show pinned "$1" 2>/dev/null | jq -r --arg name "${1##*/}" --argjson times "$2" 'select(.bytes_memlock) |
		[$name, .type, .bytes_key // 0, .bytes_value // 0, .max_entries, .flags, .bytes_memlock * $times] | @tsv'
}

# all WHEN: octets of all maps. The kernel adds up what elements were asked for, the allocator has pieces of certain sizes.
all() {
	awk '
		function words(size) { return int((size + 7) / 8) * 8 }
		function piece(size,   power) {
			for (power = 64; power < size; power *= 2)
				;
			return ((power == 128 || power == 256) && size <= power / 4 * 3 ? power / 4 * 3 : power) + 8
		}
		NR == FNR { before[$1] = $7; next }
		{ sum += $7 }
		$6 % 2 && $7 > before[$1] { # BPF_F_NO_PREALLOC
			asked = 56 + words($3) + words($4)
			sum += ($7 - before[$1]) / asked * (piece(asked) - asked)
		}
		END { print int(sum) }' "$work/start" "$work/$1"
}

# octets WHEN MAP
octets() { awk -v map="$2" '$1 == map { print $7 }' "$work/$1"; }

# budget 1|2: what was told, at the start and at most, in octets
budget() {
	local told
	told=$(sed -n "s/.*kernel memory of its maps: \([0-9]*\) MiB, at most \([0-9]*\) MiB.*/\\$1/p" "$work/meter.err")
	echo $((told << 20))
}

# resident [RssAnon]: octets of the process's memory; the rings, which are the kernel's, are in RssFile
resident() { awk -v field="${1:-VmRSS}:" '$1 == field { print $2 * 1024 }' "/proc/$METER/status"; }

# Connections that say names and stay open, to a server that never answers.
serve() {
	start_in in_b "$work/server" python3 -c '
import signal, socket
server = socket.create_server(("", 8080), backlog=64)
signal.pause()'
	wait_for 20 listens in_b 8080 || give_up "server" "$(cat "$work/server")"
}

ask() {
	start_in in_a "$work/client" python3 -c '
import signal, socket, sys
names = ["www%d.example.org" % i for i in range(8)] + ["long." * 20 + "example.org"]
connections = [socket.create_connection((sys.argv[1], 8080)) for name in names]
for connection, name in zip(connections, names):
    connection.sendall(b"GET / HTTP/1.1\r\nHost: %s\r\n\r\n" % name.encode())
signal.pause()' $ADDRESS_B
}

load() {
	local kind
	for kind in "udp --flows $UDP_FLOWS" "tcp-short --flows $TCP_FLOWS"; do
		# shellcheck disable=SC2086 # words
		in_a "$GENERATOR" -i va --rate 20000 --kind $kind >"$work/sent" || give_up "generator" "$(cat "$work/sent")"
	done
}

octets_now() { bpftool -j map show pinned "$PINS/$1" | jq .bytes_memlock; }
# names_grown MAP: octets since the start
names_grown() { echo $(($(octets_now "$1") - $(octets start "$1"))); }
names_have_come() { [ "$(names_grown names)" -gt 0 ] && [ "$(names_grown long_names)" -gt 0 ]; }
names_have_gone() { [ "$(names_grown names)" = 0 ] && [ "$(names_grown long_names)" = 0 ]; }

make_pair
serve
start_meter --hook tc --active 2 --idle 60 --closed 1 -e "json:$work/flows.json"
measure start
[ "$(octets start names)" -lt 10000000 ] || { skip memory "this kernel counts what a map may grow to"; exit 0; }
own_before=$(resident RssAnon)
expect_true "the maps take at the start what was told" [ "$(all start)" -le "$(budget 1)" ]
ask
load
expect_true "names grow with their flows" wait_for 10 names_have_come
measure loaded
now=$(all loaded) flows=$((UDP_FLOWS + TCP_FLOWS)) own=$(resident RssAnon)
expect_true "under load the maps take no more than was told" [ "$now" -le "$(budget 2)" ]
expect_true "the process takes no more than its share of each flow" [ "$own" -le $((PROCESS_MOST + FLOW_MOST * flows)) ]
echo "# kernel: $(all start) octets at the start, told $(budget 1); $now with $flows flows, told $(budget 2) at most"
echo "# process: $(resident) octets, of them $own its own, $own_before at the start"
process_has_settled() { [ "$(resident RssAnon)" -le $((PROCESS_MOST + FLOW_KNOWN * flows)) ]; }
expect_true "which it then gives back" wait_for 10 process_has_settled
echo "# $(resident RssAnon) octets then"
for child in "${children[@]}"; do
	end_child "$child" # both ends of the connections
done
expect_true "names leave with their flows" wait_for 10 names_have_gone
stop_meter || not_ok "meter ends" "exit status $?"
