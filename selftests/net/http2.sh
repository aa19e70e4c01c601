#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# HTTP/2 without TLS, as nghttp2's own programs and curl speak it, with prior knowledge and out of HTTP/1; and HTTP through SOCKS: the
# records say what the clients asked for and what came back.
. "$(dirname "$0")/../lib.sh"

serve() {
	mkdir "$work/site"
	for page in one two three; do
		echo "$page" >"$work/site/$page"
	done
	echo call >"$work/site/call.grpc"
	head -c 60000 /dev/zero >"$work/site/long"
	printf 'application/grpc grpc\n' >"$work/types"
	start_in in_b "$work/server" nghttpd --no-tls --htdocs="$work/site" --mime-types-file="$work/types" 8081
	start_in in_b "$work/proxy" nghttpx --conf=/dev/null --frontend="*,8082;no-tls" --backend="127.0.0.1,8081;;proto=h2" --workers=1 \
		--errorlog-file="$work/proxy.errors" --accesslog-file=/dev/null
	start_in in_b "$work/socks" microsocks -i "$ADDRESS_B" -p 1081
	start_in in_b "$work/web" python3 -m http.server --directory "$work/site" 8083
	for port in 8081 8082 8083 1081; do
		wait_for 20 listens in_b $port || give_up "server at $port" "$(cat "$work"/{server,proxy,socks,web} 2>/dev/null)"
	done
}

# ask NAME COMMAND...
ask() {
	in_a timeout 20 "${@:2}" >"$work/client" 2>&1 || give_up "$1" "exit status $?: $(tail -n 3 "$work/client")"
}

# One of three requests at once, one with another's fields in its table, one of HTTP/1 that goes over to HTTP/2.
ask_all() {
	ask nghttp nghttp -n -H "user-agent: test/2.0" "http://$ADDRESS_B:8081/"{one,two,missing}
	ask curl curl -sS --http2-prior-knowledge -A test/2.1 -e http://www.example.org/from -o /dev/null "http://$ADDRESS_B:8081/three"
	ask "curl, gRPC" curl -sS --http2-prior-knowledge -A test/2.1 -e http://www.example.org/from -o /dev/null "http://$ADDRESS_B:8081/call.grpc"
	ask "curl, upgrade" curl -sS --http2 -A test/2.2 -o /dev/null "http://$ADDRESS_B:8082/one" -o /dev/null "http://$ADDRESS_B:8082/two"
	ask "curl, SOCKS" curl -sS --socks5-hostname "$ADDRESS_B:1081" -A test/2.3 -o /dev/null "http://$ADDRESS_B:8083/three"
}

# told PORT FIELDS: of the records at that port, sorted
told() {
	jq -rs "map(select(.destinationTransportPort == $1 and (.httpRequestMethod != null or .serviceVersion != null)) | $2 | map(tostring) | join(\",\")) | sort | join(\" \")" \
		"$work/flows.json"
}

check() {
	local asked='[.httpRequestMethod, .httpRequestTarget, .httpStatusCode, .httpMessageVersion, .httpUserAgent]'
	expect "$1: requests by HTTP/2" "$(told 8081 "$asked")" "$(printf '%s ' GET,/call.grpc,200,2,test/2.1 GET,/missing,404,2,test/2.0 \
		GET,/one,200,2,test/2.0 GET,/three,200,2,test/2.1 GET,/two,200,2,test/2.0 | sed 's/ $//')"
	expect "$1: host, server, referer" "$(told 8081 '[.httpRequestHost, (.httpServer | split(" ")[0]), .httpReferer]' | tr ' ' '\n' | sort -u | tr '\n' ' ')" \
		"$ADDRESS_B:8081,nghttpd,http://www.example.org/from $ADDRESS_B:8081,nghttpd,null "
	expect "$1: protocol and applications" "$(told 8081 '[.applicationProtocol, .applicationName]' | tr ' ' '\n' | sort | uniq -c | tr -s ' \n' ' ')" \
		" 1 http2,grpc 4 http2,http2 "
	expect "$1: response times" "$(told 8081 '[.httpResponseTime > 0 and .httpResponseTime < 5000000]' | tr ' ' '\n' | sort -u)" true
	expect "$1: by three flows, counted once" "$(jq -sc 'map(select(.destinationTransportPort == 8081)) | [(map(.flowId) | unique | length), (map(select(.packetDeltaCount)) | length), length]' "$work/flows.json")" "[3,3,5]"
	expect "$1: HTTP/1 that goes over to HTTP/2" "$(told 8082 "$asked")" "GET,/one,200,1.1,test/2.2 GET,/two,200,2,test/2.2"
	expect "$1: behind SOCKS" "$(told 1081 '[.applicationProtocol, .serviceSubject, .httpRequestTarget, .httpStatusCode, .httpUserAgent, .transactionNumber]')" \
		"http,null,/three,200,test/2.3,2 socks,$ADDRESS_B,null,null,null,null"
}

# run_case HOOK
run_case() {
	make_pair
	serve
	start_meter --hook "$1" --l7 full -e "json:$work/flows.json"
	ask_all
	stop_meter || not_ok "$1: meter ends" "exit status $?"
	check "$1"
	end_pair
	for child in "${children[@]}"; do
		end_child "$child"
	done
	rm -r "$work/site"
}

run_case tc
run_case xdp
