// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From SNMP messages to transactions: a request and its response, or what nobody answers. */
#include <netinet/in.h>

#include "dissector.h"
#include "facts.h"
#include "frames.h"
#include "snmp.h"

/* Encrypted messages have nothing else than their own id. */
static bool is_same(const struct tl_record_snmp *snmp, const struct tl_snmp_facts *found)
{
	if (snmp->version != found->version)
		return false;
	return found->version == 3 ? snmp->message == found->message : snmp->request == found->request;
}

static bool is_answer(const struct tl_snmp_facts *found)
{
	return found->has_type && (found->type == TL_SNMP_RESPONSE || found->type == TL_SNMP_REPORT);
}

static bool is_unanswered(const struct tl_snmp_facts *found)
{
	return found->has_type && (found->type == TL_SNMP_TRAP || found->type == TL_SNMP_TRAP_V1);
}

static void keep_request(struct tl_record_snmp *snmp, const struct tl_message *message,
			 const struct tl_snmp_facts *found)
{
	snmp->known = true;
	snmp->version = found->version;
	snmp->type = found->type;
	snmp->has_type = found->has_type;
	snmp->message = found->message;
	snmp->request = found->request;
	snmp->has_request = found->has_request;
	snmp->side = message->side;
	snmp->asked_at = message->time;
	tl_keep_text(snmp->oid, sizeof(snmp->oid), found->oid);
}

static void keep_response(struct tl_record_snmp *snmp, const struct tl_message *message,
			  const struct tl_snmp_facts *found)
{
	bool is_first = !snmp->known;

	if (is_first)
		keep_request(snmp, message, found);
	snmp->has_response = true;
	snmp->has_error = found->has_error;
	snmp->error = found->error;
	if (!is_first && message->time >= snmp->asked_at) {
		snmp->response_time = tl_microseconds(snmp->asked_at, message->time);
		snmp->is_timed = true;
	}
}

static struct tl_transaction *find(struct tl_transactions *transactions, const struct tl_message *message,
				   const struct tl_snmp_facts *found)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	while (transaction && (transaction->is_complete || !is_same(&transaction->facts.snmp, found)))
		transaction = TAILQ_NEXT(transaction, queue);
	return transaction && transaction->facts.snmp.side == message->side && is_answer(found) ? NULL : transaction;
}

static bool take_message(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_snmp_facts found;
	bool is_response;

	if (tl_snmp_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return false;
	transaction = find(transactions, message, &found);
	/* one that is encrypted does not say what it is: who answers is the other side */
	is_response =
		is_answer(&found) || (!found.has_type && transaction && transaction->facts.snmp.side != message->side);
	if (!transaction)
		transaction = tl_transaction_begin(transactions, message->time);
	if (!transaction)
		return true;
	if (is_response)
		keep_response(&transaction->facts.snmp, message, &found);
	else if (!transaction->facts.snmp.known) /* else it is asked again */
		keep_request(&transaction->facts.snmp, message, &found);
	transaction->is_complete = is_response || is_unanswered(&found);
	tl_transaction_lasts(transaction, message->time);
	return true;
}

/* In a stream the messages are one behind the other, as BER delimits them (RFC 3430 2.1). */
static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->protocol == IPPROTO_TCP)
		return tl_frames_take(transactions, message, tl_snmp_length, take_message);
	return take_message(transactions, message) ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

const struct tl_dissector tl_dissector_snmp = {
	.name = "snmp",
	.facts = TL_FACTS_snmp,
	.take = take,
};
