#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# tapless top over pinned maps that this test fills by bpftool, in a mount namespace of its own: nothing of it is seen or
# left outside. The terminal is tmux's, whose screens are looked at as a user would. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."

tapless=${TAPLESS:-./build/tapless}
[ "$(id -u)" = 0 ] || { echo "skip top: needs root"; exit 0; }
if [ "${TOP_TEST_INSIDE-}" != 1 ]; then
	# not --propagation private: that fails where / is no mount point, as in a chroot
	TOP_TEST_INSIDE=1 exec unshare --mount --propagation unchanged "$0" "$@"
fi
mount --make-rprivate /sys

scratch=$(mktemp -d)
terminal() { tmux -L "tapless-top-$$" -f /dev/null "$@"; }
trap 'terminal kill-server 2>/dev/null || true; umount /sys/fs/bpf 2>/dev/null || true; rm -rf "$scratch"' EXIT
failed=0
pins=/sys/fs/bpf/tapless
value_size=$(bpftool btf dump file build/tapless.bpf.o | sed -n "s/.*STRUCT 'tl_flow_value' size=\([0-9]*\) .*/\1/p")

verdict()
{
	if [ "$2" = 0 ]; then
		echo "ok $1"
	else
		echo "not ok $1: $(tr -s '\n ' '| ' <"$scratch/out" | head -c 1000)"
		failed=1
	fi
}

# says NAME STATUS TEXT ARGUMENTS...: exit status and a part of what top prints, on either stream
says()
{
	local name=$1 wanted=$2 text=$3 status=0
	shift 3
	"$tapless" top "$@" >"$scratch/out" 2>&1 || status=$?
	{ [ "$status" = "$wanted" ] && grep -qE -- "$text" "$scratch/out"; } && status=0 || status=1
	verdict "$name" $status
}

# Bytes as bpftool wants them. Integers are those of a little-endian host.
little() { # VALUE SIZE
	local i
	for ((i = 0; i < $2; i++)); do printf '%d ' $((($1 >> 8 * i) & 255)); done
}
zeros() { local i; for ((i = 0; i < $1; i++)); do printf '0 '; done; }
ipv4() { zeros 10; printf '255 255 %s ' "${1//./ }"; }

# flow_key FROM PORT TO PORT DIRECTION: struct tl_flow_key, TCP over IPv4 on interface 1
flow_key()
{
	ipv4 "$1"; ipv4 "$3"
	little "$2" 2; little "$4" 2; little $((0x0800)) 2; zeros 4
	zeros 1; little 6 1; little "$5" 1; zeros 1; zeros 2; zeros 4; little 1 4
}

# flow_value PACKETS OCTETS: struct tl_flow_value behind its key, live, first seen one second after boot
flow_value()
{
	little 1 4; zeros 4; little "$1" 8; little "$2" 8; little "$2" 8
	zeros 32; little 1000000000 8; zeros $((value_size - 56 - 72))
}

# digest OCTET...: tl_key_digest() of a key, without a seed, as an instance that has none
digest()
{
	local octets=("$@") ends=() words=() rest=0 hash i
	word() { words+=($((octets[$1] | octets[$1 + $2] << 8 | octets[$1 + 2 * $2] << 16 | octets[$1 + 3 * $2] << 24 |
		octets[$1 + 4 * $2] << 32 | octets[$1 + 5 * $2] << 40 | octets[$1 + 6 * $2] << 48 | octets[$1 + 7 * $2] << 56))); }
	mix() { hash=$((($1 ^ $2) * 0x9fb21c651e98df25)) hash=$((hash ^ (hash >> 32 & 0xffffffff))); }
	for i in 0 16; do
		word $i 1; word $((i + 15)) -1
		mix 0 "${words[-2]}"; mix "$hash" 0; mix "$hash" "${words[-1]}"
		mix "$hash" $((octets[32 + i / 8] | octets[33 + i / 8] << 8))
		ends+=("$hash")
	done
	for i in 32 40 48; do word $i 1; mix "$rest" "${words[-1]}"; rest=$hash; done
	mix $((ends[0] * 0x9e3779b97f4a7c15 + ends[1])) "$rest"
	little "$hash" 8
}

fill()
{
	mkdir -p "$pins/test/flows"
	bpftool map create "$pins/test/flows/cpu0-0" type hash key 8 value "$value_size" entries 32768 name flows
	bpftool map create "$pins/test/flows/cpu1-0" type hash key 8 value "$value_size" entries 64 name flows
	bpftool map create "$pins/test/names" type hash key 60 value 72 entries 64 name names
	update_flow cpu0-0 "$(flow_key 10.0.0.1 40000 10.0.0.2 443 0)" "$(flow_value 3 300)"
	update_flow cpu1-0 "$(flow_key 10.0.0.1 40000 10.0.0.2 443 0)" "$(flow_value 2 200)"
	update_flow cpu1-0 "$(flow_key 10.0.0.2 443 10.0.0.1 40000 1)" "$(flow_value 6 5500)"
	# "a<ESC>.org": what a hostile name may hold does not reach the terminal
	update names "$(flow_key 10.0.0.1 40000 10.0.0.2 443 0) $(little 1 4)" "$(little 1 8; little 6 4; zeros 4; printf '97 27 46 111 114 103 '; zeros 50)"
}

