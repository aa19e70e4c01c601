#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Interfaces whose frames begin with the IP header are known by their hardware type (ARPHRD): the same packets by each of them, and by
# one with Ethernet's header, give the same flows. The packets are such that, taken for Ethernet frames, they would be flows too.
. "$(dirname "$0")/../lib.sh"

DEVICES="none=65534 ppp=512 rawip=519 gre=778 tap=1"

start_peer() {
	rm -f "$work/peer" # the last one's words are not this one's
	mkfifo "$work/to-peer"
	# shellcheck disable=SC2086 # a list of words
	nsenter --net="/run/netns/$NAMESPACE_B" -- python3 selftests/net/layer3_peer.py "$@" <"$work/to-peer" >"$work/peer" 2>&1 &
	children+=($!)
	exec 7>"$work/to-peer"
	wait_for 20 grep -q up "$work/peer" || give_up "the peer's devices" "$(cat "$work/peer")"
}

end_peer() {
	echo >&7
	exec 7>&-
	wait_for 20 gone "${children[-1]}" || give_up "the peer ends" "it does not"
	rm "$work/to-peer"
}

# flows NUMBER: source, packets, octets, octets of layer 2, destination MAC of each of its records
flows() {
	jq -r "select(.sourceTransportPort == 1000 + $1) | [.sourceIPv4Address // .sourceIPv6Address, .packetDeltaCount,
		.octetDeltaCount, .layer2OctetDeltaCount, .ingressInterface, .destinationMacAddress // \"-\"] | join(\" \")" \
		"$work/flows.json" | sort
}

# wanted NUMBER NAME: five packets with 28 octets of UDP of each kind
wanted() {
	local index header=0 mac=- sources="8.0.0.$1 48|129.0.0.$1 48|2001:db8:8100::$1 68" source octets
	index=$(in_b ip -j link show dev "$2" | jq ".[0].ifindex")
	[ "$2" != tap ] || { header=14; mac=02:00:00:00:00:01; }
	while read -r source octets; do
		echo "$source 5 $((5 * octets)) $((5 * (octets + header))) $index $mac"
	done <<<"${sources//|/$'\n'}" | sort
}

# Frames of a hardware type that nobody knows are not guessed at.
unknown_type() {
	start_peer odd=801
	"in_b" "$TAPLESS" run --instance "${INSTANCE}o" -i odd -e json:- >"$work/odd" 2>&1 && not_ok "unknown type" "exit status 0"
	expect_match "layer3: an unknown hardware type is refused by name" "$(cat "$work/odd")" "interface odd has link type 801"
	end_peer
}

make_pair
unknown_type
# shellcheck disable=SC2086 # a list of words
start_peer $DEVICES
chosen=()
for device in $DEVICES; do
	chosen+=(-i "${device%=*}")
done
start_meter --hook tc --uniflow --tunnels inner "${chosen[@]}" -e "json:$work/flows.json"
for device in $DEVICES; do
	wait_for 20 compgen -G "$PINS/links/${device%=*}@tc-ingress@*" >/dev/null || give_up "${device%=*} is metered" "$(cat "$work/meter.err")"
done
echo >&7
wait_for 20 grep -q sent "$work/peer" || give_up "the peer sends" "$(cat "$work/peer")"
number=0
declare -A expected
for device in $DEVICES; do
	number=$((number + 1))
	expected[$number]=$(wanted $number "${device%=*}")
done
"$TAPLESS" status --json --instance "$INSTANCE" >"$work/status"
stop_meter || not_ok "meter ends" "exit status $?"
end_peer
number=0
for device in $DEVICES; do
	number=$((number + 1))
	expect "layer3: ${device/=/, hardware type }" "$(flows $number)" "${expected[$number]}"
done
expect "layer3: residual" "$(jq -c '[.balance.residualPackets, .balance.residualOctets]' "$work/status")" "[0,0]"
