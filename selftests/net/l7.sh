#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Real clients and servers: what dig asked and dnsmasq answered, what openssl's two ends agreed on, what curl asked nginx for, is on
# the record, at either hook; and what a client of QUIC says first. With --l7 names no payload leaves the kernel.
. "$(dirname "$0")/../lib.sh"

serve() {
	start_in in_b "$work/dns" dnsmasq --no-daemon --no-resolv --no-hosts --conf-file=/dev/null --port=53 --listen-address=$ADDRESS_B \
		--bind-interfaces --user=root --pid-file= --local=/test/ --local-ttl=77 --address=/www.example.org/198.51.100.7 \
		--address=/six.example.org/2001:db8::7
	start_in in_b "$work/tls12" openssl s_server -quiet -accept 8442 -cert "$work/cert" -key "$work/key" -www -tls1_2 -alpn http/1.1
	start_in in_b "$work/tls13" openssl s_server -quiet -accept 8443 -cert "$work/cert" -key "$work/key" -www -tls1_3
	start_in in_b "$work/http" nginx -p "$work/nginx" -c "$work/nginx/conf" -e "$work/nginx/error"
	wait_for 20 listens in_b 8080 || give_up "HTTP server" "$(cat "$work/http")"
	wait_for 20 listens in_b 53 || give_up "DNS server" "$(cat "$work/dns")"
	wait_for 20 listens in_b 8442 || give_up "TLS 1.2 server" "$(cat "$work/tls12")"
	wait_for 20 listens in_b 8443 || give_up "TLS 1.3 server" "$(cat "$work/tls13")"
}

# The last two from one port: the second is a transaction of the same flow.
ask_dns() {
	local question
	for question in "www.example.org A" "six.example.org AAAA" "nobody.test A" "+tcp www.example.org A" \
		"-b $ADDRESS_A#40053 www.example.org A" "-b $ADDRESS_A#40053 six.example.org AAAA"; do
		# shellcheck disable=SC2086 # words
		in_a dig @$ADDRESS_B +tries=1 +time=5 $question >"$work/dig" || give_up "dig $question" "$(cat "$work/dig")"
	done
}

ask_tls() {
	in_a openssl s_client -connect $ADDRESS_B:8442 -servername one.example.net -alpn h2,http/1.1 </dev/null >"$work/client" 2>&1 ||
		give_up "openssl s_client" "$(tail -n 3 "$work/client")"
	in_a openssl s_client -connect $ADDRESS_B:8443 -servername two.example.net </dev/null >"$work/client" 2>&1 ||
		give_up "openssl s_client" "$(tail -n 3 "$work/client")"
}

# The Initial packet of RFC 9001 A.2 without its padding: its keys are derived, and it is opened, by a daemon that may open no file.
ask_quic() {
	base64 -d >"$work/initial" <<-END
		wAAAAAEIg5TI8D5RVwgAAEEJe5rsNNGxyY3XaJ+47BHSQrEj3JvYurk2tH2S7DVsC6t99ZdtJ81En2MwAJnzmRwmDsTGDRezH4QpFXuzWhKCpkOo0iYsrWdQ
		DK245zeMjrdTnsTUkF/tG+4fyKr7oXx1Dix6zgHmAF+A/LffYhIwyDcRs5ND+gKM6n9/tf+J6sIwgkmgIlIVXiNHtj1YxUV6/YTQXf/9sgOShEroEhVGgunP
		AS+QIabwvhfd0MIITc4l/5sGzeU10Pkgotsb82LCPlltEaT1ps85SIOKOuxOFdr4UApu9p7E4/62sdmOYQrIt+w/r2rXYLe60dtLo0heipTcJQrj/bQevDxs
		8Si71/hhFWHN+gnn3g==
	END
	in_a python3 - $ADDRESS_B "$work/initial" <<-'END' || give_up "QUIC client" "exit status $?"
		import socket, sys
		with open(sys.argv[2], "rb") as packet:
		    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(packet.read(), (sys.argv[1], 8444))
	END
}

