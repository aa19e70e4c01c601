#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Calls by sipp, one by UDP with voice in both directions and many by one TCP connection: each request with its response, the media
# that were agreed on, and the voice itself under the call's id.
. "$(dirname "$0")/../lib.sh"

CALLER_PORT=5070
VOICE_PORT=6000
CALLS=12 # more messages than are sampled of a flow's beginning

# A call with 1.5 s of sipp's sample voice; compact header forms in its last request.
cat >"$work/call.xml" <<'END'
<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="call">
<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: "A, <caller>" <sip:alice@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: sip:alice@[local_ip]:[local_port]
User-Agent: test phone/1.0
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=alice 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[local_ip_type] [local_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
]]></send>
<recv response="100" optional="true"></recv>
<recv response="180" optional="true"></recv>
<recv response="200"></recv>
<send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:alice@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
<nop><action><exec play_pcap_audio="/usr/share/sip-tester/g711a.pcap"/></action></nop>
<pause milliseconds="1500"/>
<send retrans="500"><![CDATA[
BYE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
v: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
f: <sip:alice@[local_ip]:[local_port]>;tag=[call_number]
t: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
i: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
l: 0

]]></send>
<recv response="200"></recv>
</scenario>
END

binds() { in_b ss -Hlnu -t "sport = :5060" | grep -q .; }

# call NAME TRANSPORT CALLS UAC-OPTION...
call() {
	local name=$1 transport=$2 calls=$3
	shift 3
	start_in in_b "$work/answers-$name" sipp -sn uas -t "$transport" -i $ADDRESS_B -p 5060 -mp 7000 -rtp_echo -m "$calls" -nostdin
	wait_for 10 binds || give_up "sipp answers" "$(cat "$work/answers-$name")"
	in_a sipp "$@" -t "$transport" -i $ADDRESS_A -p $CALLER_PORT -mp $VOICE_PORT -s bob -cid_str "%u-$name@test" -m "$calls" -nostdin \
		-timeout 15 $ADDRESS_B:5060 >"$work/calls-$name" 2>&1 </dev/null || give_up "$name: sipp calls" "$(tail -n 30 "$work/calls-$name")"
	wait_for 10 gone "${children[-1]}" || end_child "${children[-1]}"
}

# told FILTER VALUE: of the records that it selects, sorted
told() { jq -rs "map(select($1) | $2 | tostring) | sort | join(\" \")" "$work/flows.json"; }

make_pair
start_meter --hook tc --l7 full -e "json:$work/flows.json"
cd "$work" || exit
call udp u1 1 -sf "$work/call.xml"
call tcp t1 $CALLS -sn uac -d 100 -r 50
cd - >/dev/null || exit
stop_meter || not_ok "meter ends" "exit status $?"

of_udp='.sipMethod != null and .protocolIdentifier == 17'
expect "requests by UDP, each with its response" "$(told "$of_udp" '[.sipCseq, .sipStatusCode // "none"] | map(tostring) | join("/")')" \
	"1 ACK/none 1 INVITE/200 2 BYE/200"
expect "requests by TCP, each with its response" "$(told '.sipMethod != null and .protocolIdentifier == 6' '[.sipMethod, .sipStatusCode // "none"] | map(tostring) | join("/")' |
	tr ' ' '\n' | uniq -c | tr -s ' \n' ' ')" " $CALLS ACK/none $CALLS BYE/200 $CALLS INVITE/200 "
expect "all by one connection" "$(told '.sipMethod != null and .protocolIdentifier == 6' .flowId | tr ' ' '\n' | sort -u | wc -l)" 1
expect "who calls whom, short header forms too" "$(told "$of_udp" '[.sipCallingParty, .sipCalledParty] | join("/")' | tr ' ' '\n' | sort -u)" \
	"sip:alice@$ADDRESS_A:$CALLER_PORT/sip:bob@$ADDRESS_B:5060"
expect "which program" "$(told '.sipUserAgent != null' '.sipUserAgent | split(" ") | join("_")')" "test_phone/1.0"
expect "media that were offered and agreed on" "$(told "$of_udp and .sipMediaKind != null" '[.sipMediaKind, .sipRtpIp4, .sipMediaPort, .sipMediaCodecs,
	.sipAnswerIPv4Address, .sipAnswerMediaPort, .sipAnswerMediaCodecs] | map(tostring) | join("/")')" \
	"audio/$ADDRESS_A/$VOICE_PORT/PCMA,telephone-event/$ADDRESS_B/7000/PCMU"
expect "times" "$(told '(.sipMethod // "ACK") != "ACK" and ((.sipResponseTime // 0) < 1 or .sipResponseTime > 5000000)' .sipCseq)" ""
expect "delay until it rings, of INVITE alone" "$(told '.sipPostDialDelay != null and .sipPostDialDelay <= .sipResponseTime' .sipMethod | tr ' ' '\n' | uniq -c | tr -s ' ')" " $((CALLS + 1)) INVITE"
expect "one call id in each call" "$(told '.sipMethod != null' .sipCallId | tr ' ' '\n' | uniq -c | awk '{ print $1 }' | uniq -c | tr -s ' ')" " $((CALLS + 1)) 3"
expect "the voice, and its echo" "$(told '.rtpSsrc != null' '[.applicationName, .rtpCodec, .rtpCodecName, .rtpLost, .rtpPeerCodec, .rtpPeerCodecName, .rtpPeerLost] | map(tostring) | join("/")')" \
	"rtp/8/PCMA/0/8/PCMA/0"
expect "is that of the call" "$(told '.rtpSsrc != null' '.rtpCallId')" "$(told "$of_udp and .sipMethod == \"INVITE\"" .sipCallId)"
expect "its jitter is small" "$(told '.rtpSsrc != null and (.rfc3550JitterMicroseconds // 99999) < 10000' .rtpCodecName)" PCMA
