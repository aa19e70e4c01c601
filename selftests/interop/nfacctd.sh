#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# nfacctd takes our IPFIX over UDP without complaint. It knows no RFC 5103 (of a biflow it counts the forward direction), and
# leaves out frames that are not IP.
COUNT=140
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"
need nfacctd "nfacctd accepts IPFIX"

try() { # biflow|uniflow
	local mode=$1 folder=$work/$1 flows
	mkdir "$folder"
	truth "$folder/truth.json" "${mode/biflow/}"
	start_nfacctd "$folder"
	expect "emit to nfacctd ($mode)" "$("$emit" "ipfix+udp://127.0.0.1:$PORT" $COUNT ${mode/biflow/} 2>&1 | jq .dropped)" 0
	flows=$(jq -c 'select(.ipVersion)' "$folder/truth.json" | wc -l)
	wait_for 40 lines_are "$folder/flows.json" "$flows" || true
	expect "nfacctd: flows ($mode)" "$(wc -l <"$folder/flows.json")" "$flows"
	nfacctd_says "$folder" " ($mode)" "$folder/truth.json"
	stop_nfacctd "$folder" " ($mode)"
}

export TZ=UTC
try biflow
try uniflow