# 21 requests by one connection, the answers longer than what is sampled of a flow's beginning
ask_http() {
	local urls=() i
	for i in {1..20}; do
		urls+=(-o /dev/null "http://$ADDRESS_B:8080/page$i")
	done
	in_a curl -sS --max-time 20 -A "test/1.0" "${urls[@]}" -o /dev/null "http://$ADDRESS_B:8080/missing" || give_up curl "exit status $?"
}

# Three responses by one connection, the second right behind the first: no sample is taken where it begins, and its length tells so.
serve_cut() {
	cat >"$work/cut.py" <<-'END'
		import socket, time
		listener = socket.create_server(("0.0.0.0", 8090))
		connection, _ = listener.accept()
		for responses in 2, 1:
		    connection.recv(4096)
		    connection.sendall((b"HTTP/1.1 200 OK\r\nContent-Length: 20001\r\n\r\n" + bytes(20001)) * responses)
	END
	start_in in_b "$work/cut" python3 "$work/cut.py"
	wait_for 20 listens in_b 8090 || give_up "HTTP server of cut messages" "$(cat "$work/cut")"
}

ask_cut() {
	in_a python3 - $ADDRESS_B <<-'END' || give_up "client of cut messages" "exit status $?"
		import socket, sys
		connection = socket.create_connection((sys.argv[1], 8090), 20)
		for responses in 2, 1:
		    connection.sendall(b"GET /cut HTTP/1.1\r\nHost: cut.example.org\r\n\r\n" * responses)
		    left = responses * (20001 + 42)
		    while left:
		        left -= len(connection.recv(left))
	END
}

cut_is_told() { "$TAPLESS" status --json --instance "$INSTANCE" | jq -e '.meter.messagesCut.http == 1' >/dev/null; }

check_cut() {
	expect_true "$1: a message cut is counted" wait_for 20 cut_is_told
	expect_match "$1: and shown" "$("$TAPLESS" status --instance "$INSTANCE")" '^messages cut +1 of http'
}

# told FILTER: of the records that it selects, sorted
told() { jq -rs "map(select(.dnsId != null or .tlsFlags != null or .httpRequestMethod != null or .httpStatusCode != null)) | map(select($1) | $2) | sort | join(\" \")" "$work/flows.json"; }

check_dns() {
	local answered='[.dnsQname, .dnsQtype, .dnsResponseCode, .dnsAnswerIPv4Address // .dnsAnswerIPv6Address // "none"] | map(tostring) | join("/")'
	expect "$1: queries and answers by UDP" "$(told '.protocolIdentifier == 17 and .dnsId != null and .sourceTransportPort != 40053' "$answered")" \
		"nobody.test/1/3/none six.example.org/28/0/2001:db8::7 www.example.org/1/0/198.51.100.7"
	expect "$1: query and answer by TCP" "$(told '.protocolIdentifier == 6 and .dnsId != null' "$answered")" "www.example.org/1/0/198.51.100.7"
	expect "$1: TTL" "$(told '.dnsQname == "www.example.org" and .protocolIdentifier == 6' .dnsCrrTtl)" 77
	expect "$1: two transactions of one flow" "$(told '.sourceTransportPort == 40053' '[.transactionNumber // 1, .dnsQname, .packetDeltaCount // "uncounted"] | map(tostring) | join("/")')" \
		"1/www.example.org/2 2/six.example.org/uncounted"
	expect "$1: both have the flow's id" "$(jq -s 'map(select(.sourceTransportPort == 40053) | .flowId) | unique | length' "$work/flows.json")" 1
	expect "$1: response times" "$(told '.dnsId != null and ((.dnsResponseTime // 0) < 1 or .dnsResponseTime > 5000000)' .dnsQname)" ""
}

