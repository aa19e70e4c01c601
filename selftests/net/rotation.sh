#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Files that follow one another, written by a daemon in its sandbox and not as root: renamed in a folder of its user, SIGHUP and kill -9
# in between lose nothing, what the killed one left is completed by the next; a disk that is full for a while loses nothing either.
. "$(dirname "$0")/../lib.sh"

own_user=nobody
! id -u tapless >/dev/null 2>&1 || own_user=tapless
chmod 711 "$work"
folder=$work/flows
mkdir "$folder"
complete() { find "$folder" -name "*.$1" | wc -l; }
left() { find "$folder" -name '*.part' | wc -l; }
destinations=(--uniflow --idle 1 --active 2 -e "file:$folder/%Y%m%d-%H%M%S.ipfix?rotate=2" -e "file:$folder/flows.ipfix?rotate=2&zstd=3")

make_pair
in_b timeout 20 "$TAPLESS" run --instance "$INSTANCE" -i vb "${destinations[@]}" >"$work/refused" 2>&1 || true
expect_match "a folder in which its user cannot make files is refused" "$(cat "$work/refused")" "must be allowed to write in their folder"
chown "$own_user" "$folder"
export TAPLESS_SANDBOX=trap
start_meter "${destinations[@]}"
start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets 100000 --flows 1000 --rate 16000 --seed 1
generator=${children[-1]}
three() { [ "$(complete ipfix)" -ge 3 ]; }
wait_for 20 three || not_ok "a file every two seconds" "$(ls "$folder") $(tail -n 3 "$work/meter.err")"
kill -HUP "$METER"
sleep 0.3
kill -KILL "$METER"
wait "$METER" 2>/dev/null || true
expect "killed: two are unfinished" "$(left)" 2
start_meter "${destinations[@]}"
completed() { grep -c 'completed a file' "$work/meter.err" | grep -q 2; }
expect_true "the next daemon completes them" wait_for 10 completed
wait_for 30 gone "$generator" || give_up "generator" "has not ended"
expect_true "SIGINT ends it" stop_meter
expect "none is unfinished at the end" "$(left)" 0
expect "whose they are" "$(stat -c %U "$folder"/* | sort -u)" "$own_user"
for kind in ipfix ipfix.zst; do
	"$TAPLESS" decode --dedup "$folder"/*.$kind >"$work/decoded" || not_ok "$kind: decode" "exit status $?"
	expect "$kind: packets of all files" "$(total "$work/decoded" packetDeltaCount)" "$(jq .packets "$work/sent")"
	expect "$kind: octets of all files" "$(total "$work/decoded" octetDeltaCount)" "$(jq .octets "$work/sent")"
done
end_pair

# --- a disk that is full for a while

disk=$work/disk
mkdir "$disk"
mount -t tmpfs -o size=8m tapless-test "$disk"
trap 'umount --lazy "$disk" 2>/dev/null || true; clean_up' EXIT
chown "$own_user" "$disk"
head -c 8200000 /dev/zero >"$disk/filler"
full="file:$disk/flows.ipfix?rotate=1"
waits() { grep -qF "$full: cannot write" "$work/meter.err" || grep -qF "No space left" "$work/meter.err"; }
make_pair
start_meter --uniflow --idle 1 --active 2 -e "$full"
start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets 60000 --flows 2000 --rate 10000 --seed 3
generator=${children[-1]}
expect_true "a full disk is said" wait_for 20 waits
rm "$disk/filler"
wait_for 30 gone "$generator" || give_up "generator" "has not ended"
expect_true "SIGINT ends it, with room again" stop_meter
"$TAPLESS" decode --dedup "$disk"/*.ipfix >"$work/decoded" || not_ok "full for a while: decode" "exit status $?"
expect "full for a while: packets" "$(total "$work/decoded" packetDeltaCount)" "$(jq .packets "$work/sent")"
expect "full for a while: octets" "$(total "$work/decoded" octetDeltaCount)" "$(jq .octets "$work/sent")"
expect_true "full for a while: several files" test "$(find "$disk" -name '*.ipfix' | wc -l)" -ge 2
end_pair
