#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A report's pages in a real browser, wide and narrow, light and dark, on paper: pictures in build/screens for people to look at; and
# what a program can tell of them: nothing is fetched, nothing is wider than the window, the console is silent.
. "$(dirname "$0")/../lib.sh"
. selftests/screens/traffic.inc.sh
. selftests/screens/browser.inc.sh

make_pair
serve_site
start_meter --hook tc --l7 full -e "file:$work/flows.ipfix"
visit_site
scan_site
stop_meter || not_ok "meter ends" "exit status $?"
"$TAPLESS" report -r "$work/flows.ipfix" --html "$work/report.html" || not_ok "report" "exit status $?"
"$TAPLESS" report host $ADDRESS_A $ADDRESS_B -r "$work/flows.ipfix" --html "$work/host.html" || not_ok "report host" "exit status $?"
cp "$work/report.html" "$work/host.html" "$pictures"
"$TAPLESS" report -r "$work/flows.ipfix" --format json >"$work/report.json"
expect_match "the scan is told" "$(jq -r '.anomalies.sentences[]' "$work/report.json")" "Scan of ports: $ADDRESS_A tried about 6[0-9] ports of $ADDRESS_B"
expect_match "failures of DNS are told" "$(jq -r '.anomalies.sentences[]' "$work/report.json")" "DNS client: $ADDRESS_A asked DNS in vain 12 times"
expect "the odd certificate is told" "$(jq -r '.tls.certificates[].subject' "$work/report.json")" odd.example.org
for page in report host; do
	picture "$work/$page.html" 1400 3000 1
	picture "$work/$page.html" 1400 3000 0
	picture "$work/$page.html" 400 3600 1
	picture "$work/$page.html" 400 3600 0
	browse --dump-dom "file://$work/$page.html" >"$work/out" || not_ok "$page as it is" "$(tail -n 3 "$work/browser")"
	expect "$page as it is: no complaint of the browser" "$(grep -c ':CONSOLE' "$work/browser")" 0
	browse --print-to-pdf="$pictures/$page.pdf" --no-pdf-header-footer "file://$work/$page.html" >"$work/out" || not_ok "$page on paper" "$(tail -n 3 "$work/browser")"
	expect_true "$page on paper" test -s "$pictures/$page.pdf"
done
