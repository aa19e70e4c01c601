#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Whole streams of RTP, counted in the kernel: loss and jitter are those that their receiver computes by itself, by tc and XDP, from
# several CPUs, in super-packets, over active timeouts and kill -9; of a capture those that tshark tells.
. "$(dirname "$0")/../lib.sh"

PEER="/usr/bin/python3 selftests/net/rtp_peer.py"
PORT=5004
PACKETS=120

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

# talk PACKETS [wander]
talk() {
	rm -f "$work/received" # that of the last one is ready, too
	touch "$work/received"
	start_in in_b "$work/received" $PEER receive $PORT 20
	receiver=${children[-1]}
	wait_for 10 grep -q ready "$work/received" || give_up "receiver" "$(cat "$work/received")"
	in_a $PEER send $ADDRESS_B $PORT "$@"
	wait_for 20 gone "$receiver" || give_up "receiver ends" "$(cat "$work/received")"
	grep -v ready "$work/received" >"$work/wanted"
}

is_ended() { stop_meter || not_ok "$1: meter ends" "exit status $?"; }

make_pair
start_meter --hook tc -e "json:$work/flows.json"
talk $PACKETS
in_a $PEER segments $ADDRESS_B 5010
is_ended tc
for stream in 0 1 2 3; do
	is_like "tc, stream $stream" "$work/wanted" $((PORT + stream))
done
expect "codecs" "$(jq -rs 'map(select(.rtpSsrc)) | sort_by(.destinationTransportPort) | map("\(.rtpCodec)/\(.rtpCodecName)") | join(" ")' "$work/flows.json")" \
	"0/PCMU 8/PCMA 97/null 98/null 0/PCMU"
expect "super-packets: each segment" "$(sum_of 5010 rtpPackets)/$(sum_of 5010 rtpLost)" 100/2

rm "$work/flows.json"
start_meter --hook xdp -e "json:$work/flows.json" --active 1
talk $PACKETS wander
is_ended xdp
for stream in 0 1 2 3; do
	expect "xdp, many records, stream $stream: packets and lost" "$(sum_of $((PORT + stream)) rtpPackets)/$(sum_of $((PORT + stream)) rtpLost)" \
		"$(jq -r ".\"$((PORT + stream))\" | \"\(.packets)/\(.lost)\"" "$work/wanted")"
done
expect_true "these were many records" test "$(jq -s 'length' "$work/flows.json")" -ge 8

rm "$work/flows.json"
start_meter --hook tc -e "json:$work/flows.json"
(
	sleep 1.2
	kill -KILL "$METER"
) &
talk $PACKETS wander
wait "$METER" 2>/dev/null || true
start_meter --hook tc -e "json:$work/flows.more.json"
is_ended "after kill -9"
cat "$work/flows.more.json" >>"$work/flows.json"
is_like "tc, after kill -9, wandering" "$work/wanted" $((PORT + 1))

rm "$work"/flows.*
start_meter --hook tc --metrics off -e "json:$work/flows.json"
talk 40
is_ended "metrics off"
expect "metrics off: what was sampled" "$(jq -s 'map(select(.rtpPackets)) | length' "$work/flows.json") $(sum_of $((PORT + 1)) rtpCodec)" "0 8"
end_pair

$PEER capture "$work/streams.pcap" >"$work/wanted"
"$TAPLESS" read "$work/streams.pcap" --idle 600 --active 3600 -e "json:$work/flows.json" 2>"$work/read.err" || not_ok "read" "$(cat "$work/read.err")"
for stream in 0 1 2 3; do
	is_like "capture, stream $stream" "$work/wanted" $((PORT + stream))
done
if command -v tshark >/dev/null; then
	tshark -q -r "$work/streams.pcap" -d udp.port==5004,rtp -d udp.port==5005,rtp -z rtp,streams 2>/dev/null |
		awk '$4 ~ /^4000[01]$/ { printf "{\"%s\": {\"packets\": %s, \"lost\": %s, \"mean\": %s, \"maximum\": %s}}\n", $6, $9, $10, $16, $17 }' >"$work/by_tshark"
	for port in 5004 5005; do
		told=$(jq -c "select(.\"$port\") | .\"$port\"" "$work/by_tshark")
		expect "tshark, $port" "$(jq -s --argjson tshark "${told:-null}" "
			def is_near(other): (. / 1000 - other | fabs) < 0.003;
			map(select(.destinationTransportPort == $port)) | last |
			if .rtpPackets == \$tshark.packets and .rtpLost == \$tshark.lost and (.rtpJitterMean | is_near(\$tshark.mean))
				and (.rtpJitterMaximum | is_near(\$tshark.maximum)) then true
			else [.rtpPackets, .rtpLost, .rtpJitterMean, .rtpJitterMaximum, \$tshark] end" "$work/flows.json")" true
	done
else
	skip "tshark" "not installed"
fi
