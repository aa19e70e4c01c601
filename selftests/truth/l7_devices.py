# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Rows of voice, things, plant and tunnels: SIP, RTP, MQTT, CoAP, SNMP, syslog, STUN, IEC 104, Modbus, DNP3, WireGuard, OpenVPN, IKE, DTLS."""
from l7_row import LINE, but, has, number, row

# SIP. (Of a header whose colon stands behind a space, RFC 3261 7.3.1, tshark says nothing.)

CALL, SEQUENCE, METHOD, STATUS = "sip.Call-ID", "sip.CSeq.seq", "sip.CSeq.method", "sip.Status-Code"


def sequence_of(packet):
    return [f"{number(count)} {method}" for count, method in zip(packet[SEQUENCE], packet[METHOD])]


def answered(packet):
    return [f"{call} {sequence} {status}" for call, sequence, status in zip(packet[CALL], sequence_of(packet), packet[STATUS]) if int(status) >= 200]


def our_sequence(record):
    count, _, method = record.get("sipCseq", "").partition(" ")
    return f"{int(count)} {method.strip()}" if count else None


def our_answer(record):
    return [f"{record.get('sipCallId')} {our_sequence(record)} {record['sipStatusCode']}"] if record.get("sipStatusCode", 0) >= 200 else []


for ours, theirs in ("sipMethod", "sip.Method"), ("sipCallingParty", "sip.from.addr"), ("sipCalledParty", "sip.to.addr"), ("sipCallId", CALL):
    row("sip", ours, theirs)
row("sip", "sipRequestUri", "sip.r-uri", room=LINE)
row("sip", "sipCseq", [SEQUENCE, METHOD], sequence_of, record=lambda record: [our_sequence(record)])
row("sip", "sipStatusCode", [CALL, SEQUENCE, METHOD, STATUS], answered, record=our_answer, room=LINE)
row("sip", "sipUserAgent", "sip.User-Agent", when=has("sip.Method"), also=["sip.Method"], one=True)
row("sip", "sipMediaPort", "sdp.media.port", number, one=True, record=lambda record: [record.get("sipMediaPort"), record.get("sipAnswerMediaPort")])
row("rtp", "rtpCodec", "rtp.p_type", record=lambda record: [record.get("rtpCodec"), record.get("rtpPeerCodec")], spoken=())
row("rtp", "rtpSsrc", "rtp.ssrc", number, record=lambda record: [record.get("rtpSsrc"), record.get("rtpPeerSsrc")], spoken=())

# MQTT

for ours, theirs in (("mqttVersion", "mqtt.ver"), ("mqttKeepAlive", "mqtt.kalive"), ("mqttConnectionFlags", "mqtt.conflags")):
    row("mqtt", ours, theirs, number)
row("mqtt", "mqttClientId", "mqtt.clientid")
row("mqtt", "mqttUserName", "mqtt.username")
row("mqtt", "mqttConnectionReturnCode", ["mqtt.conack.val", "mqtt.connack.reason_code"],
    lambda packet: packet["mqtt.conack.val"] + packet["mqtt.connack.reason_code"])
row("mqtt", "mqttTypeCumulative", "mqtt.msgtype", number,
    record=lambda record: [kind for kind in range(1, 16) if record.get("mqttTypeCumulative", 0) >> kind & 1])
row("mqtt", "mqttTopics", "mqtt.topic", record=lambda record: [record.get("mqttTopics"), record.get("mqttSubscribeTopic")], room=LINE)

# CoAP: codes of requests are 1 to 31, of responses 64 and up.


def is_asked(packet):
    return bool(packet["coap.code"]) and 1 <= int(packet["coap.code"][0]) <= 31


def of_requests(field):
    return lambda record: [record.get(field)] if 1 <= record.get("coapCode", 0) <= 31 else []


def coap(ours, theirs, convert=str, room=LINE):
    row("coap", ours, theirs, convert, when=is_asked, also=["coap.code"], record=of_requests(ours), room=room)


