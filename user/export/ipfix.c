// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The format of IPFIX exporters: sessions (session.c) whose messages go to the exporter. */
#include <errno.h>

#include "../lib/log.h"
#include "element_list.h"
#include "enterprise.h"
#include "../lib/octets.h"
#include "transport.h"

static int deliver(void *context, const struct tl_delivery *delivery)
{
	return tl_exporter_deliver(context, delivery->bytes, delivery->length);
}

/* Our elements under a number that others have defined elements for would be read as theirs. */
static int check_enterprise(const struct tl_exporter *exporter)
{
	__u32 number = exporter->options.enterprise_number;
	unsigned int place = tl_enterprise_by_number(number);

	if (!number || number == TL_PEN_TAPLESS || (place == tl_enterprise_count && number != TL_PEN_REVERSE))
		return 0;
	tl_error("%s: enterprise number %u has elements of its own; use one that IANA has given to you", exporter->uri,
		 number);
	return -EINVAL;
}

int tl_ipfix_open(struct tl_ipfix_exporter *ipfix, size_t limit, __u16 first_id)
{
	int error = check_enterprise(&ipfix->exporter);

	if (error)
		return error;
	error = tl_session_open(&ipfix->session, &ipfix->exporter.options, limit, first_id, deliver, &ipfix->exporter);

	ipfix->session.withdraws = !(ipfix->exporter.transport->parameters & TL_FOR_TEMPLATES); /* no datagrams */
	ipfix->is_open = true;
	return error;
}

void tl_ipfix_close(struct tl_ipfix_exporter *ipfix)
{
	if (ipfix->is_open)
		tl_session_close(&ipfix->session);
}

size_t tl_ipfix_message_length(const __u8 *message, size_t length)
{
	(void)length;
	return tl_octets_get(message + 2, 2);
}

static struct tl_session *session_of(struct tl_exporter *exporter)
{
	return &((struct tl_ipfix_exporter *)exporter)->session;
}

static int ipfix_add(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	return tl_session_add(session_of(exporter), encoded);
}

static void ipfix_flush(struct tl_exporter *exporter)
{
	tl_session_flush(session_of(exporter));
}

static void ipfix_restart(struct tl_exporter *exporter)
{
	tl_session_restart(session_of(exporter));
}

static void ipfix_lost(struct tl_exporter *exporter)
{
	tl_session_announce_again(session_of(exporter));
}

static void ipfix_tell(struct tl_exporter *exporter, const struct tl_statistics *statistics)
{
	tl_session_tell(session_of(exporter), statistics);
}

const struct tl_format tl_format_ipfix = {
	.add = ipfix_add,
	.flush = ipfix_flush,
	.restart = ipfix_restart,
	.lost = ipfix_lost,
	.tell = ipfix_tell,
	.message_length = tl_ipfix_message_length,
};
