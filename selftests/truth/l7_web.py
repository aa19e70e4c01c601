# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Rows of TLS, QUIC and HTTP/1."""
import ja4
from l7_row import LINE, number, row

SERVER_NAME, PROTOCOLS = "tls.handshake.extensions_server_name", "tls.handshake.extensions_alpn_str"
OFFERED = "tls.handshake.extensions.supported_version"


def holds(kind, other):
    """Is there a handshake message of that kind, whose fields are not mixed with those of the other?"""
    return lambda packet: kind in packet["tls.handshake.type"] and other not in packet["tls.handshake.type"]


IS_CLIENT_HELLO, IS_SERVER_HELLO = holds("1", "2"), holds("2", "1")


def tls(ours, theirs, convert=str, when=IS_CLIENT_HELLO, room=LINE):
    """Whatever protocol it is within: STARTTLS has it, too. (Not QUIC, whose rows are its own.)"""
    row("tls", ours, theirs, convert, when=lambda packet: when(packet) and not packet["quic"], also=["tls.handshake.type", "quic"], room=room, spoken=(),
        record=lambda record: [record.get(ours)] if record.get("applicationProtocol") != "quic" else [])


def offered_protocols(packet):
    return [",".join(packet[PROTOCOLS])] if all(ord(character) < 128 for character in "".join(packet[PROTOCOLS])) else []


def highest_version(packet):
    return [max(ja4.without_grease(packet[OFFERED]) or [number(packet["tls.handshake.version"][0])])]


def first_of(*fields):
    return lambda packet: [number(packet[field][0]) for field in fields if packet[field]][:1]


tls("tlsSni", SERVER_NAME)
tls("tlsAlpn", [PROTOCOLS], offered_protocols)
tls("tlsJa3Fingerprint", "tls.handshake.ja3")
tls("tlsJa4", ja4.FIELDS, lambda packet: [ja4.ja4(packet)])
tls("tlsClientVersion", [OFFERED, "tls.handshake.version"], highest_version)
tls("tlsJa3s", "tls.handshake.ja3s", when=IS_SERVER_HELLO)
tls("tlsServerVersion", [OFFERED, "tls.handshake.version"], first_of(OFFERED, "tls.handshake.version"), when=IS_SERVER_HELLO)
tls("tlsCipherSuite", ["tls.handshake.ciphersuite"], first_of("tls.handshake.ciphersuite"), when=IS_SERVER_HELLO)
tls("tlsGroup", ["tls.handshake.extensions_key_share_group"], first_of("tls.handshake.extensions_key_share_group"), when=IS_SERVER_HELLO)

QUIC = {"when": lambda packet: packet["quic"] and IS_CLIENT_HELLO(packet), "also": ["quic", "tls.handshake.type"], "room": LINE}
row("quic", "quicSni", SERVER_NAME, **QUIC)
row("quic", "tlsAlpn", [PROTOCOLS], offered_protocols, **QUIC)
row("quic", "tlsJa4", ja4.FIELDS, lambda packet: [ja4.ja4(packet)], **QUIC)


def stripped(text):
    return text.strip()


def http(ours, theirs, convert=str, is_response=False, record=None):
    """Not what SSDP says by the same words."""
    kind = "http.response.code" if is_response else "http.request.method"
    row("http", ours, theirs, convert, when=lambda packet: packet[kind] and "1900" not in packet["udp.port"], also=[kind, "udp.port"], record=record, room=LINE,
        spoken=())


def requests(packet):
    return [f"{method} {target}" for method, target in zip(packet["http.request.method"], packet["http.request.uri"])]


http("httpRequestTarget", ["http.request.method", "http.request.uri"], requests,
     record=lambda record: [f"{record['httpRequestMethod']} {record.get('httpRequestTarget', '')}"] if "httpRequestMethod" in record and
     record.get("httpMessageVersion") != "2" else [])
http("httpRequestHost", "http.host", stripped, record=lambda record: [record.get("httpRequestHost")] if record.get("httpMessageVersion") != "2" else [])
http("httpUserAgent", "http.user_agent", stripped)
http("httpReferer", "http.referer", stripped)
http("httpStatusCode", "http.response.code", is_response=True)
http("httpReasonPhrase", "http.response.phrase", stripped, is_response=True)
http("httpServer", "http.server", stripped, is_response=True)
