# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# A meter in the guest, instance 'matrix': start, stop, balance, traffic. Functions only.

# meter_start LABEL INTERFACE HOOK [OPTION…]: records in /tmp/LABEL.json
meter_start() {
	label=$1 interface=$2 hook=$3
	shift 3
	[ -d /sys/fs/bpf/tapless/matrix ] || bpf_objects >/tmp/objects-before
	tapless run -i "$interface" --hook "$hook" --instance matrix -e "json:/tmp/$label.json" "$@" >"/tmp/$label.log" 2>&1 &
	meter=$!
	if ! wait_until 120 meter_ready_or_gone || gone "$meter"; then
		if grep -q "error: .*$interface.* link type" "/tmp/$label.log"; then
			skip "$label-start" "$(head -n 1 "/tmp/$label.log")"
			return 1
		fi
		not_ok "$label-start" "$(why_not_ready)"
		show "/tmp/$label.log"
		return 1
	fi
	ok "$label-start"
}

why_not_ready() {
	if gone "$meter"; then
		echo "it has ended"
	else
		echo "process $meter answers no 'tapless status' within 120 s: $(grep -oE '"(daemon|pid|meter|hook)":[^,]*' /tmp/status.json | tr '\n' ' ')"
	fi
}

# This daemon, not one before it, has the instance.
meter_ready() {
	tapless status --json --instance matrix >/tmp/status.json && grep -q '"hook":"tc-egress"' /tmp/status.json &&
		grep -q "\"daemon\":${meter}[,}]" /tmp/status.json
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
	elif ! wait_until 120 gone "$meter"; then
		not_ok "$1-stop" "the daemon still runs"
		kill -9 "$meter"
	else
		ok "$1-stop"
	fi
	wait "$meter" 2>/dev/null
	expect_nothing_left "$1" "$2"
}

# expect_nothing_left LABEL INTERFACE
expect_nothing_left() {
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
