// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * IPFIX over TCP (RFC 7011 10.4). Records that may have been lost with a connection (window.h) go out again, under the templates
 * and sequence numbers of the new one.
 */
#include "address.h"
#include "connection.h"
#include "transport.h"

#define MESSAGE_LIMIT 16384

struct tcp {
	struct tl_ipfix_exporter ipfix;
	struct tl_connection connection;
};

static struct tl_connection *connection_of(struct tl_exporter *exporter)
{
	return &((struct tcp *)exporter)->connection;
}

static int tcp_connect(struct tl_exporter *exporter)
{
	return tl_connection_connect(connection_of(exporter));
}

static ssize_t tcp_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	return tl_connection_write(connection_of(exporter), bytes, length);
}

static int tcp_tick(struct tl_exporter *exporter)
{
	return tl_connection_check(connection_of(exporter));
}

static void tcp_disconnect(struct tl_exporter *exporter)
{
	tl_connection_disconnect(connection_of(exporter));
}

static long tcp_unacknowledged(struct tl_exporter *exporter)
{
	return tl_connection_unacknowledged(connection_of(exporter));
}

static int tcp_open(struct tl_exporter *exporter, const char *address)
{
	struct tcp *tcp = (struct tcp *)exporter;
	int error;

	tl_connection_init(&tcp->connection);
	error = tl_ipfix_open(&tcp->ipfix, MESSAGE_LIMIT, TL_FIRST_TEMPLATE);
	return error ? error : tl_connection_to_host(&tcp->connection, exporter->uri, address, TL_IPFIX_PORT);
}

static int tcp_close(struct tl_exporter *exporter)
{
	struct tcp *tcp = (struct tcp *)exporter;

	tl_connection_close(&tcp->connection);
	tl_ipfix_close(&tcp->ipfix);
	return 0;
}

const struct tl_transport tl_transport_tcp = {
	.scheme = "ipfix+tcp://",
	.form = "ipfix+tcp://HOST[:4739]",
	.parameters = TL_FOR_ALL | TL_FOR_DOMAINS,
	.size = sizeof(struct tcp),
	.format = &tl_format_ipfix,
	.on_error = TL_ON_ERROR_RESEND,
	.patience_ms = TL_CONNECTION_PATIENCE_MS,
	.open = tcp_open,
	.connect = tcp_connect,
	.write = tcp_write,
	.tick = tcp_tick,
	.disconnect = tcp_disconnect,
	.unacknowledged = tcp_unacknowledged,
	.close = tcp_close,
};
