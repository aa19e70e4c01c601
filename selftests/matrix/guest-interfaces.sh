# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# Stacked interfaces, of which each packet is counted at one, and interfaces that come and go. All are named w…; the other
# ends, x…, are in the namespace `ends`.

in_ends() {
	nsenter --net=/run/netns/ends "$@"
}

# add_end NUMBER: wN here, xN there
add_end() {
	ip link add name "w$1" type veth peer name "x$1" netns ends
	in_ends ip link set "x$1" up
}

make_stack() {
	ip netns add ends
	echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
	in_ends sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
	for number in 0 1 2 3 4; do
		add_end $number
	done
	ip link add link w0 name w0.7 type vlan id 7
	ip link add link w0 name wmac type macvlan
	ip link add name wbond type bond mode balance-rr
	ip link set w2 master wbond
	ip link set w3 master wbond
	ip link add name wbr type bridge
	ip link set w4 master wbr
	ip link set dev wbr address 02:00:00:00:00:02
	for name in w0 w1 w2 w3 w4 w0.7 wmac wbond wbr; do
		ip link set "$name" up
	done
}

watch_status() {
	tapless status --json --instance matrix 2>/dev/null
}

role_is() {
	[ "$(role_of "$1")" = "$2" ]
}

# Word, and where it is counted.
role_of() {
	watch_status | grep -oE "\"interface\":\"$1\",\"index\":[0-9]*,\"role\":\"[a-z ]*\",\"countedAt\":\"[^\"]*\"" |
		sed -E 's/.*"role":"([^"]*)","countedAt":"([^"]*)"/\1 \2/; s/ $//'
}

expect_role() {
	if wait_until 10 role_is "$1" "$2"; then
		ok "interfaces-$1"
	else
		not_ok "interfaces-$1" "is $(role_of "$1"), should be $2"
		show /tmp/interfaces.log
	fi
}

# send_from END [OPTION…]: adds to what must be counted
send_from() {
	end=$1
	shift
	in_ends tapless-generator -i "$end" --packets 1000 --flows 50 --kind udp "$@" >/tmp/sent 2>/tmp/stderr || not_ok "interfaces-send-$end" "failed"
	wanted_packets=$((wanted_packets + $(sum packets </tmp/sent)))
	wanted_octets=$((wanted_octets + $(sum octets </tmp/sent)))
}

watch_ready() {
	watch_status | grep -q '"interface":"wbr"'
}

no_pin_of() {
	[ -z "$(find /sys/fs/bpf/tapless/matrix/links -name "$1@*")" ]
}

check_roles() {
	expect_role w0 counts
	expect_role w0.7 "skipped w0"
	expect_role wmac "skipped w0"
	expect_role w2 counts
	expect_role w3 counts
	expect_role wbond skipped
	expect_role wbr "skipped w4"
}

# In the stack, and in interfaces that go, come back, and have another name.
check_changes() {
	ip link del w1
	expect_role w1 ""
	add_end 1
	ip link set w1 up
	expect_role w1 counts
	send_from x1
	ip link set w1 down
	ip link set w1 name wnew
	ip link set wnew up
	expect_role wnew counts
	wait_until 5 no_pin_of w1 || not_ok interfaces-renamed "still pinned as w1"
	send_from x1
	ip link set w4 nomaster
	expect_role wbr counts
	send_from x4
	ip link set w4 master wbr
	expect_role wbr "skipped w4"
}

# Another filter ahead of ours, where they are filters: it is found out when it ends the chain.
check_blind() {
	bpftool prog loadall ender.bpf.o /sys/fs/bpf/ender >/dev/null 2>&1 || not_ok interfaces-ender "does not load"
	tc qdisc add dev w0 clsact 2>/dev/null
	tc filter add dev w0 ingress prio 10 bpf direct-action object-pinned /sys/fs/bpf/ender/end_pass ||
		not_ok interfaces-ender "cannot be attached"
	begun=$(now)
	found=0
	while [ $found = 0 ] && [ $(($(now) - begun)) -lt 1000 ]; do
		in_ends tapless-generator -i x0 --packets 100 --kind raw >/dev/null
		sleep 0.5
		! watch_status | grep -q 'BLIND at ingress: .*end_pass' || found=1
	done
	hidden=1
	[ -n "$(find /sys/fs/bpf/tapless/matrix/links -name 'w0@tc-ingress@clsact@*')" ] || hidden=0
	expect interfaces-blind "$found" "$hidden"
	tc filter del dev w0 ingress prio 10
	rm -r /sys/fs/bpf/ender
}

check_interfaces() {
	make_stack
	wanted_packets=0
	wanted_octets=0
	bpf_objects >/tmp/objects-before
	tapless run -i 'w*' --instance matrix --idle 2 -e json:/tmp/interfaces.json >/tmp/interfaces.log 2>&1 &
	meter=$!
	wait_until 60 watch_ready || not_ok interfaces-start "not ready"
	check_roles
	send_from x0
	send_from x0 --vlan 7
	send_from x2
	send_from x3
	send_from x4
	check_changes
	check_balance interfaces
	check_blind
	meter_stop interfaces w0
	expect interfaces-packets "$(records /tmp/interfaces.json protocolIdentifier 17 | sum packetDeltaCount)" "$wanted_packets"
	expect interfaces-octets "$(records /tmp/interfaces.json protocolIdentifier 17 | sum octetDeltaCount)" "$wanted_octets"
	expect interfaces-vlan "$(records /tmp/interfaces.json vlanId 7 | sum packetDeltaCount)" 1000
}

check_interfaces
