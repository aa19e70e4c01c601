// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From WireGuard's messages to transactions: a handshake's initiation and its response. Data belong to the first one.
 */
#include <netinet/in.h>

#include "dissector.h"
#include "facts.h"
#include "wireguard.h"

/* The handshake that the message belongs to; messages of one may be seen twice, or in another order. */
static struct tl_transaction *find(const struct tl_transactions *transactions, const struct tl_wireguard_facts *found)
{
	__u32 initiator = found->type == TL_WIREGUARD_INITIATION ? found->sender : found->receiver;
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	while (transaction &&
	       (!transaction->facts.wireguard.has_initiator || transaction->facts.wireguard.initiator != initiator))
		transaction = TAILQ_NEXT(transaction, queue);
	return transaction;
}

static void keep_handshake(struct tl_record_wireguard *wireguard, const struct tl_wireguard_facts *found, __u64 time)
{
	bool is_response = found->type == TL_WIREGUARD_RESPONSE;

	wireguard->has_initiator = true;
	wireguard->initiator = is_response ? found->receiver : found->sender;
	if (is_response && !wireguard->has_responder) {
		wireguard->has_responder = true;
		wireguard->responder = found->sender;
		wireguard->answered_at = time;
	} else if (!is_response && !wireguard->asked_at) {
		wireguard->asked_at = time;
	}
	if (wireguard->asked_at && wireguard->answered_at >= wireguard->asked_at) {
		wireguard->handshake_time = tl_microseconds(wireguard->asked_at, wireguard->answered_at);
		wireguard->is_timed = true;
	}
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_wireguard_facts found;
	bool is_handshake;

	if (message->protocol != IPPROTO_UDP || tl_wireguard_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return TL_DISSECT_FOREIGN;
	is_handshake = found.type == TL_WIREGUARD_INITIATION || found.type == TL_WIREGUARD_RESPONSE;
	transaction = is_handshake ? find(transactions, &found) : tl_transaction_first(transactions, message->time);
	if (!transaction)
		transaction = tl_transaction_begin(transactions, message->time);
	if (!transaction)
		return TL_DISSECT_WHOLE;
	transaction->facts.wireguard.types |= (__u8)(1u << found.type);
	if (is_handshake)
		keep_handshake(&transaction->facts.wireguard, &found, message->time);
	transaction->is_complete = transaction->facts.wireguard.has_responder;
	tl_transaction_lasts(transaction, message->time);
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_wireguard = {
	.name = "wireguard",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_wireguard,
	.take = take,
};
