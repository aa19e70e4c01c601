# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash

# A neighbour that is in use is not asked from time to time whether it is still there: such packets come when they like, between the
# meter's start and that of the counters, too.
without_probes() {
	$1 sh -c 'for file in /proc/sys/net/*/neigh/default/delay_first_probe_time; do echo 3600 >$file; done'
}

# The meter watches veth0; its peer is in a namespace of its own.
make_links() {
	ip netns add peer
	# Only the checks' own packets: no router discovery in the middle of a balance.
	echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
	in_peer sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
	without_probes
	without_probes in_peer
	ip link add name veth0 type veth peer name veth1 netns peer
	ip address add 10.9.0.1/24 dev veth0
	ip link set veth0 up
	in_peer ip address add 10.9.0.2/24 dev veth1
	in_peer ip link set veth1 up
	in_peer ip link set lo up
	ip link add link veth0 name veth0.7 type vlan id 7
	ip address add 10.9.7.1/24 dev veth0.7
	ip link set veth0.7 up
	in_peer ip link add link veth1 name veth1.7 type vlan id 7
	in_peer ip address add 10.9.7.2/24 dev veth1.7
	in_peer ip link set veth1.7 up
	ip link add name gre1 type gre local 10.9.0.1 remote 10.9.0.2
	ip address add 10.9.8.1/24 dev gre1
	ip link set gre1 up
	in_peer ip link add name gre1 type gre local 10.9.0.2 remote 10.9.0.1
	in_peer ip address add 10.9.8.2/24 dev gre1
	in_peer ip link set gre1 up
	# Segments of 700 octets: a hello of 1.7 kB is cut in three.
	ip route change 10.9.0.0/24 dev veth0 src 10.9.0.1 advmss 700
}

make_links
