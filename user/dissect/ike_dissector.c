// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From IKE's messages to transactions: one an exchange. In IKEv2 that is a request and its response (RFC 7296 2.1);
 * in IKEv1 all messages with one message id, up to three each way.
 */
#include <netinet/in.h>
#include <string.h>

#include "dissector.h"
#include "facts.h"
#include "ike.h"

#define VERSION_2 0x20

/* Who sent what, and is it an answer? IKEv1 does not say: whoever did not begin, answers. */
static bool is_answer(const struct tl_record_ike *ike, const struct tl_ike_facts *found, __u8 side)
{
	return found->version == VERSION_2 ? found->is_response : ike->asker != side;
}

/* In IKEv2 both ends count their own requests: the side that asks is part of what tells exchanges apart. */
static bool belongs(const struct tl_record_ike *ike, const struct tl_ike_facts *found, __u8 side)
{
	if (ike->version != found->version || ike->exchange != found->exchange ||
	    ike->message_id != found->message_id ||
	    memcmp(ike->initiator, found->initiator, sizeof(ike->initiator)) != 0)
		return false;
	return found->version != VERSION_2 || ike->asker == (found->is_response ? !side : side);
}

static void keep_proposal(struct tl_record_ike *ike, const struct tl_ike_facts *found)
{
	if (!found->has_proposal || ike->has_proposal)
		return;
	ike->has_proposal = true;
	ike->encryption = found->encryption;
	ike->group = found->group;
}

static void keep(struct tl_record_ike *ike, const struct tl_ike_facts *found, __u8 side, __u64 time)
{
	if (found->has_responder)
		memcpy(ike->responder, found->responder, sizeof(ike->responder));
	keep_proposal(ike, found);
	if (found->notification && !ike->notification)
		ike->notification = found->notification;
	if (!ike->vendor_ids)
		ike->vendor_ids = found->vendor_ids;
	if (!is_answer(ike, found, side)) {
		ike->asked_at = ike->asked_at ? ike->asked_at : time;
	} else if (!ike->is_timed && ike->asked_at && time >= ike->asked_at) {
		ike->response_time = tl_microseconds(ike->asked_at, time);
		ike->is_timed = true;
	}
}

static struct tl_transaction *begin(struct tl_transactions *transactions, const struct tl_message *message,
				    const struct tl_ike_facts *found)
{
	struct tl_transaction *transaction = tl_transaction_begin(transactions, message->time);
	struct tl_record_ike *ike;

	if (!transaction)
		return NULL;
	ike = &transaction->facts.ike;
	ike->version = found->version;
	ike->exchange = found->exchange;
	ike->message_id = found->message_id;
	memcpy(ike->initiator, found->initiator, sizeof(ike->initiator));
	ike->asker = found->is_response ? !message->side : message->side;
	return transaction;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_ike_facts found;

	if (message->protocol != IPPROTO_UDP || tl_ike_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return TL_DISSECT_FOREIGN;
	transaction = TAILQ_FIRST(&transactions->queue);
	while (transaction && !belongs(&transaction->facts.ike, &found, message->side))
		transaction = TAILQ_NEXT(transaction, queue);
	if (!transaction)
		transaction = begin(transactions, message, &found);
	if (!transaction)
		return TL_DISSECT_WHOLE;
	keep(&transaction->facts.ike, &found, message->side, message->time);
	transaction->is_complete = found.version == VERSION_2 && transaction->facts.ike.is_timed;
	tl_transaction_lasts(transaction, message->time);
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_ike = {
	.name = "ike",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_ike,
	.take = take,
};
