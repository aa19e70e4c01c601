#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Real clients and servers: the SNI of a TLS handshake and the Host of an HTTP request are on the flow's record, at either
# hook, whether the client or the server is on the meter's side.
. "$(dirname "$0")/../lib.sh"

# serve in_a|in_b: HTTP on 8080, TLS on 8443
serve() {
	start_in "$1" "$work/http" python3 -m http.server --directory "$work/site" 8080
	start_in "$1" "$work/tls" openssl s_server -quiet -accept 8443 -cert "$work/cert" -key "$work/key" -www
	wait_for 20 listens "$1" 8080 || give_up "HTTP server" "$(cat "$work/http")"
	wait_for 20 listens "$1" 8443 || give_up "TLS server" "$(cat "$work/tls")"
}

# ask in_a|in_b HOST
ask() {
	"$1" curl -sS -o /dev/null --max-time 10 -H "Host: www.Example.org:8080" "http://$2:8080/" || give_up "curl" "exit status $?"
	"$1" openssl s_client -connect "$2:8443" -servername sni.example.net </dev/null >"$work/client" 2>&1 ||
		give_up "openssl s_client" "$(tail -n 3 "$work/client")"
	"$1" openssl s_client -connect "$2:8443" -noservername </dev/null >"$work/client" 2>&1 ||
		give_up "openssl s_client" "$(tail -n 3 "$work/client")"
}

names() { jq -rs "map(select(.destinationTransportPort == $2) | .$1 // \"none\") | sort | join(\" \")" "$work/flows.json"; }

# run_case HOOK MODE CLIENT SERVER SERVER-ADDRESS
run_case() {
	local label="$1, $2, client $3"
	make_pair
	serve "$4"
	start_meter --hook "$1" --l7 "$2" -e "json:$work/flows.json"
	ask "$3" "$5"
	stop_meter || not_ok "$label: meter ends" "exit status $?"
	if [ "$2" = off ]; then
		expect "$label: no SNI" "$(names tlsSni 8443)" "none none"
		expect "$label: no Host" "$(names httpRequestHost 8080)" none
	else
		expect "$label: SNI" "$(names tlsSni 8443)" "none sni.example.net"
		expect "$label: Host" "$(names httpRequestHost 8080)" "www.Example.org:8080"
	fi
	end_pair
}

mkdir "$work/site"
echo hello >"$work/site/index.html"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key" -out "$work/cert" -days 2 -subj /CN=test 2>/dev/null
for hook in tc xdp; do
	run_case $hook full in_a in_b $ADDRESS_B
	run_case $hook names in_b in_a $ADDRESS_A
done
run_case tc off in_a in_b $ADDRESS_B
