#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The Debian package on a clean Debian 12 with systemd as its first process (in a container of systemd-nspawn): installed, it meters
# the interface of the default route with the history on, inside the unit's sandbox; restarted, killed, hung and upgraded it loses
# no packet; purged, it leaves nothing.
. "$(dirname "$0")/../lib.sh"

# shellcheck source=selftests/package/machine.inc.sh
. "$(dirname "$0")/machine.inc.sh"

name=tapless-$$
for program in debootstrap systemd-nspawn dpkg-deb dpkg-shlibdeps; do need $program; done

remove_machine() {
	[ -z "${container-}" ] || kill -TERM "$container" 2>/dev/null || true
	[ -z "${container-}" ] || wait_for 20 gone "$container" || kill -KILL "$container" 2>/dev/null || true
	rm -rf --one-file-system "$machine"
}
trap 'remove_machine; clean_up' EXIT

# What a package could leave: files and accounts. Logs, caches and dpkg's own lists are the system's.
snapshot() {
	find "$machine" -xdev \( -path "$machine/var/log/*" -o -path "$machine/var/cache/*" -o -path "$machine/var/lib/dpkg/*" -o -path "$machine/var/lib/apt/*" \
		-o -path "$machine/var/lib/systemd/*" -o -path "$machine/run/*" -o -path "$machine/tmp/*" -o -path "$machine/var/tmp/*" -o -path "$machine/root/*" \
		-o -path "$machine/etc/*-" -o -path "$machine/dev/*" -o -path "$machine/proc/*" -o -path "$machine/sys/*" \) -prune -o -printf '%P\n' | sort
	find "$machine/var" -name '*tapless*' -printf '%P\n' | sort
	cut -d: -f 1 "$machine/etc/passwd" "$machine/etc/group" | sort
}

# --- build, and a clean machine with nothing but the libraries

prepare_machine
echo "# the package has $(stat -c %s "$package") octets"
# systemd-nspawn keeps bpffs to the host; a real machine's systemd mounts it
cat >"$machine/etc/systemd/system/bpffs.service" <<'END'
[Unit]
DefaultDependencies=no
Before=sysinit.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'mkdir -p /sys/fs/bpf && mount -t bpf -o mode=700 bpf /sys/fs/bpf'
[Install]
WantedBy=sysinit.target
END
inside_before systemctl enable -q bpffs.service

# --- systemd

make_pair
SYSTEMD_NSPAWN_API_VFS_WRITABLE=yes nsenter --net="/run/netns/$NAMESPACE_A" -- systemd-nspawn --quiet -D "$machine" --boot --register=no --keep-unit \
	--network-veth --machine="$name" --capability=CAP_BPF,CAP_PERFMON,CAP_NET_ADMIN --system-call-filter='bpf landlock_create_ruleset landlock_add_rule landlock_restrict_self' \
	</dev/null >"$work/console" 2>&1 &
