# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# For shell tests: two namespaces joined by a veth pair, a meter on one end, independent counters, results.
#
#     . selftests/lib.sh          makes nothing yet
#     make_pair                   namespaces A and B; interfaces va (in A) and vb (in B); quiet: static neighbours, no IPv6
#     start_meter --hook tc -e …  tapless on vb, ready when this returns
#     stop_meter                  SIGINT; its exit status
#     expect NAME GOT WANTED      prints "ok NAME" or "not ok NAME: …"
# All that was made goes away when the script ends, however it ends. Enter namespaces by in_a and in_b (nsenter): `ip netns
# exec` has a /sys of its own, where nobody else sees the pinned maps.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

BUILD=${BUILD:-build}
TAPLESS=${TAPLESS:-$BUILD/tapless}
GENERATOR=${GENERATOR:-$BUILD/tools/generator/tapless-generator}
COUNTER=$BUILD/selftests/bpf/counter.bpf.o
INSTANCE=test$$
PINS=/sys/fs/bpf/tapless/$INSTANCE
COUNTER_PINS=/sys/fs/bpf/tapless-counter-$$
ADDRESS_A=192.0.2.1
ADDRESS_B=192.0.2.2
ADDRESS6_A=2001:db8::1
ADDRESS6_B=2001:db8::2
NAMESPACE_A=tl$$a
NAMESPACE_B=tl$$b
METER=
export TAPLESS_SANDBOX=trap # a system call that the daemon's sandbox does not know ends it, with a message
work=$(mktemp -d)
children=()
instances=("$INSTANCE")
results_bad=0

# --- results

ok() { echo "ok $1"; }
not_ok() { echo "not ok $1: ${2-}"; results_bad=1; }
skip() { echo "skip $1: $2"; }
give_up() { not_ok "$1" "$2"; exit 1; }

expect() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got $2, wanted $3"; fi; }

# expect_match NAME TEXT REGEX
expect_match() { if grep -qE -- "$3" <<<"$2"; then ok "$1"; else not_ok "$1" "no /$3/ in: $2"; fi; }

# expect_true NAME COMMAND...
expect_true() {
	local name=$1
	shift
	if "$@" >"$work/command" 2>&1; then ok "$name"; else not_ok "$name" "failed: $*: $(head -c 300 "$work/command")"; fi
}

# --- waiting and ending

# A machine that others keep busy takes several times as long as this one.
PATIENCE=${PATIENCE:-4}

# wait_for SECONDS COMMAND...: until the command succeeds; 1 after PATIENCE times that time, and says what was waited for
wait_for() {
	local seconds=$(($1 * PATIENCE)) end
	end=$((SECONDS + seconds))
	shift
	until "$@"; do
		if [ $SECONDS -ge $end ]; then
			echo "# not within $seconds s: $*"
			return 1
		fi
		sleep 0.05
	done
}

gone() { ! kill -0 "$1" 2>/dev/null; }

# end_child PROCESS [SIGNAL]: one that the test started
end_child() {
	kill "-${2:-TERM}" "$1" 2>/dev/null || return 0
	wait_for 10 gone "$1" || kill -KILL "$1" 2>/dev/null || return 0
}

