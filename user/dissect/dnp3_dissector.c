// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From DNP3's frames to transactions: a request and the response with its sequence number, or an unsolicited
 * response.
 */
#include <netinet/in.h>

#include "dissector.h"
#include "dnp3.h"
#include "facts.h"
#include "frames.h"

#define CONFIRM	    0 /* belongs to what it confirms */
#define UNSOLICITED 130

/* Pairs what has the same sequence number and the same two ends, whichever half came first. */
static bool belongs(const struct tl_record_dnp3 *dnp3, const struct tl_dnp3_facts *found)
{
	if (!dnp3->has_fragment) /* only frames of the link layer were seen until now */
		return true;
	if (found->function == UNSOLICITED || dnp3->function == UNSOLICITED || dnp3->sequence != found->sequence)
		return false;
	if (found->is_response)
		return dnp3->has_request && !dnp3->has_response && dnp3->source == found->destination &&
		       dnp3->destination == found->source;
	return !dnp3->has_request && dnp3->source == found->source && dnp3->destination == found->destination;
}

/* All is said as the one that asks sees it. */
static void keep_ends(struct tl_record_dnp3 *dnp3, const struct tl_dnp3_facts *found)
{
	bool is_turned = found->is_response && found->function != UNSOLICITED;

	dnp3->known = true;
	dnp3->source = is_turned ? found->destination : found->source;
	dnp3->destination = is_turned ? found->source : found->destination;
}

static void keep_fragment(struct tl_record_dnp3 *dnp3, const struct tl_dnp3_facts *found, __u64 time)
{
	if (!dnp3->has_fragment)
		keep_ends(dnp3, found);
	if (!found->is_response || !dnp3->has_request)
		dnp3->function = found->function;
	if (found->has_object && (!found->is_response || !dnp3->object))
		dnp3->object = found->object;
	dnp3->has_fragment = true;
	dnp3->sequence = found->sequence;
	if (found->is_response) {
		dnp3->has_response = true;
		dnp3->indications = found->indications;
		dnp3->answered_at = time;
	} else {
		dnp3->has_request = true;
		dnp3->asked_at = time;
	}
	if (dnp3->has_request && dnp3->has_response && dnp3->answered_at >= dnp3->asked_at) {
		dnp3->response_time = tl_microseconds(dnp3->asked_at, dnp3->answered_at);
		dnp3->is_timed = true;
	}
}

static void follow(struct tl_transactions *transactions, const struct tl_dnp3_facts *found, __u64 time)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	while (transaction && !belongs(&transaction->facts.dnp3, found))
		transaction = TAILQ_NEXT(transaction, queue);
	if (!transaction)
		transaction = tl_transaction_begin(transactions, time);
	if (!transaction)
		return;
	keep_fragment(&transaction->facts.dnp3, found, time);
	transaction->is_complete = transaction->facts.dnp3.has_response && transaction->facts.dnp3.has_request;
	tl_transaction_lasts(transaction, time);
}

static bool take_frame(struct tl_transactions *transactions, const struct tl_message *frame)
{
	struct tl_transaction *first;
	struct tl_dnp3_facts found;

	if (!tl_dnp3_dissect(frame, &found))
		return false;
	if (found.has_fragment && found.function != CONFIRM) {
		follow(transactions, &found, frame->time);
		return true;
	}
	first = tl_transaction_first(transactions, frame->time);
	if (first && !first->facts.dnp3.known)
		keep_ends(&first->facts.dnp3, &found);
	return true;
}

/* In datagrams as well; there is one frame in each, or several. */
static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol != IPPROTO_TCP && message->protocol != IPPROTO_UDP)
		return TL_DISSECT_FOREIGN;
	return tl_frames_take(transactions, message, tl_dnp3_length, take_frame);
}

const struct tl_dissector tl_dissector_dnp3 = {
	.name = "dnp3",
	.facts = TL_FACTS_dnp3,
	.take = take,
};
