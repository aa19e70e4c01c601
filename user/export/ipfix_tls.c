// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * IPFIX over TLS (RFC 7011 10.4, 11). Records count as sent as over TCP: a second after all octets of the connection are
 * acknowledged. What TLS adds to them makes that later, never earlier.
 */
#include "connection.h"
#include "tls_session.h"

#define MESSAGE_LIMIT 16384 /* a TLS record has room for as much */

struct ipfix_tls {
	struct tl_ipfix_exporter ipfix;
	struct tl_connection connection;
	struct tl_tls_session session;
};

static void tls_disconnect(struct tl_exporter *exporter)
{
	struct ipfix_tls *own = (struct ipfix_tls *)exporter;

	tl_tls_session_end(&own->session);
	tl_connection_disconnect(&own->connection);
}

static int begin(struct tl_exporter *exporter)
{
	struct ipfix_tls *own = (struct ipfix_tls *)exporter;
	int error = tl_connection_connect(&own->connection);

	return error ? error : own->connection.socket;
}

static int tls_connect(struct tl_exporter *exporter)
{
	return tl_tls_session_connect(&((struct ipfix_tls *)exporter)->session, exporter, begin);
}

static ssize_t tls_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	return tl_tls_session_write(&((struct ipfix_tls *)exporter)->session, bytes,
				    length < MESSAGE_LIMIT ? length : MESSAGE_LIMIT);
}

static int tls_tick(struct tl_exporter *exporter)
{
	struct ipfix_tls *own = (struct ipfix_tls *)exporter;

	tl_tls_session_reload_if_due(&own->session);
	return tl_tls_session_check(&own->session);
}

static long tls_unacknowledged(struct tl_exporter *exporter)
{
	struct ipfix_tls *own = (struct ipfix_tls *)exporter;
	int error = tl_tls_session_check(&own->session);

	return error ? error : tl_connection_in_flight(&own->connection);
}

static void tls_reload(struct tl_exporter *exporter)
{
	tl_tls_session_want_reload(&((struct ipfix_tls *)exporter)->session);
}

static int tls_open(struct tl_exporter *exporter, const char *address)
{
	struct ipfix_tls *own = (struct ipfix_tls *)exporter;
	int error;

	tl_connection_init(&own->connection);
	error = tl_ipfix_open(&own->ipfix, MESSAGE_LIMIT, TL_FIRST_TEMPLATE);
	if (!error)
		error = tl_connection_to_host(&own->connection, exporter->uri, address, TL_IPFIX_TLS_PORT);
	return error ? error : tl_tls_session_open(&own->session, exporter, address, TL_TLS_STREAM);
}

static int tls_close(struct tl_exporter *exporter)
{
	struct ipfix_tls *own = (struct ipfix_tls *)exporter;

	tls_disconnect(exporter);
	tl_tls_session_close(&own->session);
	tl_connection_close(&own->connection);
	tl_ipfix_close(&own->ipfix);
	return 0;
}

const struct tl_transport tl_transport_tls = {
	.scheme = "ipfix+tls://",
	.form = "ipfix+tls://HOST[:4740]",
	.parameters = TL_FOR_ALL | TL_FOR_FIELDS | TL_FOR_IPFIX | TL_FOR_DOMAINS | TL_FOR_TLS | TL_FOR_CONNECTIONS,
	.retry_seconds = TL_RETRY_SECONDS,
	.size = sizeof(struct ipfix_tls),
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
