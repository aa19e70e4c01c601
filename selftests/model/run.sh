#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Verifies the models of the freeze protocol with SPIN, all states of each, and shows that each fault put in is found.
#
#     selftests/model/run.sh          a line "ok …", "not ok …: why", "skip …: why" per check
#     selftests/model/run.sh NAME     the one check of that name, and how it fails: the steps of the shortest trail
#
# `holds` must verify with no error and leave no statement unreached; `finds` takes one piece out of the protocol, and the
# verification must then fail. Two questions that the models depend on are put to the code itself: sweep_retires, settle_again.
# shellcheck disable=SC2317 # judge_holds and judge_finds are called by name
set -euo pipefail
cd "$(dirname "$0")/../.."
only=${1-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP INT TERM
checks=0 bad=0
limit=150 # seconds for one verification, so that a busy machine is no failure; alone, the longest takes 5
at_once=2
# Most of the time goes into compiling, and a fault is found in few states: with an alternative's last branch first, in the fewest
declare -A compiled=([holds]="-O2" [finds]="-O0 -DT_REVERSE")

# Lines of a function's definition in a file of the project
body() { sed -n "/\\b$2(/,/^}/p" "$1"; }

# What is emitted is RETIRED before it is deleted, what a walk finds DEAD as well; take() waits a second time
sweep_retires() {
	if body bpf/emit.h tl_emit_final | grep -q 'from, TL_FLOW_RETIRED)' &&
		body bpf/sweep.h tl_bury | grep -q 'TL_FLOW_DEAD, TL_FLOW_RETIRED)'; then
		echo SWEEP_RETIRES
	else
		echo SWEEP_KILLS
	fi
}
settle_again() { if [ "$(body user/kernel/balance.c take | grep -c 'settle(')" = 1 ]; then echo SETTLE_ONCE; else echo SETTLE_AGAIN; fi; }

# verify holds|finds FOLDER MODEL DEFINE...: compiles and runs the verifier in FOLDER; its output in FOLDER/out
verify() {
	local kind=$1 folder=$2 model=$PWD/selftests/model/$3.pml
	shift 3
	mkdir "$folder"
	cd "$folder"
	spin -a "${@/#/-D}" "$model" >out 2>&1 || return 0
	# shellcheck disable=SC2086 # several words
	gcc ${compiled[$kind]} -w -DSAFETY -DCOLLAPSE -DVECTORSZ=512 ${only:+-DREACH} -o pan pan.c >>out 2>&1 || return 0
	timeout "$limit" ./pan -m100000 -w22 ${only:+-i} >>out 2>&1 || echo "exit status $?" >>out
}

last_lines() { tail -n 3 "$1" | tr '\n' ' '; }

judge_holds() {
	if grep -q '^State-vector.* errors: 0$' "$2/out" && ! grep -qE 'exit status|max search depth too small|aborted' "$2/out"; then
		if grep -A1 '^unreached in' "$2/out" | grep '(' | grep -qv '(0 of'; then
			echo "not ok $1: statements never reached: $(grep -c '\.pml:[0-9]*, state' "$2/out")"
		else
			echo "ok $1 ($(awk '/states, stored/ { print $1 }' "$2/out") states)"
		fi
	elif grep -qE '^pan:1:' "$2/out"; then
		echo "not ok $1: $(grep -m1 '^pan:1:' "$2/out" | cut -c 1-60)…; the steps: $0 '$1'"
	else
		echo "not ok $1: no verdict: $(last_lines "$2/out")"
	fi
}

judge_finds() {
	if grep -qE '^pan:1: (assertion violated|invalid end state)' "$2/out"; then
		echo "ok $1 (found)"
	elif grep -q 'errors: 0$' "$2/out"; then
		echo "not ok $1: the model does not find it"
	else
		echo "not ok $1: no verdict: $(last_lines "$2/out")"
	fi
}

show_trail() {
	local folder=$1 model=$2
	shift 2
	[ -z "$only" ] || [ ! -e "$folder/$model.pml.trail" ] ||
		spin "${@/#/-D}" -p -k "$folder/$model.pml.trail" "selftests/model/$model.pml" | grep -v '^using\|^Never\|^spin: warning'
}

# check holds|finds NAME MODEL DEFINE...: in the background, two at a time; results in order at the end
check() {
	local kind=$1 name=$2 folder
	shift 2
	[ -z "$only" ] || [ "$only" = "$name" ] || return 0
	checks=$((checks + 1))
	folder=$work/$(printf '%03d' $checks)
	while [ "$(jobs -pr | wc -l)" -ge $at_once ]; do
		wait -n || true
	done
	(
		(verify "$kind" "$folder" "$@")
		"judge_$kind" "$name" "$folder" >"$folder.result"
		show_trail "$folder" "$@" >>"$folder.result"
	) &
}

# mutations LABEL MODEL "DEFINE..." MUTATION...
mutations() {
	local label=$1 model=$2 base=$3 mutation
	shift 3
	for mutation in "$@"; do
		# shellcheck disable=SC2086 # base is a list
		check finds "$label: $mutation" "$model" $base $mutation
	done
}

results() {
	local result
	wait
	for result in "$work"/*.result; do
		cat "$result"
		! grep -q '^not ok' "$result" || bad=1
	done
}

# The models name the functions they mirror: each is still there.
check_names() {
	local name missing=
	while read -r name; do
		grep -qrwF --include='*.[ch]' "$name" bpf user include || missing+=" $name"
	done < <(grep -ohE '\btl_[a-z0-9_]+\b' selftests/model/*.pml | sort -u)
	if [ -z "$missing" ]; then echo "ok names of the functions"; else echo "not ok names of the functions: not in the code:$missing" && bad=1; fi
}

for tool in spin gcc; do
	command -v $tool >/dev/null || { echo "skip models: $tool is not installed" && exit 0; }
done
[ -n "$only" ] || check_names

one_key="KEYS=1 ELEMENTS=2 PACKETS=3 WALKS=3 SWEEPERS=1"
two_keys="KEYS=2 ELEMENTS=2 PACKETS=3 WALKS=2 SWEEPERS=1"
tight="KEYS=2 ELEMENTS=1 PACKETS=4 WALKS=2 SWEEPERS=1"
two_sweepers="KEYS=1 ELEMENTS=2 PACKETS=2 WALKS=2 SWEEPERS=2"
whole_ring="SIZE=4 FLOWS=3"
step_by_step="SIZE=4 FLOWS=4 ALONE=0 STEP_BY_STEP"

sweep=$(sweep_retires)
balance=$(settle_again)

# shellcheck disable=SC2086 # lists of definitions
{
	check holds "cache: one key, memory for two" cache $one_key $sweep
	check holds "cache: two keys" cache $two_keys $sweep
	check holds "cache: packets that annotate" cache $one_key ANNOTATIONS $sweep
	check holds "cache: two sweepers" cache $two_sweepers $sweep
	check holds "cache: a walk meets what it has deleted" cache $one_key MEET_DELETED $sweep
	check holds "ring: levels, crash, replay" ring $whole_ring
	check holds "ring: an exporter that is moved on, crash, replay" ring $step_by_step
	check holds "drain: end of an instance" drain DETACH
	check holds "drain: replacement of an inner map" drain REPLACE
	check holds "report: two counters" report
	check holds "balance: what status accepts" balance $balance
}

mutations cache cache "$one_key $sweep" WITHOUT_GRACE WITHOUT_REVIVE WITHOUT_NEW WITHOUT_REPORTING WITHOUT_WALK_NUMBER COPY_EARLY \
	EMIT_IN_ONE_WALK COUNT_IN_DEAD RESERVE_LATE RETIRED_IS_DEAD
mutations "cache, memory for one" cache "$tight $sweep" WITHOUT_LOOKUP
mutations "cache, annotations" cache "$one_key ANNOTATIONS $sweep" WITHOUT_GRACE WITHOUT_REVIVE
mutations cache cache "$two_sweepers $sweep" WITHOUT_LOCK
mutations ring ring "$whole_ring" COMMIT_EARLY COMMIT_NEVER START_AT_PRODUCER READ_BUSY KEEP_DISCARDED \
	NO_TENTH NO_MARK_WHEN_REFUSED COUNTED_SEQUENCE
mutations "ring, step by step" ring "$step_by_step" COMMIT_FASTEST COMMIT_FIRST ACCOUNT_OF_NOW NOT_PASSED_OVER SETTLE_FIRST \
	MOVED_ON_IN_SILENCE
mutations "drain at the end" drain DETACH WITHOUT_GRACE DRAIN_FIRST STOP_WHEN_REFUSED RESERVE_FAILS
mutations "drain of a replaced map" drain REPLACE WITHOUT_GRACE DRAIN_FIRST
mutations report report "" PACKETS_FIRST OCTETS_READ_FIRST TAKE_WHEN_EMPTY
mutations balance balance SETTLE_AGAIN WITHOUT_SETTLE WITHOUT_RETRY WITHOUT_SETTLE_AGAIN

[ $checks != 0 ] || { echo "not ok $only: no such check" && exit 1; }
results
exit $bad
