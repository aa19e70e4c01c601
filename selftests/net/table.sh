#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# tapless run --table on a real terminal (tmux), in its sandbox: the table, another size, and the terminal as it was at the end.
. "$(dirname "$0")/../lib.sh"

terminal() { tmux -L "tapless-table-$$" -f /dev/null "$@"; }
trap 'terminal kill-server 2>/dev/null || true; clean_up' EXIT

screen() { terminal capture-pane -p >"$work/screen"; }
shows() { screen && grep -qE -- "$1" "$work/screen"; }

# seen NAME REGEX: soon some line of the screen is so
seen() {
	if wait_for 15 shows "$2"; then ok "$1"; else not_ok "$1" "$(tr -s '\n ' '| ' <"$work/screen" | head -c 1000) $(cat "$work/meter.err")"; fi
}

# settings NAME: those of the terminal but for its size
settings() {
	terminal send-keys "clear; stty -a | sed 's/rows.*columns [0-9]*;//' >$work/$1; echo do'ne' $1" Enter
	wait_for 15 shows "^done $1\$"
}

make_pair
terminal new-session -d -x 100 -y 12 "env PS1='ready> ' LC_ALL=C.UTF-8 nsenter --net=/run/netns/$NAMESPACE_B -- bash --norc --noprofile -i"
wait_for 15 shows '^ready>' || give_up "a terminal" "$(cat "$work/screen")"
settings before
terminal send-keys "$(realpath "$TAPLESS") run --instance $INSTANCE -i vb --country none --asn none --table 2>$work/meter.err" Enter
seen "an empty table" '^CLIENT +SERVER'
in_a ping -c 3 -i 0.2 $ADDRESS_B >"$work/ping" || not_ok ping "$(cat "$work/ping")"
seen "a flow" "^$ADDRESS_A +$ADDRESS_B +icmp +icmp echo"
expect "no line is too long" "$(awk 'length($0) > 100' "$work/screen")" ""
terminal resize-window -x 180 -y 20
in_a ping -c 3 -i 0.2 $ADDRESS_B >"$work/ping" || not_ok ping "$(cat "$work/ping")"
seen "more columns on a larger terminal" '^CLIENT.* IFACE .* AGE'
terminal send-keys C-c
seen "Ctrl-C ends it" '^ready>'
settings after || not_ok "the shell answers" "$(cat "$work/screen")"
expect "the terminal is as it was" "$(cat "$work/after")" "$(cat "$work/before")"
expect "and its cursor there" "$(terminal display -p '#{cursor_flag}')" 1
expect "no message but those of start and end" "$(grep -cE 'error|sandbox' "$work/meter.err")" 0
