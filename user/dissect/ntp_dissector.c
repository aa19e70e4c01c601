// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Whose clock is asked, and how far it is from a reference. */
#include <netinet/in.h>

#include "dissector.h"
#include "ntp.h"

/* A client has none that it would tell; control messages (RFC 9327) have none at all. */
static bool tells_stratum(__u8 mode)
{
	return mode != TL_NTP_CLIENT && mode <= TL_NTP_BROADCAST;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_ntp_facts found;

	if (message->protocol != IPPROTO_UDP ||
	    (message->source_port != TL_NTP_PORT && message->destination_port != TL_NTP_PORT) ||
	    tl_ntp_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return TL_DISSECT_FOREIGN;
	transaction = tl_transaction_first(transactions, message->time);
	if (!transaction)
		return TL_DISSECT_WHOLE;
	transaction->facts.ntp.version = found.version;
	if (tells_stratum(found.mode))
		transaction->facts.ntp.stratum = found.stratum;
	if (!transaction->facts.ntp.mode || found.mode == TL_NTP_SERVER)
		transaction->facts.ntp.mode = found.mode;
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_ntp = {
	.name = "ntp",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_ntp,
	.take = take,
};
