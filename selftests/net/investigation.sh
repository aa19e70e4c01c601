#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The case that tapless grew from: a client was at an address where three sites live. Which one did it visit, with what? Real
# servers on one address, keep-alive, a browser's user agent; no packets kept. `tapless report host` answers from the records.
. "$(dirname "$0")/../lib.sh"

CLIENT=$ADDRESS_A
SERVER=$ADDRESS_B
OTHER=192.0.2.3 # another client
AGENT='Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0.3112.113 Safari/537.36'
VISITED=www.rockmax.example
SITES=("$VISITED" mmsystems.example radiozlin.example)
HOSTILE='<script>alert(1)</script>"x'

serve() {
	local site answers=()
	for site in "${SITES[@]}"; do
		mkdir -p "$work/nginx/$site/stream_live"
		echo "$site" | tee "$work/nginx/$site/index.html" "$work/nginx/$site/stream_live/get_songs.php" >"$work/nginx/$site/stream_live/hraje.txt"
		answers+=("--address=/$site/$SERVER")
		printf 'server { listen 80; server_name %s; root %s; if_modified_since before; }\n' "$site" "$work/nginx/$site" >>"$work/nginx/sites"
	done
	cat >"$work/nginx/conf" <<END
daemon off; master_process off; user root; pid $work/nginx/pid; error_log $work/nginx/error;
events { }
http { access_log off; include $work/nginx/sites; }
END
	start_in in_b "$work/http" nginx -p "$work/nginx" -c "$work/nginx/conf" -e "$work/nginx/error"
	start_in in_b "$work/dns" dnsmasq --log-queries --host-record=reading-room.example,$OTHER --no-daemon --no-resolv --no-hosts --conf-file=/dev/null --port=53 --listen-address=$SERVER \
		--bind-interfaces --user=root --pid-file= "${answers[@]}"
	wait_for 20 listens in_b 80 || give_up "HTTP server" "$(cat "$work/http")"
	wait_for 20 listens in_b 53 || give_up "DNS server" "$(cat "$work/dns")"
}

# look_up CLIENT SITE
look_up() { in_a dig -b "$1" @$SERVER +tries=1 +time=5 +short "$2" A >"$work/dig" || give_up "dig $2" "$(cat "$work/dig")"; }

# visit CLIENT SITE CURL-OPTION...: several requests by one connection
visit() {
	local client=$1 site=$2
	shift 2
	in_a curl -sS --max-time 20 --interface "$client" --resolve "$site:80:$SERVER" "$@" || give_up "curl $site" "exit status $?"
}

# report OPTION...: of the client and the server, in this time
report() { "$TAPLESS" report host $CLIENT $SERVER -r "$work/flows.ipfix" --from "$from" --to "$to" "$@"; }

# of_store OPTION...: the same from the history
of_store() { "$TAPLESS" report host $CLIENT $SERVER --store "$work/store" --from "$from" --to "$to" "$@"; }

# found FILTER: what jq finds in the JSON report, sorted, in one line
found() { jq -r "$1" "$work/report.json" | sort -u | paste -sd ' '; }

check_answer() {
	report --format json >"$work/report.json" || not_ok "report, JSON" "exit status $?"
	expect "the site that was really visited" "$(found '.sites.sites[].site')" "$VISITED"
	expect "its URLs" "$(found '.sites.urls[].url')" \
		"$VISITED/ $VISITED/stream_live/get_songs.php?r=1709 $VISITED/stream_live/hraje.txt"
	expect "methods, statuses" "$(found '.sites.urls[] | "\(.method)/\(.status)"')" "GET/200 GET/304"
	expect "what else lives on that address" "$(found '.names.names[] | select(.byThem == "no" and .basis == "HTTP Host") | .name | select(endswith("example"))')" \
		"mmsystems.example radiozlin.example"
	expect "who else says so" "$(found '.names.names[] | select(.name == "mmsystems.example" and .basis == "HTTP Host") | .byOthers')" "$OTHER"
	expect "names by DNS" "$(found '.names.names[] | select(.basis == "DNS answer") | .name')" "$(printf '%s\n' "${SITES[@]}" | sort | paste -sd ' ')"
	expect "the client's stack" "$(found '.clients.clients[] | select(.basis == "TCP SYN") | .system')" "Linux (sure to 90%)"
	expect_match "the server's program" "$(found '.clients.clients[] | select(.basis == "server'"'"'s own word") | .program')" '^nginx'
	expect "timeline: each request" "$(jq '[.timeline.timeline[] | select(.method == "GET")] | length' "$work/report.json")" 6
	expect "timeline: in its order" "$(jq '[.timeline.timeline[].time] | . == sort' "$work/report.json")" true
	expect "timeline: packets counted once a flow" "$(jq '[.timeline.timeline[] | select(.method == "GET" and .packets)] | length' "$work/report.json")" 2
	expect "timeline: of these two alone" "$(found '.timeline.timeline[] | .source, .destination')" "$CLIENT $SERVER"
	expect "another time: nothing" "$("$TAPLESS" report host $CLIENT $SERVER -r "$work/flows.ipfix" --to 2001-01-01 --format json | jq 'has("sites")')" false
}

# The history says what the file says.
check_store() {
	of_store --format json >"$work/stored.json" || not_ok "report of the store" "exit status $?"
	expect_true "the store has the same answer" diff <(jq 'del(.time)' "$work/report.json") <(jq 'del(.time)' "$work/stored.json")
	"$TAPLESS" report --store "$work/store" --last 1h --format json >"$work/stored.json" || not_ok "report of the last hour" "exit status $?"
	expect_match "the store tells what its records take" "$(jq -r '.volume.sentences[0]' "$work/stored.json")" '^Reduction [0-9.]+:1'
}

