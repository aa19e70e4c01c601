# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# Names from real clients: curl over TLS (its ClientHello fills more than a segment here) and over HTTP, openssl without SNI.

serve_site() {
	mkdir -p /tmp/site
	echo hello >/tmp/site/index.html
	openssl s_server -quiet -accept 4433 -cert site.pem -www >/tmp/tls.log 2>&1 &
	tls_server=$!
	httpd -f -p 8080 -h /tmp/site &
	http_server=$!
	for port in 4433 8080; do
		if ! wait_until 20 listening $port; then
			not_ok clients-servers "nobody listens on port $port after 20 s"
			show /tmp/tls.log
			kill $tls_server $http_server
			return 1
		fi
	done
}

# fetch URL OPTION…
fetch() {
	in_peer curl -sS -o /dev/null --max-time 30 "$@" 2>/tmp/stderr || not_ok "$label-curl" "$1: $(head -n 1 /tmp/stderr)"
}

check_clients() {
	label=$1-clients
	meter_start "$label" veth0 "$1" || return
	fetch -k --resolve sni.matrix.example:4433:10.9.0.1 https://sni.matrix.example:4433/
	fetch -H "Host: host.matrix.example" http://10.9.0.1:8080/
	in_peer openssl s_client -connect 10.9.0.1:4433 -noservername </dev/null >/tmp/client.log 2>&1 ||
		not_ok "$label-openssl" "$(tail -n 1 /tmp/client.log)"
	check_balance "$label"
	meter_stop "$label" veth0
	expect "$label-tls-records" "$(records "/tmp/$label.json" destinationTransportPort 4433 | grep -c .)" 2
	expect "$label-sni" "$(records "/tmp/$label.json" destinationTransportPort 4433 | grep -c '"sni.matrix.example"')" 1
	expect "$label-host" "$(records "/tmp/$label.json" destinationTransportPort 8080 | grep -c '"host.matrix.example"')" 1
}

if ! command -v curl >/dev/null || ! command -v openssl >/dev/null; then
	skip clients "no curl or openssl in the image"
elif serve_site; then
	check_clients tc
	check_clients xdp
	kill $tls_server $http_server
fi