# sleeps PROCESS: a collector that does has read all that has come, and written it
sleeps() {
	local facts
	read -r facts <"/proc/$1/stat" && [[ ${facts##*) } = S* ]]
}

# kill_behind PROCESS: a collector is killed with what came in the last 0.6 s unread: less than the second in which an exporter sends that
# again. What came before it has read. Where others keep the machine busy, a pause may be longer: that one does not count.
kill_behind() {
	local began waited try
	renice -n -20 -p "$1" >/dev/null # to end, too, takes its turn
	for ((try = 0; try < 100; try++)); do
		began=${EPOCHREALTIME/[.,]/}
		if sleeps "$1"; then
			kill -STOP "$1"
			sleep 0.6
			waited=$((${EPOCHREALTIME/[.,]/} - began))
			if [ $waited -lt 750000 ]; then
				end_child "$1" KILL
				return
			fi
			kill -CONT "$1"
		fi
		sleep 0.05
	done
	give_up "a collector that has read all" "none within $try attempts, the last one took $waited us"
}

clean_up() {
	local status=$? child instance
	trap - EXIT
	[ "$status" = 0 ] || [ "$results_bad" = 1 ] || not_ok "runs to its end" "exit status $status by '$BASH_COMMAND' in ${FUNCNAME[1]}, line ${BASH_LINENO[-2]}"
	[ -z "$METER" ] || end_child "$METER" INT
	for child in "${children[@]}"; do
		end_child "$child"
	done
	for instance in "${instances[@]}"; do
		[ ! -d "/sys/fs/bpf/tapless/$instance" ] || "$TAPLESS" stop --instance "$instance" >/dev/null 2>&1 || echo "# could not stop instance $instance"
	done
	end_pair
	rm -rf "$work"
	[ "$status" != 0 ] || status=$results_bad
	exit "$status"
}
trap clean_up EXIT
trap 'exit 129' HUP INT TERM

# --- namespaces

in_a() { nsenter --net="/run/netns/$NAMESPACE_A" -- "$@"; }
in_b() { nsenter --net="/run/netns/$NAMESPACE_B" -- "$@"; }

mac_of() { "$1" ip -j link show dev "$2" | jq -r '.[0].address'; }

# start_in in_a|in_b LOG COMMAND...: in the background, ended with the script at the latest; its process is children[-1]
start_in() {
	local namespace=$NAMESPACE_A log=$2
	[ "$1" = in_a ] || namespace=$NAMESPACE_B
	shift 2
	nsenter --net="/run/netns/$namespace" -- "$@" >"$log" 2>&1 </dev/null &
	children+=($!)
}

# listens in_a|in_b PORT
listens() { "$1" ss -Hltn "sport = :$2" | grep -q .; }

# make_pair [ipv6]
make_pair() {
	local side
	ip netns add "$NAMESPACE_A"
	ip netns add "$NAMESPACE_B"
	ip link add name va netns "$NAMESPACE_A" type veth peer name vb netns "$NAMESPACE_B"
	for side in a b; do
		"in_$side" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
			net.ipv6.conf.v$side.addr_gen_mode=1 net.ipv6.conf.v$side.router_solicitations=0
		[ "${1-}" = ipv6 ] || "in_$side" sysctl -qw net.ipv6.conf.v$side.disable_ipv6=1
		"in_$side" ip link set lo up
		"in_$side" ip link set v$side up
	done
	in_a ip address add $ADDRESS_A/24 dev va
	in_b ip address add $ADDRESS_B/24 dev vb
	in_a ip neighbour replace $ADDRESS_B lladdr "$(mac_of in_b vb)" dev va
	in_b ip neighbour replace $ADDRESS_A lladdr "$(mac_of in_a va)" dev vb
	[ "${1-}" = ipv6 ] || return 0
	in_a ip address add $ADDRESS6_A/64 dev va nodad
	in_b ip address add $ADDRESS6_B/64 dev vb nodad
	in_a ip neighbour replace $ADDRESS6_B lladdr "$(mac_of in_b vb)" dev va
	in_b ip neighbour replace $ADDRESS6_A lladdr "$(mac_of in_a va)" dev vb
}

# The namespaces with all that is in them, the counters, and the flows exported; for a script that makes several pairs.
end_pair() {
	local name
	rm -f "$work"/flows.*
	[ ! -d "$COUNTER_PINS" ] || rm -r "$COUNTER_PINS"
	for name in "$NAMESPACE_A" "$NAMESPACE_B"; do
		[ ! -e "/run/netns/$name" ] || ip netns del "$name"
	done
}

# offloads on|off: segmentation and receive offloads of both ends
offloads() {
	local feature
	for feature in tso gso gro; do
		in_a ethtool -K va $feature "$1"
		in_b ethtool -K vb $feature "$1"
	done
}

# --- the meter

meter_is_ready() {
	! gone "$METER" || give_up "meter starts" "$(cat "$work/meter.err")"
	"$TAPLESS" status --json --instance "$INSTANCE" >"$work/status.json" 2>/dev/null &&
		compgen -G "$PINS/links/vb@tc-egress@*" >/dev/null
}

# start_meter OPTION...: on vb, in B; messages in $work/meter.err
start_meter() {
	nsenter --net="/run/netns/$NAMESPACE_B" -- "$TAPLESS" run --instance "$INSTANCE" -i vb "$@" \
		>"$work/meter.out" 2>"$work/meter.err" &
	METER=$!
	wait_for 20 meter_is_ready || give_up "meter is ready" "not after $((20 * PATIENCE)) s; it says: $(cat "$work/meter.err")"
}

# hook_has_seen HOOK-DIRECTION FRAMES
hook_has_seen() { [ "$("$TAPLESS" status --json --instance "$INSTANCE" | jq ".hooks[\"$1\"].packets")" = "$2" ]; }

stop_meter() {
	local status=0
	kill -INT "$METER"
	wait_for 30 gone "$METER" || give_up "meter ends" "not 30 s after SIGINT"
	wait "$METER" || status=$?
	METER=
	[ "$status" = 0 ] || cat "$work/meter.err"
	return "$status"
}

# whole_lines FILE...: a write that `kill -9` cuts short leaves half a line at a file's end; the next daemon has the record whole
whole_lines() {
	local file
	for file in "$@"; do
		if [ -z "$(tail -c 1 "$file")" ]; then cat "$file"; else head -n -1 "$file"; fi
	done
}

# total FILE ELEMENT [FILTER]: sum of an element over the JSON lines that the jq filter selects, reverse direction included
total() {
	local reverse=reverse${2^}
	jq -n --arg forward "$2" --arg reverse "$reverse" \
		"reduce (inputs | select(${3:-true})) as \$record (0; . + (\$record[\$forward] // 0) + (\$record[\$reverse] // 0))" "$1"
}

# total_from FILE ELEMENT ADDRESS: sum of an element over what that IPv4 or IPv6 host sent
total_from() {
	jq -n --arg forward "$2" --arg reverse "reverse${2^}" --arg host "$3" '
		def side(name): .[name + "IPv4Address"] // .[name + "IPv6Address"];
		reduce inputs as $record (0; . +
			($record | (if side("source") == $host then .[$forward] // 0 else 0 end) +
				   (if side("destination") == $host then .[$reverse] // 0 else 0 end)))' "$1"
}

# --- counters that share no code with tapless

# load_counter NAME: programs and their map, pinned for count_at and counted
load_counter() {
	mkdir -p "$COUNTER_PINS"
	bpftool prog loadall "$COUNTER" "$COUNTER_PINS/$1" pinmaps "$COUNTER_PINS/$1" 2>"$work/counter.err" ||
		give_up "counter loads" "$(cat "$work/counter.err")"
}

# count_at NAME in_a|in_b INTERFACE xdp|ingress|egress
count_at() {
	load_counter "$1"
	case $4 in
	xdp) "$2" ip link set dev "$3" xdpdrv pinned "$COUNTER_PINS/$1/count_xdp" ;;
	*)
		"$2" tc qdisc replace dev "$3" clsact
		"$2" tc filter add dev "$3" "$4" bpf direct-action object-pinned "$COUNTER_PINS/$1/count_$4"
		;;
	esac
}

# counted NAME packets|octets|merged
counted() {
	bpftool -j map dump pinned "$COUNTER_PINS/$1/counts" | jq "[.[].formatted.values[].value.$2] | add"
}

counts() { echo "$(counted in packets) $(counted in octets) $(counted out packets) $(counted out octets)"; }

# quiet [SECONDS]: the counters stand still for so long: nothing is on its way any more
quiet() {
	local before
	before=$(counts)
	sleep "${1:-0.2}"
	[ "$before" = "$(counts)" ]
}
