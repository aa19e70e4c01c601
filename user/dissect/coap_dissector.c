// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From CoAP's messages to transactions: a request and the response with its token, now or after an acknowledgement. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "coap.h"
#include "dissector.h"
#include "facts.h"

static bool is_request(const struct tl_coap_facts *found)
{
	return found->code && !tl_coap_class(found->code);
}

static bool is_coap_port(const struct tl_message *message)
{
	return message->source_port == TL_COAP_PORT || message->destination_port == TL_COAP_PORT;
}

static void write_token(char *text, const struct tl_coap_facts *found)
{
	for (unsigned int i = 0; i < found->token_length; i++)
		snprintf(text + 2 * (size_t)i, 3, "%02x", found->token[i]);
}

static void keep_format(struct tl_record_coap *coap, const struct tl_coap_facts *found)
{
	if (!found->has_format)
		return;
	coap->has_format = true;
	coap->format = found->format;
}

/* What is said first, by whichever side. */
static void keep_first(struct tl_record_coap *coap, const struct tl_coap_facts *found, const struct tl_message *message)
{
	coap->known = true;
	coap->is_datagram = message->protocol == IPPROTO_UDP;
	coap->version = coap->is_datagram; /* RFC 8323 3.2: version, type and id are datagrams' */
	coap->side = message->side;
	coap->type = found->type;
	coap->code = found->code;
	coap->id = found->id;
	coap->token_length = found->token_length;
	write_token(coap->token, found);
	keep_format(coap, found);
	tl_keep_text(coap->host, sizeof(coap->host), found->host);
	tl_keep_text(coap->path, sizeof(coap->path), found->path);
	tl_keep_text(coap->query, sizeof(coap->query), found->query);
	if (is_request(found)) {
		coap->asked_at = message->time;
		coap->has_observe = found->has_observe;
		coap->observe = found->observe;
	}
}

static void keep_response(struct tl_record_coap *coap, const struct tl_coap_facts *found, __u64 time)
{
	if (coap->is_answered) {
		coap->notifications++;
		return;
	}
	coap->is_answered = true;
	coap->answered_at = time;
	coap->response = (__u16)(tl_coap_class(found->code) * 100 + (found->code & 0x1f));
	keep_format(coap, found);
	if (coap->asked_at && time >= coap->asked_at) {
		coap->response_time = tl_microseconds(coap->asked_at, time);
		coap->is_timed = true;
	}
}

static bool has_token(const struct tl_record_coap *coap, const struct tl_coap_facts *found)
{
	char token[2 * TL_COAP_TOKEN + 1] = "";

	write_token(token, found);
	return !strcmp(coap->token, token);
}

/*
 * Is the message part of the transaction? Of the side that asked: the request again, but in a stream, where nothing is sent again, another
 * one, whose token may be the same (RFC 8323 3.2 has no other number). Of the other: the response, which has its token, and
 * in an acknowledgement its id, too (RFC 7252 5.3.2); or an empty message with its id. An earlier response of the same id was sent again.
 */
static bool belongs(const struct tl_record_coap *coap, const struct tl_coap_facts *found, __u8 side)
{
	if (coap->side == side && !coap->is_datagram && is_request(found))
		return false;
	if (coap->side == side)
		return coap->id == found->id && coap->code == found->code && has_token(coap, found);
	if (!found->code)
		return coap->id == found->id;
	if (!coap->asked_at || is_request(found) || (found->type == TL_COAP_ACKNOWLEDGEMENT && coap->id != found->id))
		return false;
	return has_token(coap, found);
}

/* The latest one: a token may be used again (RFC 7252 5.3.1). */
static struct tl_transaction *find(const struct tl_transactions *transactions, const struct tl_coap_facts *found,
				   __u8 side)
{
	struct tl_transaction *transaction = TAILQ_LAST(&transactions->queue, tl_transaction_queue);

	while (transaction && !belongs(&transaction->facts.coap, found, side))
		transaction = TAILQ_PREV(transaction, tl_transaction_queue, queue);
	return transaction;
}

