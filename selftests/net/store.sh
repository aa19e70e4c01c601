#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The history, written by a daemon in its sandbox and not as root: killed at any moment and started again it has each record once, and
# what was committed before; it is read while it is written; a disk that is full for a while loses nothing; a host is forgotten.
. "$(dirname "$0")/../lib.sh"

own_user=nobody
! id -u tapless >/dev/null 2>&1 || own_user=tapless
chmod 711 "$work"
mkdir -m 711 "$work/place"
folder=$work/place/store

# each_segment FOLDER SQL: of the sealed ones, added up
each_segment() {
	local file
	for file in "$1"/*.sqlite; do
		[ ! -e "$file" ] || sqlite3 "file:$file?immutable=1" "$2"
	done | awk '{ sum += $1 } END { printf "%d\n", sum }'
}
octets() { each_segment "$1" "SELECT coalesce(sum(octets), 0) + coalesce(sum(reverse_octets), 0) FROM flow"; }
packets() { each_segment "$1" "SELECT coalesce(sum(packets), 0) + coalesce(sum(reverse_packets), 0) FROM flow"; }
all_sealed() { [ -z "$(find "$1" -name '*.open*')" ]; }
records() { "$TAPLESS" store list --store "$1" 2>/dev/null | awk 'END { print $3 + 0 }'; }
has_records() { [ "$(records "$folder")" -gt "$1" ]; }

# start_quick OPTION...: the kernel takes seconds to check programs that look at payloads and times, of which nothing is asked here
start_quick() { start_meter --l7 off --metrics off --idle 1 --active 2 "$@"; }

make_pair
start_quick -e "store:$folder"
start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets 56000 --flows 900 --rate 8000 --seed 1
generator=${children[-1]}
expect_true "it can be read while it is written" wait_for 10 has_records 0
for delay in 0.6 0.3 0.5 0.2; do
	sleep "$delay"
	kill -KILL "$METER"
	wait "$METER" 2>/dev/null || true
	start_quick -e "store:$folder"
done
wait_for 30 gone "$generator" || give_up "generator" "has not ended"
expect_true "SIGINT ends it" stop_meter
expect_true "what the killed ones left is sealed" all_sealed "$folder"
expect "packets in the history" "$(packets "$folder")" "$(jq .packets "$work/sent")"
expect "octets in the history" "$(octets "$folder")" "$(jq .octets "$work/sent")"
expect_true "all segments are good" "$TAPLESS" store verify --store "$folder"
expect "whose they are" "$(stat -c %U "$folder"/* | sort -u)" "$own_user"
in_b timeout 20 "$TAPLESS" run -i vb --instance "$INSTANCE" -e "store:$folder/lock" >"$work/refused" 2>&1 || true
expect_match "a file is no folder" "$(cat "$work/refused")" "store/lock: Not a directory"

# --- a copy is damaged

cp -r "$folder" "$work/damaged"
victim=$(find "$work/damaged" -name '*.sqlite' | sort | head -n 1)
dd if=/dev/urandom of="$victim" bs=1000 seek=3 count=20 conv=notrunc status=none
status=0
"$TAPLESS" store verify --store "$work/damaged" >"$work/verified" 2>&1 || status=$?
expect "damage: exit status" "$status" 1
expect_match "damage: its segment is named" "$(cat "$work/verified")" "$(basename "$victim").*damaged"

# --- forgetting: by a meter that goes on, and without

start_quick -e "store:$folder"
in_a ping -q -c 3 -i 0.01 $ADDRESS_B >/dev/null
seen() { "$TAPLESS" store list --store "$folder" | grep -q written; }
expect_true "a meter writes" wait_for 10 seen
"$TAPLESS" store forget host $ADDRESS_A --store "$folder" >"$work/forgotten" 2>&1 || not_ok "forget" "$(cat "$work/forgotten")"
expect "the host is in no record" "$(each_segment "$folder" "SELECT count(*) FROM address WHERE text = '$ADDRESS_A'")" 0
expect_true "the meter ends" stop_meter
expect_true "what is left is good" "$TAPLESS" store verify --store "$folder"
end_pair

# --- a disk that is full for a while

disk=$work/disk
mkdir "$disk"
mount -t tmpfs -o size=1m tapless-test "$disk"
trap 'umount --lazy "$disk" 2>/dev/null || true; clean_up' EXIT
chown "$own_user" "$disk"
full="store:$disk/store"
waits() { grep -qF "$full: cannot write" "$work/meter.err"; }
make_pair
start_quick -e "$full"
start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets 40000 --flows 20000 --rate 20000 --seed 3
generator=${children[-1]}
expect_true "a full disk is said" wait_for 20 waits
mount -o remount,size=64m "$disk"
writes_again() { grep -qF "$full: writing again" "$work/meter.err"; }
expect_true "there is room again" wait_for 10 writes_again
wait_for 30 gone "$generator" || give_up "generator" "has not ended"
expect_true "it ends" stop_meter
expect "full disk: packets" "$(packets "$disk/store")" "$(jq .packets "$work/sent")"
expect "full disk: octets" "$(octets "$disk/store")" "$(jq .octets "$work/sent")"
expect_true "full disk: all is good" "$TAPLESS" store verify --store "$disk/store"
