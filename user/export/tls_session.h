/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An exporter's end of TLS or DTLS over a connected socket that does not block, for one connection after another. */
#ifndef TAPLESS_EXPORT_TLS_SESSION_H
#define TAPLESS_EXPORT_TLS_SESSION_H

#include <stdatomic.h>
#include <sys/types.h>

#include "address.h"
#include "tls.h"
#include "transport.h"

#define TL_TLS_REASON_SIZE 320

struct tl_tls_session {
	const struct tl_exporter *exporter;
	char host[TL_HOST_SIZE];
	struct tl_tls_settings settings;
	SSL_CTX *context;
	SSL *tls; /* NULL: there is no connection */
	int socket;
	__u64 handshake_end; /* tl_clock_ms() */
	char told[TL_TLS_REASON_SIZE];
	__u64 told_at;
	atomic_bool is_reload_due; /* set by the meter's thread */
};

/* Reads the certificates that the exporter's options name. 0, or -errno after an error that has been printed; then close. */
int tl_tls_session_open(struct tl_tls_session *session, const struct tl_exporter *exporter, const char *address,
			enum tl_tls_kind kind);

/*
 * For the transport's connect(): `begin` gives a connected socket, which stays the exporter's, -EAGAIN (not yet) or -errno. 0: the
 * handshake is over; -EAGAIN: not yet, it has waited a little; -errno: it has failed, is disconnected, and why was printed once.
 */
int tl_tls_session_connect(struct tl_tls_session *session, struct tl_exporter *exporter,
			   int (*begin)(struct tl_exporter *exporter));

/*
 * Takes what the collector sends, which is nothing but TLS's own: tickets, keys, alerts (of TLS 1.3 also that our certificate is
 * refused), the end. 0, or -errno: the connection has ended.
 */
int tl_tls_session_check(struct tl_tls_session *session);

/* Octets taken, -EAGAIN (it has waited a little) or -errno. */
ssize_t tl_tls_session_write(struct tl_tls_session *session, const __u8 *bytes, size_t length);

/* In the meter's thread: the certificates are to be read again, for the next connection. */
void tl_tls_session_want_reload(struct tl_tls_session *session);
/* In the exporter's: does so. */
void tl_tls_session_reload_if_due(struct tl_tls_session *session);

/* Tells the collector the end, if it can be told. The connection is over. */
void tl_tls_session_end(struct tl_tls_session *session);
void tl_tls_session_close(struct tl_tls_session *session);

#endif
