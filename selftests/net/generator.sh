#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the traffic generator says it has sent is what the other end of a veth pair has received.
set -euo pipefail
cd "$(dirname "$0")/../.."
generator=${BUILD:-build}/tools/generator/tapless-generator
sender=tapless-generator-$$
receiver=tapless-generator-peer-$$

clean_up() {
	ip netns delete "$sender" 2>/dev/null || true
	ip netns delete "$receiver" 2>/dev/null || true
}
trap clean_up EXIT

# Neither stack may send anything by itself: no IPv6, no addresses.
for namespace in "$sender" "$receiver"; do
	ip netns add "$namespace"
	nsenter --net="/run/netns/$namespace" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
done
nsenter --net="/run/netns/$sender" ip link add from type veth peer name to netns "$receiver"
nsenter --net="/run/netns/$sender" ip link set from up
nsenter --net="/run/netns/$receiver" ip link set to up

# "PACKETS OCTETS" received so far
received() { nsenter --net="/run/netns/$receiver" awk '$1 == "to:" { print $3, $2 }' /proc/net/dev; }

# check NAME OPTIONS...
check() {
	local name=$1 before after report expected got
	shift
	read -r -a before < <(received)
	report=$(nsenter --net="/run/netns/$sender" "$generator" -i from "$@") || { echo "not ok generator $name: exit status $?" && return; }
	read -r -a after < <(received)
	expected=$(jq -r '"\(.frames) \(.frameOctets) 0"' <<<"$report")
	got="$((after[0] - before[0])) $((after[1] - before[1])) $(jq .deviceDropped <<<"$report")"
	if [ "$got" = "$expected" ]; then
		echo "ok generator $name"
	else
		echo "not ok generator $name: received $got, not $expected: $report"
	fi
}

check udp --kind udp --packets 20000 --flows 500 --rate 100000
check udp-ipv6-vlan --kind udp --packets 5000 --flows 100 --law zipf --ipv6 --vlan 17 --rate 100000
check tcp --kind tcp --packets 5000 --flows 100 --law uniform --size 1514 --rate 100000
check tcp-short --kind tcp-short --flows 2000 --rate 100000
check raw --kind raw --packets 1000 --flows 10 --rate 100000
check mixed --kind mixed --packets 2600 --flows 5 --rate 100000
check single-frame --packets 1 --rate 1
