// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What both ends of SSH call themselves. */
#include <netinet/in.h>
#include <stdio.h>

#include "dissector.h"
#include "ssh.h"

/* Both ends say the same kind of thing; the one at the lower port serves. */
static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_ssh_facts found;
	enum tl_dissection dissection;
	char *text;

	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	dissection = tl_ssh_dissect(message, &found);
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	transaction = tl_transaction_first(transactions, message->time);
	if (!transaction)
		return dissection;
	text = message->source_port < message->destination_port ? transaction->facts.ssh.server
								: transaction->facts.ssh.client;
	/* the line has 255 octets at most (RFC 4253 4.2), and so have its parts together */
	if (snprintf(text, sizeof(transaction->facts.ssh.server), "SSH-%s-%s%s%s", found.protocol, found.software,
		     found.comments[0] ? " " : "", found.comments) < 0)
		text[0] = 0;
	return dissection;
}

const struct tl_dissector tl_dissector_ssh = {
	.name = "ssh",
	.facts = TL_FACTS_ssh,
	.take = take,
};
