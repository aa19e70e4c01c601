#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the running daemon may do, whose its pins and files are, who can make root believe something, and that an instance goes
# from one user to the next. What the sandbox forbids is tried in selftests/unit/sandbox_test.c.
. "$(dirname "$0")/../lib.sh"

RUN=/run/tapless/$INSTANCE
OUTPUT=$work/flows.json
own=nobody
! id -u tapless >/dev/null 2>&1 || own=tapless
other=daemon # a user that each Debian has
# CAP_NET_ADMIN alone, and nothing in effect
permitted=0000000000001000 none=0000000000000000

# process_is LABEL USER: the row of each promise in /proc/PID/status
process_is() {
	local user
	user=$(id -u "$2")
	expect "$1: user" "$(awk '$1 == "Uid:" { print $2, $3, $4, $5 }' "/proc/$METER/status")" "$user $user $user $user"
	expect "$1: group" "$(awk '$1 == "Gid:" { print $2, $3, $4, $5 }' "/proc/$METER/status" | tr ' ' '\n' | sort -u)" "$(id -g "$2")"
	expect "$1: capabilities, no new privileges, seccomp" \
		"$(awk '/^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):/ { printf "%s ", $2 }' "/proc/$METER/status")" \
		"$none $permitted $none $none $none 1 2 "
}

# files_are LABEL USER: nothing of the instance can be read or written by others, beside what `status` shows
files_are() {
	expect "$1: pins are the daemon's alone" "$(find "$PINS" \( ! -user "$2" -o -perm /077 \) -print | head -n 3)" ""
	expect "$1: folder of all instances" "$(stat -c '%U %a' /sys/fs/bpf/tapless)" "root 1771"
	expect "$1: nobody else writes in its run folder" "$(find "$RUN" -perm /022 -print)" ""
	expect "$1: the arguments are root's" "$(stat -c '%U %a' "$RUN/arguments")" "root 600"
}

as_own() { setpriv --reuid "$own" --regid "$(id -g "$own")" --clear-groups -- "$@"; }

is_ready_anew() {
	! gone "$METER" || give_up "meter starts" "$(cat "$work/meter.err")"
	"$TAPLESS" status --json --instance "$INSTANCE" 2>/dev/null | jq -e ".daemon == $METER and .meter.pid == $METER" >/dev/null
}

# next_meter OPTION...: appends to the same file
next_meter() {
	start_meter -e "json:$OUTPUT" --idle 1 "$@"
	wait_for 10 is_ready_anew || give_up "meter is ready anew" "$(cat "$work/meter.err")"
}

end_meter() {
	kill "-$1" "$METER"
	[ "$1" != KILL ] || wait "$METER" 2>/dev/null || true
	wait_for 20 gone "$METER" || give_up "SIG$1" "the daemon has not ended"
	wait "$METER" 2>/dev/null || true
	METER=
}

ping_it() { in_a ping -q -c 2 -i 0.1 -W 2 $ADDRESS_B >/dev/null || not_ok "ping" "no answer"; }
residual() { "$TAPLESS" status --json --instance "$INSTANCE" | jq -c '[.balance.residualPackets, .balance.residualOctets]'; }
refuses() { # NAME REGEX OPTION...
	local name=$1 regex=$2
	shift 2
	if in_b "$TAPLESS" run --instance "$INSTANCE" -i vb -e "json:$OUTPUT" "$@" >/dev/null 2>"$work/refused"; then
		not_ok "$name" "it runs"
	else
		expect_match "$name" "$(cat "$work/refused")" "$regex"
	fi
}

late_is_attached() { compgen -G "$PINS/links/late0@tc-egress@*" >/dev/null; }
late_is_gone() { ! late_is_attached; }

