# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# live_case HOOK KIND PACKETS FLOWS: what the generator sent to the meter's end is in the exported records, all of it and nothing
# else; the malformed rest is counted under its reasons.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# sums FILE: "packets octets layer-2 octets" of all records, which are uniflows
sums() {
	jq -rn 'reduce inputs as $r ([0, 0, 0];
		[.[0] + $r.packetDeltaCount, .[1] + $r.octetDeltaCount, .[2] + $r.layer2OctetDeltaCount]) | map(tostring) | join(" ")' "$1"
}

# The generator's counts by reason of what it sent malformed, in the form that status has.
sent_reasons() { jq -cS '.malformed.reasons // {} | map_values({packets, octets: .layer2Octets})' "$work/sent"; }
status_reasons() { jq -cS '.reasons | with_entries(select(.value.packets > 0))' "$work/status"; }

live_case() {
	local label="$1, $2, $4 flows" sent
	make_pair
	start_meter --hook "$1" --uniflow --flows 524288 -e "json:$work/flows.json" -e "file:$work/flows.ipfix"
	in_a "$GENERATOR" -i va --kind "$2" --packets "$3" --flows "$4" --seed 1 >"$work/sent" ||
		give_up "$label: generator" "exit status $?"
	"$TAPLESS" status --json --instance "$INSTANCE" >"$work/status" || not_ok "$label: status" "exit status $?"
	stop_meter || not_ok "$label: meter ends" "exit status $?"
	"$TAPLESS" decode "$work/flows.ipfix" >"$work/decoded.json" || not_ok "$label: decode" "exit status $?"

	sent=$(jq -r '"\(.packets) \(.octets) \(.layer2Octets)"' "$work/sent")
	expect "$label: every frame was delivered" "$(jq .deviceDropped "$work/sent")" 0
	expect "$label: the hook saw every frame" "$(jq ".hooks[\"$1-ingress\"].packets" "$work/status")" "$(jq .frames "$work/sent")"
	expect "$label: packets and octets in JSON" "$(sums "$work/flows.json")" "$sent"
	expect "$label: packets and octets in the file" "$(sums "$work/decoded.json")" "$sent"
	expect "$label: flows" "$(jq -r .flowId "$work/flows.json" | sort -u | wc -l)" "$(jq .flows "$work/sent")"
	expect "$label: malformed" "$(status_reasons)" "$(sent_reasons)"
	expect "$label: residual" "$(jq -c '[.balance.residualPackets, .balance.residualOctets]' "$work/status")" "[0,0]"
	end_pair
}
