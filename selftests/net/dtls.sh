#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# IPFIX over DTLS to `openssl s_server -dtls1_2`: certificates of both ends are verified, what goes over the wire cannot be read,
# every record arrives while the collector lives, and one that was killed ten times gets what comes after it is back.
. "$(dirname "$0")/../lib.sh"

chmod 711 "$work"
keys=$work/keys
mkdir -m 711 "$keys"
mkfifo "$work/never" # standard input of s_server, which ends with it

status() { "$TAPLESS" status --json --instance "$INSTANCE"; }
account() { status | jq --arg uri "$1" ".exporters[] | select(.uri == \$uri) | .$2"; }
said() { grep -qF -- "$1" "$work/meter.err"; }
for name in ours other; do
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$name" -keyout "$keys/$name.key" \
		-out "$keys/$name.pem" 2>/dev/null
done
certificate() { # NAME AUTHORITY
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1.test" -keyout "$keys/$1.key" -out "$keys/$1.csr" 2>/dev/null
	openssl x509 -req -in "$keys/$1.csr" -CA "$keys/$2.pem" -CAkey "$keys/$2.key" -days 2 -out "$keys/$1.pem" \
		-extfile <(echo "basicConstraints=CA:FALSE
subjectAltName=DNS:$1.test") 2>/dev/null
}
certificate collector ours
certificate exporter ours
certificate stranger other

listens_udp() { in_b ss -Hlun "sport = :$1" | grep -q .; }
collector() { # PORT FILE CERTIFICATE OPTION...: its process is children[-1]
	local port=$1 file=$2 name=$3
	shift 3
	start_in in_b "$file" sh -c 'exec 2>/dev/null 0<>"$1"; shift; exec "$@"' - "$work/never" \
		openssl s_server -dtls1_2 -quiet -port "$port" -cert "$keys/$name.pem" -key "$keys/$name.key" "$@"
	wait_for 10 listens_udp "$port" || give_up "collector at $port" "does not listen: $(cat "$file")"
}
mutual=(-Verify 1 -verify_return_error -CAfile "$keys/ours.pem")

make_pair
uri() { echo "ipfix+dtls://127.0.0.1:$1?ca=$keys/ours.pem&name=collector.test${2-}"; }
own="&cert=$keys/exporter.pem&key=$keys/exporter.key"
# s_server serves one at a time: if a farewell found no room in its socket, it would wait for more of that one for ever
right=$(uri 4831 "$own&templates=1&rate=500&retry=1")
unknown=$(uri 4832) wanted=$(uri 4833) foreign=$(uri 4834 "&cert=$keys/stranger.pem&key=$keys/stranger.key")
collector 4831 "$work/round.0" collector "${mutual[@]}"
server=${children[-1]}
collector 4832 "$work/refused.1" stranger
collector 4833 "$work/refused.2" collector "${mutual[@]}"
collector 4834 "$work/refused.3" collector "${mutual[@]}"
start_in in_b "$work/sniffer.out" dumpcap -q -i lo -f "udp port 4831" -w "$work/wire.pcap"
sniffer=${children[-1]}
sniffs() { [ -s "$work/wire.pcap" ]; }
wait_for 10 sniffs || give_up "dumpcap" "$(cat "$work/sniffer.out")"
start_meter --uniflow --idle 1 --active 2 -e "file:$work/healthy.ipfix" -e "$right" -e "$unknown" -e "$wanted" -e "$foreign"
in_a ping -q -c 2 -i 0.1 -W 2 $ADDRESS_B >/dev/null || not_ok "ping" "no answer"
expect_true "refused: a collector from an unknown CA" wait_for 10 said "$unknown: the collector's certificate is from an unknown CA"
expect_true "refused: no certificate where one is wanted" wait_for 10 said "$wanted: the collector wants a certificate"
expect_true "refused: ours, by the collector" wait_for 10 said "$foreign: the collector refuses the certificate"

# --- nothing is lost while the collector lives

sent_all() { [ "$(account "$right" 'joined.records')" -ge 500 ] && [ "$(account "$right" waiting.records)" = 0 ]; }
in_a "$GENERATOR" -i va --kind udp --packets 5000 --flows 500 --rate 5000 --seed 1 >"$work/sent" || not_ok "generator" "$(cat "$work/sent")"
wait_for 20 sent_all || not_ok "all is sent" "$(account "$right" waiting)"
decoded() { "$TAPLESS" decode "$@" 2>/dev/null | jq -c '[.sourceIPv4Address, .sourceTransportPort, .destinationTransportPort, .packetDeltaCount]' | sort; }
same() { decoded "$work/round.0" >"$work/arrived" && decoded "$work/healthy.ipfix" >"$work/healthy" && [ -s "$work/arrived" ] && cmp -s "$work/arrived" "$work/healthy"; }
expect_true "each record arrives once" wait_for 10 same
end_child "$sniffer"
expect "all of it is DTLS application data on the wire" \
	"$(tshark -r "$work/wire.pcap" -d udp.port==4831,dtls -Y 'udp.dstport == 4831 && !dtls' 2>/dev/null | wc -l)" 0
expect_true "and some of it is" test "$(tshark -r "$work/wire.pcap" -d udp.port==4831,dtls -Y 'dtls.record.content_type == 23' 2>/dev/null | wc -l)" -gt 5

# --- killed ten times

start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets 120000 --flows 2000 --rate 5000 --seed 2
generator=${children[-1]}
for round in 1 2 3 4 5 6 7 8 9 10; do
	before=$(stat -c %s "$work/round.$((round - 1))")
	grows() { [ "$(stat -c %s "$work/round.$((round - 1))")" -gt "$before" ]; }
	wait_for 15 grows || not_ok "round $round" "the collector got nothing"
	end_child "$server" KILL
	collector 4831 "$work/round.$round" collector "${mutual[@]}"
	server=${children[-1]}
done
wait_for 60 gone "$generator" || give_up "generator" "has not ended"
nothing_waits() { [ "$(account "$right" waiting.records)" = 0 ]; }
wait_for 30 nothing_waits || not_ok "a restarted collector is found again" "$(account "$right" waiting)"
arrived=$(decoded "$work"/round.* | wc -l)
accounted=$(account "$right" sent.records)
expect_true "restarted ten times: the account holds" test "$(account "$right" holds)" = true
expect_true "restarted ten times: what is missing was on its way when the collector died ($arrived of $accounted)" \
	test $((accounted - arrived)) -le $((accounted / 4))
expect_true "the last collector got records" test -s "$work/round.10"
kill -INT "$METER" # it fails, for those that were refused
wait_for 30 gone "$METER" || not_ok "SIGINT ends it" "not within 30 s"
METER=
end_pair
