// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * IPFIX over SCTP (RFC 7011 10.2): the connection of TCP with another protocol, each message sent as one of SCTP's (10.2.1), all in
 * stream 0 and in order, so that templates are told once an association. Partial reliability (RFC 3758) is not used.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/sctp.h>

#include "../lib/log.h"
#include "address.h"
#include "connection.h"
#include "transport.h"

#define MESSAGE_LIMIT 16384

struct sctp {
	struct tl_ipfix_exporter ipfix;
	struct tl_connection connection;
};

/* Where it is a module, asking for a socket loads it, if root asks: that is why it is done at the start. */
static int probe(const char *uri)
{
	int probed = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_SCTP), error = -errno;

	if (probed >= 0) {
		close(probed);
		return 0;
	}
	if (error == -EPROTONOSUPPORT || error == -ESOCKTNOSUPPORT)
		tl_error(
			"%s: this kernel has no SCTP: `modprobe sctp` loads it where it is a module; ipfix+tcp:// does "
			"without",
			uri);
	else
		tl_error("%s: no SCTP: %s", uri, strerror(-error));
	return error;
}

static int sctp_open(struct tl_exporter *exporter, const char *address)
{
	struct sctp *sctp = (struct sctp *)exporter;
	int error = probe(exporter->uri);

	tl_connection_init(&sctp->connection);
	sctp->connection.protocol = IPPROTO_SCTP;
	if (!error)
		error = tl_ipfix_open(&sctp->ipfix, MESSAGE_LIMIT, TL_FIRST_TEMPLATE);
	return error ? error : tl_connection_to_host(&sctp->connection, exporter->uri, address, TL_IPFIX_PORT);
}

static ssize_t sctp_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	return tl_stream_write(exporter, bytes, tl_ipfix_message_length(bytes, length));
}

/* SCTP counts chunks, not octets: as long as one is on its way, none counts as having arrived. */
static long sctp_unacknowledged(struct tl_exporter *exporter)
{
	struct sctp *sctp = (struct sctp *)exporter;
	struct sctp_status status = {0};
	socklen_t size = sizeof(status);
	int error = tl_connection_check(&sctp->connection);

	if (error)
		return error;
	if (getsockopt(sctp->connection.socket, IPPROTO_SCTP, SCTP_STATUS, &status, &size))
		return -errno;
	return status.sstat_unackdata || status.sstat_penddata ? (long)exporter->window.written : 0;
}

static int sctp_close(struct tl_exporter *exporter)
{
	struct sctp *sctp = (struct sctp *)exporter;

	tl_connection_close(&sctp->connection);
	tl_ipfix_close(&sctp->ipfix);
	return 0;
}

const struct tl_transport tl_transport_sctp = {
	.scheme = "ipfix+sctp://",
	.form = "ipfix+sctp://HOST[:4739]",
	.parameters = TL_FOR_ALL | TL_FOR_FIELDS | TL_FOR_IPFIX | TL_FOR_DOMAINS | TL_FOR_CONNECTIONS,
	.retry_seconds = TL_RETRY_SECONDS,
	.size = sizeof(struct sctp),
	.connection = offsetof(struct sctp, connection),
	.format = &tl_format_ipfix,
	.on_error = TL_ON_ERROR_RESEND,
	.patience_ms = TL_CONNECTION_PATIENCE_MS,
	.open = sctp_open,
	.connect = tl_stream_connect,
	.write = sctp_write,
	.tick = tl_stream_tick,
	.disconnect = tl_stream_disconnect,
	.unacknowledged = sctp_unacknowledged,
	.close = sctp_close,
};
