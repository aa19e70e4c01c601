#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What goes wrong says so: exit status, and a message that names the thing and the remedy.
. "$(dirname "$0")/../lib.sh"

# refused NAME STATUS REGEX COMMAND...
refused() {
	local name=$1 wanted=$2 regex=$3 status=0
	shift 3
	timeout 20 "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	expect "$name: exit status" "$status" "$wanted"
	expect_match "$name: message" "$(cat "$work/err")" "$regex"
}

inside=(nsenter --net="/run/netns/$NAMESPACE_B" --)
nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
json=(-e "json:$work/flows.json")

make_pair
install -m 755 "$TAPLESS" "$work/tapless"
chmod 755 "$work"
refused "not root" 1 'root' "${nobody[@]}" "$work/tapless" run -i lo "${json[@]}"
install -m 644 selftests/matrix/fixtures/http.pcap "$work/http.pcap"
refused "a capture, not as root" 1 "BPF programs.*run as root" "${nobody[@]}" "$work/tapless" read "$work/http.pcap"
refused "unknown interface" 1 "nosuch0" "${inside[@]}" "$TAPLESS" run --instance "$INSTANCE" -i nosuch0 "${json[@]}"
expect_true "an unknown interface leaves nothing pinned" test ! -e "$PINS"
refused "unknown scheme" 1 'gopher.*(ipfix|file:|json:)|(ipfix|file:|json:).*gopher' "${inside[@]}" "$TAPLESS" run --instance "$INSTANCE" -i vb -e gopher://host
while IFS='|' read -r uri regex; do
	refused "destination $uri" 1 "$regex" "${inside[@]}" "$TAPLESS" run --instance "$INSTANCE" -i vb -e "$uri"
done <<-END
	json:-?uniflwo=1|uniflwo.*did you mean .uniflow
	json:-?mtu=1400|no use for parameter .mtu.*takes: uniflow
	ipfix+udp://127.0.0.1?color=1|no parameter .color.*takes: uniflow, domain, elements, fields, sizes, enterprise, mtu, templates, source, interface, ttl, rate
	ipfix+udp://127.0.0.1?uniflow=1&mtu=100|mtu.*256 to 65535.*100
	file:$work/flows.ipfix?uniflow|uniflow.*needs a value: NAME=VALUE
END
expect_true "a bad parameter makes no file" test ! -e "$work/flows.ipfix"
refused "folder of the file is not there" 1 "/nosuch/" "${inside[@]}" "$TAPLESS" run --instance "$INSTANCE" -i vb -e file:/nosuch/flows.ipfix
expect_true "a bad exporter leaves nothing pinned" test ! -e "$PINS"
refused "unknown option" 2 "interfase.*interface|interface.*interfase" "$TAPLESS" run --interfase vb
refused "unknown command" 2 "satus.*status|status.*satus" "$TAPLESS" satus
refused "bad number" 2 "idle" "$TAPLESS" run -i vb --idle soon
refused "bad choice" 2 "auto.*tc.*xdp" "$TAPLESS" run -i vb --hook tcp
refused "no such port" 1 "listen 99999: not PORT" "${inside[@]}" "$TAPLESS" run --instance "$INSTANCE" -i vb "${json[@]}" --listen 99999
refused "SQL without payload" 2 "sql-text needs --l7 full" "$TAPLESS" run -i vb --sql-text --l7 names
refused "half a question to forget" 2 "forget. takes .host. and an IPv4 or IPv6 address" "$TAPLESS" store forget host
refused "no such capture" 1 "nosuch.pcap" "$TAPLESS" read "$work/nosuch.pcap"
refused "no collector, and a capture that does not wait for the next attempt" 1 "no connection.*retry=1.*" \
	"$TAPLESS" read -e ipfix+tcp://127.0.0.1:4 selftests/matrix/fixtures/http.pcap
refused "status of nothing" 1 "$INSTANCE" "$TAPLESS" status --instance "$INSTANCE"
refused "stop of nothing" 1 "$INSTANCE" "$TAPLESS" stop --instance "$INSTANCE"

"${inside[@]}" "$TAPLESS" run --instance "$INSTANCE" -i 'nosuch*' "${json[@]}" >/dev/null 2>"$work/meter.err" &
METER=$!
expect_true "a pattern that means no interface is told" wait_for 20 grep -q 'nosuch\*.*until one appears' "$work/meter.err"
stop_meter || not_ok "it ends" "exit status $?"

start_meter --hook tc "${json[@]}"
refused "second meter on the interface" 1 "another tapless.*vb" "${inside[@]}" "$TAPLESS" run --instance "${INSTANCE}x" -i vb -e "json:$work/second.json"
expect_true "the second leaves nothing pinned" test ! -e "${PINS}x"
refused "second meter of that name" 1 "$INSTANCE" "${inside[@]}" "$TAPLESS" run --instance "$INSTANCE" -i vb -e "json:$work/second.json"
in_a ping -q -c 2 -i 0.2 $ADDRESS_B >/dev/null
expect_true "stop ends a running meter" "$TAPLESS" stop --instance "$INSTANCE"
expect_true "the meter is gone when stop returns" wait_for 10 gone "$METER"
status=0
wait "$METER" || status=$?
METER=
expect "and has ended well" "$status" 0
expect "with all exported" "$(total "$work/flows.json" packetDeltaCount)" 4

count_at other in_b vb xdp
refused "XDP in use" 1 "count_xdp.*--hook tc" "${inside[@]}" "$TAPLESS" run --instance "$INSTANCE" -i vb --hook xdp "${json[@]}"
expect_true "XDP in use leaves nothing pinned" test ! -e "$PINS"
start_meter --hook auto "${json[@]}"
expect_true "auto takes TC instead" compgen -G "$PINS/links/vb@tc-ingress@*"
kill -KILL "$METER"
wait "$METER" 2>/dev/null || METER=
in_a ping -q -c 2 -i 0.2 $ADDRESS_B >/dev/null
expect_true "what a killed meter left is pinned" test -e "$PINS"

mapfile -t identity < <(bpftool -j map lookup pinned "$PINS/instance" key hex 00 00 00 00 | jq -r '.value[] | sub("0x"; "")')
# be_known_as OFFSET OCTET...: so says the map `instance`, else what its daemon wrote
be_known_as() {
	local at=$1
	shift
	bpftool map update pinned "$PINS/instance" key hex 00 00 00 00 value hex "${identity[@]:0:at}" "$@" "${identity[@]:at+$#}"
}
while read -r offset what; do
	be_known_as "$offset" 00 00 00 00
	refused "stop of an instance without $what" 1 "rm -r $PINS" "$TAPLESS" stop --instance "$INSTANCE"
	refused "run of an instance without $what" 1 "rm -r $PINS" "${inside[@]}" "$TAPLESS" run --instance "$INSTANCE" -i vb "${json[@]}"
done <<-END
	8 CPUs
	12 shards
	16 flows
END
be_known_as 0
expect_true "stop cleans up after a killed meter" "$TAPLESS" stop --instance "$INSTANCE"
expect_true "nothing is left of it" test ! -e "$PINS"
