#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The real rules of tools/build-agents: what curl says to be (agents.tsv) is told on the records of its requests, from inside the
# daemon's sandbox; the client's SYN is this kernel's. Records of curl by HTTPS tell what is odd about the server.
. "$(dirname "$0")/../lib.sh"
here=selftests/net/agents.tsv
agents=$BUILD/agents

if ! tools/build-agents "$agents" >"$work/build" 2>&1; then
	grep -q 'npm could not fetch' "$work/build" || give_up agents-build "$(tail -n 1 "$work/build")"
	skip agents "no network to fetch the rules with, and none from before"
	exit 0
fi
ok agents-build

before=$(stat -c '%i %Y' "$agents/agents.yaml")
tools/build-agents "$agents" >"$work/build" 2>&1 || not_ok agents-again "$(tail -n 1 "$work/build")"
expect agents-again "$(stat -c '%i %Y' "$agents/agents.yaml")" "$before"
mkdir "$work/old"
cp "$agents/agents.yaml" "$work/old"
touch -d '90 days ago' "$work/old/agents.yaml"
expect_true agents-offline-keeps unshare -n tools/build-agents "$work/old"

make_pair
mkdir "$work/site"
start_in in_b "$work/http" python3 -m http.server --bind $ADDRESS_B --directory "$work/site" 8080
openssl req -x509 -newkey rsa:1024 -nodes -keyout "$work/key" -out "$work/cert" -days 3650 -subj /CN=odd.example.org 2>/dev/null
start_in in_b "$work/tls" openssl s_server -quiet -accept 8444 -cert "$work/cert" -key "$work/key" -www -tls1_2 -cipher ALL:@SECLEVEL=0
wait_for 20 listens in_b 8080 || give_up "HTTP server" "$(cat "$work/http")"
wait_for 20 listens in_b 8444 || give_up "TLS server" "$(cat "$work/tls")"

number=0
while IFS=$'\t' read -r said agent; do
	number=$((number + 1))
	[ $number = 1 ] || echo next
	printf 'url = "http://%s:8080/%s"\nuser-agent = "%s"\noutput = /dev/null\n' $ADDRESS_B $number "$agent"
	echo "/$number $said" >>"$work/wanted"
done <"$here" >"$work/requests"

start_meter --hook tc --agents "$agents/agents.yaml" -e "json:$work/flows.json"
in_a curl -sS --max-time 20 -K "$work/requests" || give_up curl "exit status $?"
in_a openssl s_client -connect $ADDRESS_B:8444 -noservername -cipher ALL:@SECLEVEL=0 </dev/null >"$work/client" 2>&1 ||
	give_up "openssl s_client" "$(tail -n 3 "$work/client")"
stop_meter || not_ok "meter ends" "exit status $?"

jq -r 'select(.httpRequestTarget != null) | "\(.httpRequestTarget) \([.userAgentSystem, .userAgentSystemVersion, .userAgentApplication,
	.userAgentApplicationVersion] | map(. // "") | join("|"))"' "$work/flows.json" | sort -V >"$work/got"
expect_true "agents: each of $number is told" diff "$work/wanted" "$work/got"
expect "agents: the client's SYN" "$(jq -r 'select(.tcpSynSystem) | "\(.tcpSynSystem) \(.tcpSynSystemConfidence)"' "$work/flows.json" | sort -u)" "Linux 90"
# 8 weak key, 64 self-signed, 128 long validity, 256 unusual port, 1024 no server name
expect "findings: of an odd server" "$(jq -r 'select(.destinationTransportPort == 8444) | .tlsFindings' "$work/flows.json")" $((8 + 64 + 128 + 256 + 1024))
expect "findings: none of HTTP" "$(jq -r 'select(.destinationTransportPort == 8080 and .tlsFindings != null) | .tlsFindings' "$work/flows.json")" ""
