#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# RFC 7011 10.3.2: IPFIX over UDP, IPv4 and IPv6, goes out with a good checksum in each datagram; looked at without offloads.
. "$(dirname "$0")/../lib.sh"

sniffs() { [ -s "$work/wire.pcapng" ]; }
# checksums FILTER: how many datagrams that it selects have a good one, and how many there are
checksums() {
	tshark -r "$work/wire.pcapng" -o udp.check_checksum:TRUE -Y "$1" -T fields -e udp.checksum.status 2>/dev/null |
		awk '$1 == 1 { good++ } END { print good + 0, NR }'
}

make_pair ipv6
in_b ethtool -K vb tx off >/dev/null 2>&1
start_in in_a "$work/sniffer" dumpcap -q -i va -f "udp port 4739" -w "$work/wire.pcapng"
sniffer=${children[-1]}
wait_for 10 sniffs || give_up "dumpcap" "$(cat "$work/sniffer")"
start_meter --idle 1 --active 2 -e "ipfix+udp://$ADDRESS_A" -e "ipfix+udp://[$ADDRESS6_A]"
in_a ping -q -c 3 -i 0.1 $ADDRESS_B >/dev/null || not_ok "ping" "no answer"
expect_true "the meter ends" stop_meter
all_captured() { [ "$(checksums udp | cut -d ' ' -f 2)" -ge 100 ]; } # what dumpcap has not read when it ends is lost
wait_for 10 all_captured || not_ok "the datagrams are captured" "only $(checksums udp | cut -d ' ' -f 2)"
end_child "$sniffer"
for family in ip ipv6; do
	read -r good all < <(checksums $family)
	expect "every datagram has a good checksum ($family)" "$good" "$all"
	expect_true "there are some ($family: $all)" test "$all" -gt 3
done
end_pair
