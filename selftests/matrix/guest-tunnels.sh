# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# Devices that build machines often lack: QinQ, GENEVE, IPIP. On the carrier every frame is counted, whatever is in it.

tunnel_up() {
	ip address add "10.9.$2.1/24" dev "$1"
	ip link set "$1" up
	in_peer ip address add "10.9.$2.2/24" dev "$1"
	in_peer ip link set "$1" up
}

make_tunnels() {
	ip link add link veth0 name outer type vlan proto 802.1ad id 100
	ip link set outer up
	ip link add link outer name qinq type vlan id 9
	in_peer ip link add link veth1 name outer type vlan proto 802.1ad id 100
	in_peer ip link set outer up
	in_peer ip link add link outer name qinq type vlan id 9
	tunnel_up qinq 20
	ip link add name geneve1 type geneve id 5 remote 10.9.0.2
	in_peer ip link add name geneve1 type geneve id 5 remote 10.9.0.1
	tunnel_up geneve1 21
	ip link add name ipip1 type ipip local 10.9.0.1 remote 10.9.0.2
	in_peer ip link add name ipip1 type ipip local 10.9.0.2 remote 10.9.0.1
	tunnel_up ipip1 22
}

# ping_each HOOK: three requests and answers through each. For XDP the sender must write tags into the frame.
ping_each() {
	[ "$1" != xdp ] || in_peer ethtool -K veth1 txvlan off tx-vlan-stag-hw-insert off >/dev/null 2>&1
	for network in 20 21 22; do
		in_peer ping -q -c 3 -W 5 "10.9.$network.1" >/dev/null || not_ok "$1-tunnels-ping" "no answer in 10.9.$network.0"
	done
}

check_tunnels() {
	label=$1-tunnels
	meter_start "$label" veth0 "$1" || return
	count_at in veth0 ingress
	count_at out veth0 egress
	ping_each "$1"
	wait_until 10 quiet in out || not_ok "$label-quiet" "packets keep coming"
	check_balance "$label"
	packets=$(($(counted in packets) + $(counted out packets)))
	uncount veth0 in out
	meter_stop "$label" veth0
	expect "$label-packets" "$(sum packetDeltaCount <"/tmp/$label.json")" "$packets"
	expect "$label-qinq-packets" "$(records "/tmp/$label.json" dot1qVlanId 100 | records - dot1qCustomerVlanId 9 |
		records - protocolIdentifier 1 | sum packetDeltaCount)" 6
}

# The meter on the tunnel's own device: it sees what is inside.
check_device() {
	label=$1-device
	meter_start "$label" "$1" tc || return
	in_peer ping -q -c 3 -W 5 "10.9.$2.1" >/dev/null || not_ok "$label-ping" "no answer"
	meter_stop "$label" "$1"
	expect "$label-packets" "$(records "/tmp/$label.json" protocolIdentifier 1 | sum packetDeltaCount)" 6
	expect "$label-octets" "$(records "/tmp/$label.json" protocolIdentifier 1 | sum octetDeltaCount)" $((6 * 84))
}

make_tunnels
check_tunnels tc
check_tunnels xdp
check_device qinq 20
check_device geneve1 21
check_device ipip1 22
