#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Things: what mosquitto's clients publish and ask for, in three versions of MQTT, one of them with a wrong password; what libcoap's
# client asks its server for, by UDP and TCP, once to be told of changes.
. "$(dirname "$0")/../lib.sh"

MQTT_PORT=18830

binds() { in_b ss -Hlnu "sport = :5683" | grep -q .; }

serve() {
	mosquitto_passwd -c -b "$work/passwords" ann secret-of-ann >/dev/null 2>&1
	chmod 644 "$work/passwords"
	printf '%s\n' "listener $MQTT_PORT $ADDRESS_B" "listener 1883 $ADDRESS_B" "password_file $work/passwords" "allow_anonymous true" \
		"user root" >"$work/broker"
	start_in in_b "$work/broker.log" mosquitto -c "$work/broker"
	start_in in_b "$work/coap.log" coap-server-notls -A $ADDRESS_B -p 5683 -v 3
	wait_for 10 listens in_b $MQTT_PORT || give_up "mosquitto" "$(cat "$work/broker.log")"
	wait_for 10 binds || give_up "coap-server" "$(cat "$work/coap.log")"
}

subscribed() { grep -q "topic/of $1" "$work/subscriber"; }
asks_for() { in_b ss -Htn "sport = :$MQTT_PORT" | grep -q ESTAB; }

use_mqtt() {
	in_a mosquitto_sub -h $ADDRESS_B -p $MQTT_PORT -V mqttv5 -i watcher -k 33 -q 1 -t 'topic/#' -t other -v -C 2 >"$work/subscriber" 2>&1 </dev/null &
	children+=($!)
	wait_for 10 asks_for || give_up "mosquitto_sub" "$(cat "$work/subscriber")"
	sleep 0.3 # until it is subscribed; nothing tells
	in_a mosquitto_pub -h $ADDRESS_B -p $MQTT_PORT -V mqttv311 -i thing-1 -u ann -P secret-of-ann -q 2 -r -t topic/of -m thing-1
	in_a mosquitto_pub -h $ADDRESS_B -p 1883 -V mqttv31 -i thing-2 -t topic/of -m thing-2
	in_a mosquitto_pub -h $ADDRESS_B -p 1883 -V mqttv5 -i thing-3 -u ann -P wrong -t topic/of -m thing-3 >/dev/null 2>&1 || true
	wait_for 10 subscribed thing-2 || not_ok "mosquitto_sub heard" "$(cat "$work/subscriber")"
}

# To be told of changes is asked for, and at last no longer: two transactions of one flow.
use_coap() {
	in_a coap-client-notls -B 5 -m get "coap://$ADDRESS_B/time?ticks" >"$work/asked" 2>&1 || give_up "coap-client" "$(cat "$work/asked")"
	in_a coap-client-notls -B 5 -m put -t 50 -e '{"a":1}' "coap://$ADDRESS_B/example_data" >>"$work/asked" 2>&1 || true
	in_a coap-client-notls -B 5 -N -m get "coap://$ADDRESS_B/no/such/thing" >>"$work/asked" 2>&1 || true
	in_a coap-client-notls -s 3 -B 4 -m get "coap://$ADDRESS_B/time" >>"$work/asked" 2>&1 || true
	in_a coap-client-notls -B 5 -m get "coap+tcp://$ADDRESS_B/time" >>"$work/asked" 2>&1 || true
}

# told FILTER VALUE: of the records that it selects, sorted
told() { jq -rs "map(select($1) | $2 | tostring) | sort | join(\" \")" "$work/flows.json"; }

make_pair
serve
start_meter --hook tc --l7 full -e "json:$work/flows.json"
use_mqtt
use_coap
stop_meter || not_ok "meter ends" "exit status $?"

expect "who connects, by which version, with what success" "$(told '.mqttClientId != null and .transactionNumber == null' '[.mqttClientId, .mqttVersion, .mqttUserName // "none", .mqttConnectionReturnCode] | map(tostring) | join("/")')" \
	"thing-1/4/ann/0 thing-2/3/none/0 thing-3/5/ann/135 watcher/5/none/0"
expect "what is published" "$(told '(.mqttClientId // "" | startswith("thing-")) and .mqttPublishCount != null' '[.mqttClientId, .mqttTopics, .mqttPublishFlags, .mqttPublishCount] | map(tostring) | join("/")')" \
	"thing-1/topic/of/5/1 thing-2/topic/of/0/1"
expect "what is asked for, and told" "$(told '.mqttClientId == "watcher"' '[.mqttSubscribeTopic, .mqttSubscribeQos, .mqttKeepAlive, .mqttTopics, .mqttPublishCount] | map(tostring) | join("/")')" \
	"other/1/null/null/null topic/#/1/33/topic/of/2"
expect "kinds of packets" "$(told '.mqttClientId == "thing-1"' .mqttTypeCumulative)" $((1 << 1 | 1 << 2 | 1 << 3 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 14))
expect "the password is nowhere" "$(grep -c secret-of-ann "$work/flows.json" || true)" 0
expect "times of CONNECT" "$(told '.mqttClientId != null and .transactionNumber == null and ((.mqttResponseTime // 0) < 1 or .mqttResponseTime > 5000000)' .mqttClientId)" ""
expect "what is asked for by CoAP" "$(told '.coapUriPath != null and .protocolIdentifier == 17' '[.coapType, .coapCode, .coapUriPath, .coapUriQuery // "none", .coapResponseCode] | map(tostring) | join(",")')" \
	"0,1,/time,none,205 0,1,/time,none,205 0,1,/time,ticks,205 0,3,/example_data,none,201 1,1,/no/such/thing,none,404"
expect "by TCP, too" "$(told '.coapUriPath != null and .protocolIdentifier == 6' '[.coapCode, .coapUriPath, .coapResponseCode] | map(tostring) | join(",")')" "1,/time,205"
expect_true "who wants to be told of changes is told" test "$(told '.coapObserve == 0' .coapNotifications)" -gt 1
expect "times of CoAP" "$(told '.coapUriPath != null and ((.coapResponseTime // 0) < 1 or .coapResponseTime > 5000000)' .coapUriPath)" ""
expect "applications, but for errors to a client that has left" "$(told '.applicationName != null and .applicationName != "icmp"' .applicationName | tr ' ' '\n' | sort -u | tr '\n' ' ')" "coap mqtt "
