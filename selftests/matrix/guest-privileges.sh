# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# The running daemon: a user of its own in its sandbox (the guest has no /etc/passwd: nobody's number), and an interface that
# comes when it has long given root's rights away, by clsact on old kernels. A system call that is missing ends it.

late_is_attached() {
	[ -n "$(find /sys/fs/bpf/tapless/matrix/links -name 'late0@tc-egress*')" ]
}

late_is_gone() {
	! late_is_attached
}

make_late() {
	ip link add name late0 type veth peer name late1 netns peer
	ip link set late0 up
}

check_privileges() {
	meter_start privileges veth0 auto -i 'late*' || return
	expect privileges-process \
		"$(awk '/^(Uid|CapPrm|CapEff|CapBnd|NoNewPrivs|Seccomp):/ { printf "%s ", $2 }' "/proc/$meter/status")" \
		"65534 0000000000001000 0000000000000000 0000000000000000 1 2 "
	expect privileges-landlock "$(grep -c Landlock /tmp/privileges.log)" 0
	make_late
	if wait_until 30 late_is_attached; then ok privileges-late; else not_ok privileges-late "$(tail -n 1 /tmp/privileges.log)"; fi
	ip link del late0
	if wait_until 30 late_is_gone; then ok privileges-late-gone; else not_ok privileges-late-gone "$(tail -n 1 /tmp/privileges.log)"; fi
	make_late
	wait_until 30 late_is_attached || not_ok privileges-late-again "$(tail -n 1 /tmp/privileges.log)"
	if gone "$meter"; then
		not_ok privileges-alive "it has ended"
		show /tmp/privileges.log
	fi
	meter_stop privileges late0
	ip link del late0
}

check_privileges
