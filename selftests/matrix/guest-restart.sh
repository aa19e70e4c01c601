# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# The daemon may die (I3): killed under load and started again, handed over by SIGTERM, killed for good and ended by
# `tapless stop`. Each daemon appends to a file of its own; a record exported twice is the same line.

restart_start() {
	turn=$((turn + 1))
	meter_start "$1-restart-$turn" veth0 "$1" --uniflow --idle 1 --active 2
}

restart_kill() {
	kill -9 "$meter"
	wait "$meter" 2>/dev/null
}

restart_distinct() {
	sort -u /tmp/"$1"-restart-*.json
}

# check_restart HOOK PAUSE…: killed after each pause
check_restart() {
	hook=$1 turn=0
	shift
	restart_start "$hook" || return
	in_peer tapless-generator -i veth1 --packets 20000 --flows 400 --rate 4000 --kind udp --seed 2 >/tmp/sent &
	generator=$!
	for pause in "$@"; do
		sleep $pause
		restart_kill
		restart_start "$hook" || return
	done
	kill -TERM "$meter"
	wait_until 120 gone "$meter" || not_ok "$hook-restart-hand-over" "the daemon still runs"
	wait "$generator" || not_ok "$hook-restart-generator" "failed"
	restart_start "$hook" || return
	check_balance "$hook-restart"
	restart_kill
	tapless stop --instance matrix >/tmp/stop.log 2>&1 || not_ok "$hook-restart-stop" "$(tail -n 1 /tmp/stop.log)"
	expect_nothing_left "$hook-restart" veth0
	expect "$hook-restart-packets" "$(restart_distinct "$hook" | sum packetDeltaCount)" "$(sum packets </tmp/sent)"
	expect "$hook-restart-octets" "$(restart_distinct "$hook" | sum octetDeltaCount)" "$(sum octets </tmp/sent)"
	rm -f /tmp/"$hook"-restart-*.json
}

check_restart tc 0.7 0.2 1.1
check_restart xdp 0.9
