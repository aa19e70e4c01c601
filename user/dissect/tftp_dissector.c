// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Each request of TFTP is a transaction; the conversation that answers it, from another port, is about the same file. */
#include <netinet/in.h>
#include <string.h>

#include "awaited.h"
#include "dissector.h"
#include "facts.h"
#include "tftp.h"

static void keep(struct tl_transactions *transactions, const struct tl_message *message, __u16 operation,
		 const char *file)
{
	struct tl_transaction *transaction = tl_transaction_begin(transactions, message->time);

	if (!transaction)
		return;
	transaction->is_complete = true;
	transaction->facts.tftp.operation = operation;
	tl_keep_text(transaction->facts.tftp.file, sizeof(transaction->facts.tftp.file), file);
}

/* The answer comes to the port that has asked (RFC 1350 4). */
static void await_answer(struct tl_transactions *transactions, const struct tl_message *message,
			 const struct tl_tftp_facts *found)
{
	struct tl_awaited awaited = {
		.kind = TL_AWAITED_TFTP,
		.port = message->source_port,
		.since = message->time,
		.number = found->operation,
	};

	if (!message->source_address)
		return;
	memcpy(awaited.address, message->source_address, sizeof(awaited.address));
	tl_keep_text(awaited.text, sizeof(awaited.text), found->file);
	tl_awaits_add(&transactions->room->awaits, &awaited);
}

static enum tl_dissection take_answer(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_awaited awaited;

	if (transactions->begun)
		return TL_DISSECT_FOREIGN;
	if (!tl_tftp_is_answer(message) ||
	    !tl_awaits_take(&transactions->room->awaits, TL_AWAITED_TFTP, message, &awaited))
		return TL_DISSECT_FOREIGN;
	keep(transactions, message, awaited.number, awaited.text);
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_tftp_facts found;

	if (message->protocol != IPPROTO_UDP)
		return TL_DISSECT_FOREIGN;
	if (tl_tftp_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return take_answer(transactions, message);
	await_answer(transactions, message, &found);
	keep(transactions, message, found.operation, found.file);
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_tftp = {
	.name = "tftp",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_tftp,
	.take = take,
};
