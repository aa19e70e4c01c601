#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# IPFIX files (RFC 5655): read by libfixbuf's ipfixDump and by tshark; `tapless decode` gives what json: gave; continued after
# a run, valid after any kill -9.
# shellcheck source=selftests/interop/collect.inc.sh
. "$(dirname "$0")/collect.inc.sh"
need ipfixDump "ipfixDump reads IPFIX files"

dump() { ipfixDump --rfc5610 --in "$1" >"$1.dump" 2>"$1.err"; }
stats() { tail -n 1 "$1.dump" | tr -d '*' | xargs; }

round_trip() { # biflow|uniflow
	local mode=$1 file=$work/$1.ipfix flows
	truth "$work/$mode.json" "${mode/biflow/}"
	"$emit" "file:$file" $COUNT capture ${mode/biflow/} 2>/dev/null
	"$TAPLESS" decode "$file" >"$work/$mode.decoded"
	expect_true "decode of file: equals json: ($mode)" cmp "$work/$mode.json" "$work/$mode.decoded"
	expect_true "every line is JSON ($mode)" jq -e . "$work/$mode.decoded" -c >"$work/parsed"
	dump "$file"
	expect "ipfixDump does not complain ($mode)" "$(cat "$file.err")" ""
	flows=$(grep -c 'flowId :' "$file.dump")
	expect "ipfixDump: flows ($mode)" "$flows" "$(wc -l <"$work/$mode.json")"
	expect "ipfixDump: packets ($mode)" \
		"$(awk '$2 == "packetDeltaCount" { print $4 }' "$file.dump" | python3 -c 'import sys; print(sum(map(int, sys.stdin)))')" \
		"$(sum "$work/$mode.json" packetDeltaCount)"
	expect "ipfixDump: reverse octets ($mode)" \
		"$(awk '$2 == "reverseOctetDeltaCount" { print $4 }' "$file.dump" | python3 -c 'import sys; print(sum(map(int, sys.stdin)))')" \
		"$(sum "$work/$mode.json" reverseOctetDeltaCount)"
	expect "reverse elements only beside the two ends of the flow (RFC 5103 4) ($mode)" "$(jq -c 'select((keys | any(startswith("reverse"))) and
		(has("sourceIPv4Address") or has("sourceIPv6Address") or has("sourceMacAddress") | not))' "$work/$mode.json" | wc -l)" 0
	expect "ipfixDump: server names, by the file's own RFC 5610 records ($mode)" \
		"$(grep 'tlsSni :' "$file.dump" | sed 's/.*) //' | sort | uniq -c | sort -rn | awk '{ print $1 }' | head -n 1)" \
		"$(jq -r .tlsSni "$work/$mode.json" | grep -v null | sort | uniq -c | sort -rn | awk '{ print $1 }' | head -n 1)"
	expect "tshark: nothing malformed in the file ($mode)" \
		"$(tshark -r "$file" -V 2>/dev/null | grep -ciE 'malformed|no template|expert info')" 0
}

continued() {
	local file=$work/continued.ipfix
	for _ in 1 2 3; do
		"$emit" "file:$file" $KINDS 2>/dev/null
	done
	printf 'half a message' >>"$file"
	"$emit" "file:$file" $KINDS 2>"$work/continued.log"
	expect_match "a cut end is told" "$(cat "$work/continued.log")" "warning: .*cut 14 octets of an unfinished message"
	dump "$file"
	expect "ipfixDump does not complain of a continued file" "$(cat "$file.err")" ""
	expect_match "all runs are in it" "$(grep -c 'flowId :' "$file.dump")" "^$((4 * KINDS))$"
	expect "sequence numbers go on" "$(grep 'sequence number' "$file.dump" | sed 's/.*number: //; s/ .*//' | sort -n -c 2>&1)" ""
	expect "--dedup drops what is there twice" "$("$TAPLESS" decode --dedup "$file" | wc -l)" $KINDS
	expect "names of interfaces" "$("$TAPLESS" decode --options "$file" | jq -r '.interfaceName // empty' | sort -u)" lo
	echo "hello, this is a text" >"$work/text"
	expect_match "a file that is not IPFIX is left alone" "$("$emit" "file:$work/text" 1 2>&1)" "is not IPFIX"
	expect "its text is still there" "$(cat "$work/text")" "hello, this is a text"
}

killed() {
	local file=$work/killed.ipfix turn process bad=0
	for turn in $(seq 20); do
		"$emit" "file:$file" 1 endless 2>"$work/killed.log" &
		process=$!
		wait_for 10 test -s "$file" || give_up "endless emit writes" "$(cat "$work/killed.log")"
		size=$(stat -c %s "$file")
		until [ "$(stat -c %s "$file")" -gt $((size + turn * 1000)) ]; do :; done
		kill -KILL "$process"
		wait "$process" 2>/dev/null || true
		"$TAPLESS" decode "$file" >/dev/null 2>"$work/decode.err" || { bad=$((bad + 1)); cat "$work/decode.err"; }
		[ $((turn % 5)) != 0 ] || rm "$file"
	done
	expect "whole messages after 20 times kill -9" $bad 0
}

round_trip biflow
round_trip uniflow
expect "uniflows have templates without reverse elements (RFC 5103 4)" "$(tshark -r "$work/uniflow.ipfix" -V 2>/dev/null | grep -c 'Enterprise.*29305')" 0
expect_true "biflows have some" test "$(tshark -r "$work/biflow.ipfix" -V 2>/dev/null | grep -c '29305')" -gt 0
continued
killed
