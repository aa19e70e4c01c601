# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# Traffic that is counted elsewhere too, by either hook: UDP, TCP with names, VLAN.

# Names over TCP, in segments that the kernel cuts; then much data in super-packets where the hook sees such.
send_names() {
	in_peer ethtool -K veth1 tso off gso off >/dev/null 2>&1
	send_file 443 small.bin || not_ok "$1-transfer" "small.bin did not arrive"
	send_file 8443 hello.bin || not_ok "$1-transfer" "hello.bin did not arrive"
	send_file 80 request.bin || not_ok "$1-transfer" "request.bin did not arrive"
	in_peer ethtool -K veth1 tso on gso on >/dev/null 2>&1
	send_file 9000 /tmp/bulk || not_ok "$1-transfer" "bulk data did not arrive"
}

# Two requests and their answers. The TC hook gets the tag beside the buffer; for XDP the sender must write it into the frame.
ping_vlan() {
	[ "$1" != xdp ] || in_peer ethtool -K veth1 txvlan off
	in_peer ping -q -c 2 -W 5 10.9.7.1 >/dev/null || not_ok "$1-ping" "no answer over the VLAN"
}

# named HOOK NAME PORT
named() {
	expect "$1-name-$2" "$(grep -E "\"destinationTransportPort\": ?$3[,}]" "/tmp/$1.json" | grep -c "\"$2\"")" 1
}

check_records() {
	output=/tmp/$1.json
	expect "$1-udp-packets" "$(records "$output" protocolIdentifier 17 | sum packetDeltaCount)" "$2"
	expect "$1-udp-octets" "$(records "$output" protocolIdentifier 17 | sum octetDeltaCount)" "$3"
	expect "$1-tcp-packets" "$(records "$output" protocolIdentifier 6 | sum packetDeltaCount)" "$4"
	expect "$1-vlan-packets" "$(records "$output" vlanId 7 | records - protocolIdentifier 1 | sum packetDeltaCount)" 4
	named "$1" small.matrix.example 443
	named "$1" cut.matrix.example 8443
	named "$1" www.matrix.example 80
}

check_live() {
	meter_start "$1" veth0 "$1" || return
	check_attachment "$1"
	segments=$(tcp_segments)
	generate "$1" 20000 500
	send_names "$1"
	ping_vlan "$1"
	check_balance "$1"
	check_bpftool "$1"
	# Not before: the last acknowledgements came after the data.
	segments=$(($(tcp_segments) - segments))
	meter_stop "$1" veth0
	check_records "$1" "$(sum packets </tmp/sent)" "$(sum octets </tmp/sent)" "$segments"
}

dd if=/dev/zero of=/tmp/bulk bs=1k count=2048 2>/dev/null
check_live tc
check_live xdp
