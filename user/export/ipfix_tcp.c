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
	.parameters = TL_FOR_ALL | TL_FOR_FIELDS | TL_FOR_IPFIX | TL_FOR_DOMAINS | TL_FOR_CONNECTIONS,
	.retry_seconds = TL_RETRY_SECONDS,
	.format = &tl_format_ipfix,
	.open = tcp_open,
	.close = tcp_close,
	TL_STREAM(struct tcp),
};
