#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Each message that docs/faq.md answers is what the program says when that goes wrong, word by word.
. "$(dirname "$0")/../lib.sh"

# attempt COMMAND...: what it says, under the names that the document has for the interface and the instance
attempt() {
	timeout 20 "$@" >"$work/attempt" 2>&1 </dev/null || true
	sed "s/\<vb\>/eth0/g; s/\<$INSTANCE\>/default/g" "$work/attempt" >>"$work/said"
}
inside=(nsenter --net="/run/netns/$NAMESPACE_B" --)
run() { attempt "${inside[@]}" "$TAPLESS" run "$@" -e "json:$work/flows.json"; }
# as_nobody COMMAND...: without any capability
as_nobody() { attempt "${inside[@]}" setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }

make_pair
in_b ip link set lo up
chmod 755 "$work"
install -m 755 "$TAPLESS" "$work/tapless"
run --instance "$INSTANCE"
run --instance "$INSTANCE" -i eth0
as_nobody "$work/tapless" run -i vb -e json:-
# shellcheck disable=SC2016 # expanded by that shell
attempt "${inside[@]}" unshare --mount sh -c 'umount -R /sys/fs/bpf
	exec setpriv --bounding-set=-sys_admin "$1" run --instance "$2" -i vb -e json:-' sh "$TAPLESS" "$INSTANCE"
attempt "$TAPLESS" status --instance "$INSTANCE"
install -d -m 700 "$work/closed"
attempt "${inside[@]}" "$TAPLESS" run --instance "$INSTANCE" -i vb -e "json:$work/closed/%H.json?rotate=3600"

start_meter -e "ipfix+tcp://$ADDRESS_A:9" --listen 9470
run --instance "$INSTANCE" -i vb
run --instance "${INSTANCE}x" -i vb
run --instance "${INSTANCE}x" -i lo --listen 9470
attempt "$TAPLESS" status --instance "$INSTANCE" --json
in_a ping -q -c 2 -i 0.2 $ADDRESS_B >/dev/null
stop_meter >/dev/null || true # its exit status tells that not all was exported
sed 's/^/# /' "$work/meter.err" >>"$work/said"
count_at other in_b vb xdp
run --instance "$INSTANCE" -i vb --hook xdp

# --- the document's headings: **`MESSAGE`…** or **``MESSAGE``…**; "..." is whatever stands there
sed -nE 's/^\*\*``([^*]*[^`])``.*/\1/p; s/^\*\*`([^`*]+)`.*/\1/p' docs/faq.md >"$work/messages"
while IFS= read -r message; do
	regex=$(sed 's/[][\.*^$+?(){}|/]/\\&/g; s/\\\.\\\.\\\./.*/g' <<<"$message")
	expect_true "is said: $message" grep -qE -- "$regex" "$work/said"
done <"$work/messages"
expect_true "there are many: $(wc -l <"$work/messages")" test "$(wc -l <"$work/messages")" -ge 11
