# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# The one file of `make static`, on a system without any library of its own: it meters, answers /readyz, and ends.

check_static() {
	mkdir -p /tmp/static
	cp "$1" /tmp/static/tapless
	with_libraries=$PATH
	PATH=/tmp/static:$PATH
	expect static-needs-nothing "$(tapless version | head -n 1 | cut -d ' ' -f 1)" tapless
	if meter_start static veth0 tc --listen 9470; then
		generate static 5000 100
		check_balance static
		if command -v curl >/dev/null; then
			wait_until 30 static_is_ready || not_ok static-listens "/readyz does not say ready within 30 s"
			expect static-ready "$(curl -s --max-time 20 http://127.0.0.1:9470/readyz)" ready
			expect static-metrics "$(curl -s --max-time 20 http://127.0.0.1:9470/metrics | grep -c '^tapless_balance_holds 1$')" 1
		fi
		meter_stop static veth0
		expect static-packets "$(records /tmp/static.json protocolIdentifier 17 | sum packetDeltaCount)" "$(sum packets </tmp/sent)"
	fi
	PATH=$with_libraries
}

static_is_ready() {
	curl -s --max-time 5 http://127.0.0.1:9470/readyz | grep -q ready
}

if [ -e bin/tapless-static ]; then
	check_static bin/tapless-static
else
	skip static "build/tapless-static is not there: make static"
fi
