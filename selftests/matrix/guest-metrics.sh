# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# Network performance against what netem does on the peer's side, and against what the peer's TCP says that it sent again.

delayed_by() {
	in_peer tc qdisc del dev veth1 root 2>/dev/null
	[ $# = 0 ] || in_peer tc qdisc add dev veth1 root netem limit 100000 "$@" || not_ok "metrics" "netem not set: $*"
}

# By both ends: a SYN that netem doubles is answered twice.
sent_again() {
	{
		cat /proc/net/snmp
		in_peer cat /proc/net/snmp
	} | awk '$1 != "Tcp:" { next }
		$2 !~ /^[0-9]/ { for (i = 2; i <= NF; i++) column[$i] = i; next }
		{ total += $column["RetransSegs"] }
		END { print total }'
}

# transfer PORT PARAMETER…: sets `again` to the segments that were sent again
transfer() {
	port=$1
	shift
	delayed_by "$@"
	begin=$(sent_again)
	send_file "$port" /tmp/piece || not_ok "metrics" "$port: the file did not arrive"
	again=$(($(sent_again) - begin))
	delayed_by
}

measured() { records "$output" destinationTransportPort "$1" | sum "$2"; }

# The least of a time that each of a port's flows has: a slow guest lets packets go late, but seldom in each connection.
least() {
	records "$output" destinationTransportPort "$1" | grep -oiE "\"(reverse)?$2\": ?[0-9]+" | grep -oE '[0-9]+$' | sort -n | head -n 1
}

# How many packets of the sender its list has.
first_directions() {
	records "$output" destinationTransportPort "$1" | grep -oE '"packetDirection": ?\[[-0-9,]*\]' | tr '[,' '\n' | grep -c '^1'
}

# between LABEL VALUE LEAST GREATEST
between() {
	if [ "$2" -ge "$3" ] && [ "$2" -le "$4" ]; then
		ok "$1"
	else
		not_ok "$1" "$2 is not from $3 to $4"
	fi
}

check_metrics() {
	output=/tmp/metrics-$1.json
	meter_start "metrics-$1" veth0 "$1" --splt || return
	only_late=0
	for _ in 1 2 3 4; do
		transfer 7101 delay 40ms
		only_late=$((only_late + again))
	done
	lost=0
	for _ in 1 2 3 4 5 6; do # netem throws dice
		[ "$lost" = 0 ] || break
		transfer 7102 loss 8%
		lost=$again
	done
	transfer 7103 duplicate 20%
	doubled=$again
	transfer 7104 delay 20ms reorder 40%
	late=$again
	meter_stop "metrics-$1" veth0
	# as much again would be a packet that crossed it twice
	between "metrics-$1-round-trip" "$(least 7101 npnRoundTripTime)" 40000 79999
	between "metrics-$1-client-part" "$(least 7101 clientRoundTripTime)" 40000 79999
	expect "metrics-$1-first-packets" "$(first_directions 7101)" 120
	expect "metrics-$1-nothing-lost" "$(measured 7101 npmTcpRetransmission)" "$only_late"
	between "metrics-$1-loss" "$(measured 7102 npmTcpRetransmission)" $(((lost + 1) / 2)) "$lost"
	between "metrics-$1-loss-was-there" "$lost" 1 10000
	expect "metrics-$1-duplicates-are-not-sent-again" "$(measured 7103 npmTcpRetransmission)" "$doubled"
	between "metrics-$1-duplicates" "$(measured 7103 duplicatedPackets)" 1 10000
	between "metrics-$1-reordered" "$(measured 7104 npmTcpOutOfOrder)" 1 10000
	between "metrics-$1-reordered-is-not-lost" "$(measured 7104 npmTcpRetransmission)" 0 "$late"
}

dd if=/dev/zero of=/tmp/piece bs=1k count=400 2>/dev/null
in_peer ethtool -K veth1 tso off gso off >/dev/null 2>&1
check_metrics tc
check_metrics xdp
in_peer ethtool -K veth1 tso on gso on >/dev/null 2>&1
