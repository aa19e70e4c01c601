// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What both ends of SSH call themselves, and how they would exchange keys. */
#include <netinet/in.h>
#include <stdio.h>

#include "dissector.h"
#include "ssh.h"
#include "ssh_key_exchange.h"

static void keep_line(char text[TL_RECORD_LINE], const struct tl_ssh_facts *found)
{
	/* the line has 255 octets at most (RFC 4253 4.2), and so have its parts together */
	if (snprintf(text, TL_RECORD_LINE, "SSH-%s-%s%s%s", found->protocol, found->software,
		     found->comments[0] ? " " : "", found->comments) < 0)
		text[0] = 0;
}

/* The key exchange's first packet may be in the same segment as the line, or come later. */
static enum tl_dissection keep_hassh(__u8 hassh[TL_HASSH_SIZE], const struct tl_message *message, __u32 behind,
				     bool is_client)
{
	enum tl_dissection dissection =
		tl_ssh_read_hassh(message->octets + behind, message->captured - behind, is_client, hassh);

	return dissection == TL_DISSECT_CUT && !message->is_last ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

/* Both ends say the same kind of thing; the one at the lower port serves. */
static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	bool is_client = message->source_port >= message->destination_port;
	struct tl_transaction *transaction;
	struct tl_ssh_facts found;
	enum tl_dissection dissection;
	struct tl_record_ssh *ssh;

	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	dissection = tl_ssh_dissect(message, &found);
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	transaction = tl_transaction_first(transactions, message->time);
	if (!transaction)
		return dissection;
	ssh = &transaction->facts.ssh;
	keep_line(is_client ? ssh->client : ssh->server, &found);
	return keep_hassh(is_client ? ssh->client_hassh : ssh->server_hassh, message, found.behind, is_client);
}

const struct tl_dissector tl_dissector_ssh = {
	.name = "ssh",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_ssh,
	.take = take,
};
