# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# Loss, duplication and reordering by netem on the peer's side: the meter counts what comes through, duplicates included, and
# a counter behind the netem says how much that is.

# netem [PARAMETER…]: on the way from the peer; none: away with it
netem() {
	in_peer tc qdisc del dev veth1 root 2>/dev/null
	[ $# = 0 ] || in_peer tc qdisc add dev veth1 root netem limit 100000 "$@" || not_ok "netem" "not set: $*"
}

# netem_udp LABEL lt|gt PARAMETER…: fewer packets come in than were sent, or more
netem_udp() {
	label=$1 relation=$2
	shift 2
	netem "$@"
	begin=$(counted in packets)
	in_peer tapless-generator -i veth1 --packets 8000 --flows 300 --kind udp --rate 8000 --seed 3 >/tmp/sent
	wait_until 10 quiet in out || not_ok "$label-quiet" "packets keep coming"
	came=$(($(counted in packets) - begin))
	if test "$came" "-$relation" "$(sum packets </tmp/sent)"; then
		ok "$label"
	else
		not_ok "$label" "$came of $(sum packets </tmp/sent) packets came in"
	fi
}

netem_connections="7001 7002 7003 7004 7005"

# netem_tcp LABEL PARAMETER…
netem_tcp() {
	label=$1
	shift
	netem "$@"
	for port in $netem_connections; do
		send_file "$port" /tmp/piece || not_ok "$label" "$port: the file did not arrive"
	done
}

# Received out of order by the TCP of this namespace.
out_of_order() {
	awk '$1 == "TcpExt:" && $2 !~ /^[0-9]/ { for (i = 2; i <= NF; i++) column[$i] = i }
		$1 == "TcpExt:" && $2 ~ /^[0-9]/ { print $column["TCPOFOQueue"] }' /proc/net/netstat
}

# Every second packet overtakes the one before it: the ClientHello of three segments comes in another order.
netem_names() {
	ordered=$(out_of_order)
	in_peer ethtool -K veth1 tso off gso off >/dev/null 2>&1
	netem delay 40ms reorder 100% gap 2
	send_file 8443 hello.bin || not_ok "$1" "hello.bin did not arrive"
	in_peer ethtool -K veth1 tso on gso on >/dev/null 2>&1
	expect "$1-reordered" "$([ "$(out_of_order)" -gt "$ordered" ] && echo yes)" yes
}

# All that the counters behind the netem met is in the records, both ways; each connection is one.
check_netem_records() {
	output=/tmp/$1.json
	expect "$1-packets" "$(sum packetDeltaCount <"$output")" "$2"
	expect "$1-octets" "$(sum octetDeltaCount <"$output")" "$3"
	for port in $netem_connections; do
		records "$output" destinationTransportPort "$port"
	done >/tmp/connections
	expect "$1-one-record-a-connection" "$(grep -c . /tmp/connections)" "$(echo "$netem_connections" | wc -w)"
	expect "$1-both-directions" "$(grep -c '"reversePacketDeltaCount"' /tmp/connections)" "$(echo "$netem_connections" | wc -w)"
	expect "$1-name" "$(records "$output" destinationTransportPort 8443 | grep -c '"cut.matrix.example"')" 1
}

check_netem() {
	meter_start "$1-netem" veth0 "$1" || return
	count_at in veth0 ingress
	count_at out veth0 egress
	netem_udp "$1-netem-loss" lt loss 10%
	netem_udp "$1-netem-duplicates" gt duplicate 10%
	netem_udp "$1-netem-mixed" lt delay 5ms 3ms reorder 25% loss 8% duplicate 2%
	netem_tcp "$1-netem-tcp" delay 5ms reorder 75% loss 2% duplicate 2%
	netem_names "$1-netem"
	wait_until 10 quiet in out || not_ok "$1-netem-quiet" "packets keep coming"
	netem
	check_balance "$1-netem"
	set -- "$1" "$(($(counted in packets) + $(counted out packets)))" "$(($(counted in octets) + $(counted out octets)))"
	uncount veth0 in out
	meter_stop "$1-netem" veth0
	check_netem_records "$1-netem" "$2" "$3"
}

dd if=/dev/zero of=/tmp/piece bs=1k count=150 2>/dev/null
check_netem tc
check_netem xdp
