#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# TCP and UDP by iperf3, with segmentation and receive offloads on and off: the records add up to what independent counters
# at the same interface saw. Device counters would not do: they count super-packets.
. "$(dirname "$0")/../lib.sh"

# transfer HOST OPTION...
transfer() {
	start_in in_b "$work/server" iperf3 -s -1
	wait_for 10 listens in_b 5201 || give_up "iperf3 server" "$(cat "$work/server")"
	in_a iperf3 -c "$@" >"$work/client" 2>&1 || give_up "iperf3 $*" "$(cat "$work/client")"
	wait_for 10 gone "${children[-1]}" || give_up "iperf3 server ends" "it does not"
}

# compare CASE PACKETS-IN OCTETS-IN PACKETS-OUT OCTETS-OUT, each as counted before the meter started
compare() {
	local -a now
	read -ra now <<<"$(counts)"
	expect "$1: packets" "$(total "$work/flows.json" packetDeltaCount)" $((now[0] - $2 + now[2] - $4))
	expect "$1: octets" "$(total "$work/flows.json" octetDeltaCount)" $((now[1] - $3 + now[3] - $5))
	[ "$peer" = $ADDRESS_A ] || return 0
	expect "$1: packets to the meter" "$(total_from "$work/flows.json" packetDeltaCount "$peer")" $((now[0] - $2))
	expect "$1: octets to the meter" "$(total_from "$work/flows.json" octetDeltaCount "$peer")" $((now[1] - $3))
}

# run_case CASE HOOK OFFLOADS INGRESS-COUNTER [ipv6]
run_case() {
	local host=$ADDRESS_B peer=$ADDRESS_A start
	[ -z "${5-}" ] || { host=$ADDRESS6_B peer=$ADDRESS6_A; }
	make_pair "${5-}"
	offloads "$3"
	count_at out in_b vb egress
	count_at in in_b vb "$4"
	wait_for 20 quiet "${5:+2.5}" || give_up "$1: quiet" "packets keep coming" # IPv6 reports its multicast groups twice
	start=$(counts)
	start_meter --hook "$2" --l7 off -e "json:$work/flows.json"
	transfer "$host" -t 1
	transfer "$host" -t 1 -R
	transfer "$host" -u -b 100M -l 1200 -t 1
	transfer "$host" -u -b 50M -l 8000 -t 1 # fragments
	wait_for 10 quiet || give_up "$1: quiet" "packets keep coming"
	stop_meter || not_ok "$1: meter ends" "exit status $?"
	# shellcheck disable=SC2086
	compare "$1" $start
	[ "$4" = xdp ] || [ "$3" = off ] || expect_true "$1: there were super-packets" test $(($(counted in merged) + $(counted out merged))) -gt 0
	end_pair
}

run_case "tc, offloads on, merged" tc on ingress
run_case "tc, offloads on" tc on xdp
run_case "tc, offloads off" tc off xdp
run_case "xdp, offloads on" xdp on ingress
run_case "xdp, offloads off" xdp off ingress
run_case "tc, offloads on, IPv6" tc on ingress ipv6
run_case "xdp, offloads on, IPv6" xdp on ingress ipv6
