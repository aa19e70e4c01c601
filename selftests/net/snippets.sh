#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What README.md and docs/ tell a newcomer to type, run as written: blocks under `<!-- run NAME collector|meter|look -->`. The meter's
# host is a namespace whose interface is called eth0, the collector's is 192.0.2.10 in another one; sudo is a stand-in, as we are root.
. "$(dirname "$0")/../lib.sh"

root=$PWD
mkdir -p "$work/bin" "$work/place"
printf '#!/bin/sh\nexec "$@"\n' >"$work/bin/sudo"
cp "$TAPLESS" "$work/bin/tapless"
chmod 755 "$work" "$work/bin/sudo" "$work/bin/tapless"
getent passwd tapless >/dev/null || sed -i '1a case " $* " in *" install "*) set -- mkdir -p /var/log/tapless; mkdir -p /var/log/tapless; chmod 777 /var/log/tapless ;; esac' "$work/bin/sudo"
export PATH=$work/bin:$PATH TZ=UTC

# block NAME PART: the first block of that mark in any of the documents
block() {
	awk -v mark="<!-- run $1 $2 -->" '$0 == mark { wanted = 1; next }
		wanted && /^```/ { if (inside) exit; inside = 1; next }
		inside' "$root/README.md" "$root"/docs/*.md
}
has_block() { [ -n "$(block "$1" "$2")" ]; }
names() { sed -n 's/^<!-- run \([a-z]*\) meter -->$/\1/p' README.md docs/*.md | sort -u; }

# run_block NAME PART in_a|in_b: in a folder of its own
run_block() { (cd "$work/place" && "$3" bash -ec "$(block "$1" "$2")"); }

new_hosts() {
	make_pair
	in_a ip address add 192.0.2.10/24 dev va
	in_b ip link set vb down
	in_b ip link set vb name eth0
	in_b ip link set eth0 up
	in_b ip neighbour replace 192.0.2.10 lladdr "$(mac_of in_a va)" dev eth0
	in_a ip neighbour replace $ADDRESS_B lladdr "$(mac_of in_b eth0)" dev va
	in_a ip link set lo up
	in_b ip link set lo up
	in_b ip route add default via 192.0.2.10
	in_b ip link add name eth1 type veth peer name vc netns "$NAMESPACE_A"
	in_b ip link set eth1 up
	rm -rf "$work/place"
	mkdir -m 777 "$work/place"
}

meters() { in_b "$TAPLESS" status >/dev/null 2>&1; }
listens_udp() { in_a ss -Hlun 'sport = :4739' | grep -q .; }
stored() { # NAME: looks until the ping's five packets there are
	run_block "$1" look in_a >"$work/looked" 2>&1
	grep -q "$ADDRESS_B" "$work/looked"
}

one() { # NAME
	local name=$1 collector='' process
	has_block "$name" look || { not_ok "$name" "no block that looks at the result"; return; }
	new_hosts
	if has_block "$name" collector; then
		(cd "$work/place" && exec nsenter --net="/run/netns/$NAMESPACE_A" -- bash -ec "$(block "$name" collector)") >"$work/$name.collector" 2>&1 &
		collector=$!
		wait_for 10 listens_udp || { not_ok "$name: the collector listens" "$(tail -n 3 "$work/$name.collector")"; return; }
	fi
	(cd "$work/place" && exec nsenter --net="/run/netns/$NAMESPACE_B" -- bash -ec "$(block "$name" meter)") >"$work/$name.meter" 2>&1 &
	process=$!
	wait_for 20 meters || { not_ok "$name: the meter starts" "$(tail -n 3 "$work/$name.meter")"; return; }
	in_a ping -q -c 5 -i 0.02 $ADDRESS_B >/dev/null
	in_b "$TAPLESS" stop >/dev/null 2>&1 || not_ok "$name: stops" "tapless stop failed"
	wait_for 10 gone "$process" || not_ok "$name: the meter ends" "it goes on"
	[ "$name" != nfdump ] || end_child "$(pgrep -P "$collector" || echo "$collector")" # it closes the file of these five minutes
	expect_true "$name: what is told to type shows the flow" wait_for 15 stored "$name"
	[ -z "$collector" ] || end_block "$collector"
}

# A shell hands no signal on to what it waits for, and nfacctd has processes of its own: from the leaves on, those we started.
end_block() {
	local child
	for child in $(pgrep -P "$1"); do
		end_block "$child"
	done
	kill -KILL "$1" 2>/dev/null || true
}

had_logs=
[ ! -e /var/log/tapless ] || had_logs=1
tidy() { [ -n "$had_logs" ] || rm -rf /var/log/tapless; }
trap 'tidy; clean_up' EXIT
[ ! -d /sys/fs/bpf/tapless/default ] || { skip "snippets" "an instance of the default name runs here"; exit 0; }
for name in $(names); do
	case $name in
	nfdump) program=nfcapd ;;
	pmacct) program=nfacctd ;;
	*) program=jq ;;
	esac
	if command -v $program >/dev/null; then
		one "$name"
		end_pair
	else
		skip "$name" "$program is not installed"
	fi
done

# --- every command that is named is one, with options that it has
grep -hoE '(^|[ `(])(sudo )?(build/)?tapless [a-z]+[^`|&]*' README.md docs/*.md | sed -E 's/^[ `(]*(sudo )?(build\/)?//; s/ +#.*//' | sort -u >"$work/commands"
unknown=
while read -r _ command rest; do
	"$TAPLESS" help "$command" >"$work/help" 2>/dev/null || continue # prose
	for option in $(grep -oE -- '(^| )--[a-z0-9-]+' <<<"$rest"); do
		grep -qE -- "(^|[ ,])$option([ ,=]|\$)" "$work/help" || unknown+="$command $option; "
	done
done <"$work/commands"
expect "options in the documents are there" "$unknown" ""
for link in $(grep -hoE '\]\([^)#:]+\)' README.md | tr -d '])('); do
	expect_true "README's link to $link" test -e "$link"
done
