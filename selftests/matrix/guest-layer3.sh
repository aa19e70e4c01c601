# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash

# A device whose frames start with the IP header: two pings of 84 octets, both ways. Or tapless says that it cannot.
check_layer3_device() {
	meter_start layer3 gre1 tc || return
	in_peer ping -q -c 2 -W 5 10.9.8.1 >/dev/null || not_ok layer3-ping "no answer over the tunnel"
	check_balance layer3
	meter_stop layer3 gre1
	expect layer3-packets "$(records /tmp/layer3.json protocolIdentifier 1 | sum packetDeltaCount)" 4
	expect layer3-octets "$(records /tmp/layer3.json protocolIdentifier 1 | sum octetDeltaCount)" 336
}

check_layer3_device
