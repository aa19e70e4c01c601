#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Runs in the guest: the datapath at work, not only loaded. Kernels before 6.7 load code whose branches the verifier has
# removed wrongly, so every path is driven here and its result compared.
. ./guest-lib.sh

# The programs of selftests/bpf: flow cache and freeze protocol, driven by BPF_PROG_TEST_RUN.
check_datapath() {
	for program in bin/*_test; do
		[ -x "$program" ] || continue
		name=datapath-$(basename "$program" _test)
		CMOCKA_MESSAGE_OUTPUT=TAP timeout 150 "$program" >/tmp/output 2>&1
		status=$?
		if [ "$status" = 0 ] && grep -q '^ok ' /tmp/output; then
			ok "$name"
		else
			not_ok "$name" "exit status $status"
			grep -E '^(not ok|# )' /tmp/output >/tmp/failures
			show /tmp/failures
		fi
	done
}

# The same captures, by the same binary, as on the host's kernel: the output must be the same to the byte.
check_captures() {
	for expected in captures/*.expected; do
		name=${expected##*/}
		name=${name%.expected}
		if [ -e "captures/$name.failed" ]; then
			not_ok "read-$name" "fails on the host: $(cat "captures/$name.failed")"
			continue
		fi
		tapless read --country none --asn none "captures/$name.pcap" >/tmp/output 2>/tmp/stderr
		status=$?
		if [ "$status" != 0 ]; then
			not_ok "read-$name" "exit status $status"
			show /tmp/stderr
		elif ! cmp -s /tmp/output "$expected"; then
			not_ok "read-$name" "differs from the host's output"
			diff "$expected" /tmp/output | head -n 6 | cut -c1-250 | sed 's/^/# /'
		elif [ ! -s /tmp/output ]; then
			not_ok "read-$name" "no records"
		else
			ok "read-$name"
		fi
	done
	# Both kernels could be wrong in the same way.
	expect name-in-cut-hello "$(grep -c '"cut.matrix.example"' captures/hello-cut.expected)" 1
	expect name-in-request "$(grep -c '"www.matrix.example"' captures/http.expected)" 1
}

# The meter watches veth0; its peer is in a namespace of its own.
make_links() {
	ip netns add peer
	# Only the checks' own packets: no router discovery in the middle of a balance.
	echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
	in_peer sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'
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

# meter_start LABEL INTERFACE HOOK: records in /tmp/LABEL.json
meter_start() {
	bpf_objects >/tmp/objects-before
	tapless run -i "$2" --hook "$3" --instance matrix -e "json:/tmp/$1.json" >"/tmp/$1.log" 2>&1 &
	meter=$!
	if ! wait_until 60 meter_ready_or_gone || gone "$meter"; then
		if grep -q "error: .*$2.* link type" "/tmp/$1.log"; then
			skip "$1-start" "$(head -n 1 "/tmp/$1.log")"
			return 1
		fi
		not_ok "$1-start" "not ready"
		show "/tmp/$1.log"
		return 1
	fi
	ok "$1-start"
}

meter_ready() {
	tapless status --json --instance matrix >/tmp/status.json && grep -q '"hook":"tc-egress"' /tmp/status.json
}

meter_ready_or_gone() {
	gone "$meter" || meter_ready
}

# TCX is there from Linux 6.6 on; the clsact queue before.
check_attachment() {
	by=tcx
	[ "$(printf '6.6\n%s\n' "$(uname -r)" | sort -V | head -n 1)" = 6.6 ] || by=clsact
	case $1 in
	tc) hook=tc-ingress ;;
	xdp) hook=xdp-ingress by=native ;;
	esac
	expect "$1-attached" "$(grep -oE "\"hook\":\"$hook\",\"by\":\"[a-z]*" /tmp/status.json | grep -oE '[a-z]*$')" "$by"
}

# Programs, maps and links of the whole system, less their numbers.
bpf_objects() {
	for kind in prog map link; do
		echo "$kind $(bpftool "$kind" show 2>/dev/null | grep -cE '^[0-9]+:')"
	done
}

objects_as_before() {
	bpf_objects | cmp -s - /tmp/objects-before
}

# meter_stop LABEL INTERFACE
meter_stop() {
	if ! tapless stop --instance matrix >/tmp/stop.log 2>&1; then
		not_ok "$1-stop" "exit status"
		show /tmp/stop.log
		kill "$meter" 2>/dev/null
	elif ! wait_until 20 gone "$meter"; then
		not_ok "$1-stop" "the daemon still runs"
		kill -9 "$meter"
	else
		ok "$1-stop"
	fi
	wait "$meter" 2>/dev/null
	left=$(find /sys/fs/bpf/tapless -mindepth 1 2>/dev/null | head -n 5 | tr '\n' ' ')
	left="$left$(tc filter show dev "$2" ingress | head -n 2)$(tc filter show dev "$2" egress | head -n 2)"
	left="$left$(ip link show dev "$2" | grep -o 'xdp[^ ]*')"
	# The kernel frees them after a grace period.
	wait_until 10 objects_as_before || left="$left programs, maps or links: $(bpf_objects | tr '\n' ' ')"
	expect "$1-nothing-left" "$left" ""
}

check_balance() {
	tapless status --json --instance matrix >/tmp/status.json 2>/tmp/stderr
	expect "$1-balance" "$(grep -oE '"residualPackets":.*"quiet":[a-z]*' /tmp/status.json)" \
		'"residualPackets":0,"residualOctets":0,"holds":true,"quiet":true'
	[ "$1" != tc ] || expect "$1-super-packets" "$(grep -cE '"super-packets":[1-9]' /tmp/status.json)" 1
}

# What bpftool says of the flow cache while flows are in it.
check_bpftool() {
	maps=0
	entries=0
	for map in /sys/fs/bpf/tapless/matrix/flows/*; do
		maps=$((maps + 1))
		bpftool map dump pinned "$map" >/tmp/dump 2>&1
		entries=$((entries + $(grep -c '"source_port"' /tmp/dump)))
	done
	if [ "$entries" -gt 0 ]; then
		ok "$1-bpftool"
	else
		not_ok "$1-bpftool" "no readable entry in $maps maps"
		show /tmp/dump
	fi
}

generate() {
	if ! in_peer tapless-generator -i veth1 --packets "$2" --flows "$3" --kind udp --seed 1 >/tmp/sent 2>/tmp/stderr; then
		not_ok "$1-generator" "failed"
		show /tmp/stderr
	fi
}

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

# A device whose frames start with the IP header: two pings of 84 octets, both ways. Or tapless says that it cannot.
check_layer3_device() {
	meter_start layer3 gre1 tc || return
	in_peer ping -q -c 2 -W 5 10.9.8.1 >/dev/null || not_ok layer3-ping "no answer over the tunnel"
	check_balance layer3
	meter_stop layer3 gre1
	expect layer3-packets "$(records /tmp/layer3.json protocolIdentifier 1 | sum packetDeltaCount)" 4
	expect layer3-octets "$(records /tmp/layer3.json protocolIdentifier 1 | sum octetDeltaCount)" 336
}

if ! command -v tapless >/dev/null; then
	skip tapless "not built"
	exit
fi
dd if=/dev/zero of=/tmp/bulk bs=1k count=2048 2>/dev/null
timed check_datapath
timed check_captures
timed make_links
timed check_live tc
timed check_live xdp
timed check_layer3_device
