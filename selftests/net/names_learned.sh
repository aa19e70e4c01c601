#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Names learned by looking on: each flow has the name that its own client asked DNS for, without SNI and Host too. First from a
# capture, twice with one result; then live: dnsmasq, curl and openssl, two clients that know one address by different names.
. "$(dirname "$0")/../lib.sh"

SECOND_CLIENT=192.0.2.3
SITE=192.0.2.80

# named FILE: "client>server:port name/basis application/basis" of flows that are not DNS, sorted
named() {
	jq -rs 'map(select(.sourceTransportPort != 53 and .destinationTransportPort != 53 and .packetDeltaCount and .sourceIPv4Address)) |
		map("\(.sourceIPv4Address | split(".")[3])>\(.destinationIPv4Address | split(".")[3]):\(.destinationTransportPort) " +
		"\(.destinationName // "-")/\(.destinationNameBasis // 0)") | sort | unique | join(" ")' "$1"
}

read_capture() {
	"$TAPLESS" read --country none --asn none "$work/capture.pcap" >"$work/read.$1" 2>"$work/read.err" ||
		give_up "read" "$(cat "$work/read.err")"
}

check_capture() {
	python3 selftests/net/names_learned_capture.py "$work/capture.pcap"
	read_capture 1
	read_capture 2
	expect_true "a capture read twice says the same" cmp "$work/read.1" "$work/read.2"
	expect "names of a capture's flows" "$(named "$work/read.1")" \
		"1>1:443 sni.example/1 1>1:7000 later.example/3 1>1:7000 www.one.example/3 1>1:7000 www.one.example/5 1>2:7000 www.one.example/3 1>3:443 www.youtube.com/3 1>9:7000 -/0 2>1:7000 two.example/3 2>1:80 host.example/2 2>3:443 www.youtube.com/5 3>1:7000 two.example/5"
	expect "applications by them" "$(jq -rs 'map(select(.applicationBasis == 5) | .applicationName) | join(" ")' "$work/read.1")" youtube
	expect "source's name where answers come first" "$(jq -rs 'map(select(.sourceName)) | length' "$work/read.1")" 0
}

serve() {
	start_in in_b "$work/dns" dnsmasq --no-daemon --no-resolv --no-hosts --conf-file=/dev/null --port=53 --listen-address=$ADDRESS_B \
		--bind-interfaces --user=root --pid-file= --address=/one.test/$SITE --address=/two.test/$SITE --cname=www.one.test,cdn.one.test \
		--host-record=cdn.one.test,$SITE
	start_in in_b "$work/tls" openssl s_server -quiet -accept $SITE:8443 -cert "$work/cert" -key "$work/key" -www
	start_in in_b "$work/web" python3 -m http.server --bind $SITE 8080
	wait_for 20 listens in_b 53 || give_up "DNS server" "$(cat "$work/dns")"
	wait_for 20 listens in_b 8443 || give_up "TLS server" "$(cat "$work/tls")"
	wait_for 20 listens in_b 8080 || give_up "HTTP server" "$(cat "$work/web")"
}

# visit CLIENT NAME: asks for the name, then talks to its address without saying the name, then by HTTP
visit() {
	in_a dig -b "$1" @$ADDRESS_B +tries=1 +time=5 +short "$2" A >"$work/dig" || give_up "dig $2" "$(cat "$work/dig")"
	in_a openssl s_client -bind "$1:0" -connect $SITE:8443 -noservername </dev/null >"$work/client" 2>&1 ||
		give_up "openssl s_client" "$(tail -n 3 "$work/client")"
	in_a curl -sS --max-time 10 --interface "$1" --resolve "host.$2:8080:$SITE" -o /dev/null "http://host.$2:8080/" || give_up curl "exit status $?"
}

check_live() {
	make_pair
	in_a ip address add $SECOND_CLIENT/24 dev va
	in_b ip address add $SITE/24 dev vb
	serve
	start_meter -e "json:$work/flows.json" --country none --asn none
	visit $ADDRESS_A www.one.test
	visit $SECOND_CLIENT two.test
	stop_meter || not_ok "meter ends" "exit status $?"
	expect "live: each client's own name" "$(named "$work/flows.json")" \
		"1>80:8080 host.www.one.test/2 1>80:8443 www.one.test/3 3>80:8080 host.two.test/2 3>80:8443 two.test/3"
}

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -out "$work/cert" -days 2 -subj /CN=one.test 2>/dev/null
check_capture
check_live
