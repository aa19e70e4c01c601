// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * IPFIX over DTLS (RFC 7011 10.3, 11): each message is a record of DTLS and a datagram, and a collector that has it says
 * nothing. That it is away is known from an ICMP message only; that another one has come in its place would never be, so
 * from time to time a new connection is made. Templates are told again as over UDP: they may be lost as there.
 */
#include <errno.h>

#include "clock.h"
#include "tls_session.h"
#include "udp.h"

/* Header 13, initialisation vector 16, digest 48 at most, padding 16 (RFC 6347 4.1, RFC 5246 6.2.3.2). */
#define RECORD_OVERHEAD 93
#define RENEW_MS	30000 /* at most; sooner where templates are to be told sooner */

struct ipfix_dtls {
	struct tl_ipfix_exporter ipfix;
	struct tl_udp udp;
	struct tl_tls_session session;
	__u64 begun; /* tl_clock_ms() */
};

static void dtls_disconnect(struct tl_exporter *exporter)
{
	tl_tls_session_end(&((struct ipfix_dtls *)exporter)->session);
}

static int begin(struct tl_exporter *exporter)
{
	struct ipfix_dtls *own = (struct ipfix_dtls *)exporter;
	int error = tl_udp_renew(&own->udp, exporter);

	own->begun = tl_clock_ms();
	return error ? error : own->udp.socket;
}

static int dtls_connect(struct tl_exporter *exporter)
{
	return tl_tls_session_connect(&((struct ipfix_dtls *)exporter)->session, exporter, begin);
}

static ssize_t dtls_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	struct ipfix_dtls *own = (struct ipfix_dtls *)exporter;
	size_t message = tl_ipfix_message_length(bytes, length);
	ssize_t taken = tl_tls_session_write(&own->session, bytes, message);

	if (taken > 0)
		tl_udp_pace(&own->udp);
	return taken;
}

static bool is_old(const struct ipfix_dtls *own)
{
	__u64 age = tl_clock_ms() - own->begun;
	unsigned int seconds = own->ipfix.exporter.options.template_seconds;

	return age >= RENEW_MS || (seconds && age >= seconds * 1000ull);
}

static int dtls_tick(struct tl_exporter *exporter)
{
	struct ipfix_dtls *own = (struct ipfix_dtls *)exporter;

	tl_tls_session_reload_if_due(&own->session);
	if (is_old(own))
		return -ESTALE;
	if (tl_udp_templates_due(&own->udp, exporter, own->ipfix.session.messages))
		tl_session_announce_again(&own->ipfix.session);
	return tl_tls_session_check(&own->session);
}

static void dtls_reload(struct tl_exporter *exporter)
{
	tl_tls_session_want_reload(&((struct ipfix_dtls *)exporter)->session);
}

static int dtls_open(struct tl_exporter *exporter, const char *address)
{
	struct ipfix_dtls *own = (struct ipfix_dtls *)exporter;
	int limit = tl_udp_open(&own->udp, exporter, address, TL_IPFIX_TLS_PORT);
	int error = limit < 0 ? limit : tl_ipfix_open(&own->ipfix, limit - RECORD_OVERHEAD, TL_FIRST_TEMPLATE);

	if (!error)
		error = tl_tls_session_open(&own->session, exporter, address, TL_TLS_DATAGRAMS);
	own->session.settings.path_mtu = own->udp.path_mtu;
	return error;
}

static int dtls_close(struct tl_exporter *exporter)
{
	struct ipfix_dtls *own = (struct ipfix_dtls *)exporter;

	tl_tls_session_close(&own->session);
	tl_udp_close(&own->udp);
	tl_ipfix_close(&own->ipfix);
	return 0;
}

const struct tl_transport tl_transport_dtls = {
	.scheme = "ipfix+dtls://",
	.form = "ipfix+dtls://HOST[:4740]",
	.parameters = TL_FOR_ALL | TL_FOR_FIELDS | TL_FOR_IPFIX | TL_FOR_DOMAINS | TL_FOR_DATAGRAMS | TL_FOR_TEMPLATES |
		      TL_FOR_TLS | TL_FOR_CONNECTIONS,
	.retry_seconds = TL_RETRY_SECONDS_OTHERS,
	.size = sizeof(struct ipfix_dtls),
	.format = &tl_format_ipfix,
	.on_error = TL_ON_ERROR_RESEND,
	.patience_ms = 10000,
	.open = dtls_open,
	.connect = dtls_connect,
	.write = dtls_write,
	.tick = dtls_tick,
	.disconnect = dtls_disconnect,
	.reload = dtls_reload,
	.close = dtls_close,
};
