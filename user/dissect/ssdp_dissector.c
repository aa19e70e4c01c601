// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Each datagram of SSDP is a transaction: an answer comes from another port than was asked. */
#include <netinet/in.h>

#include "dissector.h"
#include "facts.h"
#include "ssdp.h"

static void keep(struct tl_record_ssdp *ssdp, const struct tl_ssdp_facts *found)
{
	tl_keep_text(ssdp->method, sizeof(ssdp->method), found->method);
	tl_keep_text(ssdp->search_target, sizeof(ssdp->search_target), found->search_target);
	tl_keep_text(ssdp->notification_type, sizeof(ssdp->notification_type), found->notification_type);
	tl_keep_text(ssdp->service_name, sizeof(ssdp->service_name), found->service_name);
	tl_keep_text(ssdp->server, sizeof(ssdp->server), found->server);
	tl_keep_text(ssdp->user_agent, sizeof(ssdp->user_agent), found->user_agent);
	tl_keep_text(ssdp->location, sizeof(ssdp->location), found->location);
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_ssdp_facts found;

	if (message->protocol != IPPROTO_UDP || tl_ssdp_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return TL_DISSECT_FOREIGN;
	if (message->source_port != TL_SSDP_PORT && message->destination_port != TL_SSDP_PORT &&
	    !found.search_target[0] && !found.notification_type[0])
		return TL_DISSECT_FOREIGN;
	transaction = tl_transaction_begin(transactions, message->time);
	if (transaction) {
		keep(&transaction->facts.ssdp, &found);
		transaction->is_complete = true;
	}
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_ssdp = {
	.name = "ssdp",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_ssdp,
	.take = take,
};
