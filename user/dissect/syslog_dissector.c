// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Each message of syslog is a transaction: nobody answers. */
#include <netinet/in.h>

#include "dissector.h"
#include "facts.h"
#include "frames.h"
#include "syslog.h"

static bool has_port(const struct tl_message *message)
{
	return message->destination_port == TL_SYSLOG_PORT ||
	       (message->protocol == IPPROTO_TCP && message->destination_port == TL_SYSLOG_CONN_PORT);
}

static bool take_message(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_record_syslog *log;
	struct tl_syslog_facts found;

	if (tl_syslog_dissect(message, &found) == TL_DISSECT_FOREIGN ||
	    (!found.has_time && !has_port(message) && !tl_syslog_is_text(message)))
		return false;
	transaction = tl_transaction_begin(transactions, message->time);
	if (!transaction)
		return true;
	transaction->is_complete = true;
	log = &transaction->facts.syslog;
	log->known = true;
	log->facility = found.facility;
	log->severity = found.severity;
	tl_keep_text(log->host, sizeof(log->host), found.host);
	tl_keep_text(log->application, sizeof(log->application), found.application);
	return true;
}

/* In streams each has its length before it or its end behind it (RFC 6587 3.4). */
static bool take_frame(struct tl_transactions *transactions, const struct tl_message *frame)
{
	struct tl_message message = *frame;
	__u32 count = tl_syslog_count(frame);

	tl_message_pass(&message, count);
	while (message.captured && message.octets[message.captured - 1] <= ' ')
		message.length = --message.captured;
	return message.captured && take_message(transactions, &message);
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol == IPPROTO_TCP)
		return tl_frames_take(transactions, message, tl_syslog_length, take_frame);
	return take_message(transactions, message) ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

const struct tl_dissector tl_dissector_syslog = {
	.name = "syslog",
	.facts = TL_FACTS_syslog,
	.take = take,
};
