# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# For tests with real collectors: a network namespace of the test's own (so that every port is free), and `emit`, which sends
# made-up records of every kind through the exporters.
if [ -z "${TAPLESS_OWN_NAMESPACE-}" ]; then
	exec env TAPLESS_OWN_NAMESPACE=1 unshare --net "$0" "$@"
fi
# shellcheck source=selftests/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
ip link set lo up

# shellcheck disable=SC2034 # for those that include this
KINDS=14 # of records, SAMPLE__MAX in samples.h
COUNT=${COUNT:-1400} # records sent, a multiple of KINDS; over UDP no more than a socket's default buffer holds
PORT=4739

# shellcheck disable=SC2154 # lib.sh makes it
emit=$work/emit
# shellcheck disable=SC2046 # the list of sources is to be split
gcc -std=gnu11 -D_GNU_SOURCE -O1 -g -Iinclude -Iuser -Iselftests/interop selftests/interop/emit.c \
	$(sed -n 's,^// uses:,,p' selftests/interop/emit.c) -o "$emit"

need() { command -v "$1" >/dev/null || { skip "$2" "$1 is not installed"; exit 0; }; }

# What was sent, as JSON lines: the tests of json: against other decoders are in file.sh.
# truth FILE [uniflow]
truth() { "$emit" "json:$1" $COUNT capture ${2-} 2>/dev/null; }

# sum FILE ELEMENT [FILTER]: exact beyond 2^53 where jq is not
sum() { jq -c "select(${3:-true}) | .$2 // 0" "$1" | python3 -c 'import sys; print(sum(int(line) for line in sys.stdin))'; }

udp_port_open() { cat /proc/net/udp /proc/net/udp6 | grep -q ":$(printf %04X $PORT) "; }
# No datagram waits any more, and none was dropped for lack of room.
udp_queue_empty() { awk -v port=":$(printf %04X $PORT)" '$2 ~ port "$" { split($5, queue, ":"); if (queue[2] != "00000000") waits = 1 } END { exit waits }' /proc/net/udp /proc/net/udp6; }
udp_drops() { awk -v port=":$(printf %04X $PORT)" '$2 ~ port "$" { drops += $NF } END { print drops + 0 }' /proc/net/udp /proc/net/udp6; }