container=$!
leader_is_there() { leader=$(pgrep -P "$container" | head -n 1) && [ -n "$leader" ]; }
wait_for 20 leader_is_there || give_up "systemd-nspawn" "$(tail -n 3 "$work/console")"
inside() { nsenter -t "$leader" --all -- env LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
booted() { [[ $(inside systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]]; }
wait_for 60 booted || give_up "systemd" "$(tail -n 3 "$work/console")"
host=$(in_a ip -o link | grep -oE 've-[^@:]*' | head -n 1)
in_a ip address add 198.51.100.1/24 dev "$host"
in_a ip link set "$host" up
inside ip address add 198.51.100.2/24 dev host0
inside ip link set host0 up
inside ip route add default via 198.51.100.1
answers() { in_a ping -q -c 1 -W 1 198.51.100.2 >/dev/null; }
wait_for 20 answers || not_ok "network of the machine" "no answer"
snapshot >"$work/before"

# --- installed

expect_true "installs" inside dpkg -i /root/tapless.deb
expect "is not started, nor enabled" "$(inside systemctl is-active tapless) $(inside systemctl is-enabled tapless)" "inactive disabled"
expect_true "its configuration is good" inside tapless config --check
for file in usr/share/man/man8/tapless.8.gz usr/share/bash-completion/completions/tapless usr/share/fish/vendor_completions.d/tapless.fish \
	usr/share/zsh/vendor-completions/_tapless usr/lib/systemd/system/tapless-geodb.timer usr/share/doc/tapless/copyright; do
	expect_true "has $file" test -s "$machine/$file"
done
expect "a user of its own" "$(inside id -un tapless)" tapless
inside systemctl start tapless >/dev/null 2>&1 || give_up "systemctl start tapless" "$(inside journalctl -q -o cat -u tapless | tail -n 20)"
ok "systemctl start tapless"
journal() { inside journalctl -q -o cat -u tapless; }
status() { inside tapless status --json; }
seen() { status | jq '[.hooks[].packets] | add'; }
main_process() { inside systemctl show -P MainPID tapless; }
expect "is active" "$(inside systemctl is-active tapless)" active
expect_match "meters the interface of the default route" "$(inside tapless status)" 'host0 +tc-ingress'
process=$(main_process)
expect "as the user tapless, from the start" "$(inside ps -o user= -p "$process")" tapless
expect "with CAP_NET_ADMIN alone, not in effect" "$(inside awk '/^Cap(Prm|Eff|Amb)/ { printf "%s ", $2 }' "/proc/$process/status")" \
	"0000000000001000 0000000000000000 0000000000000000 "
exposure=$(inside systemd-analyze security --no-pager tapless.service | grep -oE 'exposure level for .*: [0-9.]+' | grep -oE '[0-9.]+$')
echo "# live exposure level: $exposure"
expect_true "the sandbox is the unit's, at most 2.5" awk -v level="$exposure" 'BEGIN { exit !(level != "" && level <= 2.5) }'
expect "no word of it is unknown to systemd" "$(inside systemd-analyze verify --man=no tapless.service tapless-geodb.timer 2>&1 | grep tapless)" ""

# --- never a packet less: 400 a step there and back

ping_on() { in_a ping -q -i 0.01 -c 400 198.51.100.2 >"$work/ping" 2>&1 & pinging=$!; }
ping_over() { wait "$pinging" || not_ok "$1: every ping answered" "$(tail -n 2 "$work/ping")"; }
first=$(seen)
ping_on
expect_true "systemctl restart" inside systemctl restart tapless
ping_over restart
expect_match "the next process took the flows over" "$(journal)" "taken over with its flows"
ping_on
inside kill -KILL "$(main_process)"
runs_again() { [ "$(inside systemctl is-active tapless)" = active ] && [ "$(main_process)" != "$process" ]; }
process=$(main_process)
expect_true "killed, it is started again" wait_for 20 runs_again
ping_over killed
mkdir -p "$machine/etc/systemd/system/tapless.service.d"
printf '[Service]\nWatchdogSec=3\n' >"$machine/etc/systemd/system/tapless.service.d/watchdog.conf"
inside systemctl daemon-reload
inside systemctl restart tapless
ping_on
process=$(main_process)
inside kill -STOP "$process"
expect_true "hung, it is ended by the watchdog and started again" wait_for 30 runs_again
ping_over hung
expect_match "the watchdog it was" "$(inside journalctl -q -o cat -u tapless)" "Watchdog timeout"
ping_on
expect_true "an upgrade" inside dpkg -i /root/tapless.deb
ping_over upgrade
expect "and it runs again" "$(inside systemctl is-active tapless)" active
total_seen() { [ "$(seen)" -ge $((first + 3200)) ]; }
expect_true "all 3200 packets were seen" wait_for 10 total_seen
expect "the balance holds" "$(status | jq -c '[.balance.residualPackets, .balance.holds]')" "[0,true]"

# --- reload, and what the journal has

printf 'idle = 2\n' >>"$machine/etc/tapless/tapless.conf"
expect_true "systemctl reload" inside systemctl reload tapless
changed() { journal | grep -q 'idle: changed'; }
expect_true "it takes over what can change" wait_for 10 changed
printf 'idel = 2\n' >>"$machine/etc/tapless/tapless.conf"
inside systemctl reload tapless 2>/dev/null && not_ok "a wrong file is refused" "reloaded"
expect_match "and the journal says why" "$(journal)" "tapless.conf:[0-9]+: unknown option .idel., did you mean .idle."
expect "and the meter goes on" "$(inside systemctl is-active tapless)" active
sed -i '/^idel/d' "$machine/etc/tapless/tapless.conf"
expect "levels: an error is one for the journal" \
	"$(inside journalctl -q -o json -u tapless -p 3 | jq -r 'select(.MESSAGE | test("idel")) | .PRIORITY' | sort -u)" 3
expect "lines have no prefix" "$(journal | grep -cE '^<[0-9]>|^tapless: ')" 0

# --- the history, a stop, a removal

expect_true "systemctl stop" inside systemctl stop tapless
expect "no pin is left" "$(inside find /sys/fs/bpf/tapless ! -type d 2>/dev/null)" ""
expect_match "the history is there" "$(inside tapless store list)" '[0-9]'
packets=$(inside tapless query --last 1h 'icmp and host 198.51.100.1' --by proto --format csv | tail -n 1)
expect_match "and has all pings: 400 x 4, and their answers" "$packets" '(^|,)32[0-9][0-9](,|$)'
expect_true "purge" inside dpkg -P tapless
rm -rf "$machine/etc/systemd/system/tapless.service.d"
snapshot >"$work/after"
expect "purge leaves nothing" "$(diff "$work/before" "$work/after")" ""
