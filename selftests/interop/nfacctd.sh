#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# nfacctd takes our IPFIX over UDP without complaint. It knows no RFC 5103 (of a biflow it counts the forward direction), and
# leaves out frames that are not IP.
COUNT=140
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"
need nfacctd "nfacctd accepts IPFIX"

lines_are() { [ -e "$1" ] && [ "$(wc -l <"$1")" = "$2" ]; }
listens() { grep -qs "waiting for NetFlow/IPFIX data" "$1" && grep -q "JSON: setting object handlers" "$1"; }

try() { # biflow|uniflow
	local mode=$1 folder=$work/$1 collector flows
	mkdir "$folder"
	truth "$folder/truth.json" "${mode/biflow/}"
	cat >"$folder/conf" <<-END
		nfacctd_port: $PORT
		nfacctd_ip: 127.0.0.1
		plugins: print
		print_output: json
		print_output_file: $folder/flows.json
		print_output_file_append: true
		print_refresh_time: 1
		print_history: 1m
		aggregate: src_host, dst_host, src_port, dst_port, proto, tos, src_as, dst_as, in_iface, src_mac, dst_mac, timestamp_start, timestamp_end
	END
	: >"$folder/log"
	nfacctd -f "$folder/conf" >"$folder/log" 2>&1 &
	collector=$!
	children+=("$collector")
	wait_for 20 listens "$folder/log" || give_up "nfacctd listens ($mode)" "$(cat "$folder/log")"
	expect "emit to nfacctd ($mode)" "$("$emit" "ipfix+udp://127.0.0.1:$PORT" $COUNT ${mode/biflow/} 2>&1 | jq .dropped)" 0
	flows=$(jq -c 'select(.ipVersion)' "$folder/truth.json" | wc -l)
	wait_for 40 lines_are "$folder/flows.json" "$flows" || true
	expect "nfacctd: flows ($mode)" "$(wc -l <"$folder/flows.json")" "$flows"
	expect "nfacctd: packets ($mode)" "$(sum "$folder/flows.json" packets)" "$(sum "$folder/truth.json" packetDeltaCount .ipVersion)"
	expect "nfacctd: octets ($mode)" "$(sum "$folder/flows.json" bytes)" "$(sum "$folder/truth.json" octetDeltaCount .ipVersion)"
	expect "nfacctd: an address, its AS and start ($mode)" \
		"$(jq -r 'select(.ip_src == "10.1.0.0") | "\(.as_src) \(.as_dst) \(.port_dst) \(.timestamp_start)"' "$folder/flows.json")" \
		"2852 64496 443 2025-06-15 15:06:40.000000"
	kill -INT "$collector"
	wait_for 10 gone "$collector" || give_up "nfacctd ends ($mode)" "not after SIGINT"
	expect "nfacctd does not complain ($mode)" "$(grep -vE '^(INFO|\+*$)' "$folder/log" | head -n 3)" ""
}

export TZ=UTC
try biflow
try uniflow