check_agent() {
	expect "operating system, browser" "$(found '.clients.clients[] | select(.basis == "user agent") | "\(.system), \(.program)"')" "Windows 10, Chrome 60.0.3112.113"
	expect "both in the timeline" "$(found '.timeline.timeline[] | select(.method == "GET") | "\(.system), \(.program)"')" "Windows 10, Chrome 60.0.3112.113"
}

# widest FILE: columns of its longest line
widest() { LC_ALL=C.UTF-8 wc -L <"$1"; }

# A terminal of 80 columns has the answer, and no line is longer.
check_terminal() {
	local columns
	for columns in 80 200; do
		script -qec "stty rows 24 cols $columns; NO_COLOR=1 $TAPLESS report host $CLIENT $SERVER -r $work/flows.ipfix --from $from --to $to" \
			"$work/typescript" >/dev/null </dev/null || not_ok "report in a terminal" "exit status $?"
		grep -v '^Script ' "$work/typescript" | tr -d '\r' >"$work/screen"
		expect_true "$columns columns: fits" test "$(widest "$work/screen")" -le "$columns"
		expect_match "$columns columns: has the answer" "$(cat "$work/screen")" "GET +304 +$VISITED +/stream_live/"
	done
}

check_page() {
	report --html "$work/report.html" || not_ok "report, HTML" "exit status $?"
	expect_true "page: the site is in it" grep -q "$VISITED" "$work/report.html"
	"$TAPLESS" report -r "$work/flows.ipfix" --html "$work/all.html" || not_ok "report of all, HTML" "exit status $?"
	expect_true "page: a hostile name is there, escaped" grep -qF '&lt;script&gt;alert(1)' "$work/all.html"
	expect "page: nothing of it is markup" "$(cat "$work/report.html" "$work/all.html" | grep -ciE '<script|javascript:|<img|<link|<iframe|https?://')" 0
}

# asked COMMAND OPTION...: where the resolver is ours, so that nobody else is asked
asked() {
	# shellcheck disable=SC2016 # its own words
	in_a unshare --mount sh -c 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"' sh "$work/resolv" "$TAPLESS" "$@"
}

# Names of addresses are asked for with --lookup, and never without.
check_lookup() {
	echo "nameserver $SERVER" >"$work/resolv"
	expect_match "groups by source" "$(asked query -r "$work/flows.ipfix" --by src)" "$OTHER +[0-9]"
	asked report -r "$work/flows.ipfix" >"$work/screen" || not_ok "report" "exit status $?"
	expect "without --lookup nobody is asked" "$(grep -c 'query\[PTR\]' "$work/dns")" 0
	expect_match "--lookup: query" "$(asked query -r "$work/flows.ipfix" --by src --lookup)" "$OTHER reading-room.example +[0-9]"
	expect_match "--lookup: query of records" "$(asked query -r "$work/flows.ipfix" "host $OTHER" --lookup)" "$OTHER:[0-9]+ reading-room.example +"
	expect_match "--lookup: report" "$(asked report -r "$work/flows.ipfix" --lookup)" "$OTHER +reading-room.example"
	expect_match "--lookup: report of a host" "$(asked report host $OTHER -r "$work/flows.ipfix" --lookup)" "$OTHER is reading-room.example"
	expect_match "services of ports" "$(asked query -r "$work/flows.ipfix" --by dstport)" "80 http"
}

chmod 711 "$work" # the daemon's user passes through to the store
mkdir "$work/nginx"
make_pair
in_a ip address add $OTHER/24 dev va
serve
agents=none
tools/build-agents "$BUILD/agents" >"$work/build" 2>&1 && agents=$BUILD/agents/agents.yaml

start_meter --hook tc --l7 full --agents "$agents" -e "file:$work/flows.ipfix" -e "store:$work/store"
from=$(date +%Y-%m-%dT%H:%M:%S)
look_up $OTHER mmsystems.example
look_up $OTHER radiozlin.example
visit $OTHER mmsystems.example -A test/1.0 -o /dev/null http://mmsystems.example/
visit $OTHER radiozlin.example -A test/1.0 -o /dev/null http://radiozlin.example/
visit $OTHER radiozlin.example -A test/1.0 -H "Host: $HOSTILE" -o /dev/null http://radiozlin.example/
look_up $CLIENT $VISITED
visit $CLIENT $VISITED -A "$AGENT" -o /dev/null http://$VISITED/ -o /dev/null "http://$VISITED/stream_live/get_songs.php?r=1709"
visit $CLIENT $VISITED -A "$AGENT" -H "If-Modified-Since: Fri, 01 Jan 2038 00:00:00 GMT" -o /dev/null http://$VISITED/stream_live/hraje.txt \
	-o /dev/null http://$VISITED/stream_live/hraje.txt -o /dev/null http://$VISITED/stream_live/hraje.txt \
	-o /dev/null http://$VISITED/stream_live/hraje.txt
stop_meter || not_ok "meter ends" "exit status $?"
to=$(date -d '1 second' +%Y-%m-%dT%H:%M:%S)

check_answer
if [ "$agents" = none ]; then skip agents "no network to fetch the rules with, and none from before"; else check_agent; fi
check_store
check_terminal
check_page
check_lookup
