// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* IPFIX over UDP (RFC 7011 10.3): no connection, so templates are told again and again. */
#include "address.h"
#include "udp.h"

struct ipfix_udp {
	struct tl_ipfix_exporter ipfix;
	struct tl_udp udp;
};

static ssize_t udp_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	return tl_udp_write(&((struct ipfix_udp *)exporter)->udp, exporter, bytes, length);
}

static int udp_open(struct tl_exporter *exporter, const char *address)
{
	struct ipfix_udp *own = (struct ipfix_udp *)exporter;
	int limit = tl_udp_open(&own->udp, exporter, address, TL_IPFIX_PORT);

	if (limit < 0)
		return limit;
	exporter->gathers = tl_udp_gathers(&own->udp, limit);
	return tl_ipfix_open(&own->ipfix, limit, TL_FIRST_TEMPLATE);
}

static int udp_tick(struct tl_exporter *exporter)
{
	struct ipfix_udp *own = (struct ipfix_udp *)exporter;

	if (tl_udp_templates_due(&own->udp, exporter, own->ipfix.session.messages))
		tl_session_announce_again(&own->ipfix.session);
	return 0;
}

static int udp_close(struct tl_exporter *exporter)
{
	struct ipfix_udp *own = (struct ipfix_udp *)exporter;

	tl_udp_close(&own->udp);
	tl_ipfix_close(&own->ipfix);
	return 0;
}

const struct tl_transport tl_transport_udp = {
	.scheme = "ipfix+udp://",
	.form = "ipfix+udp://HOST[:4739]",
	.parameters = TL_FOR_ALL | TL_FOR_FIELDS | TL_FOR_IPFIX | TL_FOR_DOMAINS | TL_FOR_DATAGRAMS | TL_FOR_TEMPLATES,
	.size = sizeof(struct ipfix_udp),
	.format = &tl_format_ipfix,
	.on_error = TL_ON_ERROR_DROP,
	.patience_ms = 10000,
	.open = udp_open,
	.write = udp_write,
	.tick = udp_tick,
	.close = udp_close,
};
