# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# What the checks of guest.sh share. For dash and busybox.

ok() {
	echo "ok $1"
}

not_ok() {
	echo "not ok $1: $2"
}

skip() {
	echo "skip $1: $2"
}

# At most 8 lines of a file, as comments beside a failure.
show() {
	[ ! -s "$1" ] || tail -n 8 "$1" | cut -c1-250 | sed 's/^/# /'
}

# expect NAME ACTUAL WANTED
expect() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "is $2, should be $3"
	fi
}

# Hundredths of a second since boot.
now() {
	read -r up _ </proc/uptime
	echo "${up%.*}${up#*.}"
}

# wait_until SECONDS COMMAND…: polls until the command succeeds.
wait_until() {
	deadline=$(($(now) + $1 * 100))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(now)" -lt "$deadline" ] || return 1
		sleep 0.05
	done
}

gone() {
	! kill -0 "$1" 2>/dev/null
}

# Sum of an information element, forward and reverse, over the records on stdin.
sum() {
	capital=$(echo "$1" | cut -c1 | tr '[:lower:]' '[:upper:]')$(echo "$1" | cut -c2-)
	grep -oE "\"($1|reverse$capital)\": ?[0-9]+" | awk -F: '{ total += $2 } END { printf "%d\n", total }'
}

# records FILE ELEMENT VALUE: the lines where it has this value, a number or a text.
records() {
	grep -E "\"$2\": ?\"?$3\"?[,}]" "$1"
}

# Sent by the TCP of this namespace and of the peer: unlike received ones, super-packets count as their segments. What is
# sent again is not in OutSegs (RFC 4022).
tcp_segments() {
	{
		cat /proc/net/snmp
		in_peer cat /proc/net/snmp
	} | awk '$1 != "Tcp:" { next }
		$2 !~ /^[0-9]/ { for (i = 2; i <= NF; i++) column[$i] = i; next }
		{ total += $column["OutSegs"] + $column["RetransSegs"] }
		END { print total }'
}

in_peer() {
	nsenter --net=/run/netns/peer "$@"
}

listening() {
	grep -qhi "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$1") .* 0A " /proc/net/tcp /proc/net/tcp6
}

# send_file PORT FILE: from the peer to this namespace over one TCP connection, and checks what arrived.
send_file() {
	# An input that stays open: at its end the server would close, and the client stop sending.
	[ -p /tmp/open ] || mkfifo /tmp/open
	nc -l -p "$1" <>/tmp/open >/tmp/arrived &
	receiver=$!
	if wait_until 10 listening "$1" && in_peer nc 10.9.0.1 "$1" <"$2"; then
		wait "$receiver"
		cmp -s "$2" /tmp/arrived
	else
		kill "$receiver"
		return 1
	fi
}