coap("coapCode", "coap.code", number)
coap("coapMid", "coap.mid", number)
coap("coapType", "coap.type", number)
coap("coapToken", "coap.token", lambda token: token.replace(":", ""))
coap("coapUriHost", "coap.opt.uri_host")
coap("coapUriPath", ["coap.opt.uri_path"], lambda packet: ["/" + "/".join(packet["coap.opt.uri_path"])] if packet["coap.opt.uri_path"] else [])
coap("coapUriQuery", ["coap.opt.uri_query"], lambda packet: ["&".join(packet["coap.opt.uri_query"])])
coap("coapObserve", "coap.opt.observe", number)
row("coap", "coapResponseCode", "coap.code", lambda code: int(code) // 32 * 100 + int(code) % 32 if 2 <= int(code) // 32 <= 5 else None)

# SNMP: a record has the request's type and variable.

ASKS = ("0", "1", "3", "4", "5", "6", "7")


def is_snmp_request(packet):
    return packet["snmp.data"][:1] and packet["snmp.data"][0] in ASKS


def snmp(ours, theirs, convert=str):
    row("snmp", ours, theirs, convert, when=is_snmp_request, also=["snmp.data"])


row("snmp", "snmpVersion", ["snmp.version", "snmp.msgVersion"], lambda packet: packet["snmp.version"] + packet["snmp.msgVersion"])
snmp("snmpPduType", "snmp.data")
snmp("snmpRequestId", "snmp.request_id", lambda identifier: int(identifier) & 0xffffffff)
snmp("snmpFirstOid", ["snmp.name"], lambda packet: packet["snmp.name"][:1])

# Syslog. (tshark 4.0 reads names in RFC 5424's header alone, and datagrams alone.)

row("syslog", "syslogFacility", ["syslog.facility", "syslog.level"],
    lambda packet: [f"{facility}.{level}" for facility, level in zip(packet["syslog.facility"], packet["syslog.level"])],
    record=lambda record: [f"{record.get('syslogFacility')}.{record.get('syslogSeverity')}"])
row("syslog", "syslogHostName", "syslog.hostname", but(str, "-"))

# STUN: methods and classes of what is no request.

STUN_CLASSES = {0x01: 1, 0x10: 2, 0x11: 3}
row("stun", "stunMethod", "stun.type.method", number)
row("stun", "stunClass", "stun.type.class", lambda kind: STUN_CLASSES.get(number(kind)), record=lambda record: [record.get("stunClass") or None])
row("stun", "stunSoftware", "stun.att.software")
row("stun", "stunMappedPort", "stun.att.port", number, one=True)

# Industry

for ours, theirs in (("iec104AsduType", "typeid"), ("iec104AsduCot", "causetx"), ("iec104AsduOrg", "oa"), ("iec104AsduAddress", "addr")):
    row("iec104", ours, "iec60870_asdu." + theirs, number)
row("iec104", "iec104Functions", "iec60870_104.utype", number,
    record=lambda record: [1 << bit for bit in range(6) if record.get("iec104Functions", 0) >> bit & 1])
row("modbus", "modbusFunction", "modbus.func_code", lambda function: number(function) & 0x7f)
row("modbus", "modbusException", "modbus.exception_code", but(number, 0))
row("modbus", "modbusUnit", "mbtcp.unit_id", number)
row("modbus", "modbusAddress", "modbus.reference_num", number)
row("dnp3", "dnp3Source", "dnp3.src", number, one=True)
row("dnp3", "dnp3Destination", "dnp3.dst", number, one=True)
CONFIRM, RESPONSE = 0, 129
row("dnp3", "dnp3Function", "dnp3.al.func", but(number, CONFIRM, RESPONSE))
row("dnp3", "dnp3Indications", "dnp3.al.iin", number)

# Tunnels


def octets(text):
    return text.lower().removeprefix("0x").replace(":", "")


def of_openvpn(*opcodes):
    return lambda packet: packet["openvpn.opcode"][:1] and number(packet["openvpn.opcode"][0]) in opcodes


def openvpn(ours, *opcodes):
    row("openvpn", ours, ["openvpn.sessionid"], lambda packet: [f"{int(session):016x}" for session in packet["openvpn.sessionid"][:1]],
        when=of_openvpn(*opcodes), also=["openvpn.opcode"], record=lambda record: [octets(record.get(ours, ""))])


openvpn("openvpnClientSession", 1, 7, 10)
openvpn("openvpnServerSession", 2, 8)
row("wireguard", "wgSrcPeer", "wg.sender", number, when=lambda packet: packet["wg.type"] == ["1"], also=["wg.type"])
row("wireguard", "wgDstPeer", "wg.sender", number, when=lambda packet: packet["wg.type"] == ["2"], also=["wg.type"])
row("ike", "ikeVersion", "isakmp.version", number)
row("ike", "ikeExchange", "isakmp.exchangetype", number)
row("ike", "ikeInitiatorSpi", "isakmp.ispi", octets, record=lambda record: [octets(record.get("ikeInitiatorSpi", ""))])

# DTLS


def dtls(ours, theirs, convert=str, kind="1"):
    row("dtls", ours, theirs, convert, when=lambda packet: kind in packet["dtls.handshake.type"], also=["dtls.handshake.type"], spoken=("tls",), room=LINE,
        record=lambda record: [record.get(ours)] if record["protocolIdentifier"] == 17 else [])


dtls("tlsSni", "dtls.handshake.extensions_server_name")
dtls("tlsJa3Fingerprint", "dtls.handshake.ja3")
dtls("tlsJa3s", "dtls.handshake.ja3s", kind="2")
dtls("tlsCipherSuite", ["dtls.handshake.ciphersuite"], lambda packet: [number(packet["dtls.handshake.ciphersuite"][0])], kind="2")
