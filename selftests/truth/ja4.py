# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""JA4 of a ClientHello (and of nothing else), by its public description, from what tshark lists of one."""
import hashlib

FIELDS = ["tls.handshake.type", "tls.handshake.version", "tls.handshake.extension.type", "tls.handshake.ciphersuite",
          "tls.handshake.extensions.supported_version", "tls.handshake.sig_hash_alg", "tls.handshake.sig_hash_alg_len",
          "tls.handshake.extensions_alpn_str", "quic", "dtls"]
VERSIONS = {0x304: "13", 0x303: "12", 0x302: "11", 0x301: "10", 0x300: "s3", 0xfeff: "d1", 0xfefd: "d2", 0xfefc: "d3"}
SERVER_NAME, ALPN = 0, 16
NOTHING = "0" * 12


def is_grease(value):
    """RFC 8701"""
    return value & 0x0f0f == 0x0a0a and value >> 8 == value & 0xff


def without_grease(values):
    return [value for value in (int(value, 0) for value in values) if not is_grease(value)]


def version(hello):
    offered = without_grease(hello["tls.handshake.extensions.supported_version"])
    return VERSIONS.get(max(offered) if offered else int(hello["tls.handshake.version"][0], 0), "00")


def ends_of_alpn(hello):
    """First and last character of the first protocol; where they are not both letters or digits, of its hexadecimal digits."""
    protocols = hello["tls.handshake.extensions_alpn_str"]
    if not protocols or not protocols[0]:
        return "00"
    name = protocols[0]
    if all(ord(end) < 128 and end.isalnum() for end in (name[0], name[-1])):
        return name[0] + name[-1]
    digits = name.encode().hex()
    return digits[0] + digits[-1]


def shortened(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else NOTHING


def listed(values):
    return ",".join(f"{value:04x}" for value in values)


def signatures(hello):
    """Those of signature_algorithms, the first list of such: its length tells how many of all are its."""
    lengths = hello["tls.handshake.sig_hash_alg_len"]
    return [int(value, 0) for value in hello["tls.handshake.sig_hash_alg"][:int(lengths[0]) // 2 if lengths else 0]]


def ja4(hello):
    """None where it cannot be told: another handshake message of the packet has such fields as well."""
    if [kind for kind in hello["tls.handshake.type"] if kind in ("1", "2")] != ["1"]:
        return None
    ciphers = without_grease(hello["tls.handshake.ciphersuite"])
    extensions = without_grease(hello["tls.handshake.extension.type"])
    carrier = "q" if hello["quic"] else "d" if hello["dtls"] else "t"
    name = "d" if SERVER_NAME in extensions else "i"
    start = f"{carrier}{version(hello)}{name}{min(len(ciphers), 99):02}{min(len(extensions), 99):02}{ends_of_alpn(hello)}"
    hashed = listed(sorted(extension for extension in extensions if extension not in (SERVER_NAME, ALPN)))
    hashed += "_" + listed(signatures(hello)) if hashed and signatures(hello) else ""
    return f"{start}_{shortened(listed(sorted(ciphers)))}_{shortened(hashed)}"
