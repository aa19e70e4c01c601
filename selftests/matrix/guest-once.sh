# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# Once per host: this namespace routes between two others and meters both of its interfaces. Each packet is in one record, with
# the interface it came in by and the one it left by. (selftests/net/once.sh has bridges, RPS and offloads as well.)

in_side() {
	in_netns=/run/netns/$1
	shift
	nsenter --net="$in_netns" "$@"
}

# add_side NAME NETWORK: NAME0 here, NAME1 in the namespace
add_side() {
	ip netns add "$1"
	ip link add name "$1"0 type veth peer name "$1"1 netns "$1"
	in_side "$1" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
	in_side "$1" ip address add "$2".2/24 dev "$1"1
	in_side "$1" ip link set "$1"1 up
	in_side "$1" ip route add default via "$2".1
	echo 1 >"/proc/sys/net/ipv6/conf/$1"0/disable_ipv6
	ip address add "$2".1/24 dev "$1"0
	ip link set "$1"0 up
}

once_records() { records "/tmp/once-$1.json" protocolIdentifier 1; }

# check_once HOOK
check_once() {
	meter_start "once-$1" left0 "$1" -i right0 --idle 60 || return
	wait_until 20 once_has_both || not_ok "once-$1-attached" "right0 has no egress hook"
	in_side left ping -c 4 -i 0.1 10.11.2.2 >/tmp/ping 2>&1 || in_side left ping -c 4 10.11.2.2 >/tmp/ping 2>&1 ||
		not_ok "once-$1-forwards" "$(tail -n 2 /tmp/ping | tr '\n' ' ')"
	tapless status --json --instance matrix >/tmp/status.json
	expect "once-$1-counted-at-ingress" "$(grep -oE '"counted-at-ingress":{"packets":[0-9]*' /tmp/status.json | grep -oE '[0-9]*$')" 8
	meter_stop "once-$1" left0
	expect "once-$1-records" "$(once_records "$1" | wc -l | tr -d ' ')" 1
	expect "once-$1-packets" "$(once_records "$1" | sum packetDeltaCount)" 8
	expect "once-$1-interfaces" "$(once_records "$1" | grep -oE '"(in|e)gressInterface": ?[0-9]+' | tr -d ' ' | sort | tr '\n' ' ')" \
		"\"egressInterface\":$(cat /sys/class/net/right0/ifindex) \"ingressInterface\":$(cat /sys/class/net/left0/ifindex) "
}

once_has_both() {
	tapless status --json --instance matrix | grep -q '"interface":"right0","hook":"tc-egress"'
}

add_side left 10.11.1
add_side right 10.11.2
echo 1 >/proc/sys/net/ipv4/ip_forward
check_once tc
check_once xdp
echo 0 >/proc/sys/net/ipv4/ip_forward
ip link del left0
ip link del right0
