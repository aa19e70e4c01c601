#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --listen: /metrics has the balance and every metric that the dashboard and the alert rules name; /healthz and /readyz tell a
# container manager; all inside the daemon's sandbox, and no slow client holds the meter up.
. "$(dirname "$0")/../lib.sh"

PORT=9470
ask() { in_b curl -s --max-time 5 "http://127.0.0.1:$PORT$1"; }
code() { in_b curl -s -o /dev/null -w '%{http_code}' --max-time 5 "$@"; }
value() { awk -v series="$1" '$1 == series { print $2 }' "$work/metrics"; }

make_pair
in_b ip link set lo up
start_meter --hook tc --idle 1 --listen $PORT -e "json:$work/flows.json" -e "json:$work/a\"b\\c.json"
is_ready() { [ "$(code "http://127.0.0.1:$PORT/readyz")" = 200 ]; }
expect_true "ready" wait_for 10 is_ready
expect "alive" "$(ask /healthz)" ok
expect "only on the loopback address" "$(in_b ss -Hltn "sport = :$PORT" | awk '{ print $4 }')" "127.0.0.1:$PORT"
expect "another method" "$(code -X POST -d something "http://127.0.0.1:$PORT/metrics")" 405
expect "another path" "$(code "http://127.0.0.1:$PORT/flows")" 404

in_a ping -q -f -c 1000 $ADDRESS_B >/dev/null
sent_all() { ask /metrics >"$work/metrics"; [ "$(value "tapless_exporter_sent_records_total{exporter=\"json:$work/flows.json\",number=\"1\"}")" = 1 ]; }
wait_for 15 sent_all || not_ok "the flow is told" "$(grep exporter "$work/metrics")"
expect "packets seen" "$(value 'tapless_seen_packets_total{hook="tc-ingress"}') $(value 'tapless_seen_packets_total{hook="tc-egress"}')" "1000 1000"
expect "balance" "$(value tapless_balance_residual_packets) $(value tapless_balance_residual_octets) $(value tapless_balance_holds)" "0 0 1"
expect "emitted" "$(value tapless_emitted_packets_total)" 2000
expect_true "sweeps took time" awk '$1 == "tapless_sweep_seconds_sum" && $2 > 0 { found = 1 } END { exit !found }' "$work/metrics"
expect "no address of a flow in it" "$(grep -c "$ADDRESS_A" "$work/metrics")" 0
expect "no series comes twice" "$(grep -v '^#' "$work/metrics" | sed 's/ [^ ]*$//' | sort | uniq -d)" ""
"$TAPLESS" status --prometheus --instance "$INSTANCE" >"$work/printed"
expect "status prints the same families" "$(grep '^# TYPE' "$work/printed")" "$(grep '^# TYPE' "$work/metrics")"
expect_match "status has the sweeps" "$("$TAPLESS" status --instance "$INSTANCE")" 'sweeps +[0-9]+, mean'
if command -v promtool >/dev/null; then
	expect_true "promtool reads it" sh -c "promtool check metrics <'$work/metrics'"
	expect_true "promtool reads the alert rules" promtool check rules contrib/prometheus/alerts.yaml
else
	skip "promtool" "not installed: apt-get install prometheus"
fi

# --- what contrib names is there
grep -o '^# TYPE tapless_[a-z0-9_]*' "$work/metrics" | cut -d ' ' -f 3 | sort -u >"$work/there"
sed -n 's/^\(tapless_sweep_seconds_[a-z]*\) .*/\1/p' "$work/metrics" >>"$work/there"
for file in contrib/prometheus/alerts.yaml contrib/grafana/dashboard.json; do
	expect "all metrics of $file" "$(grep -oE 'tapless_[a-z0-9_]+' "$file" | sort -u | grep -vxFf "$work/there")" ""
done
expect_true "the dashboard is JSON with panels" jq -e '.panels | length > 8' contrib/grafana/dashboard.json

# --- clients that say nothing, and more than there is room for
for _ in $(seq 30); do
	start_in in_b "$work/silent" bash -c "exec 3<>/dev/tcp/127.0.0.1/$PORT; exec sleep 60"
done
in_a ping -q -f -c 500 $ADDRESS_B >/dev/null
counted() { [ "$("$TAPLESS" status --json --instance "$INSTANCE" | jq '.hooks["tc-ingress"].packets')" = 1500 ]; }
expect_true "silent clients hold nothing up" wait_for 20 counted
free_again() { [ "$(ask /healthz)" = ok ]; }
expect_true "and are let go of" wait_for 30 free_again

# --- what is wrong is said
if in_b "$TAPLESS" run --instance "${INSTANCE}b" -i vb --listen $PORT -e "json:$work/other.json" 2>"$work/refused"; then
	not_ok "a port that is taken" "it runs"
else
	expect_match "a port that is taken" "$(cat "$work/refused")" "--listen $PORT: Address already in use.*another port"
fi
if in_b "$TAPLESS" run --instance "${INSTANCE}b" -i vb --listen localhost:http 2>"$work/refused"; then
	not_ok "a name as address" "it runs"
else
	expect_match "a name as address" "$(cat "$work/refused")" "localhost:http: not PORT"
fi
kill -STOP "$METER"
sleep 0.1
expect "a stopped meter answers nothing" "$(code "http://127.0.0.1:$PORT/healthz")" 000
kill -CONT "$METER"
expect_true "and does again" wait_for 10 free_again
stop_meter || not_ok "meter ends" "exit status $?"
