#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A report's pages in a real browser, wide and narrow, light and dark: pictures in build/report for people to look at; and what a
# program can tell of them: nothing is fetched, nothing is wider than the window, the console is silent.
. "$(dirname "$0")/../lib.sh"

pictures=$BUILD/report
mkdir -p "$pictures"

# browse OPTION... : Chromium without a window; its messages in $work/browser
browse() {
	timeout 60 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" --enable-logging=stderr \
		--virtual-time-budget=2000 "$@" 2>"$work/browser"
}

# picture PAGE WIDTH HEIGHT SCHEME: 0 dark, 1 light
picture() {
	local name
	name=$pictures/$(basename "$1" .html)-$2-$([ "$4" = 0 ] && echo dark || echo light).png
	browse --blink-settings=preferredColorScheme="$4" --window-size="$2,$3" --screenshot="$name" "file://$1" >"$work/out" ||
		give_up "picture $name" "$(tail -n 3 "$work/browser")"
	expect "$(basename "$name"): its size" "$(od -An -tx1 -j16 -N8 "$name" | tr -d ' ')" "$(printf '%08x%08x' "$2" "$3")"
	expect "$(basename "$name"): no complaint of the browser" "$(grep -c ':CONSOLE' "$work/browser")" 0
}

# Ours has no scripts: a frame of this width around it, with a script of the test's own, measures.
overhang() {
	sed 's/<meta http-equiv="Content-Security-Policy"[^>]*>//' "$1" >"$work/measured.html"
	cat >>"$work/measured.html" <<END
<script>document.title = document.documentElement.scrollWidth - window.innerWidth;</script>
END
	browse --window-size="$2,900" --dump-dom "file://$work/measured.html" | grep -oE '<title>[^<]*' | head -n 1
}

make_traffic() {
	make_pair
	mkdir "$work/site"
	echo hello >"$work/site/index.html"
	openssl req -x509 -newkey rsa:1024 -nodes -keyout "$work/key" -out "$work/cert" -days 3650 -subj /CN=odd.example.org 2>/dev/null
	start_in in_b "$work/http" python3 -m http.server --bind $ADDRESS_B --directory "$work/site" 8080
	start_in in_b "$work/tls" openssl s_server -quiet -accept 8444 -cert "$work/cert" -key "$work/key" -www -tls1_2 -cipher ALL:@SECLEVEL=0
	start_in in_b "$work/dns" dnsmasq --no-daemon --no-resolv --no-hosts --conf-file=/dev/null --port=53 --listen-address=$ADDRESS_B \
		--bind-interfaces --user=root --pid-file= --local=/test/ --address=/www.example.org/$ADDRESS_B
	wait_for 20 listens in_b 8080 || give_up "HTTP server" "$(cat "$work/http")"
	wait_for 20 listens in_b 8444 || give_up "TLS server" "$(cat "$work/tls")"
	wait_for 20 listens in_b 53 || give_up "DNS server" "$(cat "$work/dns")"
	start_meter --hook tc --l7 full -e "file:$work/flows.ipfix"
	in_a curl -sS --max-time 20 -A 'Mozilla/5.0 (Windows NT 10.0) Chrome/60.0' -H 'Host: www.example.org' \
		-o /dev/null "http://$ADDRESS_B:8080/?[1-30]" -o /dev/null "http://$ADDRESS_B:8080/a/very/long/path/$(printf 'x%.0s' {1..150})"
	in_a curl -sS --max-time 20 -H 'Host: <script>alert(1)</script>' -o /dev/null "http://$ADDRESS_B:8080/"
	in_a openssl s_client -connect $ADDRESS_B:8444 -servername odd.example.org -cipher ALL:@SECLEVEL=0 </dev/null >"$work/client" 2>&1
	for _ in {1..12}; do
		in_a dig @$ADDRESS_B +tries=1 +time=5 nobody.test A >/dev/null
	done
	# a scan: ports where nobody listens
	in_a curl -s --max-time 20 --connect-timeout 1 "http://$ADDRESS_B:[1000-1060]/" >/dev/null || true
	stop_meter || not_ok "meter ends" "exit status $?"
}

make_traffic
"$TAPLESS" report -r "$work/flows.ipfix" --html "$work/report.html" || not_ok "report" "exit status $?"
"$TAPLESS" report host $ADDRESS_A $ADDRESS_B -r "$work/flows.ipfix" --html "$work/host.html" || not_ok "report host" "exit status $?"
cp "$work/report.html" "$work/host.html" "$pictures"
"$TAPLESS" report -r "$work/flows.ipfix" --format json >"$work/report.json"
expect_match "the scan is told" "$(jq -r '.anomalies.sentences[]' "$work/report.json")" "Scan of ports: $ADDRESS_A tried about 6[0-9] ports of $ADDRESS_B"
expect_match "failures of DNS are told" "$(jq -r '.anomalies.sentences[]' "$work/report.json")" "DNS client: $ADDRESS_A asked DNS in vain 12 times"
expect "the odd certificate is told" "$(jq -r '.tls.certificates[].subject' "$work/report.json")" odd.example.org
for page in report host; do
	picture "$work/$page.html" 1400 3000 1
	picture "$work/$page.html" 1400 3000 0
	picture "$work/$page.html" 400 3600 1
	picture "$work/$page.html" 400 3600 0
	for width in 1400 400; do
		expect "$page, $width: nothing stands out of the window" "$(overhang "$work/$page.html" $width)" "<title>0"
	done
	browse --print-to-pdf="$pictures/$page.pdf" --no-pdf-header-footer "file://$work/$page.html" >"$work/out" || not_ok "$page on paper" "$(tail -n 3 "$work/browser")"
	expect_true "$page on paper" test -s "$pictures/$page.pdf"
done
