# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash

# The same captures, by the same binary, as on the host's kernel: the output must be the same to the byte.
check_captures() {
	for expected in captures/*.expected; do
		name=${expected##*/}
		name=${name%.expected}
		if [ -e "captures/$name.failed" ]; then
			not_ok "read-$name" "fails on the host: $(cat "captures/$name.failed")"
			continue
		fi
		tapless read --country none --asn none "captures/$name.pcap" >/tmp/output 2>/tmp/stderr
		status=$?
		if [ "$status" != 0 ]; then
			not_ok "read-$name" "exit status $status"
			show /tmp/stderr
		elif ! cmp -s /tmp/output "$expected"; then
			not_ok "read-$name" "differs from the host's output"
			diff "$expected" /tmp/output | head -n 6 | cut -c1-250 | sed 's/^/# /'
		elif [ ! -s /tmp/output ]; then
			not_ok "read-$name" "no records"
		else
			ok "read-$name"
		fi
	done
	# Both kernels could be wrong in the same way.
	expect name-in-cut-hello "$(grep -c '"cut.matrix.example"' captures/hello-cut.expected)" 1
	expect name-in-request "$(grep -c '"www.matrix.example"' captures/http.expected)" 1
}

check_captures
