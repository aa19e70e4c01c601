// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Each message of syslog is a transaction: nobody answers. */
#include <netinet/in.h>

#include "dissector.h"
#include "facts.h"
#include "syslog.h"

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_record_syslog *log;
	struct tl_syslog_facts found;

	if (message->protocol != IPPROTO_UDP || tl_syslog_dissect(message, &found) == TL_DISSECT_FOREIGN ||
	    (!found.has_time && message->destination_port != TL_SYSLOG_PORT))
		return TL_DISSECT_FOREIGN;
	transaction = tl_transaction_begin(transactions, message->time);
	if (!transaction)
		return TL_DISSECT_WHOLE;
	transaction->is_complete = true;
	log = &transaction->facts.syslog;
	log->known = true;
	log->facility = found.facility;
	log->severity = found.severity;
	tl_keep_text(log->host, sizeof(log->host), found.host);
	tl_keep_text(log->application, sizeof(log->application), found.application);
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_syslog = {
	.name = "syslog",
	.facts = TL_FACTS_syslog,
	.take = take,
};
