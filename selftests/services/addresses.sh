#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What a host asks for first, with real ends: an address (udhcpc and dnsmasq) and the time (chronyd twice, neither sets a clock).
# With CAPTURE=FOLDER a capture stays there.
. "$(dirname "$0")/../lib.sh"

NETWORK=${ADDRESS_B%.*}
is_bound() { in_b ss -Hlun "sport = :$1" | grep -q .; }

serve() {
	start_in in_b "$work/dhcp" dnsmasq --no-daemon --conf-file=/dev/null --port=0 --interface=vb --dhcp-authoritative --log-dhcp \
		--dhcp-range="$NETWORK.100,$NETWORK.100,255.255.255.0,2m" --dhcp-leasefile="$work/leases" --user=root
	printf 'local stratum 5\nallow all\nbindcmdaddress /\nbindaddress %s\npidfile %s\n' $ADDRESS_B "$work/chronyd.pid" >"$work/chrony.conf"
	start_in in_b "$work/time" chronyd -d -x -U -u root -f "$work/chrony.conf"
	wait_for 10 is_bound 67 || give_up "DHCP server" "$(tail -n 3 "$work/dhcp")"
	wait_for 10 is_bound 123 || give_up "NTP server" "$(tail -n 3 "$work/time")"
}

ask() {
	in_a timeout 20 busybox udhcpc -f -q -n -t 5 -T 2 -i va -s /bin/true -x hostname:laptop -V 'tester 1.0' >"$work/client" 2>&1 ||
		give_up udhcpc "$(cat "$work/client" "$work/dhcp")"
	in_a timeout 20 chronyd -Q -U -u root -t 10 "server $ADDRESS_B iburst maxsamples 1" "bindcmdaddress /" "pidfile $work/client.pid" \
		>"$work/client" 2>&1 || give_up chronyd "$(cat "$work/client" "$work/time")"
}

# told FILTER: of all records
told() { jq -rs "$1" "$work/flows.json"; }
mac_of_client() { in_a ip -json link show va | jq -r ".[0].address"; }

check() {
	expect "DHCP: client, host name, vendor class" \
		"$(told 'map(select(.dhcpVendorClass != null) | [.dhcpClientMacAddress, .dhcpHostName, .dhcpVendorClass] | join("/")) | unique | join(" ")')" \
		"$(mac_of_client)/laptop/tester 1.0"
	expect "DHCP: the address that was given" "$(told 'map(.dhcpAssignedIPv4Address // empty | select(. != "0.0.0.0")) | unique | join(" ")')" "$NETWORK.100"
	expect "DHCP: for how long" "$(told 'map(.dhcpLeaseTime // empty) | unique | join(" ")')" 120
	expect "DHCP: what it asks for is a fingerprint" "$(told 'map(.dhcpFingerprint // empty) | unique | length')" 1
	expect "NTP: version, stratum" "$(told 'map(select(.ntpVersion != null) | [.ntpVersion, .ntpStratum] | map(tostring) | join("/")) | unique | join(" ")')" 4/5
	expect "applications" "$(told 'map(.applicationName | select(. == "dhcp" or . == "ntp")) | unique | join(" ")')" "dhcp ntp"
}

make_pair
serve
[ -z "${CAPTURE-}" ] || { start_in in_a "$work/capture" dumpcap -q -i va -w "$CAPTURE/addresses.pcapng"; wait_for 20 test -s "$CAPTURE/addresses.pcapng"; }
start_meter --hook tc --l7 full -e "json:$work/flows.json"
ask
stop_meter || not_ok "meter ends" "exit status $?"
check
