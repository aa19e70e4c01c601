#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A real browser at a real server, by QUIC and by TLS on TCP: its hello, which fills more than a packet since key exchange withstands quantum
# computers, comes in pieces (in QUIC's packets out of order, too). What the meter says of both hellos is what tshark reads of the same packets.
. "$(dirname "$0")/../lib.sh"

NAME=www.example.org

serve() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=$NAME -addext subjectAltName=DNS:$NAME \
		-keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
	printf '{\n\tadmin off\n\tauto_https off\n}\nhttps://%s {\n\ttls %s %s\n\trespond "hello"\n}\n' $NAME "$work/certificate.pem" "$work/key.pem" >"$work/Caddyfile"
	start_in in_b "$work/server" env HOME="$work" XDG_DATA_HOME="$work" XDG_CONFIG_HOME="$work" caddy run --config "$work/Caddyfile" --adapter caddyfile
	wait_for 20 listens in_b 443 || give_up "server" "$(tail -n 3 "$work/server")"
}

# browse OPTION: a browser that knows nothing yet
browse() {
	local key
	key=$(openssl x509 -in "$work/certificate.pem" -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)
	in_a timeout 60 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/browser$1" --host-resolver-rules="MAP $NAME $ADDRESS_B" \
		--ignore-certificate-errors-spki-list="$key" "$1" --dump-dom https://$NAME/ >"$work/page" 2>"$work/browser.err"
	expect_true "page by $1" grep -q hello "$work/page"
}

# told PROTOCOL: name, JA3, JA3S, chosen cipher of each conversation
told() {
	jq -r "select(.protocolIdentifier == $1 and .destinationTransportPort == 443 and .packetDeltaCount)
		| \"\(.sourceTransportPort) \(.tlsSni // .quicSni) \(.tlsJa3Fingerprint) \(.tlsJa3s) \(.tlsCipherSuite)\"" "$work/flows.json" | sort
}

# read_by_tshark tcp|udp: the same of the capture
read_by_tshark() {
	tshark -n -r "$work/packets.pcapng" -Y "$1 && tls.handshake.type <= 2" -T fields -E 'separator=;' -E occurrence=f -e tls.handshake.type -e "$1.srcport" -e "$1.dstport" \
		-e tls.handshake.extensions_server_name -e tls.handshake.ja3 -e tls.handshake.ja3s -e tls.handshake.ciphersuite 2>/dev/null |
		while IFS=';' read -r kind source destination name ja3 ja3s cipher; do
			[ "$kind" = 1 ] && echo "$source $name $ja3" || echo "$destination $ja3s $((cipher))"
		done | sort -s -k 1,1 | awk '$2 ~ /\./ { asked[$1] = $0 } $2 !~ /\./ && ($1 in asked) { print asked[$1], $2, $3 }' | sort
}

make_pair
serve
start_in in_b "$work/capture" dumpcap -q -i vb -w "$work/packets.pcapng"
wait_for 20 test -s "$work/packets.pcapng" || give_up "capture" "$(cat "$work/capture")"
capture=${children[-1]}
start_meter --hook tc -e "json:$work/flows.json"
browse --origin-to-force-quic-on=$NAME:443
browse --disable-quic
stop_meter || not_ok "meter ends" "exit status $?"
kill -INT "$capture"
wait_for 20 gone "$capture" || give_up "capture ends" "it does not"

expect "QUIC: both hellos" "$(told 17)" "$(read_by_tshark udp)"
expect "TLS: both hellos" "$(told 6)" "$(read_by_tshark tcp)"
expect_true "there were some of each" test "$(told 17 | wc -l)" -ge 1 -a "$(told 6 | wc -l)" -ge 1
expect "names" "$(jq -rs 'map(.tlsSni // .quicSni // empty) | unique | join(" ")' "$work/flows.json")" $NAME
expect "what was agreed on" "$(jq -rs 'map(select(.quicSni) | .tlsAlpn) | unique | join(" ")' "$work/flows.json")" h3
