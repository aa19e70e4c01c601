#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What of the traffic is copied to user space with --l7 full: octets in the L7 ring, its headers included, against octets metered.
# Bulk (iperf3), and as many small requests as there can be (curl, a connection each).
. "$(dirname "$0")/../lib.sh"

status() { "$TAPLESS" status --json --instance "$INSTANCE"; }
share() { # NAME COPIED-BEFORE: of the records of the meter that ends now
	local copied
	copied=$(status | jq .rings.l7.copied)
	stop_meter || give_up "$1" "the meter fails"
	awk -v name="$1" -v copied=$copied -v metered="$(total "$work/flows.json" layer2OctetDeltaCount)" -v figures="${BENCH_FIGURES:-/dev/null}" \
		'BEGIN { printf "%-28s %12d of %14d octets  %.4f %%\n", name, copied, metered, 100 * copied / metered
			 printf "{\"part\":\"copied\",\"name\":\"%s\",\"unit\":\"%%\",\"values\":[%.5f]}\n", name, 100 * copied / metered >>figures }'
}

printf '\ncopied to user space, --l7 full\n'
make_pair
rm -f "$work/flows.json"
start_meter --l7 full -e "json:$work/flows.json"
start_in in_b "$work/server" iperf3 -s -1
wait_for 10 listens in_b 5201 || give_up "iperf3 server" "$(cat "$work/server")"
in_a iperf3 -c "$ADDRESS_B" -t 3 >"$work/client" 2>&1 || give_up iperf3 "$(cat "$work/client")"
share "bulk, one TCP connection"
rm -f "$work/flows.json"
start_meter --l7 full -e "json:$work/flows.json"
start_in in_b "$work/server" iperf3 -s -1
wait_for 10 listens in_b 5201 || give_up "iperf3 server" "$(cat "$work/server")"
in_a iperf3 -c "$ADDRESS_B" -u -b 500M -l 1200 -t 3 >"$work/client" 2>&1 || give_up iperf3 "$(cat "$work/client")"
share "bulk, UDP of 1200 octets"
rm -f "$work/flows.json"
start_meter --l7 full -e "json:$work/flows.json"
mkdir "$work/site"
head -c 100000 /dev/urandom >"$work/site/page"
start_in in_b "$work/server" python3 -m http.server --directory "$work/site" 8000
wait_for 10 listens in_b 8000 || give_up "web server" "$(cat "$work/server")"
for _ in $(seq 200); do in_a curl -s -o /dev/null "http://$ADDRESS_B:8000/page"; done
share "200 pages of 100 kB"
end_pair
