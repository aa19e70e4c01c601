// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From STUN messages to transactions: a request and its response, or an indication. */
#include <netinet/in.h>
#include <string.h>

#include "dissector.h"
#include "facts.h"
#include "frames.h"
#include "stun.h"

static bool is_of(const struct tl_transaction *transaction, const struct tl_stun_facts *found)
{
	return transaction->facts.kind == TL_FACTS_stun &&
	       !memcmp(transaction->facts.stun.transaction, found->transaction, sizeof(found->transaction));
}

static struct tl_transaction *find(struct tl_transactions *transactions, const struct tl_stun_facts *found)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	while (transaction && !is_of(transaction, found))
		transaction = TAILQ_NEXT(transaction, queue);
	return transaction;
}

static void keep_address(struct tl_record_stun *stun, const struct tl_stun_facts *found)
{
	if (!found->address_length)
		return;
	stun->port = found->port;
	if (found->address_length == sizeof(stun->ipv4))
		memcpy(stun->ipv4, found->address, sizeof(stun->ipv4));
	else
		memcpy(stun->ipv6, found->address, sizeof(stun->ipv6));
}

/* The server's software is of more interest than the client's. */
static void keep(struct tl_record_stun *stun, const struct tl_stun_facts *found, __u64 time)
{
	bool is_answer = found->class == TL_STUN_SUCCESS || found->class == TL_STUN_ERROR;

	stun->known = true;
	stun->method = found->method;
	stun->class = (__u8)found->class;
	memcpy(stun->transaction, found->transaction, sizeof(stun->transaction));
	if (is_answer || !stun->software[0]) {
		if (found->software[0])
			memset(stun->software, 0, sizeof(stun->software));
		tl_keep_text(stun->software, sizeof(stun->software), found->software);
	}
	keep_address(stun, found);
	if (!is_answer && !stun->asked_at)
		stun->asked_at = time;
	if (is_answer && stun->asked_at && time >= stun->asked_at) {
		stun->response_time = tl_microseconds(stun->asked_at, time);
		stun->is_timed = true;
	}
}

static bool take_message(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_stun_facts found;

	if (tl_stun_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return false;
	transaction = find(transactions, &found);
	if (!transaction)
		transaction = tl_transaction_begin(transactions, message->time);
	if (!transaction)
		return true;
	if (!transaction->is_complete) /* else it is a copy */
		keep(&transaction->facts.stun, &found, message->time);
	transaction->is_complete |= found.class != TL_STUN_REQUEST;
	tl_transaction_lasts(transaction, message->time);
	return true;
}

/* In a stream TURN's data stand between the messages (RFC 8656 12.5). */
static bool take_frame(struct tl_transactions *transactions, const struct tl_message *frame)
{
	return tl_stun_is_data(frame) ? transactions->begun : take_message(transactions, frame);
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol == IPPROTO_TCP)
		return tl_frames_take(transactions, message, tl_stun_length, take_frame);
	if (message->protocol != IPPROTO_UDP || !take_message(transactions, message))
		return TL_DISSECT_FOREIGN;
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_stun = {
	.name = "stun",
	.facts = TL_FACTS_stun,
	.opens_the_way = true,
	.take = take,
};
