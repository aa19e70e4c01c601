// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * IPFIX over TLS (RFC 7011 10.4, 11). Records count as sent as over TCP: once all octets of the connection are acknowledged and a
 * second has passed. What TLS adds to them makes that later, never earlier.
 */
#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "address.h"
#include "clock.h"
#include "connection.h"
#include "tls.h"
#include "transport.h"

#define MESSAGE_LIMIT 16384 /* a TLS record has room for as much */
#define HANDSHAKE_MS  10000
#define TELL_AGAIN_MS 600000
#define REASON_SIZE   320

struct tls {
	struct tl_ipfix_exporter ipfix;
	struct tl_connection connection;
	char host[TL_HOST_SIZE];
	struct tl_tls_settings settings;
	SSL_CTX *context;
	SSL *tls; /* NULL: TCP is not connected yet */
	__u64 handshake_end; /* tl_clock_ms() */
	char told[REASON_SIZE];
	__u64 told_at;
	atomic_bool is_reload_due; /* set by the meter's thread */
};

/* Once, not at each attempt. */
static void tell(struct tls *tls)
{
	char reason[REASON_SIZE];

	tl_tls_reason(tls->tls, &tls->settings, reason, sizeof(reason));
	if (!strcmp(reason, tls->told) && tl_clock_ms() - tls->told_at < TELL_AGAIN_MS)
		return;
	strcpy(tls->told, reason);
	tls->told_at = tl_clock_ms();
	tl_error("%s: %s", tls->ipfix.exporter.uri, reason);
}

/* What a call of OpenSSL came to: -EAGAIN, or -errno: the connection has ended. */
static int result_of(struct tls *tls, int returned)
{
	int system_error = errno;

	switch (SSL_get_error(tls->tls, returned)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		return -EAGAIN;
	case SSL_ERROR_ZERO_RETURN:
		return -ECONNRESET;
	case SSL_ERROR_SYSCALL:
		ERR_clear_error();
		return system_error ? -system_error : -ECONNRESET;
	default:
		if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
			ERR_clear_error(); /* the collector was killed */
			return -ECONNRESET;
		}
		tell(tls);
		return -EPROTO;
	}
}

static void wait_for_peer(const struct tls *tls)
{
	struct pollfd ready = {.fd = tls->connection.socket, .events = SSL_want_write(tls->tls) ? POLLOUT : POLLIN};

	poll(&ready, 1, TL_POLL_MS);
}

/* The connection that is there goes on with what it began with. */
static void reload_if_due(struct tls *tls)
{
	SSL_CTX *context;

	if (!atomic_exchange(&tls->is_reload_due, false))
		return;
	context = tl_tls_load(tls->ipfix.exporter.uri, &tls->settings);
	if (!context) {
		tl_warning("%s: the certificates read before stay in use", tls->ipfix.exporter.uri);
		return;
	}
	SSL_CTX_free(tls->context);
	tls->context = context;
	tl_info("%s: certificates read again, for the next connection", tls->ipfix.exporter.uri);
}

static void tls_disconnect(struct tl_exporter *exporter)
{
	struct tls *tls = (struct tls *)exporter;

	if (tls->tls) {
		if (SSL_is_init_finished(tls->tls))
			SSL_shutdown(tls->tls); /* tells the end, if there is somebody to tell; waits for nothing */
		SSL_free(tls->tls);
		ERR_clear_error();
	}
	tls->tls = NULL;
	tl_connection_disconnect(&tls->connection);
}

static int begin_handshake(struct tls *tls)
{
	int error = tl_connection_connect(&tls->connection);

	if (error)
		return error;
	tls->tls = tl_tls_begin(tls->context, &tls->settings, tls->connection.socket);
	tls->handshake_end = tl_clock_ms() + HANDSHAKE_MS;
	return tls->tls ? 0 : -ENOMEM;
}

static int go_on_with_handshake(struct tls *tls)
{
	int returned = SSL_connect(tls->tls), error;

	if (returned == 1)
		return 0;
	error = result_of(tls, returned);
	if (error != -EAGAIN)
		return error;
	if (tl_clock_ms() >= tls->handshake_end)
		return -ETIMEDOUT;
	wait_for_peer(tls);
	return -EAGAIN;
}