/* Without a request, a response tells of itself. */
static struct tl_transaction *begin(struct tl_transactions *transactions, const struct tl_coap_facts *found,
				    const struct tl_message *message)
{
	struct tl_transaction *transaction = tl_transaction_begin(transactions, message->time);

	if (!transaction)
		return NULL;
	keep_first(&transaction->facts.coap, found, message);
	if (!is_request(found) && found->code)
		keep_response(&transaction->facts.coap, found, message->time);
	return transaction;
}

static void follow(struct tl_transactions *transactions, const struct tl_coap_facts *found,
		   const struct tl_message *message)
{
	struct tl_transaction *transaction = find(transactions, found, message->side);
	struct tl_record_coap *coap;

	/* an empty message about what was not seen, or about a response, says nothing */
	if (!transaction && !found->code && found->type != TL_COAP_CONFIRMABLE && !TAILQ_EMPTY(&transactions->queue))
		return;
	if (!transaction)
		transaction = begin(transactions, found, message);
	else if (transaction->facts.coap.side != message->side && found->code)
		keep_response(&transaction->facts.coap, found, message->time);
	if (!transaction)
		return;
	coap = &transaction->facts.coap;
	if (coap->is_answered || (!found->code && found->type == TL_COAP_RESET))
		transaction->is_complete =
			!coap->has_observe; /* more may come to one that wants to be told of changes */
	tl_transaction_lasts(transaction, message->time);
}

/*
 * The port that is made for it lets any message in. Elsewhere one must leave no doubt: a request for a path, all of whose options
 * are known; what follows then belongs to it.
 */
static bool is_convincing(const struct tl_transactions *transactions, const struct tl_message *message,
			  const struct tl_coap_facts *found, enum tl_dissection dissection)
{
	if (!TAILQ_EMPTY(&transactions->queue) || is_coap_port(message))
		return true;
	return dissection == TL_DISSECT_WHOLE && is_request(found) && found->has_path && !found->is_odd &&
	       found->type <= TL_COAP_UNRELIABLE;
}

static enum tl_dissection take_datagram(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_coap_facts found;
	enum tl_dissection dissection = tl_coap_dissect(message, &found);

	if (dissection == TL_DISSECT_FOREIGN)
		return TL_DISSECT_FOREIGN;
	if (!is_convincing(transactions, message, &found, dissection)) /* of a response the request may come later */
		return is_request(&found) || found.is_odd ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	follow(transactions, &found, message);
	return TL_DISSECT_WHOLE;
}

/* Each side of a stream begins with its capabilities (RFC 8323 5.3), which are no transaction. */
static enum tl_dissection take_stream(struct tl_transactions *transactions, const struct tl_message *whole)
{
	struct tl_message message = *whole;
	struct tl_coap_facts found;
	bool is_first = true;

	if (whole->is_apart)
		return TL_DISSECT_CUT;
	while (message.captured) {
		enum tl_dissection dissection = tl_coap_dissect_stream(&message, &found);

		if (is_first && (found.code || dissection == TL_DISSECT_WHOLE) && found.code != TL_COAP_CSM)
			return TL_DISSECT_FOREIGN;
		if (dissection != TL_DISSECT_WHOLE)
			return is_first ? dissection : TL_DISSECT_CUT;
		is_first = false;
		if (message.offset >= transactions->taken[message.side]) {
			if (found.code && tl_coap_class(found.code) != 7)
				follow(transactions, &found, &message);
			transactions->taken[message.side] = message.offset + 1;
		}
		if (found.octets >= message.captured)
			break;
		tl_message_pass(&message, found.octets);
	}
	return TL_DISSECT_CUT;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	return message->protocol == IPPROTO_TCP ? take_stream(transactions, message)
						: take_datagram(transactions, message);
}

const struct tl_dissector tl_dissector_coap = {
	.name = "coap",
	.facts = TL_FACTS_coap,
	.take = take,
};
