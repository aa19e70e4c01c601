#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Files that follow one another: each is read by itself by libfixbuf's ipfixDump, together they are what json: gave; a kill -9 at
# any moment leaves nothing that the next run does not complete.
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"
need ipfixDump "ipfixDump reads IPFIX files"
need zstd "zstd reads compressed files"

# By ipfixDump and zstd: files that they complain of, and flows
dump_each() { # FILE...
	local file bad=0
	: >"$work/dump"
	for file in "$@"; do
		case $file in
		*.zst) zstd -qdc "$file" >"$work/plain" || bad=$((bad + 1)) ;;
		*) cp "$file" "$work/plain" ;;
		esac
		ipfixDump --rfc5610 --in "$work/plain" >>"$work/dump" 2>"$work/complaint" || bad=$((bad + 1))
		[ ! -s "$work/complaint" ] || bad=$((bad + 1))
	done
	echo "$bad $(grep -c 'flowId :' "$work/dump")"
}

parted() { # NAME PARAMETERS LEAST-FILES
	local folder=$work/$1
	mkdir "$folder"
	truth "$work/$1.json"
	"$emit" "file:$folder/flows-%Y%m%d%H%M%S.ipfix?$2" $COUNT capture 2>"$work/$1.log"
	expect_true "$1: at least $3 files" test "$(find "$folder" -type f | wc -l)" -ge "$3"
	expect "$1: none is left unfinished" "$(find "$folder" -name '*.part')" ""
	expect "$1: each can be read by itself" "$(dump_each "$folder"/*)" "0 $COUNT"
	"$TAPLESS" decode "$folder"/* | sort >"$work/$1.decoded"
	expect "$1: together they are what json: gave" "$(sort "$work/$1.json" | cmp - "$work/$1.decoded" && echo same)" same
}

by_time() {
	local folder=$work/time
	mkdir "$folder"
	"$emit" "json:$folder/flows.json?rotate=1&zstd=1" 1 endless paced 2>"$work/time.log" &
	process=$!
	three() { [ "$(find "$folder" -name '*.json.zst' | wc -l)" -ge 3 ]; }
	expect_true "a file each second" wait_for 10 three
	kill -KILL "$process"
	wait "$process" 2>/dev/null || true
	expect_true "each is whole lines" sh -c "zstd -qdc $folder/*.json.zst | jq empty"
	expect "one is unfinished" "$(find "$folder" -name '*.part' | wc -l)" 1
	"$emit" "json:$folder/flows.json?rotate=1&zstd=1" $KINDS 2>"$work/time.log"
	expect "the next run completes it" "$(find "$folder" -name '*.part' | wc -l)" 0
	expect_true "then all are whole lines" sh -c "zstd -qdc $folder/*.json.zst | jq empty"
}

killed() { # NAME PARAMETERS
	local folder=$work/killed.$1 turn process
	mkdir "$folder"
	for turn in $(seq 12); do
		"$emit" "file:$folder/flows.ipfix?$2" 1 endless 2>"$work/killed.log" &
		process=$!
		more() { [ "$(du -sb "$folder" 2>/dev/null | cut -f 1)" -gt $((turn * 30000)) ]; }
		wait_for 10 more || give_up "endless emit writes" "$(cat "$work/killed.log")"
		sleep "0.0$((RANDOM % 10))"
		kill -KILL "$process"
		wait "$process" 2>/dev/null || true
	done
	"$emit" "file:$folder/flows.ipfix?$2" $KINDS 2>"$work/killed.log"
	expect "$1: nothing is unfinished after 12 times kill -9" "$(find "$folder" -name '*.part')" ""
	expect_match "$1: nor in pieces" "$(dump_each "$folder"/*)" "^0 "
	expect_true "$1: decode has nothing to say" sh -c "$TAPLESS decode $folder/* >$work/decoded"
}

parted size "size=50k" 3
parted compressed "size=10k&zstd=3" 3
parted whole "zstd=19" 1
by_time
killed plain "size=1M"
killed zstd "size=200k&zstd=1"
