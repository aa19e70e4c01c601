#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# IPFIX over TLS to `openssl s_server`: each wrong certificate is refused by its own message; a collector killed ten times, by turns
# TLS 1.2 and 1.3, gets every record; certificates are read again on SIGHUP, by a user who may or may not.
. "$(dirname "$0")/../lib.sh"

chmod 711 "$work"
keys=$work/keys
mkdir -m 711 "$keys"
own_user=nobody
! id -u tapless >/dev/null 2>&1 || own_user=tapless
mkfifo "$work/never" # standard input of s_server, which ends with it

status() { "$TAPLESS" status --json --instance "$INSTANCE"; }
account() { status | jq --arg uri "$1" ".exporters[] | select(.uri == \$uri) | .$2"; }
said() { grep -qF -- "$1" "$work/meter.err"; }

# --- certificates

authority() { # NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" -keyout "$keys/$1.key" -out "$keys/$1.pem" 2>/dev/null
}

certificate() { # NAME AUTHORITY COMMON-NAME [SUBJECT-ALTERNATIVE-NAME [DAYS]]
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$3" -keyout "$keys/$1.key" -out "$keys/$1.csr" 2>/dev/null
	openssl x509 -req -in "$keys/$1.csr" -CA "$keys/$2.pem" -CAkey "$keys/$2.key" -days "${5-2}" -out "$keys/$1.pem" \
		-extfile <(echo "basicConstraints=CA:FALSE${4:+
subjectAltName=$4}") 2>/dev/null
}

authority ours
authority other
certificate collector ours someone DNS:collector.test,IP:127.0.0.1
certificate common ours collector.test
certificate alternative ours collector.test DNS:another.test
certificate address ours someone DNS:collector.test
certificate expired ours collector.test DNS:collector.test -1
certificate stranger other collector.test DNS:collector.test
certificate own ours exporter
certificate old ours exporter "" -1
certificate foreign other exporter

# --- collectors

collector() { # PORT FILE CERTIFICATE OPTION...: its process is children[-1]
	local port=$1 file=$2 name=$3
	shift 3
	start_in in_b "$file" sh -c 'exec 2>/dev/null 0<>"$1"; shift; exec "$@"' - "$work/never" \
		openssl s_server -quiet -port "$port" -cert "$keys/$name.pem" -key "$keys/$name.key" "$@"
	wait_for 10 listens in_b "$port" || give_up "collector at $port" "does not listen: $(cat "$file")"
}

# --- each wrong certificate by its message

