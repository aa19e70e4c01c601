/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The clear part of TLS 1.0 to 1.3 (RFC 2246, 4346, 5246, 8446) and DTLS 1.0 to 1.3 (RFC 4347, 6347, 9147) handshakes. */
#ifndef TAPLESS_DISSECT_TLS_H
#define TAPLESS_DISSECT_TLS_H

#include "message.h"

#define TL_TLS_NAME_SIZE 256 /* with its NUL */
#define TL_TLS_ALPN_SIZE 512
#define TL_TLS_VALUES	 512 /* of each list of a hello, that are kept; above that it gets no fingerprint */
#define TL_TLS_JA3_SIZE	 33
#define TL_TLS_JA4_SIZE	 37

/* What the handshake's messages come in. */
enum tl_tls_carrier {
	TL_TLS_STREAM, /* TLS records, from the first one of a direction on */
	TL_TLS_DATAGRAM, /* DTLS records; datagrams of a direction in their order may follow each other */
	TL_TLS_BARE, /* nothing: the messages as QUIC's CRYPTO frames carry them (RFC 9001 4.1.3) */
};

enum tl_tls_role {
	TL_TLS_NO_ROLE, /* too little to tell, or only an alert */
	TL_TLS_CLIENT,
	TL_TLS_SERVER,
};

enum tl_tls_resumption {
	TL_TLS_RESUMPTION_UNKNOWN,
	TL_TLS_FULL_HANDSHAKE,
	TL_TLS_RESUMED,
};

enum tl_tls_key {
	TL_TLS_KEY_UNKNOWN, /* no certificate, or one with another kind of key */
	TL_TLS_KEY_RSA,
	TL_TLS_KEY_RSA_PSS,
	TL_TLS_KEY_DSA,
	TL_TLS_KEY_EC,
	TL_TLS_KEY_ED25519,
	TL_TLS_KEY_ED448,
};

/* A list as it stood in the message, GREASE (RFC 8701) included. Host order. */
struct tl_tls_values {
	__u16 count; /* in the message */
	__u16 kept; /* in `value` */
	__u16 value[TL_TLS_VALUES];
};

/* All integers in host order; versions as on the wire. Names: octets of the peer's, up to a NUL; one that holds a NUL is "". */
struct tl_tls_client {
	bool is_whole; /* the hello was read to its end; else lists and flags of what came late are missing */
	__u16 legacy_version; /* the hello's own */
	__u16 version; /* the highest offered, by supported_versions if there are any */
	__u8 session_id_length;
	struct tl_tls_values versions; /* supported_versions */
	struct tl_tls_values ciphers;
	struct tl_tls_values extensions; /* their types */
	struct tl_tls_values groups; /* supported_groups */
	struct tl_tls_values formats; /* ec_point_formats */
	struct tl_tls_values signatures; /* signature_algorithms */
	bool has_grease;
	bool has_server_name; /* the extension, even if it names nobody */
	bool has_ticket; /* session_ticket that is not empty (RFC 5077 3.2): wants to resume */
	bool has_psk; /* pre_shared_key (RFC 8446 4.2.11): the same */
	bool has_early_data;
	bool has_ech; /* encrypted_client_hello; a real one cannot be told from GREASE */
	char server_name[TL_TLS_NAME_SIZE];
	char quic_user_agent[TL_TLS_NAME_SIZE]; /* that Google's clients put among QUIC's transport parameters */
	__u16 alpn_count;
	__u8 alpn_ends[2]; /* first and last octet of the first protocol, zeros if there is none */
	char first_alpn[TL_TLS_NAME_SIZE];
	char alpn[TL_TLS_ALPN_SIZE]; /* the first protocols that fit, whole, with commas between */
	char ja3[TL_TLS_JA3_SIZE]; /* MD5 in hexadecimal; "" if the hello was cut or OpenSSL has no MD5 (FIPS) */
	char ja4[TL_TLS_JA4_SIZE];
};

struct tl_tls_certificate {
	bool is_known;
	bool is_self_signed; /* issuer and subject are the same; the signature itself is not verified */
	__u8 key; /* enum tl_tls_key */
	__u32 key_bits; /* 0: of a curve without a name, or of another kind of key */
	__u32 alternative_names; /* subjectAltName */
	__s64 not_before; /* seconds since 1970 */
	__s64 not_after;
	char signature[32]; /* its algorithm as OpenSSL names it, "RSA-SHA256"; "" of others */
	char issuer_name[TL_TLS_NAME_SIZE]; /* first CN, UTF-8 cut between characters; the others likewise */
	char issuer_organization[TL_TLS_NAME_SIZE];
	char subject_name[TL_TLS_NAME_SIZE];
	char subject_organization[TL_TLS_NAME_SIZE];
};

struct tl_tls_server {
	bool is_whole; /* the hello was read to its end */
	bool is_retry; /* there was a HelloRetryRequest (RFC 8446 4.1.4): all else is of the hello behind it */
	__u8 resumption; /* enum tl_tls_resumption */
	__u8 session_id_length;
	__u16 legacy_version;
	__u16 version; /* chosen */
	__u16 cipher; /* chosen */
	__u16 group; /* chosen, by TLS 1.3's key_share; else 0 */
	struct tl_tls_values extensions; /* their types */
	char alpn[TL_TLS_NAME_SIZE]; /* chosen; TLS 1.3 encrypts it */
	char ja3s[TL_TLS_JA3_SIZE];
	struct tl_tls_certificate certificate; /* the first one, up to TLS 1.2; TLS 1.3 encrypts it */
};

struct tl_tls_facts {
	__u8 role; /* enum tl_tls_role */
	__u16 record_version; /* of the first record; 0 of bare messages */
	bool has_alert; /* in the clear, before anything that WHOLE waits for */
	__u8 alert_level;
	__u8 alert_description;
	struct tl_tls_client client; /* zeros unless the role is this */
	struct tl_tls_server server;
};

/*
 * Looks at a direction's beginning. CUT: it may become TLS, or is and there is more to know; facts that are there stay true, except
 * that what `is_whole` speaks of is to be added. WHOLE: nothing more will be known: a client's first hello, a server's hello with its
 * first certificate or the sign that none comes, or an alert. FOREIGN: `facts` say nothing. The message's ports and protocol are not
 * looked at.
 */
enum tl_dissection tl_tls_dissect(const struct tl_message *message, enum tl_tls_carrier carrier,
				  struct tl_tls_facts *facts);

#endif
