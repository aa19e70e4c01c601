#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The configuration file: what is wrong is told by file and line, the dump is a file that says the same, and on SIGHUP a running
# meter takes what can change without missing a packet, in its sandbox, and names what cannot.
. "$(dirname "$0")/../lib.sh"

file=$work/tapless.conf
# refuses NAME LINES REGEX
refuses() {
	printf '%b' "$2" >"$file"
	if "$TAPLESS" config --check "$file" >/dev/null 2>"$work/said"; then
		not_ok "$1" "it is said to be good"
	else
		expect_match "$1" "$(cat "$work/said")" "$3"
	fi
}

refuses "unknown key" '# first\nidle = 3\nacttive = 4\n' "$file:3: unknown option .acttive., did you mean .active."
refuses "a key that resembles none" 'zzzzzz = 4\n' "$file:1: unknown option .zzzzzz.; the keys are"
refuses "wrong number" 'idle = never\n' "$file:1: idle = never: not a whole number from 1 to 65535 seconds"
refuses "wrong word" 'l7 = al\n' "$file:1: l7 = al: not one of off, names, full"
refuses "no key" 'idle 3\n' "$file:1: not a line of the form"
refuses "a section" '[run]\nidle = 3\n' "no sections; leave out .run."
refuses "unknown destination" 'idle = 3\nexport = ipfixx://192.0.2.1\n' "$file:2: export = ipfixx"
refuses "unknown parameter" 'export = ipfix+udp://192.0.2.1?mtuu=3\n' "mtuu.*"
refuses "options that do not go together" 'l7 = names\nsql-text = yes\n' "sql-text needs --l7 full"
refuses "no port" 'listen = 99999\n' "listen 99999: not PORT"
refuses "a file that is not there" 'networks = /nowhere/networks\n' "$file:1: networks = /nowhere/networks: there is no such file"
expect_match "no file" "$("$TAPLESS" config "$work/none" 2>&1)" "cannot read configuration file $work/none"

printf 'idle = 7\ninterface = vb\ninterface = eth*\nexport = json:%s\nsplt = yes\nl7 = names\n' "$work/flows.json" >"$file"
expect_match "a good file" "$("$TAPLESS" config --check "$file")" "is good: it sets 6 options"
"$TAPLESS" config --dump "$file" >"$work/dump"
expect "where a setting comes from" "$(grep -A 1 "^# $file:1$" "$work/dump" | tail -n 1)" "idle = 7"
expect "and each item of a list" "$(grep -A 1 "^# $file:3$" "$work/dump" | tail -n 1)" "interface = eth*"
expect_match "and a default" "$(grep -A 1 '^# default' "$work/dump")" '^closed = 2$'
"$TAPLESS" config --dump "$work/dump" >"$work/again"
expect "the dump is a file that says the same" "$(grep -v '^#' "$work/again")" "$(grep -v '^#' "$work/dump")"
expect_true "the file in the package is good" "$TAPLESS" config --check tools/tapless.conf

# --- SIGHUP under traffic

make_pair
in_b ip link add name extra0 type veth peer name extra0 netns "$NAMESPACE_A"
in_b ip link set extra0 up
printf 'interface = vb\nidle = 30\nexport = json:%s\nflows = 4096\n' "$work/flows.json" >"$file"
chmod 755 "$work"
chmod 644 "$file"
nsenter --net="/run/netns/$NAMESPACE_B" -- "$TAPLESS" run --instance "$INSTANCE" -c "$file" >"$work/meter.out" 2>"$work/meter.err" &
METER=$!
wait_for 20 meter_is_ready || give_up "meter is ready" "$(cat "$work/meter.err")"
says() { grep -qE -- "$1" "$work/meter.err"; }
hang_up() { kill -HUP "$METER"; }

in_a ping -q -i 0.002 -c 2000 $ADDRESS_B >"$work/ping" &
ping=$!
printf 'interface = vb\nidle = 30\nexport = json:%s\nflows = 4096\nidel = 3\n' "$work/flows.json" >"$file"
hang_up
expect_true "an error is told with file and line" wait_for 10 says "$file:5: unknown option .idel., did you mean .idle."
expect_true "and changes nothing" wait_for 10 says "the settings stay as they are"
printf 'interface = vb\ninterface = extra0\nidle = 1\nexport = json:%s\nflows = 8192\n' "$work/flows.json" >"$file"
hang_up
expect_true "timeouts change" wait_for 10 says "idle: changed"
expect_true "interfaces change" wait_for 10 says "interface: changed"
expect_true "what cannot is named" wait_for 10 says "flows has changed: it takes effect when"
attached() { compgen -G "$PINS/links/extra0@tc-egress@*" >/dev/null; }
expect_true "the interface that was added is attached to" wait_for 10 attached
printf 'interface = vb\nidle = 1\nexport = json:%s\nflows = 4096\n' "$work/flows.json" >"$file"
hang_up
let_go() { ! attached; }
expect_true "and let go of when it is taken out" wait_for 10 let_go
wait "$ping" || not_ok "traffic" "ping failed"
expect_match "every ping was answered" "$(cat "$work/ping")" "2000 received"
idle_told() { [ -s "$work/flows.json" ]; }
expect_true "the new idle timeout holds" wait_for 20 idle_told
stop_meter || not_ok "meter ends" "exit status $?"
expect "not a packet was missed" "$(total "$work/flows.json" packetDeltaCount '.protocolIdentifier == 1')" 4000
expect "no other process took part" "$(grep -c 'instance .* room for' "$work/meter.err")" 1
