#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Round trips, response times, set-ups and resets of conversations whose server takes a known time; a client that changes its CPU
# with each message has the same metrics. Loss and reordering are made by netem in the matrix, and in captures (truth).
# A busy machine may be late by any time: measured times are compared with those that the client saw, and what was sent again
# with what the two network stacks count.
. "$(dirname "$0")/../lib.sh"

DELAY=50000 # microseconds
PEER="python3 selftests/net/metrics_peer.py"

ask() { in_a $PEER ask "$@" || give_up "client" "$*"; }

# sent_again: segments that both ends have sent more than once
sent_again() { for side in in_a in_b; do $side nstat -asz TcpRetransSegs --json; done | jq -s 'map(.kernel.TcpRetransSegs) | add'; }

# ask_as NAME ask's arguments: what the client saw, and `sentAgain` while it asked, are in $work/NAME
ask_as() {
	local name=$1 before
	shift
	before=$(sent_again)
	ask "$@" >"$work/client"
	jq ". + {sentAgain: ($(sent_again) - $before)}" "$work/client" >"$work/$name"
}

seen() { jq ".$2" "$work/$1"; }

# says NAME PORT FILTER: of the one connection to that port
says() { expect "$1" "$(jq -s "map(select(.destinationTransportPort == $2)) | if length == 1 then .[0] | $3 else length end" "$work/flows.json")" true; }

converse() {
	ask_as 7001 tcp $ADDRESS_B 7001 10
	ask_as 7002 tcp $ADDRESS_B 7002 10 wander
	ask_as udp udp $ADDRESS_B 7001 10
	ask reset $ADDRESS_B 7003 1 >"$work/client"
	in_a $PEER ask tcp $ADDRESS_B 7009 1 2>/dev/null || true # nobody listens
	in_a sysctl -qw net.ipv4.tcp_syn_retries=1
	in_a ip neighbour replace 192.0.2.77 lladdr "$(mac_of in_b vb)" dev va # nobody has this address
	in_a $PEER ask tcp 192.0.2.77 7008 1 2>/dev/null || true
}

# of_tcp LABEL PORT
of_tcp() {
	says "$1: established" "$2" '.tcpSetup == "established"'
	says "$1: ten answers" "$2" '.reverseResponses == 10 and .responses == 9'
	says "$1: response time" "$2" ".reverseResponseTimeMinimum >= $DELAY and .reverseResponseTimeMinimum <= $(seen "$2" leastAnswer)
		and .reverseResponseTimeAverage >= $DELAY and .reverseResponseTimeAverage <= $(seen "$2" averageAnswer)
		and .npmServerResponseTime == .reverseResponseTimeAverage"
	says "$1: the handshake took less" "$2" ".npnRoundTripTime < $(seen "$2" connect) + $DELAY / 2 and .clientRoundTripTime <= .npnRoundTripTime"
	says "$1: what was sent again" "$2" ".npmTcpRetransmission + .reverseNpmTcpRetransmission == $(seen "$2" sentAgain)"
	says "$1: nothing out of order" "$2" '.npmTcpOutOfOrder + .reverseNpmTcpOutOfOrder == 0'
	says "$1: what the SYNs say" "$2" '.tcpMss == 1460 and .tcpMssRev == 1460 and .tcpSynTtl == 64 and .tcpSynSize == 60 and .tcpWindowScale > 0'
}

run_case() {
	make_pair
	for port in 7001 7002 7003; do
		start_in in_b "$work/server" $PEER serve $ADDRESS_B $port 0.0$((DELAY / 10000))
		wait_for 20 listens in_b $port || give_up "server" "$(cat "$work/server")"
	done
	start_meter --hook "$1" -e "json:$work/flows.json" "${@:2}"
	converse
	stop_meter || not_ok "$1: meter ends" "exit status $?"
}

for hook in tc xdp; do
	run_case $hook
	jq -c 'select(.protocolIdentifier == 17)' "$work/flows.json" >"$work/flows-udp"
	jq -c 'select(.protocolIdentifier == 6)' "$work/flows.json" >"$work/flows-tcp" && mv "$work/flows-tcp" "$work/flows.json"
	of_tcp "$hook, one CPU" 7001
	of_tcp "$hook, alternating CPUs" 7002
	says "$hook: reset" 7003 '.resets + .reverseResets >= 1 and .tcpSetup == "established"'
	expect "$hook: no list of packets that nobody asked for" "$(jq -s 'map(select(.packetLength)) | length' "$work/flows.json")" 0
	says "$hook: refused" 7009 '.tcpSetup == "refused"'
	says "$hook: unanswered, its SYN sent again" 7008 '.tcpSetup == "unanswered" and .npmTcpRetransmission >= 1'
	expect "$hook: UDP answers" "$(jq ".reverseResponses == 10 and .reverseResponseTimeMinimum >= $DELAY
		and .reverseResponseTimeMinimum <= $(seen udp leastAnswer)" "$work/flows-udp")" true
	end_pair
done

run_case tc --metrics off
expect "off: no metrics" "$(jq -s 'map(keys[]) | map(select(test("npm|Response|RoundTrip|tcpSetup|tcpMss"))) | length' "$work/flows.json")" 0

# With metrics off the map of conversations has one entry, and is pinned: the next daemon makes it anew
end_pair
make_pair
start_in in_b "$work/server" $PEER serve $ADDRESS_B 7001 0
wait_for 20 listens in_b 7001 || give_up "server" "$(cat "$work/server")"
start_meter --hook tc --metrics off -e "json:$work/flows.json"
kill -TERM "$METER"
wait_for 20 gone "$METER" || give_up "SIGTERM" "the daemon has not ended"
start_meter --hook tc -e "json:$work/flows.json"
is_taken_over() { "$TAPLESS" status --json --instance "$INSTANCE" 2>/dev/null | jq -e ".daemon == $METER and .meter.pid == $METER" >/dev/null; }
wait_for 20 is_taken_over || give_up "taken over" "$(cat "$work/meter.err")"
for _ in 1 2 3; do ask tcp $ADDRESS_B 7001 3 >"$work/client"; done
expect_true "off, then on: room for conversations" test "$(bpftool -j map show pinned "$PINS/exchanges" | jq '.max_entries * 8')" -gt 1000
stop_meter || not_ok "off, then on: meter ends" "exit status $?"
expect "off, then on: all are measured" "$(jq -s 'map(select(.tcpSetup == "established" and .reverseResponses == 3)) | length' "$work/flows.json")" 3
