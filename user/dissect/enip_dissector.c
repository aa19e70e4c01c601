// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From EtherNet/IP's messages to transactions: a request and the reply with its command and context. */
#include <netinet/in.h>

#include "dissector.h"
#include "enip.h"
#include "facts.h"
#include "frames.h"

#define CONNECTED 0x70 /* SendUnitData: contexts are not used there */

static bool is_same(const struct tl_record_enip *enip, const struct tl_enip_facts *found)
{
	return enip->command == found->command && enip->context == found->context && enip->service == found->service;
}

/* The half that lacks, whichever came first. */
static struct tl_transaction *find(const struct tl_transactions *transactions, const struct tl_enip_facts *found,
				   __u8 side, bool is_reply)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	for (; transaction; transaction = TAILQ_NEXT(transaction, queue)) {
		const struct tl_record_enip *enip = &transaction->facts.enip;

		if (is_same(enip, found) && enip->asker == (is_reply ? !side : side) &&
		    !(is_reply ? enip->has_reply : enip->has_request))
			return transaction;
	}
	return NULL;
}

/* By CIP's bit, or else the port; elsewhere who answers what was asked answers, and who does not, asks. */
static bool is_reply(const struct tl_transactions *transactions, const struct tl_message *frame,
		     const struct tl_enip_facts *found)
{
	if (found->has_service)
		return found->is_reply;
	if (frame->source_port == TL_ENIP_PORT || frame->destination_port == TL_ENIP_PORT)
		return frame->source_port == TL_ENIP_PORT;
	return find(transactions, found, frame->side, true);
}

static void keep(struct tl_record_enip *enip, const struct tl_enip_facts *found, bool is_reply, __u64 time)
{
	if (found->session)
		enip->session = found->session;
	if (is_reply) {
		enip->has_reply = true;
		enip->answered_at = time;
		enip->status = found->status;
		enip->general_status = found->general_status;
	} else {
		enip->has_request = true;
		enip->asked_at = time;
	}
	if (enip->has_request && enip->has_reply && enip->answered_at >= enip->asked_at) {
		enip->response_time = tl_microseconds(enip->asked_at, enip->answered_at);
		enip->is_timed = true;
	}
}

static struct tl_transaction *begin(struct tl_transactions *transactions, const struct tl_message *frame,
				    const struct tl_enip_facts *found, bool is_reply)
{
	struct tl_transaction *transaction = tl_transaction_begin(transactions, frame->time);
	struct tl_record_enip *enip;

	if (!transaction)
		return NULL;
	enip = &transaction->facts.enip;
	enip->command = found->command;
	enip->context = found->context;
	enip->service = found->service;
	enip->asker = is_reply ? !frame->side : frame->side;
	return transaction;
}

static bool take_frame(struct tl_transactions *transactions, const struct tl_message *frame)
{
	struct tl_transaction *transaction;
	struct tl_enip_facts found;
	bool replies;

	if (!tl_enip_dissect(frame, &found))
		return false;
	if (found.command == CONNECTED)
		found.context = 0;
	replies = is_reply(transactions, frame, &found);
	transaction = find(transactions, &found, frame->side, replies);
	if (!transaction)
		transaction = begin(transactions, frame, &found, replies);
	if (!transaction)
		return true;
	keep(&transaction->facts.enip, &found, replies, frame->time);
	transaction->is_complete = transaction->facts.enip.has_request && transaction->facts.enip.has_reply;
	tl_transaction_lasts(transaction, frame->time);
	return true;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol != IPPROTO_TCP && message->protocol != IPPROTO_UDP)
		return TL_DISSECT_FOREIGN;
	return tl_frames_take(transactions, message, tl_enip_length, take_frame);
}

const struct tl_dissector tl_dissector_enip = {
	.name = "enip",
	.facts = TL_FACTS_enip,
	.take = take,
};
