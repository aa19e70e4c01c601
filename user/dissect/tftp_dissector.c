// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Each request of TFTP is a transaction. */
#include <netinet/in.h>

#include "dissector.h"
#include "facts.h"
#include "tftp.h"

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_tftp_facts found;

	if (message->protocol != IPPROTO_UDP || tl_tftp_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return TL_DISSECT_FOREIGN;
	transaction = tl_transaction_begin(transactions, message->time);
	if (!transaction)
		return TL_DISSECT_WHOLE;
	transaction->is_complete = true;
	transaction->facts.tftp.operation = found.operation;
	tl_keep_text(transaction->facts.tftp.file, sizeof(transaction->facts.tftp.file), found.file);
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_tftp = {
	.name = "tftp",
	.facts = TL_FACTS_tftp,
	.take = take,
};