make_pair
cases=() exporters=() refused=0
expect_message() { # NAME PORT PARAMETERS MESSAGE
	cases+=("$1" "ipfix+tls://127.0.0.1:$2?ca=$keys/ours.pem&$3" "$4")
	exporters+=(-e "ipfix+tls://127.0.0.1:$2?ca=$keys/ours.pem&$3")
}
right_has_some() { [ "$(account "$right" sent.records)" != 0 ]; }
try_all() { # beside the right one, so that each has records to send; of one kind of message only eight a minute are printed
	start_meter --idle 1 --active 2 "${exporters[@]}" -e "$right"
	in_a ping -q -c 2 -i 0.1 -W 2 $ADDRESS_B >/dev/null || not_ok "ping" "no answer"
	for ((at = 0; at < ${#cases[@]}; at += 3)); do
		if wait_for 20 said "${cases[at + 1]}: ${cases[at + 2]}"; then
			ok "refused: ${cases[at]}"
		else
			not_ok "refused: ${cases[at]}" "$(grep -F "${cases[at + 1]}" "$work/meter.err")"
		fi
	done
	expect_true "a common name alone is taken" wait_for 10 right_has_some
	for ((at = 0; at < ${#cases[@]}; at += 3)); do
		refused=$((refused + $(account "${cases[at + 1]}" sent.records)))
	done
	kill -INT "$METER"
	wait_for 30 gone "$METER" || give_up "the meter ends" "not 30 s after SIGINT"
	METER=
	cases=() exporters=()
}
collector 4811 "$work/right" common
right="ipfix+tls://127.0.0.1:4811?ca=$keys/ours.pem&name=collector.test"
own="cert=$keys/own.pem&key=$keys/own.key"
mutual=(-Verify 1 -verify_return_error -CAfile "$keys/ours.pem")
collector 4801 "$work/refused.1" expired
expect_message "expired" 4801 name=collector.test "the collector's certificate is refused: certificate has expired"
collector 4802 "$work/refused.2" collector
expect_message "another name" 4802 name=wrong.test "the collector's certificate is not for wrong.test"
collector 4803 "$work/refused.3" alternative
expect_message "the common name does not count beside a dNSName" 4803 name=collector.test "the collector's certificate is not for collector.test"
collector 4804 "$work/refused.4" address
expect_message "an address that is not in it" 4804 "$own" "the collector's certificate is not for 127.0.0.1"
collector 4805 "$work/refused.5" stranger
expect_message "unknown CA" 4805 name=collector.test "the collector's certificate is from an unknown CA"
collector 4806 "$work/refused.6" collector "${mutual[@]}"
expect_message "ours is from a CA that the collector does not know" 4806 "cert=$keys/foreign.pem&key=$keys/foreign.key" "the collector refuses the certificate in $keys/foreign.pem: unknown CA"
try_all
collector 4807 "$work/refused.7" collector "${mutual[@]}" -no_tls1_3
expect_message "the same in TLS 1.2" 4807 "cert=$keys/foreign.pem&key=$keys/foreign.key" "the collector refuses the certificate in $keys/foreign.pem: unknown CA"
collector 4808 "$work/refused.8" collector "${mutual[@]}"
expect_message "ours has expired" 4808 "cert=$keys/old.pem&key=$keys/old.key" "the collector refuses the certificate in $keys/old.pem: certificate expired"
collector 4809 "$work/refused.9" collector "${mutual[@]}"
expect_message "none, where one is wanted" 4809 name=collector.test "the collector wants a certificate"
collector 4810 "$work/refused.10" collector -no_tls1_3 -no_tls1_2 -cipher ALL:@SECLEVEL=0
expect_message "TLS 1.1" 4810 name=collector.test "TLS: "
collector 4812 "$work/refused.11" collector -no_tls1_3 -cipher eNULL:@SECLEVEL=0
expect_message "a cipher that encrypts nothing" 4812 name=collector.test "TLS: "
try_all
expect "nobody else got a record" "$refused $(cat "$work"/refused.* | wc -c)" "0 0"
for child in "${children[@]}"; do end_child "$child"; done
end_pair

# --- killed ten times; from the sixth on it wants a certificate that is read on SIGHUP

make_pair
current="cert=$keys/current.pem&key=$keys/current.key"
tls="ipfix+tls://127.0.0.1:4820?ca=$keys/ours.pem&$current&retry=1"
renew() { # NAME: as they are renewed, by new files
	install -m 600 "$keys/$1.key" "$keys/next.key" && mv "$keys/next.key" "$keys/current.key"
	install -m 644 "$keys/$1.pem" "$keys/next.pem" && mv "$keys/next.pem" "$keys/current.pem"
}
is_connected() { in_b ss -Htn state established "sport = :4820" | grep -q .; }
nothing_waits() { [ "$(account "$tls" waiting.records)" = 0 ]; }
all_joined() { [ "$(account "$tls" joined | jq -c '[.packets, .octets]')" = "$(jq -c '[.packets, .octets]' "$work/sent")" ]; }
decoded() {
	local file
	for file in "$@"; do
		"$TAPLESS" decode "$file" 2>/dev/null || true # the last message of a killed collector is cut
	done
}

renew own
collector 4820 "$work/round.0" collector "${mutual[@]}"
server=${children[-1]}
# with a ring in whose half everything can wait, however long a collector takes to come back
start_meter --uniflow --flows 524288 --idle 1 --active 2 -e "file:$work/healthy.ipfix" -e "$tls"
start_in in_a "$work/sent" "$GENERATOR" -i va --kind udp --packets 300000 --flows 2000 --rate 20000 --seed 1
generator=${children[-1]}
for round in 1 2 3 4 5 6 7 8 9 10; do
	sleep "0.$((RANDOM % 5))"
	if [ "$round" = 6 ]; then
		mutual=(-Verify 1 -verify_return_error -CAfile "$keys/other.pem")
		renew foreign
		kill -HUP "$METER"
		expect_true "a key of root's alone cannot be read again" wait_for 20 said "certificates read before stay in use"
		chown "$own_user" "$keys/current.key"
		kill -HUP "$METER"
		expect_true "one of the daemon's user can" wait_for 20 said "certificates read again"
	fi
	kill_behind "$server"
	version=-no_tls1_$((2 + round % 2))
	collector 4820 "$work/round.$round" collector "${mutual[@]}" "$version"
	server=${children[-1]}
	wait_for 10 is_connected || give_up "round $round" "no connection: $(tail -n 3 "$work/meter.err")"
done
wait_for 60 gone "$generator" || give_up "generator" "has not ended"
wait_for 30 all_joined || not_ok "all flows end" "$(account "$tls" joined)"
wait_for 30 nothing_waits || not_ok "a restarted collector is found again" "$(account "$tls" waiting)"
expect "restarted ten times: the account holds" "$(account "$tls" '| .holds, .dropped.records' | tr '\n' ' ')" "true 0 "
expect_true "SIGINT ends it" stop_meter
end_child "$server"
decoded "$work"/round.* | sort -u >"$work/distinct"
decoded "$work/healthy.ipfix" | sort >"$work/healthy"
expect "restarted ten times: distinct records" "$(wc -l <"$work/distinct")" "$(wc -l <"$work/healthy")"
expect "restarted ten times: they are those of the file" "$(cmp "$work/healthy" "$work/distinct" && echo same)" same
expect_true "some by the new certificate over TLS 1.3" grep -q . "$work"/round.{6,8,10}
expect_true "some by the new certificate over TLS 1.2" grep -q . "$work"/round.{7,9}
echo "# $(decoded "$work"/round.* | wc -l) records for $(wc -l <"$work/healthy")"
end_pair
