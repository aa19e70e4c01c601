/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The bodies of handshake messages, and what is computed from them. */
#ifndef TAPLESS_DISSECT_TLS_HELLO_H
#define TAPLESS_DISSECT_TLS_HELLO_H

#include "tls.h"
#include "tls_cursor.h"

#define TL_TLS_RANDOM_OCTETS   32
#define TL_TLS_SESSION_ID_MOST 32

/* Extension types, RFC 8446 4.2 and IANA's registry. */
enum tl_tls_extension {
	TL_TLS_SERVER_NAME = 0,
	TL_TLS_SUPPORTED_GROUPS = 10,
	TL_TLS_POINT_FORMATS = 11,
	TL_TLS_SIGNATURE_ALGORITHMS = 13,
	TL_TLS_ALPN = 16,
	TL_TLS_SESSION_TICKET = 35,
	TL_TLS_PRE_SHARED_KEY = 41,
	TL_TLS_EARLY_DATA = 42,
	TL_TLS_SUPPORTED_VERSIONS = 43,
	TL_TLS_KEY_SHARE = 51,
	TL_TLS_QUIC_PARAMETERS = 57, /* RFC 9001 8.2 */
	TL_TLS_ECH = 0xfe0d, /* RFC 9849 */
	TL_TLS_QUIC_PARAMETERS_DRAFT = 0xffa5, /* of QUIC's drafts, up to 32 */
};

/* RFC 8701: 0x0a0a, 0x1a1a, ... 0xfafa. */
static inline bool tl_tls_is_grease(__u16 value)
{
	return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

/* What OpenSSL called DTLS before the RFC, and Cisco's AnyConnect still speaks. */
#define TL_TLS_DTLS_0_9 0x0100

/* DTLS counts its minor versions downwards. */
static inline bool tl_tls_is_dtls(__u16 version)
{
	return version >> 8 == 0xfe || version == TL_TLS_DTLS_0_9;
}

/* Those that encrypt all behind the ServerHello: 1.3, and its drafts (0x7f..). */
static inline bool tl_tls_is_1_3(__u16 version)
{
	return version == 0x0304 || version >> 8 == 0x7f || (version >> 8 == 0xfe && version <= 0xfefc);
}

/* Integers of `size` octets up to the vector's end; FOREIGN if that is no whole number of them. */
enum tl_dissection tl_tls_read_values(struct tl_tls_cursor *vector, __u32 size, struct tl_tls_values *values);

void tl_tls_add_value(struct tl_tls_values *values, __u16 value);

/* `name`: TL_TLS_NAME_SIZE octets. One that is too long or holds a NUL becomes "". */
void tl_tls_keep_name(char *name, const struct tl_tls_cursor *octets);

/* Fills in, from zeros, what of the message was captured. FOREIGN: it is none. Not the fingerprints. */
enum tl_dissection tl_tls_read_client_hello(struct tl_tls_cursor *body, bool has_cookie, struct tl_tls_client *client);

/* is_retry: this one is a HelloRetryRequest. Other results than WHOLE leave rubbish. Not the fingerprint. */
enum tl_dissection tl_tls_read_server_hello(struct tl_tls_cursor *body, struct tl_tls_server *server);

/* The first certificate of a list in TLS 1.2's form (RFC 5246 7.4.2). One that is none of DER's is not known. */
enum tl_dissection tl_tls_read_certificates(struct tl_tls_cursor *body, struct tl_tls_certificate *first);

/* Of whole hellos. */
void tl_tls_ja3(struct tl_tls_client *client);
void tl_tls_ja4(struct tl_tls_client *client, enum tl_tls_carrier carrier);
void tl_tls_ja3s(struct tl_tls_server *server);

#endif