static int tls_connect(struct tl_exporter *exporter)
{
	struct tls *tls = (struct tls *)exporter;
	int error = 0;

	reload_if_due(tls);
	if (!tls->tls)
		error = begin_handshake(tls);
	if (!error)
		error = go_on_with_handshake(tls);
	if (error && error != -EAGAIN)
		tls_disconnect(exporter);
	return error;
}

/* Collectors send nothing but TLS's own: tickets, keys, alerts (of TLS 1.3 also that our certificate is refused), the end. */
static int check(struct tls *tls)
{
	__u8 ignored[256];
	int got;

	do {
		got = SSL_read(tls->tls, ignored, sizeof(ignored));
	} while (got > 0);
	got = result_of(tls, got);
	return got == -EAGAIN ? 0 : got;
}

static ssize_t tls_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	struct tls *tls = (struct tls *)exporter;
	int error = check(tls), sent;

	if (error)
		return error;
	sent = SSL_write(tls->tls, bytes, (int)(length < MESSAGE_LIMIT ? length : MESSAGE_LIMIT));
	if (sent > 0)
		return sent;
	error = result_of(tls, sent);
	if (error == -EAGAIN)
		wait_for_peer(tls);
	return error;
}

static int tls_tick(struct tl_exporter *exporter)
{
	struct tls *tls = (struct tls *)exporter;

	reload_if_due(tls);
	return check(tls);
}

static long tls_unacknowledged(struct tl_exporter *exporter)
{
	struct tls *tls = (struct tls *)exporter;
	int error = check(tls);

	return error ? error : tl_connection_in_flight(&tls->connection);
}

static void tls_reload(struct tl_exporter *exporter)
{
	atomic_store(&((struct tls *)exporter)->is_reload_due, true);
}

static void allow_again(const struct tl_exporter *exporter, const char *path)
{
	if (path && exporter->options.will_read)
		exporter->options.will_read(path);
}

static int read_settings(struct tls *tls, const char *address)
{
	const struct tl_export_options *options = &tls->ipfix.exporter.options;
	const char *uri = tls->ipfix.exporter.uri;
	int error;

	tls->settings = (struct tl_tls_settings){.ca = options->ca,
						 .certificate = options->certificate,
						 .key = options->key,
						 .name = options->peer_name};
	error = tl_connection_to_host(&tls->connection, uri, address, TL_IPFIX_TLS_PORT);
	if (error)
		return error;
	tl_address_host(address, tls->host);
	if (!tls->settings.name)
		tls->settings.name = tls->host;
	tls->context = tl_tls_load(uri, &tls->settings);
	if (!tls->context)
		return -EINVAL;
	allow_again(&tls->ipfix.exporter, tls->settings.ca);
	allow_again(&tls->ipfix.exporter, tls->settings.certificate);
	allow_again(&tls->ipfix.exporter, tls->settings.key);
	return 0;
}

static int tls_open(struct tl_exporter *exporter, const char *address)
{
	struct tls *tls = (struct tls *)exporter;
	int error;

	tl_connection_init(&tls->connection);
	signal(SIGPIPE, SIG_IGN); /* OpenSSL writes without MSG_NOSIGNAL */
	error = tl_ipfix_open(&tls->ipfix, MESSAGE_LIMIT, TL_FIRST_TEMPLATE);
	return error ? error : read_settings(tls, address);
}

static int tls_close(struct tl_exporter *exporter)
{
	struct tls *tls = (struct tls *)exporter;

	tls_disconnect(exporter);
	SSL_CTX_free(tls->context);
	tl_connection_close(&tls->connection);
	tl_ipfix_close(&tls->ipfix);
	return 0;
}

const struct tl_transport tl_transport_tls = {
	.scheme = "ipfix+tls://",
	.form = "ipfix+tls://HOST[:4740]",
	.parameters = TL_FOR_ALL | TL_FOR_IPFIX | TL_FOR_DOMAINS | TL_FOR_TLS,
	.size = sizeof(struct tls),
	.format = &tl_format_ipfix,
	.on_error = TL_ON_ERROR_RESEND,
	.patience_ms = TL_CONNECTION_PATIENCE_MS,
	.open = tls_open,
	.connect = tls_connect,
	.write = tls_write,
	.tick = tls_tick,
	.disconnect = tls_disconnect,
	.unacknowledged = tls_unacknowledged,
	.reload = tls_reload,
	.close = tls_close,
};