# shellcheck disable=SC2086 # words are wanted
update_flow() { update "flows/$1" "$(digest $2)" "$2 $3"; } # SHARD KEY VALUE

update() # MAP KEY VALUE
{
	# shellcheck disable=SC2086 # words are wanted
	bpftool map update pinned "$pins/test/$1" key $2 value $3
}

mount -t tmpfs none /sys/fs/bpf
says "no bpffs" 1 'no BPF file system'
umount /sys/fs/bpf
mount -t bpf bpf /sys/fs/bpf
says "no instance at all" 1 'no instance `default` runs here, nor any other; start one'
fill
says "another instance runs" 1 'running: test'
row='10\.0\.0\.1 +a\?\.org +tls +443/tcp +if 1 +0 +0 +0\.0% +11 +6\.0k'
says "adds up directions and CPUs, cleans names" 0 "^$row" --once --instance test --country none --asn none
says "summary" 0 '^tapless test: 3 flows in cache, 1 connections, 0 pkt/s, 0 bit/s$' --instance test
says "plain lines have no escape codes" 0 . --instance test
grep -q $'\033' "$scratch/out" && status=1 || status=0
verdict "no escape codes off a terminal" "$status"

# --- on a terminal

# eventually COMMAND...: within ten seconds
eventually()
{
	local end=$((SECONDS + 10))
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}

screen() { terminal capture-pane -p >"$scratch/out"; }
shows() { screen && grep -qE -- "$1" "$scratch/out"; }
shows_not() { screen && ! grep -qE -- "$1" "$scratch/out"; }

# press NAME REGEX KEY...: after these keys the screen has such a line
press()
{
	local name=$1 text=$2 status=0
	shift 2
	terminal send-keys "$@"
	eventually shows "$text" || status=1
	verdict "$name" $status
}

# begin COLUMNS ROWS: a shell on a terminal of that size, with job control; what programs write goes to $scratch/raw
begin()
{
	terminal new-session -d -x "$1" -y "$2" "env PS1='ready> ' LC_ALL=C.UTF-8 bash --norc --noprofile -i"
	eventually shows '^ready>' || { echo "not ok terminal: $(cat "$scratch/out")"; exit 1; }
	terminal pipe-pane -o "cat >>$scratch/raw"
}

top_command="$tapless top --instance test --country none --asn none"

# The settings of the terminal but for its size, whether its cursor is there and whether the program's own page is.
settings()
{
	terminal send-keys "clear; stty -a | sed 's/rows.*columns [0-9]*;//' >$scratch/$1; echo do'ne' $1" Enter
	eventually shows "^done $1\$" || return 1
	terminal display -p '#{cursor_flag} #{alternate_on}' >>"$scratch/$1"
}

same_settings() { settings "$1" && cmp -s "$scratch/before" "$scratch/$1"; }

# lines and the longest of them
size_of_screen() { screen; awk '{ if (length($0) > longest) longest = length($0) } END { print NR, longest }' "$scratch/out"; }

check_keys()
{
	press "flows at 80×24" '^10\.0\.0\.1 +a\?\.org +tls +443/tcp' "$top_command" Enter
	press "hosts" '^10\.0\.0\.2 +1 ' h
	press "applications" '^tls +1 ' a
	press "names" '^a\?\.org +1 ' n
	press "flows of a name" 'only name a\?\.org' Enter
	press "back" '^by name' Escape
	press "interfaces" '^if 1 +1 ' i
	press "sorted by another column" 'sorted by BYTES ▼' f '>'
	press "the other way round" 'sorted by BYTES ▲' r
	press "a filter that takes none" '0-0 of 0.* text: nothing' / nothing Enter
	press "a filter that takes it" '1-1 of 1.* text: 443 a\?' / C-u '443 a?' Enter
	press "a question" '1-1 of 1.* filter: src host 10.0.0.1 and port 443' / C-u 'src host 10.0.0.1 and port 443' Enter
	press "no filter" 'by flow, 1-1 of 1, sorted by BYTES ▲ *$' Escape
	press "paused" '^PAUSED' Space
	press "going on" '^by flow' Space
	press "details" '^packetDeltaCount +5 +6' Enter
	press "details scroll" '^tlsSni' End
	press "back from details" '^by flow' Escape
	press "help" '^ +/ +filter' '?'
	press "back from help" '^by flow' '?'
	expect_size "24 lines, none longer than 80" 24 80
	terminal resize-window -x 200 -y 50
	eventually shows 'IFACE +PKT/S' && status=0 || status=1
	verdict "resized to 200×50: more columns" $status
	expect_size "50 lines, none longer than 200" 50 200
}

