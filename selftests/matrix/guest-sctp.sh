# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=dash
# IPFIX over SCTP (RFC 7011 10.2): the collector checks streams and messages; the records are those of a file. Restarted under
# load, it learns the templates again in each association, and misses nothing.

sctp_listens() {
	grep -q " $1 " /proc/net/sctp/eps
}

sctp_collect() {
	sctp_collector 4739 "$1" >/tmp/collector.log 2>&1 &
	collector=$!
	wait_until 20 sctp_listens 4739 || not_ok sctp-collector "$(cat /tmp/collector.log)"
}

sctp_end() {
	kill -TERM "$collector"
	wait "$collector"
	expect "$1" "$?$(cat /tmp/collector.log)" 0
}

decoded() {
	for file in "$@"; do
		tapless decode "$file" || echo "{\"corrupt\":\"$file\"}"
	done
}

check_sctp_file() {
	sctp_collect /tmp/sctp
	if ! tapless read captures/many.pcap --country none --asn none -e "ipfix+sctp://127.0.0.1:4739" -e file:/tmp/sctp.ipfix 2>/tmp/stderr; then
		not_ok sctp-read "exit status"
		show /tmp/stderr
	fi
	sctp_end sctp-messages
	decoded /tmp/sctp.1 >/tmp/sctp.decoded
	decoded /tmp/sctp.ipfix >/tmp/sctp.wanted
	expect sctp-records "$(wc -l </tmp/sctp.decoded) $(cmp /tmp/sctp.decoded /tmp/sctp.wanted)" "$(wc -l </tmp/sctp.wanted) "
	expect_many sctp-records-many "$(wc -l </tmp/sctp.wanted)" 10
}

# expect_many NAME NUMBER LEAST
expect_many() {
	if [ "$2" -ge "$3" ]; then ok "$1"; else not_ok "$1" "$2, should be $3 at least"; fi
}

check_sctp_restarts() {
	sctp_collect /tmp/sctp-round0
	meter_start sctp veth0 tc --uniflow --idle 1 --active 2 -e "ipfix+sctp://127.0.0.1:4739?retry=1" || return
	in_peer tapless-generator -i veth1 --packets 20000 --flows 400 --rate 2500 --kind udp --seed 3 >/tmp/sent &
	generator=$!
	for round in 1 2 3; do
		sleep 1.$round
		sctp_end sctp-messages-$round
		sctp_collect /tmp/sctp-round$round
	done
	wait "$generator" || not_ok sctp-generator "failed"
	meter_stop sctp veth0
	sctp_end sctp-messages-4
	decoded /tmp/sctp-round* | sort -u >/tmp/sctp.decoded
	expect sctp-restarts-corrupt "$(grep -c corrupt /tmp/sctp.decoded)" 0
	expect_many sctp-restarts-associations "$(ls /tmp/sctp-round* | wc -l)" 3
	expect sctp-restarts-packets "$(sum packetDeltaCount </tmp/sctp.decoded)" "$(sum packets </tmp/sent)"
	expect sctp-restarts-octets "$(sum octetDeltaCount </tmp/sctp.decoded)" "$(sum octets </tmp/sent)"
}

if [ -e bin/sctp_collector ] && [ -e /proc/net/sctp ]; then
	check_sctp_file
	check_sctp_restarts
else
	skip sctp "$(ls bin/sctp_collector /proc/net/sctp 2>&1 | head -n 1)"
fi
