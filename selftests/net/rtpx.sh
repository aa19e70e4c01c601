#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Whole streams of RTP, counted in the kernel: loss and jitter are those that their receiver computes by itself, by tc and XDP, from
# several CPUs, in super-packets, over active timeouts and kill -9; of a capture those that tshark tells.
. "$(dirname "$0")/../lib.sh"

PEER="/usr/bin/python3 selftests/net/rtp_peer.py"
PORT=5004
PACKETS=150

# sum_of PORT ELEMENT: over all records of that stream
sum_of() { jq -s "map(select(.destinationTransportPort == $1) | .$2 // 0) | add" "$work/flows.json"; }

# is_like NAME FILE PORT: the records and the receiver's JSON; a packet's time is taken a little earlier than the receiver's
is_like() {
	expect "$1: packets" "$(sum_of "$3" rtpPackets)" "$(jq ".\"$3\".packets" "$2")"
	expect "$1: lost" "$(sum_of "$3" rtpLost)" "$(jq ".\"$3\".lost" "$2")"
	expect "$1: jitter" "$(jq -s --slurpfile wanted "$2" --arg port "$3" "
		def is_near(other): (. - other | fabs) < 400 + other / 10;
		map(select(.destinationTransportPort == $3)) | last | \$wanted[0][\$port] as \$by_receiver |
		if (.rfc3550JitterMicroseconds | is_near(\$by_receiver.jitter)) and (.rtpJitterMaximum | is_near(\$by_receiver.maximum))
			and (.rtpJitterMean | is_near(\$by_receiver.mean)) then true
		else [.rfc3550JitterMicroseconds, .rtpJitterMean, .rtpJitterMaximum, \$by_receiver] end" "$work/flows.json")" true
}

talk() {
	rm -f "$work/received" # that of the last one is ready, too
	touch "$work/received"
	start_in in_b "$work/received" $PEER receive $PORT 20
	receiver=${children[-1]}
	wait_for 10 grep -q ready "$work/received" || give_up "receiver" "$(cat "$work/received")"
	in_a $PEER send $ADDRESS_B $PORT $PACKETS "$@"
	wait_for 20 gone "$receiver" || give_up "receiver ends" "$(cat "$work/received")"
	grep -v ready "$work/received" >"$work/wanted"
}

is_ended() { stop_meter || not_ok "$1: meter ends" "exit status $?"; }

make_pair
start_meter --hook tc -e "json:$work/flows.json"
talk
in_a $PEER segments $ADDRESS_B 5010
is_ended tc
for stream in 0 1 2 3; do
	is_like "tc, stream $stream" "$work/wanted" $((PORT + stream))
done
cp "$work/flows.json" /tmp/rtp_flows.json; expect "codecs" "$(jq -rs 'map(select(.rtpSsrc)) | sort_by(.destinationTransportPort) | map("\(.rtpCodec)/\(.rtpCodecName)") | join(" ")' "$work/flows.json")" \
	"0/PCMU 8/PCMA 97/null 98/null 0/PCMU"
expect "super-packets: each segment" "$(sum_of 5010 rtpPackets)/$(sum_of 5010 rtpLost)" 100/2

