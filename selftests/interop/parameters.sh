#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What one destination wants differently from the others: biflows and uniflows at once, domain, MTU.
COUNT=140
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"

truth "$work/biflow.json"
truth "$work/uniflow.json" uniflow
said=$("$emit" "json:$work/a.json?uniflow=1" $COUNT capture 2>&1)
expect_true "uniflow=1 beside biflows" cmp "$work/uniflow.json" "$work/a.json"
expect "its account has uniflows" "$(jq .sent <<<"$said")" "$(wc -l <"$work/uniflow.json")"
"$emit" "json:$work/b.json?uniflow=0" $COUNT capture uniflow 2>/dev/null
expect_true "uniflow=0 beside uniflows" cmp "$work/biflow.json" "$work/b.json"
"$emit" "json:$work/why?.json?" $COUNT capture 2>/dev/null
expect_true "a ? in a path" cmp "$work/biflow.json" "$work/why?.json"
"$emit" "file:$work/domain.ipfix?domain=4711" $KINDS capture 2>/dev/null
expect "domain=4711" "$("$TAPLESS" decode --options "$work/domain.ipfix" | jq -r '.observationDomainId // empty' | sort -u)" 4711

start_sniffer "$work/mtu.pcap"
start_sink
"$emit" "ipfix+udp://127.0.0.1?mtu=700&uniflow=1" $COUNT 2>/dev/null
frames() { tshark -r "$work/mtu.pcap" -T fields -e ip.len 2>/dev/null | sort -n; }
wait_for 10 udp_queue_empty
longest() { [ "$(frames | tail -n 1 | grep . || echo 0)" -gt "$1" ]; }
wait_for 10 longest 600 || true
expect_true "mtu=700 is used" longest 600
expect_true "and not exceeded" test "$(frames | tail -n 1)" -le 700