check_refusals() {
	printf 'idle = 2\n' >"$work/config"
	chmod 666 "$work/config"
	refuses "a configuration that all can write" "$work/config.*chmod go-w" -c "$work/config"
	chmod 644 "$work/config"
	chown "$other" "$work/config"
	refuses "a configuration of another user" "$work/config belongs to" -c "$work/config"
	install -m 646 /dev/null "$work/country.mmdb"
	refuses "a database that all can write" "$work/country.mmdb.*chmod o-w" --country "$work/country.mmdb" --asn none
	refuses "an unknown user" "no user nosuch.*useradd" --user nosuch
	as_own true 2>/dev/null || return 0
	chmod 711 "$work"
	cp "$TAPLESS" "$work/tapless"
	if in_b setpriv --reuid "$own" --regid "$(id -g "$own")" --clear-groups -- "$work/tapless" run -i vb 2>"$work/refused"; then
		not_ok "without any capability" "it runs"
	else
		expect_match "without any capability" "$(cat "$work/refused")" "run as root"
	fi
	chmod 700 "$work"
}

check_running() {
	next_meter -i 'late*'
	process_is "first" "$own"
	files_are "first" "$own"
	expect "output file" "$(stat -c '%U %a' "$OUTPUT")" "$own 640"
	expect "a process of the same user cannot trace it" \
		"$(as_own cat "/proc/$METER/environ" 2>&1 | grep -c 'Permission denied')" 1
	in_b ip link add name late0 type veth peer name late0 netns "$NAMESPACE_A"
	expect_true "an interface that comes later is attached" wait_for 10 late_is_attached
	in_b ip link del late0
	expect_true "and let go of" wait_for 10 late_is_gone
	in_b ip link add name late0 type veth peer name late0 netns "$NAMESPACE_A"
	wait_for 10 late_is_attached || not_ok "attached again" "$(cat "$work/meter.err")"
	expect "effective set after that" "$(awk '$1 == "CapEff:" { print $2 }' "/proc/$METER/status")" "$none"
	ping_it
}

# What a daemon that somebody has taken over could leave for root to stumble on.
check_traps() {
	local arguments made=$work/root-was-here
	arguments=$(base64 -w 0 <"$RUN/arguments")
	end_meter KILL
	(cd "$PINS/flows" && as_own ln -s /etc/passwd trap)
	(cd "$RUN" && as_own sh -c 'mv arguments kept; printf "/\0run\0-e\0json:'"$made"'\0--instance\0'"$INSTANCE"'\0" >arguments')
	expect_match "arguments that root has not written are not run" "$("$TAPLESS" stop --instance "$INSTANCE" 2>&1)" "nobody knows where"
	expect_true "nor is what they name made" test ! -e "$made"
	(cd "$RUN" && as_own sh -c 'rm -f arguments lock; ln -s '"$made"' lock')
	if "$TAPLESS" run --instance "$INSTANCE" -i lo -e json:/dev/null 2>"$work/refused"; then
		not_ok "a lock that is a link" "followed"
	else
		expect_match "a lock that is a link" "$(cat "$work/refused")" "lock"
	fi
	expect_true "root makes nothing behind it" test ! -e "$made"
	(cd "$RUN" && as_own sh -c 'rm -f lock; mv kept arguments')
	expect "root's arguments are as before" "$(base64 -w 0 <"$RUN/arguments")" "$arguments"
	(cd "$PINS" && as_own sh -c 'mv instance kept && ln names instance')
	expect_match "another map in a pin's place" "$("$TAPLESS" status --instance "$INSTANCE" 2>&1)" "cannot read|made by"
	refuses "nor taken over" "instance is not the map that tapless pins there"
	(cd "$PINS" && mv -f kept instance)
}