expect_size() # NAME LINES COLUMNS
{
	local lines columns
	read -r lines columns < <(size_of_screen)
	{ [ "$lines" -le "$2" ] && [ "$columns" -le "$3" ]; } && status=0 || status=1
	verdict "$1" $status
}

top_process() { process=$(pgrep -f "^$top_command"); }

# Ctrl-Z and back; then each way out leaves the terminal as it was.
check_ways_out()
{
	local signal
	press "Ctrl-Z gives the shell back" 'Stopped' C-z
	same_settings stopped && status=0 || status=1
	verdict "stopped: the terminal is as it was" $status
	press "and fg the table" '^by flow' fg Enter
	press "q ends it" '^ready>' q
	same_settings quit && status=0 || status=1
	verdict "q: the terminal is as it was" $status
	for signal in INT TERM QUIT HUP; do
		press "again" '^by flow' "$top_command" Enter
		top_process && kill -"$signal" "$process"
		{ eventually shows '^ready>' && same_settings $signal; } && status=0 || status=1
		verdict "SIG$signal: the terminal is as it was" $status
	done
}

# What it sends: no colours where they are not wanted, no UTF-8 where there is none, nothing of a hostile name.
check_octets()
{
	grep -q $'\033\[[0-9;]*3[0-7][;m]' "$scratch/raw" && status=0 || status=1
	verdict "colours" $status
	: >"$scratch/raw"
	press "without colours and UTF-8" 'sorted by BIT/S v' "NO_COLOR=1 LC_ALL=C $top_command" Enter
	press "ended" '^ready>' q
	{ grep -q $'\033\[[0-9;]*3[0-7][;m]' "$scratch/raw" || LC_ALL=C grep -q $'[\x80-\xff]' "$scratch/raw"; } &&
		status=1 || status=0
	verdict "no colours, no UTF-8" $status
	{ grep -qF 'a?.org' "$scratch/raw" && ! grep -qF $'a\033' "$scratch/raw"; } && status=0 || status=1
	verdict "a hostile name does not reach the terminal" $status
	: >"$scratch/raw"
	press "a dumb terminal gets plain lines" '^tapless test: ' "TERM=dumb $top_command" Enter
	grep -q $'\033\[[0-9;]*H' "$scratch/raw" && status=1 || status=0
	verdict "and no movements" $status
}

# Ticks of the processor that it has taken so far.
ticks() { awk '{ print $14 + $15 }' "/proc/$process/stat"; }

# 20,000 flows: what a refresh costs in time of the processor, and in octets.
check_many()
{
	local before after octets
	many | bpftool batch file - >/dev/null
	press "20,000 flows" '20003 flows in cache' "$top_command" Enter
	top_process
	before=$(ticks)
	octets=$(stat -c %s "$scratch/raw")
	sleep 4 # four refreshes; slower ones would be fewer
	after=$(ticks)
	octets=$((($(stat -c %s "$scratch/raw") - octets) / 4))
	echo "# a refresh of 20,000 flows: $(((after - before) * 10 / 4)) ms of the processor, $octets octets"
	[ $(((after - before) * 1000 / $(getconf CLK_TCK) / 4)) -le 300 ] && status=0 || status=1
	verdict "a refresh takes at most 0.3 s of the processor" $status
	[ "$octets" -le 400 ] && status=0 || status=1
	verdict "a refresh that changes ages only writes few octets" $status
	press "filtered" '1-46 of 200,' / '10.9.1.' Enter
	press "hosts of many" 'by host, .* of 201,' h
	press "ended" '^ready>' q
}

# Commands for bpftool: flows of TCP from 10.9.0.0/16 to 10.0.0.2. Who reads all of them does not ask by digests, so their number will do.
many()
{
	awk -v pins="$pins" -v value_size="$value_size" -v key="$(flow_key 10.9.0.0 40000 10.0.0.2 443 0)" 'BEGIN {
		count = split(key, octets, " ")
		value = "1 0 0 0 0 0 0 0 9 0 0 0 0 0 0 0 0 4 0 0 0 0 0 0 0 4 0 0 0 0 0 0"
		for (i = 32; i < value_size - 56; i++) value = value " " (i == 67 ? 59 : i == 66 ? 154 : i == 65 ? 202 : 0)
		for (n = 0; n < 20000; n++) {
			octets[15] = int(n / 200); octets[16] = n % 200 + 1
			line = octets[1]
			for (i = 2; i <= count; i++) line = line " " octets[i]
			digest = int(n / 256) " " n % 256 " 1 0 0 0 0 0"
			print "map update pinned " pins "/test/flows/cpu0-0 key " digest " value " line " " value
		}
	}'
}

begin 80 24
settings before
check_keys
check_ways_out
check_octets
check_many
terminal kill-server

rm "$pins/test/flows/cpu0-0"
bpftool map create "$pins/test/flows/cpu0-0" type hash key 8 value $((value_size - 8)) entries 64 name flows
says "maps of another version" 1 'another version of tapless' --instance test
exit $failed
