#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What a service manager sees: readiness and watchdog by datagrams, levels for the journal, a unit whose sandbox is narrow, and a
# message that comes again and again kept short. The unit with a real systemd: `make check-package`.
. "$(dirname "$0")/../lib.sh"

# --- the unit
if command -v systemd-analyze >/dev/null; then
	for unit in tapless.service tapless-geodb.service; do
		sed 's,@PREFIX@,/usr,' tools/$unit >"$work/$unit"
		level=$(systemd-analyze security --offline=true --no-pager "$work/$unit" | grep -oE '[0-9]+\.[0-9]+ [A-Z]+' | tail -n 1)
		echo "# exposure of $unit: $level"
		expect_true "$unit: exposure at most 2.5" awk -v level="${level% *}" 'BEGIN { exit !(level != "" && level <= 2.5) }'
	done
else
	skip "exposure of the unit" "no systemd-analyze: apt-get install systemd"
fi

# --- a service manager's socket
cat >"$work/manager.py" <<'END'
import os, socket, sys
os.umask(0)
manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
manager.bind(sys.argv[1])
while True:
    print(manager.recv(4096).decode().replace("\n", " "), flush=True)
END
chmod 755 "$work"
python3 "$work/manager.py" "$work/notify" >"$work/said" &
children+=($!)
there() { [ -S "$work/notify" ]; }
wait_for 10 there || give_up "socket of the service manager" "not there"
make_pair
: >"$work/journal"
# shellcheck disable=SC2094 # only its number is asked
JOURNAL_STREAM=$(stat -c '%d:%i' "$work/journal") NOTIFY_SOCKET=$work/notify WATCHDOG_USEC=30000000 \
	nsenter --net="/run/netns/$NAMESPACE_B" -- "$TAPLESS" run --instance "$INSTANCE" -i vb -e "json+tcp://$ADDRESS_A:9?retry=1" >"$work/meter.out" 2>"$work/journal" &
METER=$!
says() { grep -qE -- "$1" "$work/said"; }
expect_true "READY=1" wait_for 20 says '^READY=1$'
expect_true "hooks are attached by then" meter_is_ready
said_times() { [ "$(grep -c "^$1$" "$work/said")" -ge "$2" ]; }
expect_true "WATCHDOG=1, again and again" wait_for 10 said_times WATCHDOG=1 3
kill -HUP "$METER"
expect_true "RELOADING=1 with its time" wait_for 10 says '^RELOADING=1 MONOTONIC_USEC=[0-9]+$'
expect_true "and READY=1 again" wait_for 10 said_times READY=1 2
kill -INT "$METER"
wait_for 20 gone "$METER" || not_ok "meter ends" "not after SIGINT"
METER=
expect_true "STOPPING=1" says '^STOPPING=1$'
expect "levels are ahead of every line" "$(grep -vcE '^<[346]>' "$work/journal")" 0
expect_match "a warning has its own" "$(cat "$work/journal")" '^<4>warning: '

# --- without a journal nothing of it
start_meter -e "json:$work/flows.json"
stop_meter || not_ok "meter ends" "exit status $?"
expect "lines for people" "$(grep -vc '^tapless: ' "$work/meter.err")" 0
