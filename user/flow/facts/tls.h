/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_TLS_H
#define TAPLESS_FLOW_FACTS_TLS_H

#include "text.h"

#define TL_FINGERPRINT_SIZE 16 /* MD5 */
#define TL_JA4_SIZE	    37

/* What a record's `tlsFlags` says: bits. */
enum tl_record_tls_flags {
	TL_RECORD_TLS_GREASE = 1, /* the client sends reserved values (RFC 8701) */
	TL_RECORD_TLS_ECH = 2, /* encrypted_client_hello, a real one or GREASE */
	TL_RECORD_TLS_WANTS_RESUMPTION = 4, /* a ticket or a pre-shared key in the client's hello */
	TL_RECORD_TLS_RESUMED = 8, /* the server went along */
	TL_RECORD_TLS_EARLY_DATA = 16,
	TL_RECORD_TLS_RETRY = 32, /* HelloRetryRequest */
	TL_RECORD_TLS_SELF_SIGNED = 64,
	TL_RECORD_TLS_DATAGRAM = 128, /* DTLS */
};

/* The handshake as far as it is not encrypted. Integers in host order, versions and ciphers as on the wire. */
struct tl_record_tls {
	bool known; /* of either */
	bool has_client;
	bool has_server;
	bool has_certificate; /* up to TLS 1.2 */
	bool has_ja3;
	bool has_ja3s;
	__u16 flags; /* enum tl_record_tls_flags */
	__u16 client_version; /* the highest offered */
	__u16 server_version; /* chosen, as all of the server */
	__u16 cipher;
	__u16 group; /* 0: not said */
	__u8 ja3[TL_FINGERPRINT_SIZE];
	__u8 ja3s[TL_FINGERPRINT_SIZE];
	char ja4[TL_JA4_SIZE];
	char server_name[TL_NAME_SIZE];
	char alpn[TL_RECORD_LINE]; /* offered, with commas between */
	char chosen_alpn[TL_RECORD_TEXT];
	__s64 not_before; /* of the server's certificate, as what follows; seconds since 1970 */
	__s64 not_after;
	__u32 key_bits;
	__u32 alternative_names;
	char key[16];
	char signature[32];
	char issuer_name[TL_RECORD_TEXT];
	char issuer_organization[TL_RECORD_TEXT];
	char subject_name[TL_RECORD_TEXT];
	char subject_organization[TL_RECORD_TEXT];
};

/* clang-format off */
#define TL_TLS_FIELDS(ROW) \
	ROW(tls, tlsServerVersion, FLOWMON, 333, UNSIGNED16, IDENTIFIER, NONE, 2, \
		server_version, has_server, "TLS version that the server chose: 0x0303 1.2, 0x0304 1.3, 0xfefd DTLS 1.2") \
	ROW(tls, tlsCipherSuite, FLOWMON, 336, UNSIGNED16, IDENTIFIER, NONE, 2, \
		cipher, has_server, "cipher suite that the server chose") \
	ROW(tls, tlsAlpn, FLOWMON, 337, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		alpn, alpn, "application protocols that the client offered, with commas between") \
	ROW(tls, tlsClientVersion, FLOWMON, 340, UNSIGNED16, IDENTIFIER, NONE, 2, \
		client_version, has_client, "highest TLS version that the client offered") \
	ROW(tls, tlsIssuerCn, FLOWMON, 349, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		issuer_name, issuer_name, "common name of the issuer of the server's certificate, up to TLS 1.2; the others as well") \
	ROW(tls, tlsSubjectCn, FLOWMON, 350, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		subject_name, subject_name, "common name of its subject") \
	ROW(tls, tlsSubjectOn, FLOWMON, 351, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		subject_organization, subject_organization, "organization of its subject") \
	ROW(tls, tlsValidityNotBefore, FLOWMON, 352, SIGNED64, DEFAULT, SECONDS, 8, \
		not_before, has_certificate, "begin of its validity, seconds since 1970") \
	ROW(tls, tlsValidityNotAfter, FLOWMON, 353, SIGNED64, DEFAULT, SECONDS, 8, \
		not_after, has_certificate, "end of its validity") \
	ROW(tls, tlsPublicKeyLength, FLOWMON, 356, UNSIGNED32, QUANTITY, NONE, 4, \
		key_bits, has_certificate, "size of its key in bits") \
	ROW(tls, tlsJa3Fingerprint, FLOWMON, 357, OCTET_ARRAY, DEFAULT, NONE, 16, \
		ja3, has_ja3, "JA3 of the ClientHello: an MD5") \
	ROW(tls, tlsJa4, CESNET, 809, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		ja4, ja4, "JA4 of the ClientHello") \
	ROW(tls, tlsJa3s, TAPLESS, 80, OCTET_ARRAY, DEFAULT, NONE, 16, \
		ja3s, has_ja3s, "JA3S of the ServerHello: an MD5") \
	ROW(tls, tlsAlpnSelected, TAPLESS, 81, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		chosen_alpn, chosen_alpn, "application protocol that the server chose, up to TLS 1.2") \
	ROW(tls, tlsGroup, TAPLESS, 82, UNSIGNED16, IDENTIFIER, NONE, 2, \
		group, group, "key exchange group that the server chose, of TLS 1.3: 29 x25519, 4588 X25519MLKEM768") \
	ROW(tls, tlsFlags, TAPLESS, 83, UNSIGNED16, FLAGS, NONE, 2, \
		flags, known, "1 GREASE, 2 ECH, 4 wants to resume, 8 resumed, 16 early data, 32 retry, 64 self-signed, 128 DTLS") \
	ROW(tls, tlsIssuerOn, TAPLESS, 84, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		issuer_organization, issuer_organization, "organization of the certificate's issuer") \
	ROW(tls, tlsKeyKind, TAPLESS, 85, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		key, key, "kind of the certificate's key: RSA, EC, Ed25519, ...") \
	ROW(tls, tlsSignatureKind, TAPLESS, 86, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		signature, signature, "how the certificate is signed, as OpenSSL names it") \
	ROW(tls, tlsAlternativeNames, TAPLESS, 87, UNSIGNED32, QUANTITY, NONE, 4, \
		alternative_names, has_certificate, "number of names in its subjectAltName")
/* clang-format on */

#endif