check_chain() {
	next_meter --user root
	process_is "as root" root
	files_are "as root" root
	expect_true "a link among the pins is removed" test ! -L "$PINS/flows/trap"
	expect_true "what it led to is not" grep -q '^root:.*:0:0:' /etc/passwd
	expect "owner of /etc/passwd" "$(stat -c %U /etc/passwd)" root
	ping_it
	end_meter TERM
	next_meter --user "$other"
	process_is "another user" "$other"
	files_are "another user" "$other"
	ping_it
	end_meter KILL
	next_meter
	process_is "back" "$own"
	files_are "back" "$own"
	expect "balance after four daemons" "$(residual)" "[0,0]"
	end_meter INT
	expect_true "SIGINT leaves no pin" test ! -e "$PINS"
	expect_true "nor a file in /run" test ! -e "$RUN"
	expect "packets exported" "$(total "$OUTPUT" packetDeltaCount '.protocolIdentifier == 1')" 12
	next_meter
	ping_it
	end_meter KILL
	expect_true "stop ends what a killed daemon left" "$TAPLESS" stop --instance "$INSTANCE"
	expect_true "stop leaves no pin" test ! -e "$PINS"
	expect_true "stop leaves no file" test ! -e "$RUN"
	expect "packets exported by stop" "$(total "$OUTPUT" packetDeltaCount '.protocolIdentifier == 1')" 16
}

has_links() { nsenter --mount="/proc/$METER/ns/mnt" -- ls "$PINS/links" 2>/dev/null | grep -q vb@tc-egress; }

# Never root: file or ambient capabilities, folders that the administrator has made.
check_ambient() {
	local capabilities=+bpf,+perfmon,+net_admin
	chmod 711 "$work"
	cp "$TAPLESS" "$work/tapless"
	install -d -o "$own" "$work/own"
	mkdir -p /run/tapless
	# shellcheck disable=SC2016 # arguments of the inner shell
	nsenter --net="/run/netns/$NAMESPACE_B" -- unshare --mount sh -c 'mount -t bpf -o mode=0755 bpf /sys/fs/bpf && mkdir /sys/fs/bpf/tapless &&
		mount -t tmpfs tmpfs /run/tapless && chown "$1" /sys/fs/bpf/tapless /run/tapless && shift && exec "$@"' sh "$own" \
		setpriv --reuid "$own" --regid "$(id -g "$own")" --clear-groups --inh-caps $capabilities --ambient-caps $capabilities \
		-- "$work/tapless" run --instance "$INSTANCE" -i vb -e "json:$work/own/flows.json" 2>"$work/meter.err" &
	METER=$!
	wait_for 15 has_links || give_up "as a user with capabilities" "$(cat "$work/meter.err")"
	wait_for 5 grep -q '^Seccomp:.*2' "/proc/$METER/status" || true
	expect "a user with capabilities: sets" \
		"$(awk '/^(Uid|CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs|Seccomp):/ { printf "%s ", $2 }' "/proc/$METER/status")" \
		"$(id -u "$own") $none $permitted $none $none 1 2 "
	ping_it
	end_meter INT
	expect "a user with capabilities: packets" "$(total "$work/own/flows.json" packetDeltaCount '.protocolIdentifier == 1')" 4
}

# As in some containers: root, but not allowed to become another user.
check_bound_root() {
	nsenter --net="/run/netns/$NAMESPACE_B" -- setpriv --bounding-set=-setuid -- "$TAPLESS" run \
		--instance "$INSTANCE" -i vb -e "json:$OUTPUT" 2>"$work/meter.err" &
	METER=$!
	wait_for 15 is_ready_anew || give_up "root without CAP_SETUID" "$(cat "$work/meter.err")"
	process_is "root without CAP_SETUID" root
	expect_match "root without CAP_SETUID is told" "$(cat "$work/meter.err")" "warning: stays root"
	end_meter INT
	if in_b setpriv --bounding-set=-setuid -- "$TAPLESS" run --instance "$INSTANCE" -i vb --user "$own" 2>"$work/refused"; then
		not_ok "--user without CAP_SETUID" "it runs"
	else
		expect_match "--user without CAP_SETUID" "$(cat "$work/refused")" "CAP_SETUID"
	fi
}

make_pair
check_refusals
check_running
check_traps
check_chain
check_ambient
check_bound_root
