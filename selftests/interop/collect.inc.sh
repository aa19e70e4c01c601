# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# For tests with real collectors: a network namespace of the test's own (so that every port is free), and `emit`, which sends
# made-up records of every kind through the exporters.
if [ -z "${TAPLESS_OWN_NAMESPACE-}" ]; then
	exec env TAPLESS_OWN_NAMESPACE=1 unshare --net "$0" "$@"
fi
# shellcheck source=selftests/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
ip link set lo up

# shellcheck disable=SC2034 # for those that include this
KINDS=14 # of records, SAMPLE__MAX in samples.h
COUNT=${COUNT:-1400} # records sent, a multiple of KINDS; over UDP no more than a socket's default buffer holds
PORT=4739

# shellcheck disable=SC2154 # lib.sh makes it
emit=$BUILD/selftests/interop/emit

need() { command -v "$1" >/dev/null || { skip "$2" "$1 is not installed"; exit 0; }; }

# What was sent, as JSON lines: the tests of json: against other decoders are in file.sh.
# truth FILE [uniflow]
truth() { "$emit" "json:$1" $COUNT capture ${2-} 2>/dev/null; }

# sum FILE ELEMENT [FILTER]: exact beyond 2^53 where jq is not
sum() { jq -c "select(${3:-true}) | .$2 // 0" "$1" | python3 -c 'import sys; print(sum(int(line) for line in sys.stdin))'; }

udp_port_open() { cat /proc/net/udp /proc/net/udp6 | grep -q ":$(printf %04X $PORT) "; }
# No datagram waits any more, and none was dropped for lack of room.
udp_queue_empty() { awk -v port=":$(printf %04X $PORT)" '$2 ~ port "$" { split($5, queue, ":"); if (queue[2] != "00000000") waits = 1 } END { exit waits }' /proc/net/udp /proc/net/udp6; }
udp_drops() { awk -v port=":$(printf %04X $PORT)" '$2 ~ port "$" { drops += $NF } END { print drops + 0 }' /proc/net/udp /proc/net/udp6; }

# start_sniffer PCAP: tshark on lo, PORT; its process is children[-1]. dumpcap makes its file when the capture is under way.
start_sniffer() {
	tshark -q -i lo -f "port $PORT" -w "$1" >"$work/tshark.log" 2>&1 &
	children+=("$!")
	wait_for 10 test -s "$1" || give_up "tshark listens" "$(cat "$work/tshark.log")"
}

# Reads datagrams, so that none is refused.
start_sink() {
	python3 - $PORT <<-'END' &
		import socket, sys
		peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		peer.bind(("127.0.0.1", int(sys.argv[1])))
		while peer.recv(65536):
		    pass
	END
	children+=("$!")
	wait_for 10 udp_port_open || give_up "the sink listens" ""
}

lines_are() { [ -e "$1" ] && [ "$(wc -l <"$1")" = "$2" ]; }
nfacctd_listens() { grep -qs "waiting for NetFlow/IPFIX data" "$1" && grep -q "JSON: setting object handlers" "$1"; }

# start_nfacctd FOLDER: its flows will be in FOLDER/flows.json; its process is children[-1]
start_nfacctd() {
	cat >"$1/conf" <<-END
		nfacctd_port: $PORT
		nfacctd_ip: 127.0.0.1
		plugins: print
		print_output: json
		print_output_file: $1/flows.json
		print_output_file_append: true
		print_refresh_time: 1
		print_history: 1m
		aggregate: src_host, dst_host, src_port, dst_port, proto, tos, src_as, dst_as, in_iface, src_mac, dst_mac, timestamp_start, timestamp_end
	END
	: >"$1/log"
	nfacctd -f "$1/conf" >"$1/log" 2>&1 &
	children+=("$!")
	wait_for 20 nfacctd_listens "$1/log" || give_up "nfacctd listens" "$(cat "$1/log")"
}

# stop_nfacctd FOLDER LABEL: children[-1]
stop_nfacctd() {
	kill -INT "${children[-1]}"
	wait_for 10 gone "${children[-1]}" || give_up "nfacctd ends$2" "not after SIGINT"
	expect "nfacctd does not complain$2" "$(grep -vE '^(INFO|\+*$)' "$1/log" | head -n 3)" ""
}

# nfacctd_says FOLDER LABEL TRUTH: what it made of the flows of IP
nfacctd_says() {
	expect "nfacctd: packets$2" "$(sum "$1/flows.json" packets)" "$(sum "$3" packetDeltaCount .ipVersion)"
	expect "nfacctd: octets$2" "$(sum "$1/flows.json" bytes)" "$(sum "$3" octetDeltaCount .ipVersion)"
	expect "nfacctd: an address, its AS and start$2" \
		"$(jq -r 'select(.ip_src == "10.1.0.0") | "\(.as_src) \(.as_dst) \(.port_dst) \(.timestamp_start)"' "$1/flows.json")" \
		"2852 64496 443 2025-06-15 15:06:40.000000"
}

# far_apart URI: flows further apart than the 49 days that NetFlow's 32 bits of milliseconds reach, as nfdump has them
far_apart() {
	local collector
	mkdir "$work/far"
	python3 - "$work/far/flows.pcap" <<-'END'
		import struct, sys
		out = open(sys.argv[1], 'wb')
		out.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
		for days in 0, 1, 60, 61:
		    packet = bytes.fromhex('4500001c00010000401100000a0000010a000002') + struct.pack('>HHHH', 1000 + days, 9, 8, 0)
		    out.write(struct.pack('<IIII', 1700000000 + days * 86400, 250000, len(packet), len(packet)) + packet)
	END
	nfcapd -p $PORT -b 127.0.0.1 -w "$work/far" -t 3600 >"$work/far/log" 2>&1 &
	collector=$!
	children+=("$collector")
	wait_for 10 udp_port_open || give_up "nfcapd listens" "$(cat "$work/far/log")"
	"$TAPLESS" read "$work/far/flows.pcap" -e "$1" 2>/dev/null
	wait_for 10 udp_queue_empty || give_up "nfcapd reads" "datagrams still wait"
	end_child "$collector"
	expect "flows that are 60 days apart are told with their times" \
		"$(nfdump -q -r "$work"/far/nfcapd.[0-9]* -o 'fmt:%ts,%te,%sp' -N -6 | tr -d ' ' | sort | paste -sd ' ')" \
		"$(for days in 0 1 60 61; do
			moment=$(date -u -d "@$((1700000000 + days * 86400))" +%F%T).250
			echo "$moment,$moment,$((1000 + days))"
		done | paste -sd ' ')"
}
