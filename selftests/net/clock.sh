#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The meter's wall clock (and no other: a preloaded one) steps an hour forward and two back while flows go on: no duration is
# negative or longer than the test, no time outside of it, seen by the clock in force; the sums are exact. NetFlow's headers have the
# clock in force and the time since boot, which does not step.
. "$(dirname "$0")/../lib.sh"

# set_clock SECONDS: eight octets, little endian as every machine that the tests run on
set_clock() {
	local value=$1 octets='' i
	for i in 1 2 3 4 5 6 7 8; do
		octets+=$(printf '\\x%02x' $((value & 255)))
		value=$((value >> 8))
	done
	printf '%b' "$octets" | dd of="$work/clock" conv=notrunc status=none
}

# What the records say that cannot be; FILE
impossible() {
	jq -c --argjson from "$from" --argjson to "$(date +%s%3N)" '
		select(.flowStartMilliseconds > .flowEndMilliseconds or
			(.flowEndMilliseconds - .flowStartMilliseconds) > $to - $from or
			([0, 3600000, -3600000] as $steps | . as $r |
				any($steps[]; $r.flowStartMilliseconds >= $from + . - 1000 and $r.flowEndMilliseconds <= $to + . + 1000) | not) or
			(.reverseFlowStartMilliseconds // 0) > (.reverseFlowEndMilliseconds // 0))' "$1"
}

# The export times of an IPFIX file's messages, in seconds since 1970
export_times() {
	local at=0 size
	size=$(stat -c %s "$1")
	while [ "$at" -lt "$size" ]; do
		od -An -tu4 --endian=big -j $((at + 4)) -N 4 "$1"
		at=$((at + $(od -An -tu2 --endian=big -j $((at + 2)) -N 2 "$1")))
	done
}

# One that is at none of the three clocks
odd_export_times() {
	local now time
	now=$(date +%s)
	for time in $(export_times "$1"); do
		[ $(((time - from / 1000 + 7210) % 3600)) -le $((now - from / 1000 + 12)) ] || echo "$time"
	done
}

# headers VERSION PORT: "second milliseconds-since-boot" of each packet of NetFlow to here
headers() {
	tshark -r "$work/netflow.pcap" -d "udp.port==$2,cflow" -Y "cflow.version==$1" -T fields -e cflow.unix_secs -e cflow.sysuptime \
		-E separator=' ' 2>/dev/null
}

# uptimes_by VERSION PORT OFFSET: packets of a clock that is so far off; each has the time since boot
uptimes_by() {
	headers "$1" "$2" | awk -v at=$((from / 1000 + $3)) -v up="$up" '$1 >= at - 2 && $1 < at + 60 { count++; if ($2 < up - 3 || $2 > up + 60) wrong = $2 }
		END { print(count ? (wrong ? "booted " wrong " s ago, not " up : "well") : "none") }'
}

gcc -shared -fPIC -O1 -D_GNU_SOURCE -o "$work/clock.so" selftests/net/clock.c -ldl
head -c 8 /dev/zero >"$work/clock"
chmod 755 "$work"
make_pair
from=$(date +%s%3N)
up=$(cut -d . -f 1 /proc/uptime)
start_in in_b "$work/tshark" tshark -q -i lo -f udp -w "$work/netflow.pcap"
wait_for 10 test -s "$work/netflow.pcap" || give_up "tshark listens" "$(cat "$work/tshark")"
sniffer=${children[-1]}
export TEST_CLOCK=$work/clock
LD_PRELOAD=$work/clock.so start_meter --idle 15 --active 1 --flows 4096 -e "json:$work/flows.json" -e "file:$work/flows.ipfix" \
	-e netflow9://127.0.0.1:2055 -e netflow5://127.0.0.1:2056
start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets 12000 --flows 50 --rate 2000 --seed 1
generator=${children[-1]}
for step in 3600 -3600 0; do
	sleep 1.5
	set_clock $step
done
wait_for 20 gone "$generator" || give_up "generator" "has not ended"
stop_meter || not_ok "meter ends" "exit status $?"
"$TAPLESS" decode "$work/flows.ipfix" >"$work/decoded" || not_ok "decode" "exit status $?"
expect "packets" "$(total "$work/flows.json" packetDeltaCount)" "$(jq .packets "$work/sent")"
expect "octets" "$(total "$work/decoded" octetDeltaCount)" "$(jq .octets "$work/sent")"
expect "impossible times" "$(impossible "$work/flows.json" | head -n 3)" ""
expect "impossible times in the file" "$(impossible "$work/decoded" | head -n 3)" ""
for step in 3600 -3600; do
	expect_true "records of a clock that is $step s off" jq -e -n --argjson at $((from + step * 1000)) \
		'any(inputs; .flowStartMilliseconds >= $at - 1000 and .flowEndMilliseconds < $at + 60000)' "$work/flows.json"
done
expect "flowIds" "$(jq .flowId "$work/flows.json" | sort -u | wc -l)" 50
# As text: jq's numbers have 53 bits
for end in Start End; do
	expect "milliseconds and nanoseconds agree: $end" "$(sed -E "s/.*\"flow${end}Milliseconds\":([0-9]+),.*\"flow${end}Nanoseconds\":([0-9]+)[0-9]{6},.*/\1 \2/" \
		"$work/flows.json" | awk '$1 != $2' | head -n 3)" ""
done
expect "export times of no clock" "$(odd_export_times "$work/flows.ipfix")" ""
end_child "$sniffer" INT
for version in 9 5; do
	for step in 3600 -3600 0; do
		expect "NetFlow v$version, headers of a clock that is $step s off" "$(uptimes_by $version $((version == 9 ? 2055 : 2056)) $step)" well
	done
done
