# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# live_case HOOK: what the generator sent to the meter's end is in the exported records, all of it and nothing else.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# generate KIND PACKETS FLOWS
generate() { in_a "$GENERATOR" -i va --kind "$1" --packets "$2" --flows "$3" --seed 1; }

# live_case HOOK KIND PACKETS FLOWS
live_case() {
	local label="$1, $2, $4 flows" element
	make_pair
	in_b sysctl -qw net.ipv4.icmp_ratelimit=0
	start_meter --hook "$1" --uniflow --flows 262144 -e "json:$work/flows.json" -e "file:$work/flows.ipfix"
	generate "$2" "$3" "$4" >"$work/sent" || give_up "$label: generator" "exit status $?"
	"$TAPLESS" status --json --instance "$INSTANCE" >"$work/status"
	stop_meter || not_ok "$label: meter ends" "exit status $?"
	"$TAPLESS" decode "$work/flows.ipfix" >"$work/decoded.json" || not_ok "$label: decode" "exit status $?"
	expect "$label: residual" "$(jq -c '[.balance.residualPackets, .balance.residualOctets]' "$work/status")" "[0,0]"
	for element in packetDeltaCount:packets octetDeltaCount:octets; do
		expect "$label: ${element#*:} in JSON" "$(total "$work/flows.json" "${element%:*}" .ingressInterface)" "$(jq ".${element#*:}" "$work/sent")"
		expect "$label: ${element#*:} in the file" "$(total "$work/decoded.json" "${element%:*}" .ingressInterface)" "$(jq ".${element#*:}" "$work/sent")"
	done
	end_pair
}
