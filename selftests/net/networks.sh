#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --networks: both ends of a flow by one's own names, the smallest network's; a file that is replaced while the meter runs; one with a
# fault is refused at the start, and passed over later.
. "$(dirname "$0")/../lib.sh"

# said FIELD...: of the UDP flow to that port
said() {
	local port=$1
	shift
	jq -rs --arg port "$port" 'map(select(.destinationTransportPort == ($port | tonumber) and .packetDeltaCount)) | .[0] |
		[$ARGS.positional[] as $field | .[$field] // "-"] | join(",")' "$work/flows.json" --args "$@"
}

send_to() { in_a python3 -c "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'hello', ('$ADDRESS_B', $1))"; }

is_told_of() { [ "$(said "$1" destinationTransportPort)" = "$1" ]; } # digits alone are in times, too

told() { grep -q "$1" "$work/meter.err"; }

# SIGHUP takes what was changed a moment ago, too
replace() {
	cp "$1" "$work/networks.new"
	mv "$work/networks.new" "$work/networks"
	kill -HUP "$METER"
}

make_pair
printf '%s\n' '192.0.2.0/24 office Berlin' '192.0.2.2 server - "ACME Inc."' >"$work/networks"
printf '%s\n' '192.0.2.0/24 moved' >"$work/second"
printf '%s\n' '192.0.2.0/24 fine' '192.0.2.1/33 broken' >"$work/faulty"
chmod 755 "$work" # the daemon is another user then
if in_b "$TAPLESS" run --instance "$INSTANCE" -i vb --networks "$work/faulty" >/dev/null 2>"$work/refused"; then not_ok "a faulty file" "is taken"; fi
expect_match "names file and line" "$(cat "$work/refused")" "$work/faulty: line 2: '192.0.2.1/33' is no network"
start_meter -e "json:$work/flows.json" --country none --asn none --networks "$work/networks" --idle 1
send_to 7001
wait_for 20 is_told_of 7001 || give_up "first flow" "is not there"
replace "$work/faulty"
wait_for 10 told "line 2: '192.0.2.1/33' is no network: .*going on" || not_ok "a faulty file later" "$(cat "$work/meter.err")"
send_to 7002
wait_for 20 is_told_of 7002 || give_up "second flow" "is not there"
replace "$work/second"
wait_for 10 told "read anew, 1 networks" || not_ok "a file that is replaced" "$(cat "$work/meter.err")"
send_to 7003
stop_meter || not_ok "meter ends" "exit status $?"
expect "both ends" "$(said 7001 sourceNetwork sourceSite sourceCustomer destinationNetwork destinationSite destinationCustomer)" \
	"office,Berlin,-,server,-,ACME Inc."
expect "as before, with a faulty file" "$(said 7002 sourceNetwork destinationNetwork)" "office,server"
expect "read anew" "$(said 7003 sourceNetwork destinationNetwork)" "moved,moved"