check_tls() {
	expect "$1: TLS 1.2" "$(told '.destinationTransportPort == 8442' '[.tlsServerVersion, .tlsAlpn, .tlsAlpnSelected, .tlsSubjectCn, .tlsKeyKind, .tlsPublicKeyLength, .tlsSni] | map(tostring) | join("/")')" \
		"771/h2,http/1.1/http/1.1/l7.example.org/RSA/2048/one.example.net"
	expect "$1: TLS 1.3" "$(told '.destinationTransportPort == 8443' '[.tlsServerVersion, .tlsClientVersion, .tlsSubjectCn, .tlsSni] | map(tostring) | join("/")')" \
		"772/772/null/two.example.net"
	expect "$1: self-signed, said of TLS 1.2 alone" "$(told '(.tlsFlags // 0) / 64 % 2 >= 1' .destinationTransportPort)" 8442
	expect_match "$1: JA4" "$(told '.destinationTransportPort == 8443' .tlsJa4)" '^t13d[0-9]{4}00_[0-9a-f]{12}_[0-9a-f]{12}$'
	expect_match "$1: JA3, JA3S" "$(told '.destinationTransportPort == 8443' '.tlsJa3Fingerprint + "-" + .tlsJa3s')" '^[0-9a-f]{32}-[0-9a-f]{32}$'
}

check_quic() {
	expect_match "$1: QUIC" "$(told '.destinationTransportPort == 8444' '[.quicVersion, .quicSni, .tlsJa4] | map(tostring) | join("/")')" \
		'^1/example.com/q13d0211an_[0-9a-f]{12}_[0-9a-f]{12}$'
}

check_http() {
	local of='.destinationTransportPort == 8080'
	expect "$1: requests" "$(told "$of" '.httpRequestTarget // "none"')" "$(printf '%s\n' /missing /page{1..20} | sort | tr '\n' ' ' | sed 's/ $//')"
	expect "$1: each with its response" "$(told "$of and .httpStatusCode != (if .httpRequestTarget == \"/missing\" then 404 else 200 end)" '.httpRequestTarget + "=" + (.httpStatusCode | tostring)')" ""
	expect "$1: host, agent, server" "$(told "$of" '[.httpRequestHost, .httpUserAgent, (.httpServer | split("/")[0])] | join(",")' | tr ' ' '\n' | sort -u)" "$ADDRESS_B:8080,test/1.0,nginx"
	expect "$1: by one flow, counted once" "$(jq -s "map(select($of)) | [(map(.flowId) | unique | length), (map(select(.packetDeltaCount)) | length), length] | join(\" \")" "$work/flows.json")" '"1 1 21"'
}

# run_case HOOK MODE
run_case() {
	local label="$1, $2" samples
	make_pair
	serve
	serve_cut
	start_meter --hook "$1" --l7 "$2" -e "json:$work/flows.json"
	ask_dns
	ask_tls
	ask_quic
	ask_http
	ask_cut
	[ "$2" != full ] || check_cut "$label"
	samples=$("$TAPLESS" status --json --instance "$INSTANCE" | jq '.events.samples')
	stop_meter || not_ok "$label: meter ends" "exit status $?"
	if [ "$2" = full ]; then
		expect_true "$label: payload was sampled" test "$samples" -gt 10
		check_dns "$label"
		check_tls "$label"
		check_quic "$label"
		check_http "$label"
		expect "$label: applications" "$(told true .applicationName | tr ' ' '\n' | sort | uniq -c | tr -s ' \n' ' ')" " 6 dns 24 http 1 quic 2 tls "
	else
		expect "$label: no payload left the kernel" "$samples" 0
		expect "$label: no facts of it" "$(told true .flowId)" ""
		expect "$label: names all the same" "$(jq -rs 'map(.tlsSni // empty) | sort | join(" ")' "$work/flows.json")" "one.example.net two.example.net"
	fi
	end_pair
	for child in "${children[@]}"; do
		end_child "$child"
	done
}

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -out "$work/cert" -days 2 -subj /CN=l7.example.org 2>/dev/null
mkdir "$work/nginx" "$work/nginx/site"
for i in {1..20}; do
	head -c 20000 /dev/zero >"$work/nginx/site/page$i"
done
cat >"$work/nginx/conf" <<END
daemon off; master_process off; user root; pid $work/nginx/pid; error_log $work/nginx/error;
events { }
http { access_log off; server { listen 8080; root $work/nginx/site; } }
END
run_case tc full
run_case xdp full
run_case tc names
