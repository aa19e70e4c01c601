/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What TLS and DTLS need besides a socket: certificates, whom to expect, and words for what went wrong (RFC 7011 11). */
#ifndef TAPLESS_EXPORT_TLS_H
#define TAPLESS_EXPORT_TLS_H

#include <openssl/ssl.h>
#include <stdbool.h>

enum tl_tls_kind {
	TL_TLS_STREAM,
	TL_TLS_DATAGRAMS, /* DTLS */
};

struct tl_tls_settings {
	enum tl_tls_kind kind;
	unsigned int path_mtu; /* DTLS: its handshake goes in packets of no more */
	const char *ca; /* file with the CAs that the collector's certificate may be from; NULL: the system's */
	const char *certificate; /* file with ours and the CAs between, NULL: none */
	const char *key; /* file with its key; NULL: in that of the certificate */
	const char *name; /* whom the collector's certificate must be for: a DNS name or an address */
};

/* Reads the files. NULL after an error that has been printed and names the file. */
SSL_CTX *tl_tls_load(const char *uri, const struct tl_tls_settings *settings);

/* A client's end of a connected socket. NULL without memory. */
SSL *tl_tls_begin(SSL_CTX *context, const struct tl_tls_settings *settings, int socket);

/* What ended the connection, a sentence; takes OpenSSL's errors of this thread out of their queue. */
void tl_tls_reason(SSL *tls, const struct tl_tls_settings *settings, char *text, size_t size);

#endif
