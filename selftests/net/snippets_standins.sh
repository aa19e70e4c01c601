#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The recipes for collectors that Debian does not have, with programs that stand in for them: python3-ipfix for ipfixcol2 and for Flowmon,
# nfcapd for goflow2 and others that read NetFlow v9.
# shellcheck source=selftests/net/snippets.inc.sh
. "$(dirname "$0")/snippets.inc.sh"

# --- ipfixcol2

look_for_unknown() { grep -oE '"en[0-9]+:id[0-9]+"' /var/tmp/flows/json.* | sort -u | paste -sd ' '; }
if [ -e /etc/libfds ] || [ -e /var/tmp/flows ]; then
	skip "ipfixcol2" "/etc/libfds or /var/tmp/flows is somebody's"
elif ! /usr/bin/python3 -c 'import ipfix.message' 2>/dev/null; then
	skip "ipfixcol2" "python3-ipfix is not installed"
else
	printf '#!/bin/sh\nexec /usr/bin/python3 %s/selftests/net/snippets_ipfixcol2.py "$@"\n' "$root" >"$work/bin/ipfixcol2"
	chmod 755 "$work/bin/ipfixcol2"
	new_folders /etc/libfds /var/tmp/flows
	mkdir -p /etc/libfds/user/elements # its installation has that
	run_recipe ipfixcol2
	expect "ipfixcol2: no element is unknown" "$(look_for_unknown)" ""
	expect_match "ipfixcol2: ours are told by name" "$(cat /var/tmp/flows/json.*)" '"tapless:recordSequence": [0-9]+'
	end_pair
fi

# --- Flowmon: a request to a web server has a name in Flowmon's own element

is_taken() { in_a ss -Hlun "sport = :$1" | grep -q .; }
collector_flowmon() {
	start_in in_a "$work/flowmon" /usr/bin/python3 selftests/net/snippets_flowmon.py
	start_in in_b "$work/web" /usr/bin/python3 -m http.server --bind $ADDRESS_B 80
	wait_for 10 is_taken 3000
	wait_for 10 listens in_b 80
}
traffic_flowmon() { in_a curl -s -o /dev/null -H 'Host: www.flowmon.example' http://$ADDRESS_B/; }
look_flowmon() { cat "$work/flowmon"; }
if /usr/bin/python3 -c 'import ipfix.message' 2>/dev/null; then
	run_recipe flowmon
	expect_match "flowmon: the server's name is in its element" "$(cat "$work/flowmon")" 'www\.flowmon\.example'
	end_pair
else
	skip "flowmon" "python3-ipfix is not installed"
fi

# --- NetFlow v9

collector_netflow9() {
	mkdir -p "$work/netflow9"
	start_in in_a "$work/nfcapd" nfcapd -l "$work/netflow9" -p 2055 -b 192.0.2.10
	wait_for 10 is_taken 2055
}
look_netflow9() {
	end_child "${children[-1]}"
	nfdump -R "$work/netflow9" -q -o long
}
if has nfcapd netflow9; then
	run_recipe netflow9
	end_pair
fi
