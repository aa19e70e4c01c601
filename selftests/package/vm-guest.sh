#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Runs in the guest, when systemd is up: the package from its installation to its removal.
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

# shellcheck source=selftests/matrix/guest-lib.sh
. /root/guest-lib.sh
expect_true() {
	local name=$1
	shift
	if "$@" >/root/said 2>&1; then ok "$name"; else not_ok "$name" "$(tail -n 3 /root/said)"; fi
}

main_process() { systemctl show -P MainPID tapless; }
status() { tapless status --json; }
journal() { journalctl -q -o cat -u tapless; }
in_peer() { ip netns exec peer "$@"; }

echo "# vm: kernel $(uname -r), $(systemctl --version | head -n 1)"
ip netns add peer
ip link add va type veth peer name vb netns peer
ip address add 198.51.100.2/24 dev va
in_peer ip address add 198.51.100.1/24 dev vb
ip link set va up
in_peer ip link set vb up
ip route add default via 198.51.100.1

expect_true "installs" dpkg -i /root/tapless.deb
# Without KVM a program takes a hundred times as long to load.
mkdir -p /etc/systemd/system/tapless.service.d
printf '[Service]\nTimeoutStartSec=900\nTimeoutStopSec=900\nWatchdogSec=600\n' >/etc/systemd/system/tapless.service.d/slow.conf
systemctl daemon-reload
systemctl start tapless >/root/said 2>&1 || not_ok "systemctl start tapless" "$(journal | tail -n 5)"
expect "is active" "$(systemctl is-active tapless)" active
expect "meters the interface of the default route" "$(status | jq -r '[.interfaces[].interface] | unique | join(" ")')" va
process=$(main_process)
expect "as the user tapless" "$(ps -o user= -p "$process")" tapless
expect "with CAP_NET_ADMIN alone, not in effect" "$(awk '/^Cap(Prm|Eff|Amb)/ { printf "%s ", $2 }' "/proc/$process/status")" \
	"0000000000001000 0000000000000000 0000000000000000 "
expect "no new privileges, and system calls filtered" "$(awk '/^(NoNewPrivs|Seccomp):/ { printf "%s ", $2 }' "/proc/$process/status")" "1 2 "
level=$(systemd-analyze security --no-pager tapless.service | grep -oE 'exposure level for .*: [0-9.]+' | grep -oE '[0-9.]+$')
echo "# vm: exposure level $level"
expect_true "exposure at most 2.5" awk -v level="$level" 'BEGIN { exit !(level != "" && level <= 2.5) }'
expect "sees no home, no file of root's, no device" \
	"$(nsenter -t "$process" -m -- sh -c 'find /home /root -mindepth 1 2>/dev/null; [ ! -e /dev/console ] || echo console')" ""
expect_true "its own system is read-only" nsenter -t "$process" -m -- sh -c '! touch /usr/touched 2>/dev/null'

ping_on() {
	in_peer ping -q -i 0.05 -c 200 198.51.100.2 >/root/ping 2>&1 &
	pinging=$!
}
ping_over() { wait "$pinging" || not_ok "$1: every ping answered" "$(tail -n 2 /root/ping)"; }
runs_again() { [ "$(systemctl is-active tapless)" = active ] && [ "$(main_process)" != "$process" ]; }

ping_on
expect_true "systemctl restart" systemctl restart tapless
ping_over restart
expect "the next process took the flows over" "$(journal | grep -c 'taken over with its flows')" 1
process=$(main_process)
ping_on
kill -KILL "$process"
expect_true "killed, it is started again" wait_until 600 runs_again
ping_over killed
expect_true "systemctl reload" systemctl reload tapless
expect "the balance holds" "$(status | jq -c '[.balance.residualPackets, .balance.holds]')" "[0,true]"
expect_true "systemctl stop" systemctl stop tapless
expect "no pin is left" "$(find /sys/fs/bpf/tapless ! -type d 2>/dev/null)" ""
packets=$(tapless query --last 1h 'icmp and host 198.51.100.1' --by proto --format csv 2>&1 | tail -n 1)
expect_true "the history has all pings, 200 x 2, and their answers: $packets" grep -qE '(^|,)800(,|$)' <<<"$packets"
expect_true "purge" dpkg -P tapless
rm -r /etc/systemd/system/tapless.service.d
expect "purge leaves no file" "$(find / -xdev -name '*tapless*' ! -path '/root/*' ! -path '/proc/*' ! -path '/sys/*' ! -path '/tmp/*' ! -path '/run/*' \
	! -path '/var/log/*' ! -path '/var/lib/systemd/*' ! -path '/var/cache/*' | head -n 5)" ""
echo "guest: end"
