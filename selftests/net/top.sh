#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# tapless top over pinned maps that this test fills by bpftool, in a mount namespace of its own: nothing of it is seen or
# left outside. Needs root.
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
trap 'umount /sys/fs/bpf 2>/dev/null || true; rm -rf "$scratch"' EXIT
failed=0
pins=/sys/fs/bpf/tapless
value_size=$(bpftool btf dump file build/tapless.bpf.o | sed -n "s/.*STRUCT 'tl_flow_value' size=\([0-9]*\) .*/\1/p")

verdict()
{
	if [ "$2" = 0 ]; then
		echo "ok $1"
	else
		echo "not ok $1: $(tr '\n' '|' <"$scratch/out")"
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

# flow_value PACKETS OCTETS: the head of struct tl_flow_value, live, first seen one second after boot
flow_value()
{
	little 1 4; zeros 4; little "$1" 8; little "$2" 8; little "$2" 8
	zeros 32; little 1000000000 8; zeros $((value_size - 72))
}

fill()
{
	mkdir -p "$pins/test/flows"
	bpftool map create "$pins/test/flows/cpu0-0" type hash key 56 value "$value_size" entries 64 name flows
	bpftool map create "$pins/test/flows/cpu1-0" type hash key 56 value "$value_size" entries 64 name flows
	bpftool map create "$pins/test/names" type lru_hash key 60 value 272 entries 64 name names
	update flows/cpu0-0 "$(flow_key 10.0.0.1 40000 10.0.0.2 443 0)" "$(flow_value 3 300)"
	update flows/cpu1-0 "$(flow_key 10.0.0.1 40000 10.0.0.2 443 0)" "$(flow_value 2 200)"
	update flows/cpu1-0 "$(flow_key 10.0.0.2 443 10.0.0.1 40000 1)" "$(flow_value 6 5500)"
	# "a<ESC>.org": what a hostile name may hold does not reach the terminal
	update names "$(flow_key 10.0.0.1 40000 10.0.0.2 443 0) $(little 1 4)" "$(little 1 8; little 6 4; zeros 4; printf '97 27 46 111 114 103 '; zeros 250)"
}

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
row='10\.0\.0\.1 +a\?\.org +https 443/tcp +0 +0 +11 +6\.0k'
says "adds up directions and CPUs, cleans names" 0 "^$row" --once --instance test --country none --asn none
says "summary" 0 '^tapless test: 3 flows in cache, 1 connections, 0 packets/s, 0 bit/s$' --instance test
says "plain lines have no escape codes" 0 . --instance test
grep -q $'\033' "$scratch/out" && status=1 || status=0
verdict "no escape codes off a terminal" "$status"

# On a terminal: the key q ends it once the table is there, and the cursor comes back.
mkfifo "$scratch/keys"
timeout 20 script -qec "stty cols 100 rows 10; exec $tapless top --instance test --country none --asn none" /dev/null \
	<"$scratch/keys" >"$scratch/out" 2>&1 &
terminal=$!
exec 3>"$scratch/keys" # open until the end: script(1) is fed by it
while kill -0 "$terminal" 2>/dev/null && ! grep -q 'a?.org' "$scratch/out"; do sleep 0.05; done
printf q >&3
status=0
wait "$terminal" || status=$?
exec 3>&-
for code in '[?25l' '[?25h' 'a?.org'; do
	grep -qF -- "$code" "$scratch/out" || status=1
done
verdict "q ends it on a terminal" "$status"

rm "$pins/test/flows/cpu0-0"
bpftool map create "$pins/test/flows/cpu0-0" type hash key 56 value $((value_size - 8)) entries 64 name flows
says "maps of another version" 1 'another version of tapless' --instance test
exit $failed
