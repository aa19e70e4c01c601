#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Every command line that stands indented in README.md, run as written, one after another, on a host whose interfaces are eth0 and eth1. /var is
# one of its own. What makes and installs is looked up: `make` has the target, the test of the package does it.
[ -n "${VAR_IS_MINE-}" ] || VAR_IS_MINE=1 exec unshare --mount --propagation private "$0" "$@"
# shellcheck source=selftests/net/snippets.inc.sh
. "$(dirname "$0")/snippets.inc.sh"

mount -t tmpfs -o mode=755 var /var
install -d -m 1777 /var/tmp
install -d /var/lib /var/log
install -d -m 777 /var/flows # its user's
ln -s /run /var/run
capture=$root/selftests/matrix/fixtures/http.pcap

new_place() {
	new_hosts
	ln -s "$(realpath "$BUILD")" "$work/place/build"
	gzip -c "$capture" >"$work/place/capture.pcapng.gz"
	"$TAPLESS" read "$capture" -e "file:$work/place/flows.ipfix" 2>/dev/null
}
type_in() { (cd "$work/place" && in_b bash -ec "$1") >"$work/typed" 2>&1 </dev/null; }
typed() { expect_true "$1" type_in "$1" || true; [ "$results_bad" = 0 ] || sed 's/^/# /; 5q' "$work/typed"; }

# meter COMMAND: in the background, until it meters; one that ran before is ended
meter() {
	end_meter
	(cd "$work/place" && exec nsenter --net="/run/netns/$NAMESPACE_B" -- bash -ec "$1") >"$work/meter.typed" 2>&1 </dev/null &
	metering=$!
	wait_for 20 meters || { not_ok "$1" "$(tail -n 3 "$work/meter.typed")"; return; }
	in_a ping -q -c 2 -i 0.1 $ADDRESS_B >/dev/null
	ok "$1"
}
end_meter() {
	[ -n "${metering-}" ] || return 0
	in_b "$TAPLESS" stop >/dev/null 2>&1 || true
	wait_for 20 gone "$metering" || not_ok "a meter ends" "$(tail -n 3 "$work/meter.typed")"
	metering=
}
begin_meter() { meters || meter "sudo tapless run -i eth0 -e json:/dev/null"; }

targets=$(sed -n 's/^\([a-z-]*\):.*/\1/p' Makefile)
has_target() { grep -qxF -- "$1" <<<"$targets"; }
in_package_test() { grep -qF -- "$1" selftests/package/run.sh; }

new_place
meter "sudo tapless run -i eth0 -e store:/var/lib/tapless/store" # as the service does; README asks it before it says how it is made
sed -n 's/^    \(\(sudo\|make\|tapless\|build\/tapless\) .*\)/\1/p' README.md >"$work/lines"
while IFS= read -r line <&7; do
	command=$(sed 's/  *# .*//; s/ *$//' <<<"$line")
	words=${command#sudo }
	case $words in
	make\ *) expect_true "$command" has_target "$(cut -d ' ' -f 2 <<<"$words")" ;;
	systemctl\ *) expect_true "$command" in_package_test "$words" ;;
	"tapless config --check") expect_true "$command" in_package_test "$words" ;; # the package brings the file
	*collector.example*) skip "$command" "no such collector; net/tls.sh has one" ;;
	*tapless\ run\ *) meter "$command" ;;
	*tapless\ status* | *tapless\ top* | bpftool\ *) begin_meter && typed "$command" ;;
	*tapless\ stop*)
		begin_meter && typed "$command"
		end_meter
		;;
	*) typed "$command" ;;
	esac
done 7<"$work/lines"
end_meter
expect_true "there are many: $(wc -l <"$work/lines")" test "$(wc -l <"$work/lines")" -gt 30
umount -l /var
