// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* FTP's data: whatever it is, it comes where a control connection has said (RFC 959 3.2). */
#include <netinet/in.h>

#include "awaited.h"
#include "dissector.h"

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_awaited awaited;

	if (message->protocol != IPPROTO_TCP || message->is_apart ||
	    !tl_awaits_take(&transactions->room->awaits, TL_AWAITED_FTP_DATA, message, &awaited))
		return TL_DISSECT_FOREIGN;
	tl_transaction_first(transactions, message->time);
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_ftp_data = {
	.name = "ftp-data",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_service,
	.take = take,
};
