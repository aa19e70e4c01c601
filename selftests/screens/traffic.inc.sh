# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# Traffic that gives a report something to tell: a site, a certificate that is odd, names that do not exist, a scan. Sourced behind
# selftests/lib.sh.

serve_site() {
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
}

visit_site() {
	in_a curl -sS --max-time 20 -A 'Mozilla/5.0 (Windows NT 10.0) Chrome/60.0' -H 'Host: www.example.org' \
		-o /dev/null "http://$ADDRESS_B:8080/?[1-30]" -o /dev/null "http://$ADDRESS_B:8080/a/very/long/path/$(printf 'x%.0s' {1..150})"
	in_a curl -sS --max-time 20 -H 'Host: <script>alert(1)</script>' -o /dev/null "http://$ADDRESS_B:8080/"
	in_a openssl s_client -connect $ADDRESS_B:8444 -servername odd.example.org -cipher ALL:@SECLEVEL=0 </dev/null >"$work/client" 2>&1
	for _ in {1..12}; do
		in_a dig @$ADDRESS_B +tries=1 +time=5 nobody.test A >/dev/null
	done
}

# Ports where nobody listens.
scan_site() {
	in_a curl -s --max-time 20 --connect-timeout 1 "http://$ADDRESS_B:[1000-1060]/" >/dev/null || true
}
