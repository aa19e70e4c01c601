#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The daemon is killed ten times while real clients ask: what is exported twice is identical with all that its payload said, and a
# record that lacks some of it because of a kill says so (I3).
. "$(dirname "$0")/../lib.sh"

QUESTIONS=1500
PORT=4749

meter_is_ready() {
	! gone "$METER" || give_up "meter starts" "$(cat "$work/meter.err")"
	"$TAPLESS" status --json --instance "$INSTANCE" 2>/dev/null | jq -e ".daemon == $METER and (.meter.pid == $METER)" >/dev/null
}

start_next() {
	part=$((${part-0} + 1))
	start_meter --hook tc --idle 1 --active 2 -e "json:$work/flows.$part.json" "$@"
}

kill_meter() {
	kill -KILL "$METER" || give_up "daemon lives" "$(cat "$work/meter.err")"
	wait "$METER" 2>/dev/null || true
	METER=
}

# By a daemon that lives for longer than --idle: names that it has heard itself.
told_names_itself() { gone "$client" || [ "$(grep -c dnsQname "$work/flows.$part.json")" -ge $((QUESTIONS / 25)) ]; }

distinct() { whole_lines "$work"/flows.*.json | sort -u; }

# Each question from a port of its own; by one connection in ten three requests.
cat >"$work/client.py" <<'END'
import http.client, socket, struct, sys, time

address, questions = sys.argv[1], int(sys.argv[2])
end = time.monotonic() + 60
for number in range(questions):
    if time.monotonic() > end:
        sys.exit("slow")
    name = b"".join(bytes([len(label)]) + label for label in (b"n%d" % number, b"example", b"org")) + b"\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(5)
        client.connect((address, 53))
        client.send(struct.pack(">6H", number, 0x100, 1, 0, 0, 0) + name + struct.pack(">2H", 1, 1))
        client.recv(512)
    if number % 10 == 0:
        connection = http.client.HTTPConnection(address, 8080, timeout=5)
        for page in range(3):
            connection.request("GET", f"/c{number}p{page}")
            connection.getresponse().read()
        connection.close()
    time.sleep(0.004)
END

# A collector that never reads holds the log back: much is exported again.
cat >"$work/deaf.py" <<'END'
import socket, sys, time

listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
time.sleep(120)
END

make_pair
mkdir "$work/nginx"
cat >"$work/nginx/conf" <<END
daemon off; master_process off; user root; pid $work/nginx/pid; error_log $work/nginx/error;
events { }
http { access_log off; server { listen 8080; location / { return 200 "yes\n"; } } }
END
start_in in_b "$work/dns" dnsmasq --no-daemon --no-resolv --no-hosts --conf-file=/dev/null --port=53 --listen-address=$ADDRESS_B \
	--bind-interfaces --user=root --pid-file= --address=/example.org/198.51.100.7
start_in in_b "$work/http" nginx -p "$work/nginx" -c "$work/nginx/conf" -e "$work/nginx/error"
wait_for 20 listens in_b 8080 || give_up "HTTP server" "$(cat "$work/http")"
wait_for 20 listens in_b 53 || give_up "DNS server" "$(cat "$work/dns")"
start_in in_b "$work/deaf" python3 "$work/deaf.py" $PORT
wait_for 20 listens in_b $PORT || give_up "collector" "$(cat "$work/deaf")"
start_next -e "ipfix+tcp://127.0.0.1:$PORT"
start_in in_a "$work/client" python3 "$work/client.py" $ADDRESS_B $QUESTIONS
client=${children[-1]}
for round in 1 2 3 4 5 6 7 8 9 10; do
	sleep "0.$((3 + RANDOM % 7))"
	[ $((round % 2)) = 0 ] || wait_for 5 told_names_itself || not_ok "round $round: names are told" "$(wc -l <"$work/flows.$part.json") records"
	kill_meter
	start_next -e "ipfix+tcp://127.0.0.1:$PORT"
done
wait_for 60 gone "$client" || give_up "client" "has not ended"
kill_meter
start_next
stop_meter || not_ok "meter ends" "exit status $?"
expect "the client was answered" "$(cat "$work/client")" ""

questions() { distinct | jq -c 'select(.protocolIdentifier == 17)'; }
requests() { distinct | jq -c 'select(.protocolIdentifier == 6)'; }
expect "a record exported twice is identical" "$(distinct | wc -l)" \
	"$(distinct | jq -c '[.recordSequence, .transactionNumber]' | sort -u | wc -l)"
expect "packets of all questions and answers" "$(questions | jq -s 'map(.packetDeltaCount + (.reversePacketDeltaCount // 0)) | add')" $((QUESTIONS * 2))
expect "a question without its name says why" "$(questions | jq -c 'select(.dnsQname == null and .payloadInterrupted != true)' | wc -l)" 0
expect "a request without its target says why" \
	"$(requests | jq -sc 'group_by(.flowId) | map(select(all(.payloadInterrupted != true) and (map(.httpRequestTarget // empty) | length) != 3)) | length')" 0
# On a slow machine a flow may outlive the active timeout: each of its records has the name.
expect "each name is told of one flow" "$(questions | jq -r 'select(.dnsQname) | "\(.dnsQname) \(.flowId)"' | sort -u | cut -d' ' -f1 | uniq -d | wc -l)" 0
expect_true "many are told" test "$(questions | jq -r '.dnsQname // empty' | wc -l)" -gt $((QUESTIONS / 20))
expect_true "with names among what was exported twice" test "$(whole_lines "$work"/flows.*.json | sort | uniq -d | grep -c dnsQname)" -gt 10
echo "# $(whole_lines "$work"/flows.*.json | wc -l) records exported, $(distinct | wc -l) distinct, $(distinct | jq -c 'select(.payloadInterrupted)' | wc -l) interrupted"
end_pair
