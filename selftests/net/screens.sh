#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What people see: `query`, `report`, `report host` and `top` in terminals of 80×24 and 200×50 (tmux), and a report's page in a browser,
# 1400 and 400 wide, as far as both are installed. What was seen is left in build/screens. `make check-screens` looks at pages longer.
. "$(dirname "$0")/../lib.sh"
. selftests/screens/traffic.inc.sh
. selftests/screens/browser.inc.sh

# Each terminal has a server of its own: one that ends takes a moment, in which a new one under its name would fail.
terminals=0
terminal() { tmux -L "tapless-screens-$$-$terminals" -f /dev/null "$@"; }
trap 'terminal kill-server 2>/dev/null || true; clean_up' EXIT

# All that was printed since the last clearing, as lines of the terminal.
screen() { terminal capture-pane -p -S - | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$work/screen"; }
shows() { screen && grep -qE -- "$1" "$work/screen"; }

# Those that were too long for the terminal are one line with -J and several without.
wrapped() { echo $(($(terminal capture-pane -p -S - | wc -l) - $(terminal capture-pane -p -J -S - | wc -l))); }

# shown NAME WORD ARGUMENTS...: what such a command prints has the word in it and fits; it is kept as $pictures/NAME.txt
shown() {
	local name=$1-$size word=$2
	shift 2
	terminal send-keys -R \; clear-history
	terminal send-keys "clear; $(realpath "$TAPLESS") $*; echo '$name ended: '\$?" Enter
	wait_for 20 shows "^$name ended: [0-9]" || give_up "$name" "$(tail -n 5 "$work/screen")"
	cp "$work/screen" "$pictures/$name.txt"
	expect "$name: ends well" "$(grep "^$name ended" "$work/screen")" "$name ended: 0"
	expect_true "$name: has $word" grep -qE -- "$word" "$work/screen"
	expect "$name: no line is longer than the terminal" "$(wrapped)" 0
	expect_true "$name: in colours" grep -q $'\033\\[[0-9;]*[1-9]' <(terminal capture-pane -e -p -S -)
}

# begin COLUMNS ROWS
begin() {
	size=$1x$2
	terminals=$((terminals + 1))
	terminal new-session -d -x "$1" -y "$2" "env PS1='ready> ' LC_ALL=C.UTF-8 bash --norc --noprofile -i"
	wait_for 15 shows '^ready>' || give_up "a terminal" "$(cat "$work/screen")"
}

# The same traffic by `top`, while it is there.
check_top() {
	local name=top-$size
	terminal send-keys "$(realpath "$TAPLESS") top --instance $INSTANCE --country none --asn none" Enter
	wait_for 15 shows "^$ADDRESS_A .*8080/tcp" && ok "$name: a flow" || not_ok "$name: a flow" "$(cat "$work/screen")"
	expect "$name: no line is longer than the terminal" "$(wrapped)" 0
	terminal capture-pane -p >"$pictures/$name.txt"
	expect "$name: fills the terminal, and no more" "$(wc -l <"$pictures/$name.txt")" "${size#*x}"
	terminal send-keys q
	wait_for 15 shows '^ready>' || give_up "$name: ends" "$(cat "$work/screen")"
}

check_terminal() {
	begin "$1" "$2"
	shown query '8080' query -r "$work/flows.ipfix"
	shown groups 'www\.example\.org' query -r "$work/flows.ipfix" --by name
	shown report 'Scan of ports: ' report -r "$work/flows.ipfix"
	shown host 'www\.example\.org' report host $ADDRESS_A $ADDRESS_B -r "$work/flows.ipfix"
	terminal kill-server
}

# columns NAME: words of the table's heading
columns() { head -n 1 "$pictures/$1.txt" | wc -w; }

check_terminals() {
	check_terminal 80 24
	check_terminal 200 50
	expect_true "a wider terminal has more columns of records" test "$(columns query-200x50)" -gt "$(columns query-80x24)"
}

check_page() {
	"$TAPLESS" report -r "$work/flows.ipfix" --html "$work/short.html" || not_ok "report, HTML" "exit status $?"
	picture "$work/short.html" 1400 3000 1
	picture "$work/short.html" 400 3600 1
}

make_pair
serve_site
start_meter --hook tc --l7 full --idle 60 --closed 60 -e "file:$work/flows.ipfix"
visit_site
scan_site
if command -v tmux >/dev/null; then
	for size in 80x24 200x50; do
		begin "${size%x*}" "${size#*x}"
		check_top
		terminal kill-server
	done
fi
stop_meter || not_ok "meter ends" "exit status $?"
if command -v tmux >/dev/null; then check_terminals; else skip "terminal views" "tmux is not installed"; fi
if command -v chromium >/dev/null; then check_page; else skip "page in a browser" "chromium is not installed; \`make check-screens\` installs it"; fi
