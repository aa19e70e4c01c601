#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --splt: the first 30 packets with payload of a flow, in one of its records. Super-packets, which tc sees, are listed as their
# segments: the same lengths and directions as XDP sees frame by frame. A client that changes its CPU has one list.
. "$(dirname "$0")/../lib.sh"

PEER="python3 selftests/net/metrics_peer.py"
BULK='import socket,sys
connection = socket.create_connection((sys.argv[1], 7002))
connection.sendall(b"request")
connection.sendall(bytes(60000))
connection.shutdown(socket.SHUT_WR)
connection.recv(1)'

# run_case MESSAGES OPTION...
run_case() {
	start_meter "${@:2}" -e "json:$work/flows.json" -e "file:$work/flows.ipfix"
	in_a $PEER ask tcp $ADDRESS_B 7001 "$1" wander || give_up "client" "asking"
	in_a $PEER ask udp $ADDRESS_B 7001 2 || give_up "client" "asking by UDP"
	in_a python3 -c "$BULK" $ADDRESS_B || give_up "client" "sending"
	stop_meter || not_ok "meter ends" "exit status $?"
}

# listed FILTER: of all records that the jq filter selects
listed() { jq -cs "map(select($1)) | $2" "$work/flows.json"; }

make_pair
start_in in_b "$work/server" $PEER serve $ADDRESS_B 7001 0.01
start_in in_b "$work/sink" python3 -c 'import socket
listener = socket.create_server(("", 7002))
while True:
    connection, _ = listener.accept()
    while connection.recv(65536):
        pass
    connection.close()'
wait_for 20 listens in_b 7001 || give_up "server" "$(cat "$work/server")"
wait_for 20 listens in_b 7002 || give_up "sink" "$(cat "$work/sink")"

tcp='.destinationTransportPort == 7001 and .protocolIdentifier == 6'
udp='.destinationTransportPort == 7001 and .protocolIdentifier == 17'
bulk='.destinationTransportPort == 7002'
for hook in tc xdp; do
	rm -f "$work"/flows.*
	run_case 20 --hook $hook --splt
	expect "$hook: 30 of 40 packets, by turns, from alternating CPUs" \
		"$(listed "$tcp" '[.[] | .packetLength, .packetDirection | select(.)]')" \
		"$(jq -cn '[[range(30) | 7], [range(15) | 1, -1]]')"
	expect "$hook: times go up, from the flow's first to its last" \
		"$(listed "$tcp" '.[0] | .packetTime == (.packetTime | sort) and .packetTime[0] >= .flowStartMilliseconds
			and .packetTime[29] - .packetTime[0] >= 150 and .packetTime[29] <= .flowEndMilliseconds')" true
	expect "$hook: UDP" "$(listed "$udp" '.[0] | [.packetLength, .packetDirection]')" '[[7,7,7,7],[1,-1,1,-1]]'
	expect "$hook: segments" "$(listed "$bulk" '.[0].packetLength')" "$(jq -cn '[7, (range(29) | 1448)]')"
	expect_true "$hook: decode says the same" cmp -s <("$TAPLESS" decode "$work/flows.ipfix") "$work/flows.json"
done
rm -f "$work"/flows.*
run_case 300 --hook tc --splt --active 1
expect "a flow of several records has one list, of 30 packets" "$(listed "$tcp" \
	'[length > 1, (map(.packetLength | select(.) | length)), (map(.flowId) | unique | length)]')" '[true,[30],1]'
expect_match "needs metrics" "$("$TAPLESS" read --splt --metrics off x 2>&1)" '--splt needs --metrics on'
