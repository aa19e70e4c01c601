#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Every encapsulation that selftests/truth/encapsulations.py makes, up to 20 labels and four tunnels one in the other, over a wire: tc (whose
# frames have lost their outer tag to the metadata) and XDP tell of each what scapy has built.
. "$(dirname "$0")/../lib.sh"

TRUTH=selftests/truth

if ! /usr/bin/python3 -c 'import scapy' 2>/dev/null; then
	skip "encapsulations over a wire" "python3-scapy is not installed"
	exit 0
fi
/usr/bin/python3 $TRUTH/encapsulations.py "$work/frames.pcap" "$work/truth.json" || give_up "frames" "see above"
frames=$(($(jq length "$work/truth.json") * 2))

# wire_case HOOK MODE [OPTION...]
wire_case() {
	local hook=$1 mode=$2
	rm -f "$work/flows.json"
	start_meter --hook "$hook" --uniflow -e "json:$work/flows.json" "${@:3}"
	in_a /usr/bin/python3 selftests/net/replay.py "$work/frames.pcap" va >/dev/null
	wait_for 10 hook_has_seen "$hook-ingress" $frames || not_ok "$hook, $mode: all frames come" "$("$TAPLESS" status --instance "$INSTANCE")"
	stop_meter || not_ok "$hook, $mode: meter ends" "exit status $?"
	expect "$hook, $mode" "$($TRUTH/encapsulations_check.py "$mode" "$work/flows.json" "$work/truth.json" 2>&1 | head -5)" ""
}

make_pair
wire_case tc inner
wire_case xdp inner
wire_case tc outer --tunnels outer
wire_case xdp both --tunnels both
end_pair
