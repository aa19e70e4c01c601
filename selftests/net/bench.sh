#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Each part of `make bench` goes to its end and leaves its figures: one that was renamed, or a function that a profile looks for, would
# be missed first by who wants to measure. What it measures here says nothing. Under iperf3 there are no other meters, which take long.
. "$(dirname "$0")/../lib.sh"

PARTS="hooks dissect records profile growth copied iperf system history"

figures_of() { jq --arg part "$1" '[.figures[] | select(.part == $part)] | length' "$work/bench/bench.json"; }
meters() { jq -r '[.system[].meter] | unique | join(" ")' "$work/bench/bench.json"; }

PEERS='' BENCH=least BENCH_FOLDER=$work/bench BENCH_PARTS=$PARTS selftests/bench/run.sh >"$work/out" 2>&1 ||
	give_up "the bench runs" "$(tail -n 5 "$work/out")"
for part in copied dissect growth hooks instructions iperf programs records; do
	expect_true "figures of $part" test "$(figures_of "$part")" -gt 0
done
expect_match "whole systems" "$(meters)" "common design.*nfpcapd none.*tapless"
expect "targets under iperf3" "$(jq '[.targets[] | select(.met != null and (.target | test("^(iperf3|bulk)")))] | length' "$work/bench/bench.json")" 4
expect "what they have accounted for" "$(jq '[.system[] | select(.meter | startswith("tapless")) | .accounted] | unique | join(" ")' "$work/bench/bench.json")" '"20000"'
expect_match "a history" "$(cat "$work/out")" "20000 flows of a day"
expect_true "the table of targets" grep -q '^| a sweep.s longest stretch on a CPU .*| \(yes\|\*\*no\*\*\) *|$' "$work/bench/bench.md"
expect "nothing is left of it" "$(compgen -G '/sys/fs/bpf/tapless/bench*' || true)" ""
